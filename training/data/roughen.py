"""Marked text made rough, as recognisers and hurried typists leave it, its marks still exact.

Every function changes pieces and keeps their kinds; ``lowered``, ``noisy`` and ``spoken`` put
several together and change a whole conversation.
"""

import re
from collections.abc import Callable
from random import Random

from training.data.marking import UNKNOWN, Example, Piece, rewritten, rewritten_words
from training.data.numbers import ONES
from training.data.spelling import is_spelled, mishear, mistype, spell
from training.data.spoken_forms import aloud

Noise = Callable[[list[Piece], Random], list[Piece]]

_CODES = frozenset({"PHONE", "NHS_NUMBER", "NINO", "POSTCODE", "OTHER_ID"})
_FRAGILE = frozenset({"EMAIL", "URL_HANDLE", "DATE", UNKNOWN}) | _CODES
_PUNCTUATION = re.compile(
    r"(?<!\d)[.,](?!\d)|[.,](?=\s|$)|(?<!\d):(?!\d)|[!?;\"“”()…\u2013—]|(?<=\w)-(?=\w)|(?<!\w)-"
)
_SHORT_WORD = re.compile(r"(?<!['\u2019\w])(\w{1,4}) (?=\w)")
_SPACES = re.compile(r"\s+")
_FILLERS = (
    "um", "um", "er", "er", "erm", "you know", "like", "uh", "i mean", "sort of", "sorry", "yeah",
)  # fmt: skip
_SMALL_NUMBERS = re.compile(rf"\b(?:[2-9]|{'|'.join(ONES[1:])})\b(?![:./-])")


def lowered(example: Example, rng: Random, *, has_marks: bool = False) -> Example:
    """Return ``example`` as a recogniser writes it: small letters, hardly any punctuation.

    Args:
        example: Any example.
        rng: Draws which names are misheard, and which pauses are filled.
        has_marks: Whether commas and full stops stay, as some recognisers have it.
    """
    misheard = rng.choice((0.0, 0.03, 0.1))
    numbers = rng.random() < 0.5

    def change(pieces: list[Piece]) -> list[Piece]:
        heard = [_misheard(piece, rng, misheard, mishear) for piece in pieces]
        if numbers:
            heard = exchange_numbers(heard, rng)
        small = _small(heard)
        return small if has_marks else without_punctuation(small)

    return rewritten_words(rewritten(example, _small), change, suffix="lower")


def _small(pieces: list[Piece]) -> list[Piece]:
    return [Piece(piece.text.lower(), piece.kind) for piece in pieces]


def noisy(example: Example, rng: Random) -> Example:
    """Return ``example`` with pauses, repeats, slips of the hand and wrong capitals."""
    share, slips, wrong_case = rng.uniform(0, 0.06), rng.uniform(0, 0.04), rng.choice((0, 0, 0.04))

    def change(pieces: list[Piece]) -> list[Piece]:
        filled = with_fillers(pieces, rng, share)
        slipped = [_misheard(piece, rng, slips, mistype) for piece in filled]
        return [_miscased(piece, rng, wrong_case) for piece in slipped]

    return rewritten_words(example, change, suffix="noisy")


def spoken(example: Example, rng: Random, *, share: float = 0.5) -> Example:
    """Return ``example`` with numbers, dates and addresses read aloud, and names spelled out.

    Args:
        example: Any example.
        rng: Draws which are.
        share: How many of the written identifiers are read aloud, 0 to 1.
    """

    def change(pieces: list[Piece]) -> list[Piece]:
        said = [
            Piece(aloud(piece.kind, piece.text, rng), piece.kind)
            if piece.kind and rng.random() < share
            else piece
            for piece in pieces
        ]
        return spell_out(said, rng, 0.03)

    return rewritten_words(example, change, suffix="spoken")


