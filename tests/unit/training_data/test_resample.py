"""Interviews told again: other people, the same conversation."""

import re
from pathlib import Path

import pytest
from training.data.build import rng_of
from training.data.examples import INTERVIEWS, read_interviews
from training.data.marking import Example, Piece, Turn, cut, turn_of
from training.data.names import read_names
from training.data.people import KEPT, WORD, is_code
from training.data.resample import resample

GOLD = Path(__file__).parents[2] / "gold"
FOLDERS = [folder for folder in (GOLD, INTERVIEWS) if list(folder.rglob("*.gold.txt"))]
EVERY_INTERVIEW = [example for folder in FOLDERS for example in read_interviews(folder)]
COMMON_FILE = Path(__file__).parents[3] / "include/sottovoce/adapters/presidio/words/common.txt"
COMMON_WORDS = frozenset(COMMON_FILE.read_text(encoding="utf-8").split())


NAMING = frozenset(
    ["PERSON", "LOCATION", "ORGANISATION", "FACILITY", "EMAIL", "URL_HANDLE", "ADDRESS"]
)
"""Types in which a name could come back; in codes "T for Tommy" names nobody."""


def pieces_of(example: Example) -> list[Piece]:
    pieces = []
    for turn in example.turns:
        pieces += cut(turn.speaker, turn.speaker_spans) + cut(turn.text, turn.spans)
    return pieces


def told(*marked: str) -> Example:
    """An interview of turns written as ``PERSON|Kev Tait`` pieces between plain ones."""
    turns = []
    for line in marked:
        pieces = []
        for part in line.split("~"):
            kind, bar, text = part.rpartition("|")
            pieces.append(Piece(text, kind if bar else None))
        turns.append(turn_of([Piece("I")], [piece for piece in pieces if piece.text]))
    return Example("told", tuple(turns))


def marks(turn: Turn) -> list[str]:
    return [turn.text[mark.start : mark.end] for mark in turn.spans]


@pytest.mark.parametrize("example", EVERY_INTERVIEW, ids=lambda example: example.id)
def test_only_what_is_marked_changes_and_every_mark_stays_where_it_was(example: Example) -> None:
    for seed in range(3):
        before, after = pieces_of(example), pieces_of(resample(example, rng_of(seed, "test")))
        assert [piece.kind for piece in before] == [piece.kind for piece in after]
        unmarked = [(a, b) for a, b in zip(before, after, strict=True) if a.kind is None]
        assert all(a == b for a, b in unmarked)
        assert all(piece.text.strip() == piece.text != "" for piece in after if piece.kind)


@pytest.mark.parametrize("example", EVERY_INTERVIEW, ids=lambda example: example.id)
def test_no_name_of_a_person_comes_back(example: Example) -> None:
    names = read_names()
    known = {
        word.casefold()
        for piece in pieces_of(example)
        if piece.kind == "PERSON" and not is_code(piece.text)
        for word in WORD.findall(piece.text)
    }
    secret = {word for word in known if len(word) >= 4 and word not in KEPT}
    secret -= {word for word in secret if word in COMMON_WORDS or names.is_word(word)}
    for seed in range(3):
        after = [p for p in pieces_of(resample(example, rng_of(seed, "test"))) if p.kind in NAMING]
        written = {word.casefold() for piece in after for word in WORD.findall(piece.text)}
        assert not written & secret


def test_the_same_seed_tells_the_same() -> None:
    example = EVERY_INTERVIEW[0]
    assert resample(example, rng_of(4, "test")) == resample(example, rng_of(4, "test"))
    assert resample(example, rng_of(4, "test")) != resample(example, rng_of(5, "test"))


