"""What somebody looks for among the submissions, as an address says it: nothing personal."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from sottovoce.adapters.postgres.desk.submissions import Bookmark
from sottovoce.model.ids import SiteCode
from sottovoce.model.states import State
from sottovoce.steps.desk.submissions import Order, Search

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Place = Annotated[str, Field(pattern=r"^[0-9]{1,17}-[0-9]{1,15}$")]
"""Microseconds since 1970 and the number of a transition."""

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,60}$")]

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]
"""A day on which an interview can have moved, with room for the day after it."""


def strip_typed(text: str) -> str:
    """Return a text that databases take and people can read, stripped.

    Raises:
        ValueError: It has control characters, or halves of characters.
    """
    text = text.strip()
    if not text.isprintable():
        msg = "has characters that nobody can see"
        raise ValueError(msg)
    return text


Typed = Annotated[str, Field(max_length=100), AfterValidator(strip_typed)]
"""What a person types or pastes."""

Named = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,80}$")]
"""An interview's id in a path."""


class Asked(BaseModel):
    """The query of an address. What a form leaves empty is not asked for."""

    model_config = ConfigDict(hide_input_in_errors=True)

    site: Code | None = None
    state: State | None = None
    finding: Code | None = None
    first: Day | None = None
    last: Day | None = None
    order: Order | None = None
    after: Place | None = None
    before: Place | None = None
    name: Typed = ""
    """An interview, a submission or an interview code; then nothing else counts."""

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_not_asked(cls, value: object, info: ValidationInfo) -> object:
        return None if value == "" and info.field_name != "name" else value

    @property
    def search(self) -> Search:
        """What is looked for, and which page of it."""
        return Search(
            site=SiteCode(self.site) if self.site else None,
            state=self.state,
            code=self.finding,
            first=self.first,
            last=self.last,
            order=self.order or "latest",
            after=_bookmark(self.after),
            before=_bookmark(self.before),
        )


def link_to(
    search: Search, *, after: Bookmark | None = None, before: Bookmark | None = None
) -> dict[str, str]:
    """Return what to write into the address of another page of a search."""
    parts = {
        "site": search.site,
        "state": search.state and search.state.value,
        "finding": search.code,
        "first": search.first and search.first.isoformat(),
        "last": search.last and search.last.isoformat(),
        "order": search.order if search.order != "latest" else None,
        "after": after and _written(after),
        "before": before and _written(before),
    }
    return {name: part for name, part in parts.items() if part}


def _written(bookmark: Bookmark) -> str:
    return f"{(bookmark.since - _EPOCH) // timedelta(microseconds=1)}-{bookmark.seq}"


def _bookmark(written: str | None) -> Bookmark | None:
    if written is None:
        return None
    microseconds, seq = written.split("-")
    return Bookmark(_EPOCH + timedelta(microseconds=int(microseconds)), int(seq))
