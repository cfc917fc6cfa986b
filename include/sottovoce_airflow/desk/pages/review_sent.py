"""What the review page sends. Nothing of it is ever repeated in an error: it may hold words."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sottovoce.model.spans import EntityType
from sottovoce.review.marks import Verdict
from sottovoce.steps.desk.reading import NewMark


class Sent(BaseModel):
    """A write, with the version of the reading that its page shows."""

    model_config = ConfigDict(hide_input_in_errors=True, extra="forbid", frozen=True)

    version: int


class Place(BaseModel):
    """Characters ``start <= i < end`` of a turn, and what they identify."""

    model_config = ConfigDict(hide_input_in_errors=True, extra="forbid", frozen=True)

    turn: int = Field(ge=0)
    field: Literal["text", "speaker"] = "text"
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    type: EntityType

    def as_mark(self, verdict: Verdict) -> NewMark:
        """Return a decision about this place."""
        kind = self.type if verdict is Verdict.MASK else None
        return NewMark(self.turn, self.start, self.end, verdict, kind, self.field)


class Change(Place):
    """A decision about one place."""

    verdict: Verdict


class Changes(Sent):
    """Decisions that are made, and undone, together."""

    changes: list[Change] = Field(min_length=1, max_length=100)
    everywhere: bool = False


class Memory(Sent, Place):
    """Words that count beyond the interview."""

    kind: Literal["roster", "never"]


class Ending(Sent):
    """How a reading ends."""

    outcome: Literal["approve", "reject"]
    message: str | None = None
