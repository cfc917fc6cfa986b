"""How words are written, which the model is told beside the words."""

import pytest

from sottovoce.adapters.spoken_model.session import TOKENIZER_FILE
from sottovoce.adapters.spoken_model.windows import Case, find_words, open_tokenizer
from sottovoce.deidentify.text.casing import is_small

TOKENIZER = open_tokenizer(TOKENIZER_FILE)
CAPITALS = " AND SO ON."
"""Enough of them for a text to have capitals at all."""


def case_of(word: str, text: str) -> Case:
    words = find_words(text + CAPITALS, TOKENIZER)
    return Case(words.cases[words.starts.index(text.index(word))])


@pytest.mark.parametrize(
    ("word", "text", "case"),
    [
        pytest.param("rang", "Kevin rang", Case.PLAIN, id="small"),
        pytest.param("Kevin", "so Kevin rang", Case.CAPITALISED, id="a capital inside a sentence"),
        pytest.param("Kevin", "Kevin rang", Case.CAPITALISED_FIRST, id="first word of all"),
        pytest.param("Then", "it rang. Then no", Case.CAPITALISED_FIRST, id="after a full stop"),
        pytest.param("Then", "it rang?\n\nThen no", Case.CAPITALISED_FIRST, id="first of a turn"),
        pytest.param("Then", 'he said: "Then no', Case.CAPITALISED_FIRST, id="after a quotation mark"),
        pytest.param("Then", "she said \u2018Then no", Case.CAPITALISED, id="quoted inside a sentence"),
        pytest.param("NHS", "the NHS rang", Case.UPPER, id="upper"),
        pytest.param("I", "so I rang", Case.CAPITALISED, id="one capital"),
        pytest.param("McAllister", "so McAllister rang", Case.MIXED, id="mixed"),
        pytest.param("41", "he was 41 then", Case.PLAIN, id="digits"),
        pytest.param(",", "so, Kevin", Case.PLAIN, id="a mark"),
        pytest.param("\u00c9amonn", "so \u00c9amonn rang", Case.CAPITALISED, id="an accent"),
    ],
)  # fmt: skip
def test_the_model_is_told_how_a_word_is_written(word, text, case):
    assert case_of(word, text) is case


def test_in_a_text_without_capitals_it_is_told_that_nobody_knows():
    words = find_words("so kevin rang and 41 people came", TOKENIZER)
    assert set(words.cases) == {Case.UNKNOWN}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("so kevin rang", True, id="small letters"),
        pytest.param("so Kevin rang", False, id="a name with a capital"),
        pytest.param("so it went on and on " * 20 + "I", True, id="one stray capital in a long text"),
        pytest.param("41 07700", False, id="no letters at all"),
        pytest.param("", False, id="no text"),
        pytest.param("\u05e9\u05dc\u05d5\u05dd", True, id="a script that has no capitals"),
    ],
)  # fmt: skip
def test_a_text_is_small_when_it_has_next_to_no_capitals(text, expected):
    assert is_small(text) is expected


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Ad\u00e9b\u00e1y\u1ecd\u0300", id="Yoruba, an accent that joins with no letter"),
        pytest.param("Zoe\u0308", id="decomposed"),
        pytest.param("\u0926\u0940\u092a\u0941", id="Devanagari, a vowel sign at the end"),
        pytest.param("Siobh\u00e1n", id="composed"),
    ],
)  # fmt: skip
def test_a_name_is_a_word_with_all_its_accents(name):
    text = f"so {name} rang"
    words = find_words(text, TOKENIZER)
    at = words.starts.index(3)
    assert text[words.starts[at] : words.ends[at]] == name
