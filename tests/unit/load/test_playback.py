import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.load import with_times
from sottovoce.model.recordings import LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.releases import CleanTranscript, CleanTurn


def a_turn(start_s: float | None = None, end_s: float | None = None, index: int = 0) -> CleanTurn:
    return CleanTurn(index, "Interviewer", start_s, end_s, "And then what happened?")


def a_place(start_s=None, end_s=None, *words: tuple[float, float], index: int = 0) -> LocatedTurn:
    timed = tuple(TimedWord(index, n, n + 1, *word) for n, word in enumerate(words))
    return LocatedTurn(index, start_s, end_s, timed, "aligned" if timed else "turn")


def times(turn: CleanTurn, *places: LocatedTurn, duration_s: float = 60.0):
    (timed,) = with_times(
        CleanTranscript((turn,)), LocatedWords(places), duration_s=duration_s
    ).turns
    return timed.start_s, timed.end_s


@pytest.mark.parametrize(
    ("turn", "place", "expected"),
    [
        pytest.param(
            a_turn(4.0), a_place(3.0, 9.0, (4.61, 4.9), (5.0, 7.3)), (4.61, 7.3), id="its words"
        ),
        pytest.param(a_turn(4.0), a_place(3.0, 9.0), (4.0, 9.0), id="no word: its own start"),
        pytest.param(a_turn(4.0, 8.0), a_place(3.0, 9.0), (4.0, 8.0), id="no word: its own times"),
        pytest.param(a_turn(), a_place(3.0, 9.0), (3.0, 9.0), id="no time: where it must lie"),
        pytest.param(a_turn(4.0), a_place(), (4.0, None), id="not placed: as it was"),
        pytest.param(a_turn(58.0), a_place(57.0, 99.0), (58.0, 60.0), id="not past the end"),
        pytest.param(
            a_turn(70.0), a_place(69.0, 99.0), (70.0, None), id="after the end: as it was"
        ),
        pytest.param(a_turn(8.0), a_place(1.0, 2.0), (8.0, None), id="ends before it starts"),
    ],
)
def test_a_turn_gets_the_times_at_which_it_can_be_heard(turn, place, expected):
    assert times(turn, place) == expected


def test_a_turn_that_was_not_looked_for_keeps_its_times():
    assert times(a_turn(4.0, 5.0), a_place(1.0, 2.0, index=7)) == (4.0, 5.0)


seconds = st.none() | st.floats(-10, 200, allow_nan=False)


@given(seconds, seconds, seconds, seconds)
def test_times_that_are_found_lie_in_the_recording_and_in_order(start, end, place, place_end):
    said = a_turn(start, end)
    found = times(said, a_place(place, place_end))
    assert found == (start, end) or 0 <= found[0] <= found[1] <= 60.0
