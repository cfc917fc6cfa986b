"""What a reader takes for the same word is the same word to every rule, at its own place."""

import time

import pytest

from sottovoce.deidentify.text.look_alikes import LETTERS, latinise
from sottovoce.deidentify.text.normalise import normalise

MATHEMATICAL = {
    "bold": 0x1D400, "italic": 0x1D434, "bold italic": 0x1D468, "bold script": 0x1D4D0,
    "bold fraktur": 0x1D56C, "sans-serif": 0x1D5A0, "sans-serif bold": 0x1D5D4,
    "monospace": 0x1D670, "full width": 0xFF21, "circled": 0x24B6, "parenthesised": 0x1F110,
    "squared": 0x1F130, "on a disc": 0x1F150, "on a square": 0x1F170, "flags": 0x1F1E6,
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("Ke\u200bvin", "Kevin", id="zero-width space"),
        pytest.param("Ke\u200dvin", "Kevin", id="zero-width joiner"),
        pytest.param("Ke\u00advin", "Kevin", id="soft hyphen"),
        pytest.param("\u202eKe\u202cvin", "Kevin", id="right-to-left marks"),
        pytest.param("Ke\u2066vi\u2069n", "Kevin", id="isolates"),
        pytest.param("Ke\x00v\x1bi\x9fn", "Kevin", id="control characters"),
        pytest.param("Ke\ufe0fvin\U000e0101", "Kevin", id="variation selectors"),
        pytest.param("Ke\U000e0041vin", "Kevin", id="tag characters"),
        pytest.param("Ke\u3164v\uffa0in", "Kevin", id="fillers"),
        pytest.param("Ke\ufffcvin", "Kevin", id="place of an object"),
        pytest.param("Ke\uffffv\ud800in", "Kevin", id="no characters at all"),
        pytest.param("Ke\u0336v\u0336in", "Kevin", id="struck through"),
        pytest.param("kev@\u0336x. \u0336y", "kev@x. y", id="signs and spaces struck through"),
        pytest.param("K\u20e0e\u20ddvin", "Kevin", id="ringed"),
        pytest.param("Zoe\u0308", "Zoë", id="accent of its own"),
        pytest.param("Tie\u0302\u0301n Tie\u0301\u0302n", "Tiến Tién", id="two accents"),
        pytest.param("\u212aevin", "Kevin", id="Kelvin sign"),
        pytest.param("K\u0435v\u0456n", "Kevin", id="Cyrillic in a Latin word"),
        pytest.param("K\u03b5v\u03b9\u03bd", "Keviv", id="Greek in a Latin word"),
        pytest.param("\u041e\u0455\u0430\u0455", "Osas", id="a word of look-alikes only"),
        pytest.param("\u13a6evin", "\u13a6evin", id="a letter that looks like none"),
        pytest.param("\u13e6evin", "Kevin", id="Cherokee"),
        pytest.param("\ua4d7\ua4f0\ua4e6\ua4f2\ua4e0", "KEVIN", id="Lisu"),
        pytest.param("\u1d0b\u1d07\u1d20\u026a\u0274", "kevin", id="small capitals"),
        pytest.param("\u1d37\u1d49\u1d5b\u2071\u207f", "Kevin", id="superscript letters"),
        pytest.param("\ufb01ona \u0133sbrand", "fiona ijsbrand", id="ligatures"),
        pytest.param("O\u2019Neill O`Neill O\u00b4Neill O\u02bcNeill", "O'Neill " * 4, id="apostrophes"),
        pytest.param("don\x92t", "don't", id="apostrophe of Windows in Latin-1"),
        pytest.param("Siobh\ufffdn \ufffd", "Siobh'n \ufffd", id="a letter that was lost"),
        pytest.param("Siobh\ufffd\ufffdn", "Siobh'n", id="a letter of two bytes that was lost"),
        pytest.param("Smith\u2011Jones\u2013Hall", "Smith-Jones-Hall", id="hyphens"),
        pytest.param("Kevin\u00a0Smith\u2003Hall\u2028Lee", "Kevin Smith Hall Lee", id="odd spaces"),
        pytest.param("kev\uff20x\u3002org", "kev@x.org", id="signs of an address"),
        pytest.param("\u0660\u0667 \u096d \uff10\U0001d7d5", "07 7 07", id="digits"),
        pytest.param("0\ufe0f\u20e37\ufe0f\u20e3", "07", id="keycaps"),
        pytest.param("\u2460\u2469", "110", id="circled numbers"),
        pytest.param("\U0001f1ec\U0001f1e7", "\U0001f1ec\U0001f1e7", id="a flag"),
        pytest.param("\U0001f44d\U0001f3fd", "\U0001f44d\U0001f3fd", id="emoji"),
        pytest.param("\u00bd \u2026 \u2122", "\u00bd \u2026 \u2122", id="signs that spell nothing"),
        pytest.param("Łódź Ørsted İpek ẞ", "Łódź Ørsted İpek ẞ", id="Latin letters of other languages"),
        pytest.param("Ωmega Жук", "Ωmega Жук", id="letters that look like none"),
        pytest.param("陳大文 कविता محمد", "陳大文 कविता محمد", id="other scripts"),
        pytest.param("a\tb\r\nc", "a\tb\r\nc", id="plain white space"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_a_person_reads_it(written, read):
    assert normalise(written).text.strip() == read.strip()


@pytest.mark.parametrize("first", MATHEMATICAL.values(), ids=MATHEMATICAL)
def test_letters_in_fancy_dress_are_letters(first):
    dressed = "".join(chr(first + ord(letter) - ord("A")) for letter in "KEVIN")
    assert normalise(dressed).text == "KEVIN"


@pytest.mark.parametrize("odd", list(map(chr, LETTERS)), ids=list(map("{:04X}".format, LETTERS)))
def test_each_look_alike_is_a_letter_of_the_word_it_stands_in(odd):
    assert latinise(f"Q{odd}q").isalpha()
    assert all(char < "\u0250" for char in latinise(f"Q{odd}q"))
    assert len(latinise(odd)) == 1


@pytest.mark.parametrize(
    ("written", "stretch", "surface"),
    [
        pytest.param("so Ke\u200bvin\u200b went", (3, 8), "Ke\u200bvin\u200b", id="inside and behind"),
        pytest.param("so \u202eKevin went", (3, 8), "Kevin", id="what is before is left"),
        pytest.param("so K\u0336e\u0336 went", (3, 5), "K\u0336e\u0336", id="struck through"),
        pytest.param("so \ufb01ona went", (3, 8), "\ufb01ona", id="ligature first"),
        pytest.param("so \ufb01ona went", (4, 8), "\ufb01ona", id="from within a ligature"),
        pytest.param("so Rati\ufb00 went", (3, 8), "Rati\ufb00", id="up to within a ligature"),
        pytest.param("so \U0001f44d Kevin", (5, 10), "Kevin", id="behind an emoji"),
    ],
)  # fmt: skip
def test_a_place_in_what_is_searched_is_one_in_the_file(written, stretch, surface):
    start, end = normalise(written).to_original(*stretch)
    assert written[start:end] == surface


@pytest.mark.parametrize(
    "char", ["\u200b", "\u0301", "\ufb01", "\u0456", "\ufffd", "\U0001f1e6", "\u2019"]
)
def test_however_odd_a_long_text_is_it_takes_no_longer_than_its_length(char):
    started = time.process_time()
    assert normalise(("a" + char) * 100_000 + char * 300_000).original_length == 500_000
    assert time.process_time() - started < 5
