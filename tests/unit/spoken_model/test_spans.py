"""From what the model thinks of each word to identifiers."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from reading_builders import A, L, Mark, P, a_reading

from sottovoce.adapters.spoken_model.labels import N_LABELS, TYPES, begins, goes_on
from sottovoce.adapters.spoken_model.spans import FAINTEST, find_spans
from sottovoce.deidentify.text.calibration import MODEL
from sottovoce.model.spans import EntityType, Span


def found(text: str, *marks: Mark | None, least: float = 0.5) -> list[tuple[str, str]]:
    spans = find_spans(text, a_reading(text, *marks), least)
    return [(text[s.start : s.end], s.entity_type.value) for s in spans]


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        pytest.param("so Kevin rang", (None, ("B", P, 0.9)), [("Kevin", "PERSON")], id="one word"),
        pytest.param(
            "Mei Ling rang", (("B", P, 0.9), ("I", P, 0.8)), [("Mei Ling", "PERSON")], id="two words"
        ),
        pytest.param(
            "Kevin Priya rang",
            (("B", P, 0.9), ("B", P, 0.9)),
            [("Kevin", "PERSON"), ("Priya", "PERSON")],
            id="two people, one after the other",
        ),
        pytest.param(
            "Kev in\n\nPriya in",
            (("B", P, 0.9), None, ("I", P, 0.9)),
            [("Kev", "PERSON"), ("Priya", "PERSON")],
            id="two turns",
        ),
        pytest.param(
            "Kev\n\nPriya",
            (("B", P, 0.9), ("I", P, 0.9)),
            [("Kev", "PERSON"), ("Priya", "PERSON")],
            id="never over the end of a turn",
        ),
        pytest.param(
            "K . Adebayo rang",
            (("B", P, 0.9), None, ("I", P, 0.9)),
            [("K . Adebayo", "PERSON")],
            id="a mark inside",
        ),
        pytest.param(
            "Kev and Adebayo",
            (("B", P, 0.9), None, ("I", P, 0.9)),
            [("Kev", "PERSON"), ("Adebayo", "PERSON")],
            id="a word between is no mark",
        ),
        pytest.param(
            "Leeds Road now", (("B", L, 0.4), ("I", P, 0.3)), [], id="both words too little"
        ),
        pytest.param(
            "Leeds Road now", (("B", L, 0.9), ("I", P, 0.3)), [("Leeds Road", "LOCATION")], id="a sure word takes its neighbour along"
        ),
        pytest.param(
            "Leeds Road now", (("B", L, 0.9), ("B", P, 0.3)), [("Leeds", "LOCATION")], id="but none that would begin another"
        ),
        pytest.param(
            "Royal Leeds Road",
            (("B", P, 0.6), ("I", L, 0.9), ("I", L, 0.9)),
            [("Royal Leeds Road", "LOCATION")],
            id="the type of most of it",
        ),
        pytest.param("", (), [], id="no words"),
        pytest.param("so it went", (), [], id="nobody"),
    ],
)  # fmt: skip
def test_runs_of_words_become_identifiers(text, marks, expected):
    assert found(text, *marks) == expected


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        pytest.param("Kev , now", (("B", P, 0.9), ("I", P, 0.9)), "Kev", id="a comma, however sure"),
        pytest.param("Rose M . now", (("B", P, 0.9), ("I", P, 0.9), ("I", P, 0.8)), "Rose M .", id="a sure full stop"),
        pytest.param("Rose . now", (("B", P, 0.9), ("I", P, 0.4)), "Rose", id="an unsure full stop"),
        pytest.param("Mei Ling 's", (("B", P, 0.9), ("I", P, 0.9), ("I", P, 0.4), ("I", P, 0.4)), "Mei Ling", id="an unsure possessive"),
        pytest.param("Joshua 's now", (("B", EntityType.FACILITY, 0.9), ("I", EntityType.FACILITY, 0.9), ("I", EntityType.FACILITY, 0.9)), "Joshua 's", id="a place named for somebody"),
    ],
)  # fmt: skip
def test_a_span_ends_where_the_identifier_does(text, marks, expected):
    assert [words for words, _ in found(text, *marks)] == [expected]


def test_a_span_says_how_sure_the_model_is_and_who_found_it():
    text = "Mei Ling rang"
    (span,) = find_spans(text, a_reading(text, ("B", P, 0.9), ("I", P, 0.7)), 0.5)
    assert (span.start, span.end, span.entity_type, span.recognizer) == (0, 8, P, MODEL)
    assert span.score == pytest.approx(0.8, abs=2e-4)


@pytest.mark.parametrize("least", [0.02, 0.33333, 0.123456789, 0.2, 0.99999])
def test_what_is_on_the_threshold_scores_no_less_than_it(least):
    (span,) = find_spans("Kevin", a_reading("Kevin", ("B", P, least + 1e-6)), least)
    assert span.score >= least


def test_what_is_just_under_the_threshold_scores_less_than_it():
    reading = a_reading("Kevin", ("B", P, 0.19999))
    assert find_spans("Kevin", reading, 0.2) == []
    (near,) = find_spans("Kevin", reading, FAINTEST, below=0.2)
    assert near.score < 0.2


WORDS = ["Kevin", "rang", ".", "Leeds", "\n\n", "forty", ",", "so"]
MARK = st.tuples(st.sampled_from("BI"), st.sampled_from([P, L, A]), st.floats(0.001, 0.999))
SPOKEN = st.lists(st.tuples(st.sampled_from(WORDS), MARK | st.none()), max_size=14)


def spoken(said: list[tuple[str, Mark | None]]) -> tuple[str, list[Mark | None]]:
    return " ".join(word for word, _ in said), [mark for word, mark in said if word.strip()]


def characters(text: str, spans: list[Span]) -> set[int]:
    return {at for s in spans for at in range(s.start, s.end) if text[at].isalnum()}


@given(SPOKEN, st.floats(FAINTEST, 0.99), st.floats(FAINTEST, 0.99))
def test_a_lower_threshold_never_finds_less(said, one, other):
    text, marks = spoken(said)
    reading = a_reading(text, *marks)
    strict = find_spans(text, reading, max(one, other))
    lenient = find_spans(text, reading, min(one, other))
    assert characters(text, strict) <= characters(text, lenient)


@given(SPOKEN, st.floats(FAINTEST, 0.99))
def test_spans_are_disjoint_in_order_and_hold_every_word_that_scores_enough(said, least):
    text, marks = spoken(said)
    reading = a_reading(text, *marks)
    spans = find_spans(text, reading, least)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    enough = (1.0 - reading.probabilities[:, 0] >= least).nonzero()[0]
    starts, ends = reading.words.starts, reading.words.ends
    assert all(
        any(s.start <= starts[i] and ends[i] <= s.end for s in spans)
        for i in enough
        if text[starts[i] : ends[i]].isalnum()
    )


@given(SPOKEN, st.floats(FAINTEST, 0.99), st.floats(FAINTEST, 0.99))
def test_a_word_is_found_or_a_near_miss_never_neither(said, one, other):
    assume(one < other)
    text, marks = spoken(said)
    reading = a_reading(text, *marks)
    kept = find_spans(text, reading, other)
    near = find_spans(text, reading, one, below=other)
    enough = (1.0 - reading.probabilities[:, 0] >= one).nonzero()[0]
    starts, ends = reading.words.starts, reading.words.ends
    told = characters(text, [*kept, *near])
    assert all(a in told for i in enough for a in range(starts[i], ends[i]) if text[a].isalnum())
    assert all(span.score < other for span in near)


def test_every_type_has_two_labels_of_its_own():
    labels = [label for kind in TYPES for label in (begins(kind), goes_on(kind))]
    assert sorted(labels) == list(range(1, N_LABELS))


def test_a_reading_shows_nothing_of_what_was_said():
    reading = a_reading("Kevin rang", ("B", P, 0.9))
    assert "Kevin" not in repr(reading)
    assert "array" not in repr(reading)
    assert np.isclose(reading.probabilities.sum(axis=1), 1.0).all()
