"""Count, for one interview at a time, what was to be hidden and what was hidden.

Everything is a share of something countable, so that one rule gives every figure, and drawing
interviews again with :mod:`scoring_bootstrap` gives every interval.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sottovoce.deidentify.text.scoring import ScoredText, is_fully_masked, tokens
from sottovoce.deidentify.text.scoring_words import MustStay
from sottovoce.model.spans import EntityType, Span


class Row(NamedTuple):
    """What a share is of, e.g. ``type`` and ``PERSON``."""

    group: str
    name: str


RECALL = Row("overall", "recall")
PRECISION = Row("overall", "token_precision")
NO_LEAK = Row("overall", "documents_without_leak")
COMMON_WORD = Row("overall", "common_word_names")
STAYED = Row("overall", "must_stay")
TYPE, STYLE, ORIGIN, STAYED_KIND = "type", "style", "origin", "must_stay_kind"
UNLISTED = "unlisted"
"""Origin of a name that the gold's table of names does not hold."""


class NameKind(NamedTuple):
    """What the gold's table says of one name as it is written there."""

    origin: str
    is_common_word: bool


@dataclass(frozen=True, slots=True)
class Rulers:
    """What is held against every interview.

    Attributes:
        names: Origins of names by their exact surface; empty if the gold has no such table.
        must_stay: Words that must not be hidden.
    """

    names: Mapping[str, NameKind] = field(default_factory=dict, repr=False)
    must_stay: MustStay = field(default_factory=lambda: MustStay({}))


@dataclass(slots=True)
class Tally:
    """Cases and successes of one interview, by row."""

    cases: Counter[Row] = field(default_factory=Counter)
    successes: Counter[Row] = field(default_factory=Counter)

    def add(self, row: Row, *, success: bool) -> None:
        """Count one case."""
        self.cases[row] += 1
        self.successes[row] += success


def tally_interview(texts: Sequence[ScoredText], style: str, rulers: Rulers) -> Tally:
    """Return every count of one interview.

    Args:
        texts: Its turns and speaker labels, as the gold writes them. Spans may have been found
            in the same texts in small letters: only places are compared, never types.
        style: How it was transcribed, as the gold says.
        rulers: Names and words to look at apart.
    """
    tally = Tally()
    for text in texts:
        _add_identifiers(tally, text, style, rulers.names)
        _add_hidden_words(tally, text)
        _add_must_stay(tally, text, rulers.must_stay)
    tally.add(NO_LEAK, success=tally.successes[RECALL] == tally.cases[RECALL])
    return tally


def _add_identifiers(
    tally: Tally, text: ScoredText, style: str, names: Mapping[str, NameKind]
) -> None:
    for span in text.gold:
        near = [found for found in text.predicted if found.overlaps(span)]
        masked = is_fully_masked(text.text, span, near)
        for row in _rows(span, text.text[span.start : span.end], style, names):
            tally.add(row, success=masked)


def _rows(span: Span, surface: str, style: str, names: Mapping[str, NameKind]) -> Iterator[Row]:
    yield RECALL
    yield Row(TYPE, str(span.entity_type))
    yield Row(STYLE, style)
    if span.entity_type is EntityType.PERSON and names:
        kind = names.get(surface, NameKind(UNLISTED, is_common_word=False))
        yield Row(ORIGIN, kind.origin)
        if kind.is_common_word:
            yield COMMON_WORD


def _add_hidden_words(tally: Tally, text: ScoredText) -> None:
    for start, end in tokens(text.text):
        if touches(start, end, text.predicted):
            tally.add(PRECISION, success=touches(start, end, text.gold))


def _add_must_stay(tally: Tally, text: ScoredText, must_stay: MustStay) -> None:
    for start, end, kind in must_stay.occurrences(text.text):
        if not touches(start, end, text.gold):
            stayed = not touches(start, end, text.predicted)
            tally.add(STAYED, success=stayed)
            tally.add(Row(STAYED_KIND, kind), success=stayed)


def touches(start: int, end: int, spans: Iterable[Span]) -> bool:
    """Whether any span shares a character with ``start <= i < end``."""
    return any(span.start < end and start < span.end for span in spans)
