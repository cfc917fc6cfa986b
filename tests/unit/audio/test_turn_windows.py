"""Where a turn may be: widened when it has a time, between its neighbours when it has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.audio.turn_windows import WIDEN_S, passages, turn_windows
from sottovoce.model.transcripts import Turn


def turns_at(*times):
    return [Turn(i, None, start, end, "words") for i, (start, end) in enumerate(times)]


def windows(*times, duration_s=1_000.0):
    return [
        (w.start_s, w.end_s, w.is_known)
        for w in turn_windows(turns_at(*times), duration_s=duration_s)
    ]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param([(10, 20)], [(8.5, 21.5, True)], id="widened on both sides"),
        pytest.param([(0, 999.5)], [(0, 1000, True)], id="kept inside the recording"),
        pytest.param([(10, None), (30, 40)], [(8.5, 31.5, True), (28.5, 41.5, True)], id="ends where the next begins"),
        pytest.param([(10, 20), (None, None), (30, 40)], [(8.5, 21.5, True), (18.5, 31.5, True), (28.5, 41.5, True)], id="lies between its neighbours"),
        pytest.param([(20, 10), (40, 50)], [(18.5, 41.5, True), (38.5, 51.5, True)], id="an end before the start is no end"),
        pytest.param([(None, None)], [(0, 1000, False)], id="anywhere is not known"),
        pytest.param([(10, 20), (None, None)], [(8.5, 21.5, True), (18.5, 1000, False)], id="most of a recording is not known"),
    ],
)  # fmt: skip
def test_a_turn_lies_within_its_window(times, expected):
    assert windows(*times) == expected


A_TIME = st.none() | st.floats(0, 3_600)


@given(st.lists(st.tuples(A_TIME, A_TIME), max_size=30))
def test_every_turn_is_in_exactly_one_passage_that_holds_its_window(times):
    found = turn_windows(turns_at(*times), duration_s=3_600.0)
    grouped = passages(found)
    held = [turn for passage in grouped for turn in range(passage.first, passage.last + 1)]
    assert sorted(held) == list(range(len(times)))
    assert [p.start_s for p in grouped] == sorted(p.start_s for p in grouped)
    for passage in grouped:
        for turn in range(passage.first, passage.last + 1):
            assert passage.start_s <= found[turn].start_s or not found[turn].is_timed
            assert found[turn].end_s <= passage.end_s


@given(st.floats(0, 3_000), st.floats(0.1, 500), st.floats(-1, 1), st.floats(-1, 1))
def test_a_turn_whose_cues_are_a_second_off_still_lies_in_its_window(start, length, early, late):
    turns = turns_at((max(0.0, start + early), start + length + 1 + late))
    (window,) = turn_windows(turns, duration_s=4_000.0)
    assert window.start_s <= start
    assert start + length <= window.end_s
    assert WIDEN_S > 1