def without_punctuation(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces without marks but apostrophes, those inside codes, and brackets."""
    bare: list[Piece] = []
    for piece in pieces:
        text = piece.text
        if piece.kind not in _FRAGILE or not re.search(r"[\d@/]|\w\.\w", text):
            text = _PUNCTUATION.sub(" ", text)
        elif piece.kind in _CODES:
            text = text.replace(",", " ")
        text = _SPACES.sub(" ", text)
        if piece.kind is not None:
            text = text.strip()
        if (bare and bare[-1].text.endswith(" ")) or not bare:
            text = text.lstrip()
        if text:
            bare.append(Piece(text, piece.kind))
    if bare and bare[-1].kind is None:
        bare[-1] = Piece(bare[-1].text.rstrip())
    return bare


def with_fillers(pieces: list[Piece], rng: Random, share: float) -> list[Piece]:
    """Return the pieces with "um", "you know" and repeats between words, also inside a name."""

    def fill(gap: re.Match[str]) -> str:
        if rng.random() >= share:
            return " "
        filler = rng.choice(_FILLERS[:5])
        return f" {filler} " if rng.random() < 0.5 else f", {filler}, "

    filled = []
    for piece in pieces:
        text = piece.text
        if piece.kind is None:
            text = re.sub(r"(?<=\w) (?=\w)", fill, text)
            text = re.sub(
                r"(?<!['\u2019\w])(\w{1,4}) (?=\w)", lambda m: _again(m, rng, share), text
            )
        elif piece.kind not in {"EMAIL", "URL_HANDLE", UNKNOWN} and " " in text:
            text = re.sub(r"(?<=\w) (?=\w)", fill, text)
        filled.append(Piece(text, piece.kind))
    return filled


def exchange_numbers(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Return the pieces with some of the unmarked numbers under ten in their other form."""

    def other(match: re.Match[str]) -> str:
        number = match[0]
        if rng.random() < 0.6:
            return number
        return ONES[int(number) - 1] if number.isdigit() else str(ONES.index(number) + 1)

    return [
        Piece(_SMALL_NUMBERS.sub(other, piece.text)) if piece.kind is None else piece
        for piece in pieces
    ]


_SPELLED_AFTER = ("that's ", "that's ", "spelt ", "spelled ", "it's ", "so ", "", "as in ", "i.e. ")


def spell_out(pieces: list[Piece], rng: Random, share: float) -> list[Piece]:
    """Return the pieces with some of the names followed by their letters."""
    told: list[Piece] = []
    for piece in pieces:
        told.append(piece)
        words = [word for word in piece.text.split() if word.isalpha() and len(word) > 2]
        can_spell = piece.kind == "PERSON" and words and not is_spelled(piece.text)
        if can_spell and rng.random() < share:
            lead = rng.choice((", ", " ", ", ")) + rng.choice(_SPELLED_AFTER)
            told += [Piece(lead), Piece(spell(rng.choice(words), rng), "PERSON")]
            told.append(Piece(rng.choice((",", "", ", yeah,"))))
    return told


def _again(match: re.Match[str], rng: Random, share: float) -> str:
    return f"{match[0]}{match[0]}" if rng.random() < share / 3 else match[0]


def _misheard(
    piece: Piece, rng: Random, share: float, change: Callable[[str, Random], str]
) -> Piece:
    if piece.kind != "PERSON" or is_spelled(piece.text) or rng.random() >= share:
        return piece
    words = piece.text.split(" ")
    at = rng.randrange(len(words))
    if len(words[at]) > 2 and words[at].isalpha():
        words[at] = change(words[at], rng)
    return Piece(" ".join(words), piece.kind)


def _miscased(piece: Piece, rng: Random, share: float) -> Piece:
    if piece.kind in {"EMAIL", "URL_HANDLE"} or share == 0:
        return piece
    words = [
        rng.choice((word.lower(), word.capitalize(), word.upper() if len(word) > 3 else word))
        if rng.random() < share
        else word
        for word in piece.text.split(" ")
    ]
    return Piece(" ".join(words), piece.kind)
