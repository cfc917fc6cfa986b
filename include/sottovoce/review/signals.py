"""What in a turn tells that something identifying may be left in it. Amounts only, no words."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sottovoce.model.spans import Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn

_WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]s$")
_NAMING = re.compile(
    r"\b(?:call(?:s|ed|ing)?|names?|named|name's|nicknam\w*|known as|spel(?:l|ls|t|led|ling)"
    r"|goes by|that's|it's|there's|people say|just say)\b",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
_AFTER_NAMES = frozenset(
    """
    and is was who at in on to for said says he she has had it i we they you but so with from
    because that as or when a
    """.split()  # noqa: SIM905
)
"""Words that often follow a name and belong to none."""

_SHORTEST_REPEAT = 3


class Signal(StrEnum):
    """A kind of hint. What is counted of each is said here; nothing else is looked at."""

    NEAR_MISS = "near_miss"
    """Probabilities of the near misses, added up, in hundredths."""
    DOUBTFUL_MASK = "doubtful_mask"
    """Doubts about what is masked, added up, in tenths: who hesitates also overlooks."""
    OPEN_END = "open_end"
    """Masks that the sentence runs on from with a word that may belong to the name."""
    MASKED_ELSEWHERE = "masked_elsewhere"
    """Words in view that are masked at other places: each counts as often as it is masked."""
    NAMING = "naming"
    """Phrases with which people bring up names, such as "it's called"."""
    WORDS_IN_VIEW = "words_in_view"
    """Words that are not masked: the more of them, the more can have been overlooked."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What one turn has of the signals.

    Attributes:
        amounts: How much of each signal, as ``log(1 + amount)``: a second hint adds less.
        n_naming: Phrases that bring up names.
        n_open: Masks that a word follows which may belong to the name.
        n_repeated: Words in view that are masked at other places of the interview.
        n_in_view: Words that are not masked.
    """

    amounts: dict[Signal, float]
    n_naming: int
    n_open: int
    n_repeated: int
    n_in_view: int


def measure_hints(marked: MarkedTranscript) -> list[Hints]:
    """Return the hints of each turn, in the order of the turns."""
    habit = _masking_habit(marked)
    return [_hints(turn, habit) for turn in marked.turns]


def _hints(turn: MarkedTurn, habit: Mapping[str, float]) -> Hints:
    in_view = [word for word, score in _words(turn) if score is None]
    n_open = sum(_is_open(turn.turn.text, span.end) for span in turn.spans)
    repeated = [habit[w] for w in in_view if w in habit and len(w) >= _SHORTEST_REPEAT]
    n_naming = sum(1 for _ in _NAMING.finditer(turn.turn.text))
    amounts = {
        Signal.NEAR_MISS: 100 * sum(near.score for near in turn.near_misses),
        Signal.DOUBTFUL_MASK: 10 * sum(1.0 - span.score for span in turn.spans),
        Signal.OPEN_END: n_open,
        Signal.MASKED_ELSEWHERE: sum(repeated),
        Signal.NAMING: n_naming,
        Signal.WORDS_IN_VIEW: len(in_view),
    }
    logs = {signal: math.log1p(amount) for signal, amount in amounts.items()}
    return Hints(logs, n_naming, n_open, len(repeated), len(in_view))


def _is_open(text: str, end: int) -> bool:
    following = _NEXT_WORD.match(text, end)
    return following is not None and following[1].lower() not in _AFTER_NAMES


def _masking_habit(marked: MarkedTranscript) -> dict[str, float]:
    """Return, for each word that is masked anywhere, in what share of its places, by score."""
    said: Counter[str] = Counter()
    masked: dict[str, float] = {}
    for turn in marked.turns:
        for word, score in _words(turn):
            said[word] += 1
            if score is not None:
                masked[word] = masked.get(word, 0.0) + score
    return {word: score / said[word] for word, score in masked.items()}


def _words(turn: MarkedTurn) -> Iterator[tuple[str, float | None]]:
    """Yield each word in small letters with the score of what masks it; None if it is in view."""
    for match in _WORD.finditer(turn.turn.text):
        word = _POSSESSIVE.sub("", match.group().lower())
        yield word, _score_over(match.start(), match.end(), turn.spans)


def _score_over(start: int, end: int, spans: Sequence[Span]) -> float | None:
    return max((s.score for s in spans if s.start < end and start < s.end), default=None)
