"""What the demo study consists of, and how each of its interviews has to end."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Outcome = Literal["pass", "quarantined"]
"""``pass``: ends as released or in review, whichever the recognizers' scores make it."""

SoundOutcome = Literal["released", "kept back", "refused"]
"""Of a recording: released with its interview, kept back for a fault, or without consent."""


@dataclass(frozen=True, slots=True)
class ExpectedInterview:
    """How one interview of one submission has to end.

    Attributes:
        row: Line of ``interviews.csv``, header counted as row 1; 0 if nobody can read the manifest.
        outcome: Where it ends.
        finding_code: A finding that its receipt has to carry; None for one of which there is
            nothing to tell.
        fault: What was made wrong on purpose, in one word; empty if nothing was.
        sound: What has to become of its recording; None if there is none.
    """

    row: int
    outcome: Outcome
    finding_code: str | None = None
    fault: str = ""
    sound: SoundOutcome | None = None


@dataclass(frozen=True, slots=True)
class DemoSubmission:
    """One folder that a site sends. Folder names hold names of people, so no repr shows them.

    Attributes:
        site: Code of the site that sends it.
        folder: Name of the folder in the site's inbox.
        path: Where it lies on this machine.
        raw_manifest: It has faults that ``sottovoce send`` would refuse to send, so its files
            have to be put into the bucket as they are.
        expected: What has to become of its interviews, by row.
    """

    site: str
    folder: str = field(repr=False)
    path: Path = field(repr=False)
    raw_manifest: bool
    expected: tuple[ExpectedInterview, ...]


@dataclass(frozen=True, slots=True)
class DemoStudy:
    """A whole study of uploads on disk.

    Attributes:
        submissions: In the order in which they have to be sent.
        identifiers: Every identifier in the study: those marked in its transcripts, those of its
            rosters, its file and folder names, and what is buried in its files. Some are ordinary
            words or short numbers ("Will", "41").
        distinctive_identifiers: Those of them that stand nowhere by chance. A search of places
            where no raw word may be (logs, databases, object keys) has to find none of these.
    """

    submissions: tuple[DemoSubmission, ...]
    identifiers: frozenset[str] = field(repr=False)
    distinctive_identifiers: frozenset[str] = field(repr=False)

    @property
    def expected(self) -> tuple[ExpectedInterview, ...]:
        """What has to become of every interview, in the order of sending."""
        return tuple(each for submission in self.submissions for each in submission.expected)
