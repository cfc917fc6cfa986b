"""What scores too little is left in the text and told to whoever reviews."""

from itertools import pairwise

import pytest
from deidentify_builders import a_lexicon, a_transcript
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.text.calibration import MODEL
from sottovoce.deidentify.text.detection import LEAST_RULE, Rules, mark
from sottovoce.deidentify.text.document import join_turns
from sottovoce.deidentify.text.rehearse import DOUBT, with_survivors
from sottovoce.model.rosters import Roster, RosterEntry
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn

P, L, A = EntityType.PERSON, EntityType.LOCATION, EntityType.AGE
ALL = tuple(EntityType)
LEXICON = a_lexicon()
Found = tuple[str, float, str]
"""What is found, its score, and by whom."""


def spans_of(text: str, *found: Found, kind: EntityType = P) -> list[Span]:
    return [
        Span(text.index(said), text.index(said) + len(said), kind, score, by)
        for said, score, by in found
    ]


def a_mark(*texts: str, found: list[Span], threshold: float = 0.3, types=ALL, roster=()):
    transcript = a_transcript(*texts)
    (document,) = join_turns(transcript.turns)
    rules = Rules(types, threshold, LEXICON)
    return mark(transcript, [document], [found], Roster(tuple(roster)), rules)


def said(turn: MarkedTurn, spans: tuple[Span, ...]) -> list[str]:
    return [turn.turn.text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("found", "kept", "near"),
    [
        pytest.param([("Zebedee", 0.8, MODEL)], ["Zebedee"], [], id="sure"),
        pytest.param([("Zebedee", 0.1, MODEL)], [], ["Zebedee"], id="faint"),
        pytest.param([("Zebedee", 0.3, MODEL)], ["Zebedee"], [], id="on the threshold"),
        pytest.param([("Zebedee", 0.2999, MODEL)], [], ["Zebedee"], id="just under it"),
        pytest.param(
            [("Zebedee", 0.1, MODEL), ("Zebedee", 0.8, "rule")], ["Zebedee"], [], id="faint to one only"
        ),
        pytest.param(
            [("Zebedee", 0.8, MODEL), ("Zebedee Quux", 0.1, "rule"), ("Quux", 0.1, MODEL)],
            ["Zebedee"], ["Quux"],
            id="what is beside an identifier is not lost with what overlaps it",
        ),
        pytest.param(
            [("Zebedee", 0.1, MODEL), ("Quux", 0.2, MODEL)], [], ["Zebedee", "Quux"], id="two"
        ),
        pytest.param(
            [("Zebedee Quux", 0.1, MODEL), ("Quux", 0.2, "rule")], [], ["Zebedee Quux"], id="overlapping"
        ),
    ],
)  # fmt: skip
def test_a_find_is_an_identifier_or_a_near_miss(found, kept, near):
    text = "then Zebedee Quux rang"
    (turn,) = a_mark(text, found=spans_of(text, *found)).turns
    assert (said(turn, turn.spans), said(turn, turn.near_misses)) == (kept, near)


def test_a_rule_needs_a_score_of_its_own_however_low_the_study_s_threshold_is():
    text = "then Zebedee Quux rang"
    found = spans_of(text, ("Zebedee", LEAST_RULE - 0.01, "rule"), ("Quux", 0.06, MODEL))
    (turn,) = a_mark(text, found=found, threshold=0.05).turns
    assert (said(turn, turn.spans), said(turn, turn.near_misses)) == (["Quux"], ["Zebedee"])


def test_a_near_miss_of_a_type_the_study_keeps_is_nobody_s_business():
    text = "then Zebedee rang"
    found = spans_of(text, ("Zebedee", 0.1, MODEL), kind=L)
    (turn,) = a_mark(text, found=found, types=(P,)).turns
    assert turn.near_misses == ()


