"""An interview's text as the windows of word pieces that the model reads.

Training and use share this module, so that they can't come to differ.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sottovoce.deidentify.text.casing import is_small

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_PIECES = 224
"""Pieces that one window decides on."""
CONTEXT_PIECES = 32
"""Pieces before those, read again so that no window begins without knowing what was said."""
CHUNK_CHARS = 60_000
_TURN_BREAK = "\n"
_SENTENCE_ENDS = ".?!:\n"


class Case(IntEnum):
    """How a word is written, which the model is told beside its lower-case pieces."""

    PLAIN = 0
    CAPITALISED = 1
    CAPITALISED_FIRST = 2
    UPPER = 3
    MIXED = 4
    UNKNOWN = 5


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, as the model counts them: runs of letters and digits, or one mark.

    Attributes:
        starts: First character of each word.
        ends: One past the last character of each word.
        cases: How each is written.
        pieces: The ids of each word's pieces.
        breaks: Indexes of words with which a turn begins, in order.
    """

    starts: list[int]
    ends: list[int]
    cases: list[int]
    pieces: list[list[int]] = field(repr=False)
    breaks: list[int]


@dataclass(frozen=True, slots=True)
class Window:
    """What the model reads at once: ``context`` is read only, ``first <= word < last`` decided.

    Attributes:
        context: First word that is read.
        first: First word that is decided.
        last: One past the last word.
    """

    context: int
    first: int
    last: int


def open_tokenizer(path: Path) -> "Tokenizer":
    """Return the tokenizer in a file: it neither cuts nor pads, nor obeys what it reads.

    Somebody's "[MASK]" in a transcript is four pieces of text, not the piece that hides a word.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def find_words(text: str, tokenizer: "Tokenizer") -> Words:
    """Return the words of a text with their pieces.

    Args:
        text: Turns, one after the other, with at least one line break between two.
        tokenizer: The model's, from :func:`open_tokenizer`.
    """
    caseless = is_small(text)
    words = Words([], [], [], [], [])
    turn_begins, last_end = True, 0
    for offset, chunk in _chunks(text):
        encoding = tokenizer.encode(chunk, add_special_tokens=False)
        last_word: int | None = -1
        for piece, word, (start, end) in zip(
            encoding.ids, encoding.word_ids, encoding.offsets, strict=True
        ):
            if word == last_word:
                words.pieces[-1].append(piece)
                words.ends[-1] = last_end = offset + end
                continue
            turn_begins = turn_begins or _TURN_BREAK in text[last_end : offset + start]
            if turn_begins:
                words.breaks.append(len(words.starts))
            words.starts.append(offset + start)
            words.ends.append(offset + end)
            words.pieces.append([piece])
            last_word, last_end, turn_begins = word, offset + end, False
    words.ends[:] = [_with_marks(text, end) for end in words.ends]
    words.cases.extend(
        Case.UNKNOWN if caseless else _case(text, start, end)
        for start, end in zip(words.starts, words.ends, strict=True)
    )
    return words


def cut_windows(words: Words, *, max_pieces: int = MAX_PIECES) -> Iterator[Window]:
    """Yield windows that decide on every word once, cut between turns where they can be."""
    sizes = [len(pieces) for pieces in words.pieces]
    begins = set(words.breaks)
    first = 0
    while first < len(sizes):
        last, n_pieces, turn_at = first, 0, first
        while last < len(sizes) and (last == first or n_pieces + sizes[last] <= max_pieces):
            if last in begins:
                turn_at = last
            n_pieces += sizes[last]
            last += 1
        if last < len(sizes) and last not in begins and turn_at > first:
            last = turn_at
        yield Window(_context(sizes, first), first, last)
        first = last


def _context(sizes: Sequence[int], first: int) -> int:
    n_pieces = 0
    while first > 0 and n_pieces + sizes[first - 1] <= CONTEXT_PIECES:
        first -= 1
        n_pieces += sizes[first]
    return first


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Yield pieces of a long text, cut at white space, with where they start."""
    at = 0
    while at < len(text):
        end = min(at + CHUNK_CHARS, len(text))
        if end < len(text):
            end = max(text.rfind(" ", at + 1, end), text.rfind("\n", at + 1, end), at) + 1
            if end == at + 1:
                end = at + CHUNK_CHARS
        yield at, text[at:end]
        at = end


def _with_marks(text: str, end: int) -> int:
    """Return where a word ends that ends in an accent of its own character, as in "Adébáyọ̀"."""
    while end < len(text) and text[end] > "\x7f" and unicodedata.category(text[end]) == "Mn":
        end += 1
    return end


def _case(text: str, start: int, end: int) -> Case:
    word = text[start:end]
    if word.islower() or not any(map(str.isalpha, word)):
        return Case.PLAIN
    if word.isupper() and (len(word) > 1):
        return Case.UPPER
    if word[:1].isupper() and (len(word) == 1 or word[1:].islower()):
        return Case.CAPITALISED_FIRST if _starts_sentence(text, start) else Case.CAPITALISED
    return Case.MIXED


def _starts_sentence(text: str, start: int) -> bool:
    before = start - 1
    while before >= 0 and text[before] in " \"'\u201c\u2018([":
        before -= 1
    return before < 0 or text[before] in _SENTENCE_ENDS
