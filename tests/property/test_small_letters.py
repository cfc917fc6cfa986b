"""Small letters, which the rules search, stand where the letters of the text do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sottovoce.deidentify.text.casing import in_small_letters


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=100)
def test_small_letters_stand_where_their_capitals_stood(text):
    small = in_small_letters(text)

    assert len(small) == len(text)
    assert not any(char.isascii() and char.isupper() for char in small)
    assert all(a == b for a, b in zip(text, small, strict=True) if a.isascii() and not a.isupper())


@pytest.mark.parametrize(
    ("text", "small"),
    [
        pytest.param("Kev's 12", "kev's 12", id="English"),
        pytest.param(
            "DİLEK I\u0131K", "dilek iik", id="a capital that two small letters stand for"
        ),
        pytest.param("STRAẞE", "straße", id="a letter that has no capital in most words"),
    ],
)
def test_small_letters_are_read_as_english_ones(text, small):
    assert in_small_letters(text) == small
