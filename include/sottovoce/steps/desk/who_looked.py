"""Who saw or heard raw words, a page at a time. Reading this list shows no words."""

from dataclasses import dataclass

from sottovoce.adapters.postgres.desk.views import RawView
from sottovoce.steps.workplace import Workplace

PAGE = 100


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of the list.

    Attributes:
        views: Latest first.
        older: The number to ask for the next page with; None on the last page.
    """

    views: tuple[RawView, ...]
    older: int | None


def who_looked(place: Workplace, *, before: int | None = None) -> Looks:
    """Return who looked at raw words.

    Args:
        place: Where.
        before: Only looks with a lower number: the page after the one that ended there.
    """
    found = place.raw_views.latest(limit=PAGE + 1, before=before)
    older = found[PAGE - 1].number if len(found) > PAGE else None
    return Looks(tuple(found[:PAGE]), older)
