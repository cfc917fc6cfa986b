"""Which times are relied on once words have been put somewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.audio.settling import Place, Script, settle
from sottovoce.deidentify.audio.spoken_words import SpokenWord
from sottovoce.deidentify.audio.turn_windows import Window

NOT_FOUND = Place(1.0, 9.0, False)
WINDOW = Window(0, 0.0, 60.0, True)


def settled(*places: Place | None):
    """The times of one turn's words; None is a word that was put nowhere."""
    words = [SpokenWord(2 * i, 2 * i + 1, (("a",),)) for i in range(len(places))]
    script = Script(words, [0] * len(words), [0, len(words)])
    placed = {i: place for i, place in enumerate(places) if place is not None}
    (turn,) = settle(script, [WINDOW], placed, {0})
    return {word.start_char // 2: (word.start_s, word.end_s) for word in turn.words}


def found(start_s: float, end_s: float) -> Place:
    return Place(start_s, end_s, True)


@pytest.mark.parametrize("lost", [None, NOT_FOUND], ids=["put nowhere", "put where it is not"])
def test_a_word_that_was_not_found_lies_from_the_word_before_to_the_word_after(lost):
    """Both are taken along: one of them may have swallowed it."""
    times = settled(found(2.0, 2.4), lost, found(3.0, 3.5))
    assert times == {0: (2.0, 2.4), 1: (2.0, 3.5), 2: (3.0, 3.5)}


@pytest.mark.parametrize(
    ("places", "without"),
    [
        pytest.param([found(2, 3), None, found(9, 10)], {1}, id="too long a gap"),
        pytest.param([found(2, 3), None, found(3, 4)], {1}, id="no gap at all"),
        pytest.param([None, found(2, 3)], {0}, id="nothing before"),
        pytest.param([found(2, 3), None], {1}, id="nothing after"),
        pytest.param([found(2, 3), *[None] * 10, found(4, 5)], {*range(1, 11)}, id="too many"),
    ],
)
def test_a_word_that_may_be_anywhere_has_no_time(places, without):
    assert set(range(len(places))) - set(settled(*places)) == without


@given(
    st.lists(st.tuples(st.floats(0.05, 0.8), st.floats(0, 0.5)), min_size=3, max_size=9),
    st.data(),
)
def test_wherever_a_word_was_said_between_two_that_were_found_its_time_holds_it(said, data):
    """Even if the one before or after was found too long, up to where the next one begins."""
    times, at = [], 0.0
    for length, pause in said:
        times.append((at + pause, at + pause + length))
        at += pause + length
    lost = data.draw(st.integers(1, len(times) - 2))
    places = [found(*each) for each in times]
    places[lost] = None
    swallowed = data.draw(st.floats(times[lost - 1][1], times[lost][1]))
    places[lost + 1] = found(swallowed, times[lost + 1][1])
    settled_times = settled(*places)
    if lost in settled_times:
        start_s, end_s = settled_times[lost]
        assert start_s <= times[lost][0]
        assert times[lost][1] <= end_s


def two_turns(*places: Place | None, n_first: int):
    """How long the stretch of each word is; the first turn has ``n_first`` of them."""
    words = [SpokenWord(2 * i, 2 * i + 1, (("a",),)) for i in range(len(places))]
    turn_of = [int(i >= n_first) for i in range(len(places))]
    script = Script(words, turn_of, [0, n_first, len(words)])
    placed = {i: place for i, place in enumerate(places) if place is not None}
    windows = [WINDOW, Window(1, 0.0, 60.0, True)]
    one, two = settle(script, windows, placed, {0, 1})
    return [(word.start_s, word.end_s) for word in (*one.words, *two.words)]


BEFORE = (found(1.0, 1.5), found(1.5, 2.0))


@pytest.mark.parametrize(
    ("after", "stretch"),
    [
        pytest.param(
            (found(2.1, 2.4), found(4.0, 4.5)), (1.5, 4.5), id="a word left with the other turn"
        ),
        pytest.param((found(3.8, 4.0), found(4.0, 4.5)), (3.8, 4.0), id="a word with its own"),
        pytest.param((found(3.0, 3.3), found(3.7, 4.5)), (3.0, 3.3), id="a pause of its own"),
        pytest.param((found(2.1, 2.4), found(2.8, 3.5)), (2.1, 2.4), id="a short pause"),
    ],
)
def test_a_word_nearer_to_another_turn_than_to_its_own_is_not_believed(after, stretch):
    """Breath and noise after somebody's last word sound like a short word of the next turn."""
    assert two_turns(*BEFORE, *after, n_first=2)[2] == stretch


def test_the_last_words_of_a_turn_are_held_to_the_same():
    places = (found(1.0, 1.5), found(3.6, 3.8), found(3.9, 4.2), found(4.2, 4.9))
    assert two_turns(*places, n_first=2)[1] == (1.0, 4.2)


def test_a_turn_with_nothing_around_may_pause_where_it_will():
    places = (found(1.0, 1.5), found(3.6, 3.8), found(3.8, 4.2))
    assert two_turns(*places, n_first=3)[0] == (1.0, 1.5)
