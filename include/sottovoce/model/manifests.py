"""What a site says it sent: one row an interview."""

from dataclasses import dataclass
from datetime import date

MANIFEST_NAME = "interviews.csv"
ROSTER_NAME = "roster.csv"

MANIFEST_COLUMNS = (
    "site_code",
    "participant_code",
    "role",
    "interview_date",
    "interviewer_code",
    "language",
    "consent_transcript",
    "consent_audio",
    "consent_date",
    "transcript_file",
    "transcript_bytes",
    "transcript_sha256",
    "recording_file",
    "recording_bytes",
    "recording_sha256",
    "roster_sha256",
)
"""The header of ``interviews.csv``, in this order. Recording and roster columns may be empty."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file that a manifest row lists.

    Attributes:
        name: File name inside the submission's folder, without a slash.
        n_bytes: Size that the manifest states.
        sha256: Lower-case hex digest that the manifest states.
    """

    name: str
    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One interview as its site describes it, every field of the right type.

    Attributes:
        row: Line number in ``interviews.csv``, header counted as row 1.
        site_code: The site's own code.
        participant_code: Code of the person interviewed.
        role: One of the study's roles.
        interview_date: Day of the interview.
        interviewer_code: Code of the interviewer.
        language: ISO 639-1 code of the conversation.
        consents_to_transcript: The participant agreed to the use of the transcript.
        consents_to_audio: The participant agreed to the use of the recording.
        is_voice_disguised: The participant agreed to it with a disguised voice only.
        consent_date: Day of the consent.
        transcript: The transcript file.
        recording: The recording; None if none was sent.
        roster_sha256: Digest of ``roster.csv``; None if none was sent.
    """

    row: int
    site_code: str
    participant_code: str
    role: str
    interview_date: date
    interviewer_code: str
    language: str
    consents_to_transcript: bool
    consents_to_audio: bool
    consent_date: date
    transcript: ListedFile
    recording: ListedFile | None
    roster_sha256: str | None
    is_voice_disguised: bool = False

    @property
    def files(self) -> tuple[ListedFile, ...]:
        """The files this row needs, roster excluded."""
        return (self.transcript,) if self.recording is None else (self.transcript, self.recording)
