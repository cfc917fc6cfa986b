"""A conversation as turns, and what was found in it.

Raw words live here, so nothing of these types has a repr that shows them.
"""

from dataclasses import dataclass, field

from sottovoce.model.recordings import TimedWord
from sottovoce.model.spans import Span


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said before the next one spoke.

    Attributes:
        index: Position in the transcript, from 0.
        speaker: The label as it stands in the file, without its colon; None if there is none.
        start_s: Start in seconds from the start of the recording; None if the file has no times.
        end_s: End in seconds; None if unknown.
        text: The words as they stand in the file.
        start_char: Where ``text`` starts in :attr:`Transcript.text`.
        words: Those words of which the file itself says when they were said, in order and
            disjoint; as the file says it, so not to be relied on before it was checked.
    """

    index: int
    speaker: str | None = field(repr=False)
    start_s: float | None
    end_s: float | None
    text: str = field(repr=False)
    start_char: int = 0
    words: tuple[TimedWord, ...] = ()

    @property
    def end_char(self) -> int:
        """Where ``text`` ends in :attr:`Transcript.text`, exclusive."""
        return self.start_char + len(self.text)


@dataclass(frozen=True, slots=True)
class Transcript:
    """One interview's words.

    ``text[turn.start_char:turn.end_char] == turn.text`` for every turn.

    Attributes:
        turns: In the order of the file.
        text: Every visible character of the file, from which the turns are cut.
        source_format: ``docx``, ``vtt``, ``srt``, ``json`` or ``txt``.
    """

    turns: tuple[Turn, ...]
    text: str = field(repr=False)
    source_format: str

    @property
    def n_words(self) -> int:
        """Whitespace-separated words in all turns."""
        return sum(len(turn.text.split()) for turn in self.turns)


@dataclass(frozen=True, slots=True)
class MarkedTurn:
    """A turn and the identifiers in it.

    Attributes:
        turn: The turn.
        spans: Identifiers in ``turn.text``, disjoint, in order.
        speaker_spans: Identifiers in ``turn.speaker``, disjoint, in order.
        near_misses: What scored too little to be taken for an identifier, in order; overlaps no
            span. It stays in the text unless a reviewer says otherwise.
    """

    turn: Turn
    spans: tuple[Span, ...] = ()
    speaker_spans: tuple[Span, ...] = ()
    near_misses: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedTranscript:
    """A transcript and every identifier found in it."""

    turns: tuple[MarkedTurn, ...]
    source_format: str

    @property
    def n_spans(self) -> int:
        """Identifiers in all turns and speaker labels."""
        return sum(len(t.spans) + len(t.speaker_spans) for t in self.turns)
