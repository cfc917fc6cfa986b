"""Which stretch of a recording a reviewer hears of a turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.model.recordings import LocatedTurn, TimedWord
from sottovoce.model.transcripts import Turn
from sottovoce.review.clips import AROUND_S, LONGEST_S, clip_times

TEXT = "Well, Aisling came round."


def a_turn(start_s: float | None = 10.0, end_s: float | None = 14.0) -> Turn:
    return Turn(3, "I", start_s, end_s, TEXT, 0)


def a_word(word: str, start_s: float, end_s: float) -> TimedWord:
    at = TEXT.index(word)
    return TimedWord(3, at, at + len(word), start_s, end_s)


def found(*words: TimedWord, start_s: float | None = 9.0, end_s: float | None = 15.0):
    return LocatedTurn(3, start_s, end_s, words, "aligned" if words else "turn")


WELL, CAME, ROUND = a_word("Well", 10.2, 10.5), a_word("came", 11, 11.4), a_word("round", 12, 12.6)


@pytest.mark.parametrize(
    ("turn", "place", "expected"),
    [
        pytest.param(a_turn(), found(WELL, CAME, ROUND), (9.7, 13.1), id="all words found"),
        pytest.param(a_turn(), found(CAME, ROUND), (8.5, 13.1), id="the first ones not found"),
        pytest.param(a_turn(), found(WELL, CAME), (9.7, 15.5), id="the last one not found"),
        pytest.param(a_turn(), found(CAME), (8.5, 15.5), id="only one found"),
        pytest.param(
            a_turn(), found(CAME, start_s=None, end_s=None), (10.5, 11.9), id="found anywhere"
        ),
        pytest.param(a_turn(), found(), (8.5, 15.5), id="only the stretch it must lie in"),
        pytest.param(a_turn(), None, (9.5, 14.5), id="only the transcript's times"),
        pytest.param(
            a_turn(), found(start_s=None, end_s=None), (9.5, 14.5), id="looked for, not found"
        ),
        pytest.param(a_turn(end_s=None), None, (9.5, 69.5), id="only a start: as long as can be"),
        pytest.param(a_turn(end_s=400.0), None, (9.5, 69.5), id="longer than a clip can be"),
        pytest.param(a_turn(0.2, 3.0), None, (0.0, 3.5), id="at the start of the recording"),
        pytest.param(a_turn(95.0, 120.0), None, (94.5, 100.0), id="at its end"),
        pytest.param(a_turn(None, None), None, None, id="no time at all"),
        pytest.param(a_turn(None, 14.0), None, None, id="only an end"),
        pytest.param(a_turn(200.0, 210.0), None, None, id="after the end of the recording"),
        pytest.param(a_turn(14.0, 2.0), None, None, id="times the wrong way round"),
    ],
)
def test_a_turn_is_heard_where_it_was_found_or_else_where_it_is_written(turn, place, expected):
    times = clip_times(turn, place, duration_s=100.0)
    assert times == (None if expected is None else pytest.approx(expected))


times = st.none() | st.floats(-10, 1000)


@given(times, times, st.lists(st.tuples(st.floats(0, 500), st.floats(0, 60)), max_size=3), times,
       times, st.floats(0.1, 400))  # fmt: skip
def test_a_clip_lies_in_the_recording_and_is_never_longer_than_it_may_be(
    start_s, end_s, words, from_s, to_s, duration_s
):
    timed = [TimedWord(3, i, i + 1, at, at + length) for i, (at, length) in enumerate(words)]
    place = LocatedTurn(3, from_s, to_s, tuple(timed), "aligned")
    clip = clip_times(a_turn(start_s, end_s), place, duration_s=duration_s)
    if clip is None:
        return
    assert 0 <= clip[0] < clip[1] <= duration_s
    assert clip[1] - clip[0] <= LONGEST_S + AROUND_S / 1e9
