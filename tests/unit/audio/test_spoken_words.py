"""What is said is not what is written: numbers, letters, signs, asides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.audio.numbers import read_number
from sottovoce.deidentify.audio.spoken_words import read_aloud


def readings(text, known=()):
    return [word.readings for word in read_aloud(text, lambda word: word in known)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("1987", "nineteen eighty seven", id="a year"),
        pytest.param("1987,", "one thousand nine hundred and eighty seven", id="a sum"),
        pytest.param("2005", "two thousand and five", id="two thousand and"),
        pytest.param("1905", "nineteen oh five", id="oh"),
        pytest.param("3rd", "third", id="ordinal"),
        pytest.param("22nd", "twenty second", id="two-word ordinal"),
        pytest.param("20th", "twentieth", id="ordinal of a ten"),
        pytest.param("07700", "oh seven seven oh oh", id="telephone"),
        pytest.param("07700", "zero seven seven zero zero", id="telephone with zeros"),
        pytest.param("1,250", "twelve fifty", id="thousands"),
        pytest.param("42b", "forty two b", id="number and letter"),
        pytest.param("SW1A", "s w one a", id="postcode"),
        pytest.param("GP", "g p", id="initials"),
        pytest.param("it", "it", id="a word stays"),
        pytest.param("It\u2019s", "it's", id="curly apostrophe"),
        pytest.param("mother-in-law", "mother in law", id="hyphens"),
        pytest.param("ana@ward.org", "ana at ward dot org", id="address"),
        pytest.param("ana@ward.org", "ana at ward org", id="address, dot unsaid"),
        pytest.param("R&D", "r and d", id="ampersand"),
    ],
)
def test_among_the_readings_is_how_it_is_said(written, said):
    assert tuple(said.split()) in readings(written, {"it", "it's", "mother", "in", "law"})[0]


def test_what_stands_in_brackets_may_be_said_or_not():
    assert readings("[laughs softly] no", {"laughs", "softly", "no"}) == [
        (("laughs",), ()),
        (("softly",), ()),
        (("no",),),
    ]


def test_a_dash_is_no_sound():
    (dash,) = read_aloud("—", lambda _: False)
    assert dash.is_optional
    assert dash.readings == ()


@given(st.text(max_size=80))
def test_every_letter_lies_in_a_word(text):
    covered = {
        i
        for word in read_aloud(text, lambda _: True)
        for i in range(word.start_char, word.end_char)
    }
    assert {i for i, character in enumerate(text) if not character.isspace()} <= covered


@given(st.integers(0, 10**12))
def test_every_number_can_be_said(value):
    assert all(way and all(word.isalpha() for word in way) for way in read_number(value))
