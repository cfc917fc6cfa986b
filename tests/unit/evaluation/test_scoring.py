"""What counts as hidden, and what each share is of."""

import pytest
from evaluation_builders import a_text
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.text.scoring import ScoredText, is_fully_masked
from sottovoce.deidentify.text.scoring_sweep import sweep
from sottovoce.deidentify.text.scoring_tally import (
    COMMON_WORD,
    NO_LEAK,
    PRECISION,
    RECALL,
    STAYED,
    NameKind,
    Row,
    Rulers,
    tally_interview,
)
from sottovoce.deidentify.text.scoring_words import MustStay
from sottovoce.model.spans import EntityType, Span


def counts(tally, row):
    return tally.successes[row], tally.cases[row]


@pytest.mark.parametrize(
    ("predicted", "masked"),
    [
        pytest.param([(5, 16)], True, id="exactly"),
        pytest.param([(0, 20)], True, id="more than it"),
        pytest.param([(5, 9), (10, 16)], True, id="in two parts with a blank between"),
        pytest.param([(5, 9)], False, id="first name only"),
        pytest.param([(5, 15)], False, id="all but one letter"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_an_identifier_counts_only_when_every_letter_is_hidden(predicted, masked):
    text = "Then Anna Dabrowa rang."
    spans = [Span(start, end, EntityType.OTHER_ID, 1.0) for start, end in predicted]
    assert is_fully_masked(text, Span(5, 16, EntityType.PERSON, 1.0), spans) is masked


def test_one_missed_identifier_makes_the_interview_leak():
    seen = a_text("Anna rang Bo", gold=("Anna", "Bo"), predicted=("Anna",))
    tally = tally_interview([seen], "cased", Rulers())
    assert counts(tally, RECALL) == (1, 2)
    assert counts(tally, NO_LEAK) == (0, 1)
    assert counts(tally, Row("style", "cased")) == (1, 2)


def test_an_interview_without_identifiers_does_not_leak():
    assert counts(tally_interview([a_text("nothing here")], "cased", Rulers()), NO_LEAK) == (1, 1)


def test_precision_is_of_hidden_words_that_touch_an_identifier():
    text = a_text("Anna rang my sister", gold=("Anna",), predicted=("Anna rang", "sister"))
    assert counts(tally_interview([text], "cased", Rulers()), PRECISION) == (1, 3)


@pytest.mark.parametrize(
    ("surface", "origin", "common"),
    [
        pytest.param("Dawn", "english", 1, id="listed and a word"),
        pytest.param("dawn", "unlisted", 0, id="another case is another surface"),
        pytest.param("Oluwaseun", "yoruba_igbo", 0, id="listed, no word"),
    ],
)
def test_names_are_counted_by_origin_as_they_are_written(surface, origin, common):
    names = {"Dawn": NameKind("english", True), "Oluwaseun": NameKind("yoruba_igbo", False)}
    tally = tally_interview(
        [a_text(f"so {surface} rang", gold=(surface,))], "cased", Rulers(names, MustStay({}))
    )
    assert tally.cases[Row("origin", origin)] == 1
    assert tally.cases[COMMON_WORD] == common


WORDS = MustStay(
    {"will": "name-like", "mental health": "service", "health": "service", "wish": "everyday"}
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("I will go", ["will"], id="a word"),
        pytest.param("WILL it", ["WILL"], id="either case"),
        pytest.param("goodwill and willow", [], id="not inside a word"),
        pytest.param("mental  health", ["mental  health"], id="the longer of two, any blanks"),
        pytest.param("willé, wi\u017fh", [], id="letters of other alphabets are letters"),
        pytest.param("will't, will\u2019t", [], id="not what is left of a contraction"),
        pytest.param("will's", ["will"], id="before a possessive ending"),
        pytest.param("will-power", ["will"], id="before a hyphen"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words_that_must_stay_are_found_whole(text, found):
    assert [text[start:end] for start, end, _ in WORDS.occurrences(text)] == found


def test_an_empty_list_of_words_finds_nothing():
    assert list(MustStay({}).occurrences("anything at all")) == []


def test_a_word_that_is_marked_as_a_name_need_not_stay():
    text = a_text("Will said he will", gold=("Will",), predicted=("Will",))
    assert counts(tally_interview([text], "cased", Rulers(must_stay=WORDS)), STAYED) == (1, 1)


def test_a_word_hidden_without_need_has_not_survived():
    text = a_text("he will rest", predicted=("will",))
    tally = tally_interview([text], "cased", Rulers(must_stay=WORDS))
    assert counts(tally, STAYED) == counts(tally, Row("must_stay_kind", "name-like")) == (0, 1)


def test_a_higher_threshold_never_hides_more():
    text = "Anna rang Bo and Cy"
    spans = tuple(
        Span(start, end, EntityType.PERSON, score)
        for start, end, score in ((0, 4, 0.9), (10, 12, 0.4), (17, 19, 0.1))
    )
    points = sweep([[ScoredText(text, spans, spans)]], [0.5, 0.05, 0.2, 0.95])
    assert [p.threshold for p in points] == [0.05, 0.2, 0.5, 0.95]
    assert [p.recall for p in points] == pytest.approx([1, 2 / 3, 1 / 3, 0])
    assert points[-1].token_precision is None, "nothing was hidden: there is no share of it"
    assert [p.documents_without_leak for p in points] == [1, 0, 0, 0]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=8))
def test_hiding_everything_leaks_nothing_and_hiding_nothing_leaks_all(places):
    text = "x" * 40
    gold = tuple(Span(start, start + n, EntityType.PERSON, 1.0) for start, n in places)
    everything = (Span(0, 40, EntityType.OTHER_ID, 1.0),)
    all_hidden = tally_interview([ScoredText(text, gold, everything)], "", Rulers())
    none_hidden = tally_interview([ScoredText(text, gold, ())], "", Rulers())
    assert counts(all_hidden, RECALL) == (len(gold), len(gold))
    assert counts(none_hidden, RECALL) == (0, len(gold))
