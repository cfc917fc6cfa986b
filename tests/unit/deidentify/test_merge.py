"""Several recognizers' spans as one set that doesn't overlap."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.text.calibration import MODEL
from sottovoce.deidentify.text.merge import (
    ECHO,
    best_scores,
    group_spans,
    merge_spans,
    noisy_or,
)
from sottovoce.model.spans import EntityType, Span

P, L, F, A = EntityType.PERSON, EntityType.LOCATION, EntityType.FACILITY, EntityType.AGE


def a_span(start: int, end: int, score: float = 0.8, by: str = "rule", kind=P) -> Span:
    return Span(start, end, kind, score, by)


@pytest.mark.parametrize(
    ("spans", "groups"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(0, 5), (8, 9)], [[(0, 5)], [(8, 9)]], id="apart"),
        pytest.param([(0, 5), (5, 9)], [[(0, 5)], [(5, 9)]], id="touching is not overlapping"),
        pytest.param([(0, 5), (4, 9)], [[(0, 5), (4, 9)]], id="overlapping"),
        pytest.param([(0, 9), (1, 3), (5, 7)], [[(0, 9), (1, 3), (5, 7)]], id="two in a third"),
        pytest.param(
            [(6, 9), (0, 4), (3, 7)], [[(0, 4), (3, 7), (6, 9)]], id="a chain, in any order"
        ),
        pytest.param([(0, 9), (1, 3), (9, 12)], [[(0, 9), (1, 3)], [(9, 12)]], id="reach ends"),
        pytest.param([(2, 4), (2, 4)], [[(2, 4), (2, 4)]], id="equal"),
    ],
)
def test_spans_that_overlap_are_one_group(spans, groups):
    found = group_spans(a_span(start, end) for start, end in spans)
    assert [[(s.start, s.end) for s in group] for group in found] == groups


@pytest.mark.parametrize(
    ("best", "score"),
    [
        pytest.param({"a": 0.6}, 0.6, id="one witness"),
        pytest.param({"a": 0.6, "b": 0.5}, 0.8, id="two who agree"),
        pytest.param({"a": 0.6, ECHO: 0.6}, 0.6, id="an echo adds nothing"),
        pytest.param({"a": 0.3, ECHO: 0.6}, 0.6, id="an echo alone keeps its score"),
        pytest.param({"a": 0.99, "b": 0.99}, 0.99, id="never certain"),
    ],
)
def test_independent_witnesses_who_agree_are_believed_more(best, score):
    assert noisy_or(best) == pytest.approx(score)


def test_each_recognizer_is_counted_once_by_its_best_score():
    group = [a_span(0, 5, 0.4, "a"), a_span(0, 3, 0.7, "a"), a_span(2, 5, 0.5, "b")]
    assert best_scores(group) == {"a": 0.7, "b": 0.5}
    (merged,) = merge_spans(group)
    assert merged.score == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("spans", "kind"),
    [
        pytest.param([a_span(0, 5, 0.5), a_span(0, 12, 0.8, kind=F)], F, id="longer and surer"),
        pytest.param([a_span(0, 12, 0.9), a_span(0, 4, 0.9, kind=L)], P, id="as sure but longer"),
        pytest.param([a_span(0, 5, 0.9, kind=L), a_span(0, 5, 0.4)], L, id="surer"),
        pytest.param([a_span(0, 5, kind=L), a_span(0, 5, kind=A)], A, id="the more specific"),
    ],
)
def test_the_type_is_that_of_the_longest_of_the_surest(spans, kind):
    for order in (spans, spans[::-1]):
        (merged,) = merge_spans(order)
        assert merged.entity_type is kind


def test_a_merged_span_names_everyone_who_found_it_once():
    spans = [a_span(0, 5, by="a+b"), a_span(0, 4, by="b"), a_span(1, 5, by="c")]
    (merged,) = merge_spans(spans)
    assert merged.recognizer == "a+b+c"


def test_a_joint_scores_every_span_even_one_that_stands_alone():
    seen = []

    def joint(best):
        seen.append(dict(best))
        return 0.42

    spans = [a_span(0, 5, 0.9, MODEL), a_span(8, 9, 0.7, "a"), a_span(8, 10, 0.6, "b")]
    assert [s.score for s in merge_spans(spans, joint)] == [0.42, 0.42]
    assert seen == [{MODEL: 0.9}, {"a": 0.7, "b": 0.6}]


def test_without_a_joint_a_span_that_stands_alone_stays_as_it_is():
    span = a_span(3, 9, 0.123456)
    assert merge_spans([span]) == (span,)


SPANS = st.lists(
    st.builds(
        lambda start, length, kind, score, by: Span(start, start + length, kind, score, by),
        st.integers(0, 60), st.integers(1, 20), st.sampled_from(EntityType),
        st.floats(0.0, 1.0), st.sampled_from([MODEL, ECHO, "a", "b", "a+b"]),
    ),
    max_size=12,
)  # fmt: skip


@given(SPANS, st.sampled_from([None, noisy_or, lambda best: 0.5]))
def test_a_merge_covers_what_was_found_and_nothing_else_without_overlap(spans, joint):
    merged = merge_spans(spans, joint)
    assert all(a.end <= b.start for a, b in pairwise(merged))
    found = {at for s in spans for at in range(s.start, s.end)}
    assert {at for s in merged for at in range(s.start, s.end)} == found


@given(SPANS, st.randoms())
def test_the_order_in_which_recognizers_answer_changes_no_span(spans, random):
    shuffled = list(spans)
    random.shuffle(shuffled)
    shape = [(s.start, s.end, s.entity_type) for s in merge_spans(spans)]
    assert [(s.start, s.end, s.entity_type) for s in merge_spans(shuffled)] == shape
