"""What goes into the ledger and comes out of it. Codes and states, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sottovoce.errors import SottovoceError
from sottovoce.model.findings import Finding
from sottovoce.model.ids import InterviewCode, InterviewId, ParticipantCode, SiteCode, SubmissionId
from sottovoce.model.states import State


class UnknownInterview(SottovoceError):
    """The ledger has no interview of this id."""


class BrokenChain(SottovoceError):
    """The ledger's history was changed by something other than the ledger.

    Attributes:
        seq: The first transition that does not fit the ones before it.
    """

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq

    def __str__(self) -> str:
        return f"The ledger's history was altered at transition {self.seq}."


@dataclass(frozen=True, slots=True)
class NewInterview:
    """A manifest row to register.

    Attributes:
        interview_id: Its id.
        row: Its row in the manifest; 0 stands for a manifest nobody could read.
        interview_code: The study's code for the interview; None if the row does not tell.
        participant_code: A code that the study file lists for the site; None for anything else.
        role: A role that the study file lists; None for anything else.
        transcript_sha256: Digest of the transcript that the row states; None if it states none.
    """

    interview_id: InterviewId
    row: int
    interview_code: InterviewCode | None = None
    participant_code: ParticipantCode | None = None
    role: str | None = None
    transcript_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """One version of one folder, complete, with every interview in it.

    Attributes:
        submission_id: Its id.
        site: The site that sent it.
        folder_hash: Stands for the folder, whose name is never kept.
        content_sha256: Stands for this version of it.
        interviews: One for each row of its manifest.
    """

    submission_id: SubmissionId
    site: SiteCode
    folder_hash: str
    content_sha256: str
    interviews: tuple[NewInterview, ...]


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """An interview and where it is now.

    Attributes:
        interview_id: Its id.
        submission_id: The submission it came with.
        site: The site that sent it.
        row: Its row in the manifest.
        interview_code: The study's code for it, the same in each version; None if unknown.
        participant_code: The site's code for the person; None if the study doesn't know it.
        role: The person's role; None if the study doesn't know it.
        state: Where it is.
        since: When it got there.
        transcript_sha256: Digest of its transcript, as its manifest states it.
        superseded: The site has sent its folder again, changed.
    """

    interview_id: InterviewId
    submission_id: SubmissionId
    site: SiteCode
    row: int
    interview_code: InterviewCode | None
    participant_code: ParticipantCode | None
    role: str | None
    state: State
    since: datetime
    transcript_sha256: str | None
    superseded: bool


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of one interview.

    Attributes:
        seq: Its number in the ledger, from 1 and without gaps.
        before: The state it left; None for the first step.
        after: The state it reached.
        at: When, by the server's clock, in UTC.
        actor: Who did it.
        detail: Counts and codes that go with it.
        hash: Hex digest over the step before it in the ledger and this one.
    """

    seq: int
    before: State | None
    after: State
    at: datetime
    actor: str
    detail: Mapping[str, int | str]
    hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """A step that is about to be written.

    Attributes:
        interview_id: Which interview.
        before: The state it leaves; None for the first step.
        after: The state it reaches.
        findings: What was found wrong.
        detail: Counts and codes that go with it.
    """

    interview_id: InterviewId
    before: State | None
    after: State
    findings: tuple[Finding, ...] = ()
    detail: Mapping[str, int | str] = field(default_factory=dict)