def test_a_person_has_one_new_name_in_every_case_and_full_or_in_part() -> None:
    source = told("I'm ~PERSON|Sukhvinder Bhogal~ and", "~PERSON|sukhvinder~ Mrs ~PERSON|Bhogal")
    for seed in range(20):
        first, second = resample(source, rng_of(seed, "test")).turns
        full, (given, family) = marks(first)[0], marks(second)
        assert full.casefold() == f"{given} {family}".casefold()
        assert given == given.lower()


@pytest.mark.parametrize(
    ("spelled", "separator"),
    [
        pytest.param("T, O, M, A, S, Z", ", ", id="commas"),
        pytest.param("t o m a s z", " ", id="spaces"),
        pytest.param("T-O-M-A-S-Z", "-", id="hyphens"),
        pytest.param("T. O. M. A. S. Z", ". ", id="full stops"),
    ],
)
def test_a_spelled_name_is_spelled_again_in_the_same_habit(spelled: str, separator: str) -> None:
    source = told(f"~PERSON|Tomasz~ that's ~PERSON|{spelled}")
    for seed in range(20):
        name, letters = marks(resample(source, rng_of(seed, "test")).turns[0])
        if "double" not in letters.lower():
            assert "".join(letters.split(separator)).lower() == name.lower().replace(" ", "")


def test_services_that_share_a_word_still_share_one() -> None:
    source = told("~ORGANISATION|Tyneside Kith~ or just ~ORGANISATION|Kith")
    for seed in range(20):
        whole, part = marks(resample(source, rng_of(seed, "test")).turns[0])
        assert whole.endswith(part)
        assert "Kith" not in part


@pytest.mark.parametrize(
    ("kind", "text", "pattern"),
    [
        pytest.param("PHONE", "07700 900 671", r"07\d{3} \d{3} \d{3}", id="phone"),
        pytest.param("NHS_NUMBER", "999-424-5236", r"\d{3}-\d{3}-\d{4}", id="NHS number"),
        pytest.param("NINO", "qq 12 34 56 c", r"[a-z]{2} \d\d \d\d \d\d [a-z]", id="NI number"),
        pytest.param("POSTCODE", "CT48 1XF", r"[A-Z]{2}\d\d \d[A-Z]{2}", id="postcode"),
        pytest.param("OTHER_ID", "UC-7715-K", r"[A-Z]{2}-\d{4}-[A-Z]", id="claim"),
        pytest.param("AGE", "41", r"\d\d", id="age"),
        pytest.param("AGE", "forty-one", r"[a-z]+(-[a-z]+)?", id="age in words"),
        pytest.param("DATE", "22nd of October 2021", r"\d+(st|nd|rd|th) of [A-Z]\w+ \d{4}", id="d"),
        pytest.param("DATE", "11/02/1990", r"\d\d/\d\d/\d{4}", id="numeric date"),
        pytest.param("LOCATION", "Belgrave Road", r".+ Road", id="road"),
        pytest.param("ADDRESS", "Flat 2, 9 Peveril Court", r"Flat \d, \d .+ Court", id="address"),
        pytest.param("FACILITY", "Bramble Ward", r"[A-Z].*", id="ward"),
        pytest.param("EMAIL", "t.lane@peers.example", r"\w\.\w+@\w+(\.\w+)+", id="mail"),
        pytest.param("URL_HANDLE", "@bostin_minds", r"@\w+_\w+", id="handle"),
    ],
)
def test_an_identifier_keeps_its_form(kind: str, text: str, pattern: str) -> None:

    made = {
        marks(resample(told(f"~{kind}|{text}"), rng_of(s, "test")).turns[0])[0] for s in range(20)
    }
    assert all(re.fullmatch(pattern, each) for each in made), made
    assert len(made) > 8


def test_a_mail_address_follows_the_new_name() -> None:
    source = told("~PERSON|Gethin Rees~ at ~EMAIL|gethin.rees83@example.com")
    name, address = marks(resample(source, rng_of(2, "test")).turns[0])
    assert address.split("@")[0].rstrip("0123456789").split(".")[0] in name.lower()
