"""Marked text made rough: whatever is done to it, the marks stay on the identifiers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.data.build import rng_of, styled
from training.data.examples import INTERVIEWS, read_interviews
from training.data.marking import Example, Piece, Turn, cut, joined, turn_of
from training.data.roughen import lowered, noisy, spell_out, with_fillers, without_punctuation
from training.data.spelling import is_spelled, letters_of, mishear, spell
from training.data.spoken_forms import aloud

KINDS = st.sampled_from([None, None, "PERSON", "PHONE", "DATE", "EMAIL", "FACILITY", "UNKNOWN"])
PIECES = st.lists(st.builds(Piece, st.text("abC é7,.-'@ ", min_size=1, max_size=12), KINDS))


def example(*pieces: Piece) -> Example:
    return Example("one", (turn_of([Piece("P1")], pieces),))


def words_by_kind(turn: Turn) -> dict[str, str]:
    return {piece.kind: piece.text for piece in cut(turn.text, turn.spans) if piece.kind}


@given(PIECES)
def test_pieces_joined_and_cut_again_cover_the_same_text(pieces: list[Piece]) -> None:
    text, spans, unknown = joined(pieces)
    again = cut(text, spans, unknown)
    assert "".join(piece.text for piece in again) == text
    marked = [piece for piece in pieces if piece.kind]
    assert [piece for piece in again if piece.kind] == marked


@given(PIECES, st.integers(0, 99))
def test_every_style_leaves_marks_that_lie_apart_inside_the_text(
    pieces: list[Piece], seed: int
) -> None:
    for turn in styled(example(*pieces), rng_of(seed, "style")).turns:
        at = 0
        for mark in turn.spans:
            assert at <= mark.start < mark.end <= len(turn.text)
            at = mark.end


@given(PIECES, st.integers(0, 99))
def test_pauses_never_break_a_mark_into_two(pieces: list[Piece], seed: int) -> None:
    filled = with_fillers(pieces, rng_of(seed, "pauses"), 0.5)
    assert [piece.kind for piece in filled] == [piece.kind for piece in pieces]
    for before, after in zip(pieces, filled, strict=True):
        missing = set(re.findall(r"\w+", before.text)) - set(re.findall(r"\w+", after.text))
        assert not missing


def test_a_lowered_interview_has_no_capitals_and_as_many_marks() -> None:
    for source in read_interviews(INTERVIEWS)[:6]:
        small = lowered(source, rng_of(1, source.id))
        for before, after in zip(source.turns, small.turns, strict=True):
            assert after.text == after.text.lower()
            assert after.speaker == after.speaker.lower()
            assert [mark.type for mark in before.spans] == [mark.type for mark in after.spans]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        pytest.param([Piece("well, i'm "), Piece("ann.", "PERSON")], "well i'm ann", id="stops"),
        pytest.param([Piece("mother-in-law")], "mother in law", id="hyphens"),
        pytest.param([Piece("a, l, e, x", "PERSON")], "a l e x", id="spelled"),
        pytest.param([Piece("a.b@c.example", "EMAIL")], "a.b@c.example", id="mail stays"),
        pytest.param([Piece("14/02/2021", "DATE")], "14/02/2021", id="date stays"),
        pytest.param([Piece("ic-208841", "OTHER_ID")], "ic-208841", id="code stays"),
        pytest.param([Piece("at 10:30, on")], "at 10:30 on", id="time stays"),
        pytest.param([Piece("?! "), Piece("kev", "PERSON"), Piece("?")], "kev", id="alone"),
    ],
)
def test_punctuation_goes_where_a_recogniser_writes_none(pieces: list[Piece], text: str) -> None:
    assert joined(without_punctuation(pieces))[0] == text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("n i a m h", "niamh", id="spaces"),
        pytest.param("H, A, R, J", "harj", id="commas"),
        pytest.param("D-I-M-A", "dima", id="hyphens"),
        pytest.param("G, U, R, P, R, double E, T", "gurpreet", id="double"),
        pytest.param("K for Kilo, E for Echo, V for Victor", "kev", id="alphabet"),
        pytest.param("K as in Kilo E as in Echo V as in Victor", "kev", id="as in"),
    ],
)
def test_a_spelled_name_is_known_and_read(text: str, word: str) -> None:
    assert is_spelled(text)
    assert letters_of(text) == word


@pytest.mark.parametrize("text", ["Kev", "a cup", "I am", "Jo B", "AR", "o'neill", "big al"])
def test_words_are_not_taken_for_letters(text: str) -> None:
    assert not is_spelled(text)


@given(st.text("abdeghiklmnoprstuwy", min_size=3, max_size=10), st.integers(0, 999))
def test_what_is_spelled_reads_as_the_name(name: str, seed: int) -> None:
    spelled = spell(name, rng_of(seed, "spelling"))
    assert is_spelled(spelled)
    assert letters_of(spelled) == name


@given(st.text("abdeghiklmnoprstuwyéł", min_size=1, max_size=12), st.integers(0, 999))
def test_a_misheard_name_is_words_and_never_nothing(name: str, seed: int) -> None:
    heard = mishear(name, rng_of(seed, "hearing"))
    assert heard == heard.strip() != ""
    assert re.fullmatch(r"[^\W\d_]+( [^\W\d_]+)?", heard)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param("PHONE", "+44 7700 900 671", id="phone"),
        pytest.param("NHS_NUMBER", "999 424 5236", id="NHS number"),
        pytest.param("POSTCODE", "CT48 1XF", id="postcode"),
        pytest.param("NINO", "QQ 12 34 56 C", id="NI number"),
        pytest.param("OTHER_ID", "UC-7715-0823-K", id="claim"),
        pytest.param("DATE", "14/02/2021", id="numeric date"),
        pytest.param("DATE", "22nd of October 2021", id="date"),
        pytest.param("AGE", "41", id="age"),
        pytest.param("EMAIL", "geth.rees83@example.com", id="mail"),
        pytest.param("URL_HANDLE", "@rose_reads_on", id="handle"),
        pytest.param("ADDRESS", "209 Balaam Rise", id="address"),
    ],
)
def test_read_aloud_no_digit_and_no_sign_is_left(kind: str, text: str) -> None:
    for seed in range(20):
        assert re.fullmatch(r"[A-Za-z ,-]+", aloud(kind, text, rng_of(seed, "aloud")))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param("PERSON", "Kev", id="a name"),
        pytest.param("DATE", "third of March", id="words already"),
        pytest.param("FACILITY", "Ward 4", id="not a number to read"),
    ],
)
def test_what_is_no_number_stays_as_it_is(kind: str, text: str) -> None:
    assert aloud(kind, text, rng_of(1, "aloud")) == text


def test_a_name_is_followed_by_its_letters_marked_too() -> None:
    told = spell_out([Piece("Shanice", "PERSON"), Piece(" runs it")], rng_of(1, "spelling"), 1.0)
    marked = [piece.text for piece in told if piece.kind == "PERSON"]
    assert marked[0] == "Shanice"
    assert letters_of(marked[1]) == "shanice"


def test_noise_does_not_touch_who_speaks() -> None:
    rough = noisy(example(Piece("so i said to "), Piece("Ann Lee", "PERSON")), rng_of(3, "noise"))
    assert [turn.speaker for turn in rough.turns] == ["P1"]
    assert "PERSON" in words_by_kind(rough.turns[0])
