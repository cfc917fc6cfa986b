"""In which order turns are to be read."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_builders import a_transcript, a_turn

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType
from sottovoce.review import count_turns_to_read, rank_turns
from sottovoce.review.ranking import WEIGHTS, RankedTurn
from sottovoce.review.signals import Signal

POLICY = DeidentifyPolicy()
PLAIN = "so we talked of the weather and the buses"


def order(*turns):
    return [turn.index for turn in rank_turns(a_transcript(*turns), POLICY)]


@pytest.mark.parametrize(
    "riskier",
    [
        pytest.param(a_turn(1, PLAIN, near=[("weather", 0.2)]), id="a near miss"),
        pytest.param(
            a_turn(1, PLAIN.replace("weather", "market"), masked=[("market", 0.4)]),
            id="a doubtful mask",
        ),
        pytest.param(a_turn(1, f"{PLAIN} and so on and so on"), id="more words in view"),
        pytest.param(a_turn(1, "so we called of the weather and the buses"), id="talk of names"),
    ],
)
def test_a_turn_with_a_hint_comes_before_one_without(riskier):
    assert order(a_turn(0, PLAIN), riskier, a_turn(2, PLAIN)) == [1, 0, 2]


def test_the_surer_near_miss_comes_first():
    weak, strong = (a_turn(i, PLAIN, near=[("buses", s)]) for i, s in enumerate((0.05, 0.25)))
    assert order(weak, strong) == [1, 0]


def test_a_word_in_view_that_is_masked_elsewhere_is_a_hint_and_its_possessive_too():
    named = a_turn(0, "Grant came", masked=[("Grant", 0.95)])
    in_view = order(named, a_turn(1, "we lost the bid"), a_turn(2, "we saw grant's bid"))
    assert in_view.index(2) < in_view.index(1)


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        pytest.param("Kevin the shop", True, id="what may be a nickname"),
        pytest.param("Kevin and I", False, id="a word that goes on with the sentence"),
        pytest.param("Kevin, the shop", False, id="a comma between"),
        pytest.param("Kevin", False, id="nothing after it"),
    ],
)
def test_a_mask_may_be_too_short_where_the_sentence_runs_on(text, is_open):
    (ranked,) = rank_turns(a_transcript(a_turn(0, text, masked=[("Kevin", 0.99)])), POLICY)
    assert (Signal.OPEN_END in {reason.signal for reason in ranked.reasons}) is is_open


def test_reasons_are_types_and_numbers():
    turn = a_turn(
        0,
        "Ann and Bo of the Elms met Cy",
        masked=[("Ann", 0.4), ("Bo", 0.9)],
        near=[("Elms", 0.2, EntityType.FACILITY), ("Cy", 0.1)],
    )
    (ranked,) = rank_turns(a_transcript(turn), POLICY)
    told = {(reason.signal, reason.entity_type): reason.n for reason in ranked.reasons}
    assert told[Signal.NEAR_MISS, EntityType.FACILITY] == 1
    assert told[Signal.NEAR_MISS, EntityType.PERSON] == 1
    assert told[Signal.DOUBTFUL_MASK, EntityType.PERSON] == 1
    assert told[Signal.WORDS_IN_VIEW, None] == 6


def test_a_ranked_turn_shows_no_words():
    turn = a_turn(0, "Maureen Pickersgill", masked=[("Maureen", 0.3)], near=[("Pickersgill", 0.2)])
    shown = repr(rank_turns(a_transcript(turn), POLICY))
    assert not {"Maureen", "Pickersgill"} & {*shown.replace("'", " ").split()}


@pytest.mark.parametrize(
    ("expected", "share", "n_turns"),
    [
        pytest.param([5.0, 4.0, 0.5, 0.5], 0.9, 2, id="two hold nine of ten"),
        pytest.param([1.0] * 10, 0.9, 9, id="all alike"),
        pytest.param([3.0, 0.0, 0.0], 1.0, 1, id="turns without any are not needed"),
        pytest.param([0.0, 0.0], 0.9, 0, id="nothing expected"),
        pytest.param([], 0.9, 0, id="no turns"),
    ],
)
def test_the_turns_to_read_first_are_the_fewest_that_hold_enough(expected, share, n_turns):
    ranked = [RankedTurn(i, amount, ()) for i, amount in enumerate(expected)]
    assert count_turns_to_read(ranked, share) == n_turns


def test_the_risk_is_the_probability_of_one_leak_or_more():
    assert RankedTurn(0, 0.0, ()).risk == 0.0
    assert RankedTurn(0, math.log(2), ()).risk == pytest.approx(0.5)


def test_every_signal_has_a_weight_and_none_speaks_against_reading():
    assert set(WEIGHTS) == set(Signal)
    assert min(WEIGHTS.values()) >= 0


WORDS = ("ann", "will", "ward", "tea", "the", "Ann", "will's")
SCORES = st.floats(0.01, 1.0)


@st.composite
def marked_turns(draw):
    turns = []
    for index in range(draw(st.integers(0, 6))):
        words = draw(st.lists(st.sampled_from(WORDS), max_size=6))
        text = " ".join(f"{word}{n}" for n, word in enumerate(words))
        names = [f"{word}{n}" for n, word in enumerate(words)]
        fates = [(name, draw(st.integers(0, 2)), draw(SCORES)) for name in names]
        turns.append(
            a_turn(
                index,
                text,
                masked=[(word, score) for word, fate, score in fates if fate == 1],
                near=[(word, score) for word, fate, score in fates if fate == 2],
            )
        )
    return a_transcript(*turns)


@given(marked_turns())
def test_every_turn_is_ranked_once_and_risks_never_rise(marked):
    ranked = rank_turns(marked, POLICY)
    assert sorted(turn.index for turn in ranked) == list(range(len(marked.turns)))
    assert all(a.risk >= b.risk for a, b in itertools.pairwise(ranked))
    assert all(0.0 <= turn.risk < 1.0 for turn in ranked)


@given(marked_turns(), SCORES)
def test_another_near_miss_never_lowers_a_turn(marked, score):
    more = a_turn(len(marked.turns), "quay", near=[("quay", score)])
    less = a_turn(len(marked.turns), "quay")
    place = {
        len(each.near_misses): [t.index for t in rank_turns(
            a_transcript(*marked.turns, each), POLICY
        )].index(each.turn.index)
        for each in (more, less)
    }  # fmt: skip
    assert place[1] <= place[0]
