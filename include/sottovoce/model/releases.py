"""An interview as analysts get it: identifiers replaced, and where they were."""

from dataclasses import dataclass, field

from sottovoce.model.recordings import Interval
from sottovoce.model.spans import EntityType


@dataclass(frozen=True, slots=True, order=True)
class Redaction:
    """One stand-in: characters ``start <= i < end`` of the *clean* text of a turn.

    Attributes:
        start: First character of the stand-in.
        end: One past its last character.
        entity_type: What was there.
        stand_in: What stands there now, e.g. ``[Person 3]``.
    """

    start: int
    end: int
    entity_type: EntityType
    stand_in: str


@dataclass(frozen=True, slots=True)
class CleanTurn:
    """A turn without identifiers. ``text[r.start:r.end] == r.stand_in`` for each redaction.

    The repr still hides the text: clean is what we believe, not what we know.

    Attributes:
        index: Position in the transcript, from 0.
        speaker: Label without identifiers, e.g. ``Interviewer`` or ``[Person 1]``; None if the
            file had none.
        start_s: Start in seconds; None if unknown.
        end_s: End in seconds; None if unknown.
        text: The words with stand-ins.
        redactions: In order, disjoint.
    """

    index: int
    speaker: str | None
    start_s: float | None
    end_s: float | None
    text: str = field(repr=False)
    redactions: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanTranscript:
    """One interview's words without identifiers."""

    turns: tuple[CleanTurn, ...]


@dataclass(frozen=True, slots=True)
class ReleasedRecording:
    """The sound of an interview, identifiers muted.

    Attributes:
        object_key: Where it is in the bucket ``clean``.
        duration_s: Length in seconds.
        sample_rate_hz: Samples a second and channel of the original.
        n_channels: 1 or 2.
        n_bytes: Size of the file.
        sha256: Digest of the file.
        is_disguised: Whether the voices were changed as well.
        muted: What was muted, disjoint, earliest first.
    """

    object_key: str
    duration_s: float
    sample_rate_hz: int
    n_channels: int
    n_bytes: int
    sha256: str
    is_disguised: bool
    muted: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """Everything the store keeps of one interview.

    Attributes:
        interview_code: The interview's code in the store.
        site: Site code.
        participant: Stable study code of the person interviewed; not the site's own code.
        role: The person's role.
        interview_month: ``YYYY-MM``; the day stays behind.
        language: ISO 639-1 code.
        interview_id: The submission row it came from.
        source_sha256: Digest of the transcript as the site sent it.
        policy_fingerprint: Which policy was applied.
        software_version: Which version of this package did it.
        reviewed: Whether a person looked before release.
        transcript: The clean words.
        recording: The clean sound; None if only the words are released.
    """

    interview_code: str
    site: str
    participant: str
    role: str
    interview_month: str
    language: str
    interview_id: str
    source_sha256: str
    policy_fingerprint: str
    software_version: str
    reviewed: bool
    transcript: CleanTranscript
    recording: ReleasedRecording | None = None
