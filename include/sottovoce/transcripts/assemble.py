"""Passages of a file, read as one whole, into a transcript with exact offsets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sottovoce.model.recordings import TimedWord
from sottovoce.model.transcripts import Transcript, Turn
from sottovoce.transcripts.problems import unreadable
from sottovoce.transcripts.stamps import UNTIMED, Times


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file's text.

    Attributes:
        text: Its characters, without the line's end.
        start_char: Where it begins in the whole text.
        is_title: Whether the document marks it as a title or a heading.
    """

    text: str = field(repr=False)
    start_char: int
    is_title: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see in it."""
        return not self.text or self.text.isspace()


class WordTime(NamedTuple):
    """When the file says that one of its words was said.

    Attributes:
        start_char: First character, counted in the whole text.
        end_char: One past the last.
        start_s: When it begins.
        end_s: When it ends.
    """

    start_char: int
    end_char: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together, and what the file's structure says about them.

    Attributes:
        lines: In the order of the file.
        times: When the passage was said, where the structure says so.
        speaker: Who said it, where the structure says so.
        is_one_turn: Whether it is one turn as it stands, so that no labels are looked for.
        words: Words whose times the file tells, in order and disjoint.
    """

    lines: Sequence[Line] = field(repr=False)
    times: Times = UNTIMED
    speaker: str | None = field(default=None, repr=False)
    is_one_turn: bool = False
    words: Sequence[WordTime] = ()


@dataclass(slots=True)
class Draft:
    """A turn as long as its end is not yet known.

    ``start_char`` and ``end_char`` are None while only its label has been seen.
    """

    speaker: str | None = field(repr=False)
    times: Times
    start_char: int | None = None
    end_char: int | None = None

    def extend(self, start_char: int, end_char: int) -> None:
        """Take in the characters from ``start_char`` to ``end_char``."""
        if self.start_char is None:
            self.start_char = start_char
        self.end_char = end_char


class Page:
    """The visible text of a file while it is being put together."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._n_chars = 0

    @property
    def text(self) -> str:
        """Everything written so far."""
        return "".join(self._parts)

    def write(self, text: str) -> int:
        """Add ``text`` and return where it begins."""
        start_char = self._n_chars
        self._parts.append(text)
        self._n_chars += len(text)
        return start_char

    def write_lines(self, text: str, *, is_title: bool = False) -> list[Line]:
        """Add ``text`` and return its lines. A line's end after it is the caller's to write."""
        return split_lines(text, start_char=self.write(text), is_title=is_title)


def split_lines(text: str, *, start_char: int = 0, is_title: bool = False) -> list[Line]:
    r"""Return the lines of ``text``, which begins at ``start_char``; only ``\n`` ends one."""
    lines = []
    for piece in text.split("\n"):
        lines.append(Line(piece, start_char, is_title))
        start_char += len(piece) + 1
    return lines


def build_transcript(
    text: str, drafts: Iterable[Draft], source_format: str, words: Iterable[WordTime] = ()
) -> Transcript:
    """Return the transcript whose turns are the drafts that have words.

    Args:
        text: All visible text of the file.
        drafts: In the order of the file.
        source_format: ``docx``, ``vtt``, ``srt``, ``json`` or ``txt``.
        words: Words whose times the file tells, in order; those outside of turns are left out.

    Raises:
        UnreadableUpload: No turn has a letter or a digit in it.
    """
    turns: list[Turn] = []
    timed = _Timed(words)
    for draft in drafts:
        if turn := _cut_turn(text, draft, index=len(turns)):
            turns.append(replace(turn, words=timed.within(turn)))
    if not any(_has_words(turn.text) for turn in turns):
        raise unreadable("no words")
    return Transcript(tuple(turns), text, source_format)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _cut_turn(text: str, draft: Draft, index: int) -> Turn | None:
    if draft.start_char is None or draft.end_char is None:
        return None
    said = text[draft.start_char : draft.end_char]
    start_char = draft.start_char + len(said) - len(said.lstrip())
    if not (said := said.strip()):
        return None
    return Turn(index, draft.speaker or None, *draft.times, said, start_char)


class _Timed:
    """Deals out the words with times to the turns, both in the order of the file."""

    def __init__(self, words: Iterable[WordTime]) -> None:
        self._words = sorted(words)
        self._at = 0

    def within(self, turn: Turn) -> tuple[TimedWord, ...]:
        """Return the words that lie in ``turn``, which is after every turn asked for before."""
        found = []
        while self._at < len(self._words) and self._words[self._at].start_char < turn.end_char:
            word = self._words[self._at]
            self._at += 1
            if turn.start_char <= word.start_char and word.end_char <= turn.end_char:
                start_char, end_char = (char - turn.start_char for char in word[:2])
                found.append(TimedWord(turn.index, start_char, end_char, word.start_s, word.end_s))
        return tuple(found)
