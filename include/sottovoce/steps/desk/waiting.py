"""What waits to be read at the Desk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sottovoce.model.ids import InterviewId
from sottovoce.review.readings import Waiting
from sottovoce.review.who_reads import is_answered, left_behind
from sottovoce.steps.workplace import Workplace

_MOST_IN_QUEUE = 100
_COUNTS = ("doubtful", "near_misses", "turns", "turns_to_read")


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An interview that waits to be read.

    Attributes:
        interview_id: Which.
        site: Of which site.
        role: Of whom; empty if unknown.
        since: Since when it waits, in UTC.
        doubtful: Identifiers masked without certainty.
        near_misses: Places in view that something speaks against.
        turns: Its turns.
        turns_to_read: Those of them to read first.
        reader: Who is reading it; None for nobody.
        needs_second: Whether one person has read it and a second one has to.
    """

    interview_id: InterviewId
    site: str
    role: str
    since: datetime
    doubtful: int
    near_misses: int
    turns: int
    turns_to_read: int
    reader: str | None
    needs_second: bool


def queue(place: Workplace, who: str, sites: Collection[str] | None) -> list[QueueItem]:
    """Return what waits to be read, longest there first, without what is read already.

    Of a hundred that are in review at most; who reads those comes to the others.

    Args:
        place: Where.
        who: Account name; of two readers the first is not shown the interview again.
        sites: Of which sites; None for all.
    """
    two = place.study_now().review.second_reader
    waiting = place.readings.queue(sites, limit=_MOST_IN_QUEUE)
    now = datetime.now(UTC)
    items = (_queue_item(each, who, two_readers=two, now=now) for each in waiting)
    return [item for item in items if item is not None]


def _queue_item(each: Waiting, who: str, *, two_readers: bool, now: datetime) -> QueueItem | None:
    left = left_behind(each.readings, two_readers=two_readers, now=now)
    goes_on = [r for r in each.readings if r.is_open or r.seq < each.seq or r is left]
    reading_now = {row.reader for row in goes_on}
    closed = [row for row in each.readings if row.reader not in reading_now]
    is_done = is_answered(closed, two_readers=two_readers)
    if not reading_now and (is_done or any(who in row.holders for row in closed)):
        return None
    counts = {name: int(each.detail.get(name, 0)) for name in _COUNTS}
    return QueueItem(
        interview_id=each.interview_id,
        site=each.site,
        role=each.role or "",
        since=each.since,
        reader=who if who in reading_now else min(reading_now, default=None),
        needs_second=bool(closed),
        **counts,
    )
