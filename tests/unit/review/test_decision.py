"""Whether a person is asked, and what the question says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_builders import a_transcript, a_turn

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType, Span
from sottovoce.review import needs_review, summarise
from sottovoce.review.decision import SECOND_LOOK

POLICY = DeidentifyPolicy(review_threshold=0.5, detect_threshold=0.3)
TALK = "Kevin Kevin Kevin Kevin"


def a_talk(index, *scores, near=(), in_label=()):
    turn = a_turn(
        index,
        TALK,
        speaker="Kevin",
        label_spans=[Span(0, 5, EntityType.PERSON, s) for s in in_label],
    )
    spans = [Span(6 * i, 6 * i + 5, EntityType.PERSON, s) for i, s in enumerate((*scores, *near))]
    return type(turn)(
        turn.turn, tuple(spans[: len(scores)]), turn.speaker_spans, tuple(spans[len(scores) :])
    )


def many(n_turns, **marks):
    return a_transcript(*(a_talk(index, **marks) for index in range(n_turns)))


SURVIVOR = a_turn(0, "Ann went", masked=[("Ann", 0.4, EntityType.PERSON, SECOND_LOOK)])
KNOWN_AT_SITE = a_turn(0, "Ann went", masked=[("Ann", 0.35, EntityType.PERSON, "site-memory")])
AS_DOUBTFUL = a_turn(0, "Ann went", masked=[("Ann", 0.35, EntityType.PERSON, "known-name")])


@pytest.mark.parametrize(
    ("marked", "needed"),
    [
        pytest.param(a_transcript(a_talk(0, 0.9, 0.8)), False, id="all certain"),
        pytest.param(a_transcript(a_talk(0)), False, id="nothing found, hardly anything said"),
        pytest.param(a_transcript(a_talk(0, 0.9, 0.49)), False, id="one doubtful, but masked"),
        pytest.param(a_transcript(a_talk(0, 0.9, near=(0.1,))), False, id="one faint near miss"),
        pytest.param(many(30, near=(0.3, 0.3)), True, id="many near misses"),
        pytest.param(many(3000), True, id="hours of talk in view"),
        pytest.param(a_transcript(SURVIVOR), True, id="a surprise of the second look"),
        pytest.param(a_transcript(KNOWN_AT_SITE), True, id="only other interviews name it"),
        pytest.param(a_transcript(AS_DOUBTFUL), False, id="as doubtful, but this one names it"),
    ],
)
def test_a_person_looks_unless_it_is_sure_enough_that_nothing_is_left(marked, needed):
    assert needs_review(marked, POLICY) is needed


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.3])
@pytest.mark.parametrize(
    "marked", [pytest.param(many(300, near=(0.3,)), id="risk"), a_transcript(SURVIVOR)]
)
def test_at_or_below_the_detection_threshold_nobody_is_asked(marked, threshold):
    policy = DeidentifyPolicy(review_threshold=threshold, detect_threshold=0.3)
    assert needs_review(marked, policy) is False


def test_with_a_threshold_of_one_a_person_looks_at_every_interview():
    policy = DeidentifyPolicy(review_threshold=1.0)
    assert needs_review(a_transcript(a_turn(0, "yes")), policy)


@given(st.floats(0.3, 1.0), st.floats(0.3, 1.0), st.integers(1, 40), st.floats(0.01, 0.9))
def test_a_higher_threshold_never_asks_fewer(first, second, n_turns, score):
    low, high = sorted((first, second))
    marked = many(n_turns, near=(score,))
    asked = [
        needs_review(marked, DeidentifyPolicy(review_threshold=t, detect_threshold=0.1))
        for t in (low, high)
    ]
    assert asked != [True, False]


def test_the_summary_counts_what_is_doubtful_what_is_nearly_masked_and_what_to_read():
    marked = a_transcript(
        a_talk(0, 0.9, 0.4, 0.3), a_talk(1, 0.9, near=(0.2, 0.1)), a_talk(2, in_label=(0.2,))
    )
    summary = summarise(marked, POLICY)
    assert (summary.n_spans, summary.n_doubtful, summary.n_near_misses) == (5, 3, 2)
    assert summary.doubtful_by_type == {EntityType.PERSON: 3}
    assert summary.near_misses_by_type == {EntityType.PERSON: 2}
    assert summary.n_turns == 3
    assert 1 <= summary.n_turns_to_read <= 3
    assert 0 < summary.risk < 1


def test_of_a_transcript_without_words_nothing_is_to_be_read():
    summary = summarise(a_transcript(a_turn(0, "")), POLICY)
    assert (summary.n_turns_to_read, summary.risk) == (0, 0.0)


def test_the_summary_shows_no_words():
    assert "Kevin" not in repr(summarise(a_transcript(a_talk(0, 0.3, near=(0.2,))), POLICY))
