import pickle
from itertools import pairwise
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.audio.mute import (
    UnlocatedIdentifier,
    join_touching,
    mute_intervals,
    plan_muting,
)
from sottovoce.model.recordings import Interval, LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn

# One second a word.
TEXT = "I met Ana Diaz, there"
WORDS = [
    TimedWord(0, start, end, float(i), i + 1.0)
    for i, (start, end) in enumerate([(0, 1), (2, 5), (6, 9), (10, 14), (16, 21)])
]


def person(start: int, end: int, entity_type: EntityType = EntityType.PERSON) -> Span:
    return Span(start, end, entity_type, score=0.9)


def muted(spans, *, words=WORDS, pad_s=0.0, duration_s=5.0):
    found = mute_intervals(spans, words, text=TEXT, duration_s=duration_s, pad_s=pad_s)
    return [(each.start_s, each.end_s) for each in found]


@pytest.mark.parametrize(
    ("spans", "pad_s", "expected"),
    [
        pytest.param([], 0.0, [], id="nothing found"),
        pytest.param([person(6, 9)], 0.0, [(2, 3)], id="one word"),
        pytest.param([person(6, 14)], 0.0, [(2, 4)], id="one span, two words"),
        pytest.param([person(10, 14), person(6, 9)], 0.0, [(2, 4)], id="any order"),
        pytest.param([person(7, 8)], 0.0, [(2, 3)], id="part of a word mutes it all"),
        pytest.param([person(10, 15)], 0.0, [(3, 4)], id="a comma is not spoken"),
        pytest.param([person(0, 1)], 0.5, [(0, 1.5)], id="padding stops at the start"),
        pytest.param([person(16, 21)], 0.5, [(3.5, 5)], id="padding stops at the end"),
        pytest.param([person(0, 1), person(6, 9)], 0.5, [(0, 3.5)], id="padding joins"),
    ],
)
def test_mutes_the_words_that_identify(spans, pad_s, expected):
    assert muted(spans, pad_s=pad_s) == expected


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([], id="no word has a time"),
        pytest.param(WORDS[:3], id="the surname has none"),
        pytest.param(WORDS[:2] + WORDS[3:], id="the first name has none"),
        pytest.param(
            [*WORDS[:3], TimedWord(0, 10, 12, 3.0, 4.0), WORDS[4]], id="half a word has none"
        ),
        pytest.param([*WORDS[:3], TimedWord(0, 10, 14, 4.0, 4.0)], id="a word without length"),
        pytest.param([*WORDS[:3], TimedWord(0, 10, 14, nan, 4.0)], id="not a number"),
        pytest.param([*WORDS[:3], TimedWord(0, 10, 14, 5.0, 6.0)], id="after the end"),
        pytest.param([*WORDS[:3], TimedWord(0, 10, 14, -1.0, 4.0)], id="before the start"),
        pytest.param([*WORDS[:3], TimedWord(0, 10, 14, 3.0, 30.0)], id="half a minute long"),
    ],
)
def test_a_name_of_which_a_part_has_no_time_is_not_located(words):
    with pytest.raises(UnlocatedIdentifier):
        muted([person(6, 14)], words=words, duration_s=5.0)


ANA_IN_TURN_1 = ((), (person(6, 14),))


def a_plan(*places: LocatedTurn, spans=ANA_IN_TURN_1, duration_s=60.0, pad_s=0.2):
    turns = tuple(
        MarkedTurn(Turn(i, None, None, None, TEXT), tuple(each)) for i, each in enumerate(spans)
    )
    return plan_muting(
        MarkedTranscript(turns, "txt"), LocatedWords(places), duration_s=duration_s, pad_s=pad_s
    )


NOTHING = LocatedTurn(0, 0.0, 10.0)


def test_a_turn_without_word_times_is_muted_whole_and_flagged():
    plan = a_plan(NOTHING, LocatedTurn(1, 10.0, 20.0))
    assert plan.intervals == (Interval(9.8, 20.2, (EntityType.PERSON,), "turn"),)
    assert plan.turns_muted == (1,)
    plan.require_complete()


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(LocatedTurn(1, None, None), id="no times"),
        pytest.param(LocatedTurn(1, 10.0, None), id="no end"),
        pytest.param(LocatedTurn(1, 20.0, 10.0), id="backwards"),
        pytest.param(LocatedTurn(1, 61.0, 62.0), id="after the end of the recording"),
        pytest.param(LocatedTurn(1, nan, 20.0), id="not a number"),
        pytest.param(LocatedTurn(2, 10.0, 20.0), id="the turn is not among those located"),
    ],
)
def test_an_identifier_without_any_time_keeps_the_recording_back(place):
    plan = a_plan(NOTHING, place)
    assert plan.turns_untimed == (1,)
    with pytest.raises(UnlocatedIdentifier, match="1 turns hold an identifier") as stop:
        plan.require_complete()
    assert str(pickle.loads(pickle.dumps(stop.value))) == str(stop.value)


def test_turns_without_identifiers_need_no_time():
    plan = a_plan(LocatedTurn(0, None, None), spans=((),))
    assert plan.intervals == ()
    plan.require_complete()


def test_joined_stretches_tell_every_type_and_the_least_exact_way():
    joined = join_touching(
        [
            Interval(2.0, 3.0, (EntityType.PERSON,), "aligned"),
            Interval(0.0, 2.0, (EntityType.DATE,), "words"),
            Interval(2.5, 2.6, (EntityType.DATE,), "turn"),
            Interval(4.0, 5.0, (EntityType.AGE,), "words"),
        ]
    )
    assert joined == [
        Interval(0.0, 3.0, (EntityType.DATE, EntityType.PERSON), "turn"),
        Interval(4.0, 5.0, (EntityType.AGE,), "words"),
    ]


@given(st.sets(st.sampled_from(WORDS)), st.floats(0, 2))
def test_every_identifying_word_lies_inside_one_interval(named, pad_s):
    spans = [person(word.start_char, word.end_char) for word in named]
    intervals = muted(spans, pad_s=pad_s)
    for word in named:
        assert any(start <= word.start_s and word.end_s <= end for start, end in intervals)
    assert all(a[1] < b[0] for a, b in pairwise(intervals))


@given(st.sets(st.sampled_from(WORDS)), st.sets(st.sampled_from(WORDS), min_size=1))
def test_with_any_words_missing_each_identifier_is_muted_or_its_turn_is(kept, named):
    spans = tuple(person(word.start_char, word.end_char) for word in named)
    place = LocatedTurn(1, 0.0, 5.0, tuple(sorted(kept)), "aligned")
    plan = a_plan(NOTHING, place, spans=((), spans), pad_s=0.0)
    plan.require_complete()
    for word in named:
        assert any(i.start_s <= word.start_s and word.end_s <= i.end_s for i in plan.intervals)
    assert bool(plan.turns_muted) == (not named <= kept)
