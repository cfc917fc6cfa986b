"""Names that are in no dictionary still get a reading that an aligner can work with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.audio.letter_sounds import spell_out_sounds

SOUNDS = {
    "AA",
    "AE",
    "AH",
    "AO",
    "AW",
    "AY",
    "B",
    "CH",
    "D",
    "DH",
    "EH",
    "ER",
    "EY",
    "F",
    "G",
    "HH",
    "IH",
    "IY",
    "JH",
    "K",
    "L",
    "M",
    "N",
    "NG",
    "OW",
    "OY",
    "P",
    "R",
    "S",
    "SH",
    "T",
    "TH",
    "UH",
    "UW",
    "V",
    "W",
    "Y",
    "Z",
    "ZH",
}


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        pytest.param("Ashgrove", "AE SH G R OW V", id="silent e"),
        pytest.param("Tomasz", "T OW M AA SH", id="Polish"),
        pytest.param("Wanjiru", "W AA N JH IH R UW", id="Kenyan"),
        pytest.param("Olamide", "OW L AA M IY D EY", id="Yoruba"),
        pytest.param("Yusuf", "Y UW Z UW F", id="Turkish"),
        pytest.param("Huddersfield", "HH AH D ER S F IY L D", id="English place"),
        pytest.param("Łukasz", "W UW K AA SH", id="letter with a stroke"),
        pytest.param("Zoë", "Z OW EY", id="two dots over a vowel"),
    ],
)
def test_one_of_the_readings_is_how_it_is_said(name, reading):
    assert tuple(reading.split()) in spell_out_sounds(name)


@given(st.text(max_size=30))
def test_any_text_has_at_most_two_readings_of_known_sounds(text):
    readings = spell_out_sounds(text)
    assert len(readings) <= 2
    assert all(reading and set(reading) <= SOUNDS for reading in readings)


@pytest.mark.parametrize("text", ["", "—", "1234", "Ольга"])
def test_what_has_no_latin_letter_has_no_reading(text):
    assert spell_out_sounds(text) == []
