"""What a reviewer is shown of what waits."""

from datetime import UTC, datetime, timedelta

import pytest

from sottovoce.model.ids import InterviewId
from sottovoce.review.readings import ReadingRow, Waiting
from sottovoce.steps.desk.waiting import _queue_item

NOW = datetime(2026, 3, 5, tzinfo=UTC)
INTERVIEW = InterviewId("s01-0123456789-r02")


def a_reading(
    who: str,
    outcome=None,
    *,
    place: int = 1,
    seq: int = 7,
    minutes_ago: int = 0,
    is_answered: bool = False,
) -> ReadingRow:
    closed = NOW - timedelta(minutes=minutes_ago) if outcome else None
    answered = closed if is_answered else None
    return ReadingRow(
        1, INTERVIEW, seq, place, "a" * 64, who, NOW, 1, closed, outcome, None, False, answered,
        False, (who,),
    )  # fmt: skip


def shown(*readings: ReadingRow, who: str = "me", two_readers: bool = False):
    detail = {"doubtful": 3, "near_misses": 2, "turns": 40, "turns_to_read": 9}
    waiting = Waiting(INTERVIEW, 7, "s01", None, NOW, detail, readings)
    item = _queue_item(waiting, who, two_readers=two_readers, now=NOW)
    return item and (item.reader, item.needs_second)


@pytest.mark.parametrize(
    ("readings", "two_readers", "expected"),
    [
        pytest.param([], False, (None, False), id="nobody has begun"),
        pytest.param([a_reading("she")], False, ("she", False), id="somebody reads"),
        pytest.param([a_reading("me")], False, ("me", False), id="I read"),
        pytest.param([a_reading("she", "approve")], False, None, id="read and answered"),
        pytest.param([a_reading("she", "approve")], True, (None, True), id="read once of two"),
        pytest.param([a_reading("me", "approve")], True, None, id="I was the first of two"),
        pytest.param([a_reading("she", "reject")], True, None, id="rejected by the first"),
        pytest.param(
            [a_reading("she", "approve"), a_reading("me", place=2)], True, ("me", True),
            id="I am the second",
        ),
        pytest.param(
            [a_reading("me", "approve"), a_reading("she", place=2)], True, ("she", True),
            id="somebody else is the second",
        ),
        pytest.param(
            [a_reading("she", "approve", seq=5)], False, ("she", False),
            id="asked again before anybody acted: hers to go on with",
        ),
        pytest.param(
            [a_reading("she", "approve", minutes_ago=6)], False, ("she", False),
            id="finished, and its answer never reached Airflow",
        ),
        pytest.param(
            [a_reading("she", "approve", minutes_ago=600, is_answered=True)], False, None,
            id="answered, and Airflow has not come to it yet",
        ),
        pytest.param(
            [a_reading("she", "approve", minutes_ago=6)], True, (None, True),
            id="read once of two, however long ago",
        ),
    ],
)  # fmt: skip
def test_only_what_can_be_read_is_shown_and_by_whom_it_is_read(readings, two_readers, expected):
    assert shown(*readings, two_readers=two_readers) == expected


def test_what_the_question_tells_is_told():
    waiting = Waiting(INTERVIEW, 7, "s01", "manager", NOW, {"doubtful": 3, "turns": 40})
    item = _queue_item(waiting, "me", two_readers=False, now=NOW)
    assert item is not None
    assert (item.doubtful, item.near_misses, item.turns, item.role) == (3, 0, 40, "manager")