def test_a_near_miss_that_is_found_elsewhere_is_found_there_too():
    texts = ("this is Zebedee", "and zebedee said")
    found = [Span(8, 15, P, 0.9, MODEL), Span(21, 28, P, 0.1, MODEL)]
    first, second = a_mark(*texts, found=found).turns
    assert (said(first, first.spans), said(second, second.spans)) == (["Zebedee"], ["zebedee"])
    assert second.near_misses == ()


def test_a_near_miss_over_two_turns_is_told_in_both():
    texts = ("nine nine nine", "three five two")
    first, second = a_mark(*texts, found=[Span(5, 21, A, 0.1, MODEL)]).turns
    assert said(first, first.near_misses) == ["nine nine"]
    assert said(second, second.near_misses) == ["three"]


TEXT = "then Zebedee Quux of Anvil rang, forty one, and Zebedee went on to Quux in Bilsworth again"
FOUND = st.lists(
    st.builds(
        lambda start, length, kind, score, by: Span(
            start, min(start + length, len(TEXT)), kind, score, by
        ),
        st.integers(0, len(TEXT) - 1), st.integers(1, 20), st.sampled_from([P, L, A]),
        st.floats(0.02, 1.0), st.sampled_from([MODEL, "a", "b"]),
    ),
    max_size=10,
)  # fmt: skip
THRESHOLD = st.floats(0.02, 0.99)


def letters(spans) -> set[int]:
    return {at for s in spans for at in range(s.start, s.end) if TEXT[at].isalnum()}


@given(FOUND, THRESHOLD)
def test_near_misses_overlap_no_identifier_and_not_each_other(found, threshold):
    (turn,) = a_mark(TEXT, found=found, threshold=threshold).turns
    every = sorted([*turn.spans, *turn.near_misses])
    assert all(a.end <= b.start for a, b in pairwise(every))
    assert list(turn.near_misses) == sorted(turn.near_misses)


@given(FOUND, THRESHOLD)
def test_whatever_counts_is_masked_whatever_else_was_found(found, threshold):
    (turn,) = a_mark(TEXT, found=found, threshold=threshold).turns
    sure = [s for s in found if s.score >= max(threshold, LEAST_RULE)]
    assert letters(sure) <= letters(turn.spans)


@given(FOUND, THRESHOLD, THRESHOLD)
def test_a_lower_threshold_masks_what_each_recognizer_found_under_the_higher(found, one, other):
    (strict,) = a_mark(TEXT, found=found, threshold=max(one, other)).turns
    (lenient,) = a_mark(TEXT, found=found, threshold=min(one, other)).turns
    counted = [s for s in found if s.score >= max(one, other, LEAST_RULE)]
    counted += [s for s in found if s.recognizer == MODEL and s.score >= max(one, other)]
    assert letters(counted) <= letters(strict.spans) & letters(lenient.spans)


@given(FOUND, THRESHOLD)
def test_a_trial_of_the_release_keeps_near_misses_that_it_does_not_mask(found, threshold):
    marked = a_mark(TEXT, found=found, threshold=threshold)
    tried = with_survivors(marked, Roster(), LEXICON.is_common)
    (before,), (after,) = marked.turns, tried.turns
    new = [s for s in after.spans if s not in before.spans]
    kept = [s for s in before.near_misses if not any(map(s.overlaps, new))]
    assert list(after.near_misses) == kept
    assert not any(near.overlaps(span) for near in after.near_misses for span in after.spans)


def test_a_trial_of_the_release_takes_a_near_miss_that_would_survive_it():
    text = "we met at Zebra House then"
    (turn,) = a_mark(text, found=spans_of(text, ("Zebra", 0.1, MODEL))).turns
    roster = Roster((RosterEntry(EntityType.FACILITY, "Zebra House"),))
    tried = with_survivors(MarkedTranscript((turn,), "txt"), roster, LEXICON.is_common)
    (after,) = tried.turns
    assert [(said(after, (s,)), s.score) for s in after.spans] == [(["Zebra House"], DOUBT)]
    assert after.near_misses == ()
