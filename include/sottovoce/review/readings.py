"""What people decide in their readings, as values. Places and account names, never a word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType
from sottovoce.review.marks import Field, Mark, Verdict

Outcome = Literal["approve", "reject"]
Kind = Literal["roster", "never"]


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One person's reading of one interview.

    Attributes:
        reading_id: Its number.
        interview_id: Of which interview.
        seq: The transition to ``in_review`` that asked for it.
        place: 1 for the first reader, 2 for the second.
        words_sha256: Digest of the words its marks are counted in.
        reader: Who holds it.
        held_since: Since when.
        version: Grows with every change.
        closed_at: When it was finished; None while it is open.
        outcome: What the reader decided; None while it is open.
        message: What the site is told; None for nothing.
        applied: Whether its marks are part of what was decided.
        answered_at: When an answer to its question was taken; None while nobody has answered.
        is_listed: Whether the study file named who finished it as a reviewer then.
        holders: Everyone who ever held it.
    """

    reading_id: int
    interview_id: InterviewId
    seq: int
    place: int
    words_sha256: str
    reader: str
    held_since: datetime
    version: int
    closed_at: datetime | None
    outcome: Outcome | None
    message: str | None
    applied: bool
    answered_at: datetime | None
    is_listed: bool
    holders: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is not finished."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Placed:
    """Characters of a turn that a reader acts on, before they are numbered.

    Attributes:
        turn: Index of the turn.
        field: Where in it.
        start: First character.
        end: One past the last.
        verdict: What becomes of them.
        entity_type: What they identify, if they are masked.
    """

    turn: int
    field: Field
    start: int
    end: int
    verdict: Verdict
    entity_type: EntityType | None


@dataclass(frozen=True, slots=True)
class Remembered:
    """A place whose words count beyond this interview.

    Attributes:
        turn: Index of the turn.
        field: Where in it.
        start: First character.
        end: One past the last.
        kind: ``roster`` for a name of the site; ``never`` for what is masked nowhere.
        entity_type: What the words identify, or were taken for.
    """

    turn: int
    field: Field
    start: int
    end: int
    kind: Kind
    entity_type: EntityType


@dataclass(frozen=True, slots=True)
class Decided:
    """The marks of one question that was acted on.

    Attributes:
        approved: Whether it ended in an approval; otherwise only what its readers masked counts.
        readings: The marks of each reader.
    """

    approved: bool
    readings: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An interview in review, for the list of what is to be read.

    Attributes:
        interview_id: Which.
        seq: The transition that asks for review.
        site: Of which site.
        role: Of whom; None if unknown.
        since: Since when it waits.
        detail: What the question tells of it: counts.
        readings: Its readings for the present question, or one that moves along to it.
    """

    interview_id: InterviewId
    seq: int
    site: str
    role: str | None
    since: datetime
    detail: Mapping[str, int | str]
    readings: tuple[ReadingRow, ...] = field(default=())
