"""Reading what people marked: our interviews, and openly licensed corpora."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sottovoce.adapters.gold import GoldInterview, read_gold
from sottovoce.model.spans import EntityType, Span
from training.data.marking import Example, Mark, Turn

CORPORA = Path(__file__).parents[1] / "corpora"
INTERVIEWS = Path(__file__).parents[1] / "interviews"

_PERSON, _PLACE = EntityType.PERSON, EntityType.LOCATION
_ORGANISATION = EntityType.ORGANISATION
_NAMES = frozenset({_PERSON, _PLACE, _ORGANISATION})


@dataclass(frozen=True, slots=True)
class Corpus:
    """How a corpus was marked.

    Attributes:
        file: Its name in ``training/corpora``, without ending.
        types: Their types, and ours; None where what they mark is unknown to us.
        completely: Our types of which it marks every mention.
    """

    file: str
    types: dict[str, EntityType | None]
    completely: frozenset[EntityType]


_THREE: dict[str, EntityType | None] = {kind.value: kind for kind in _NAMES}
_PRESIDIO: dict[str, EntityType | None] = {
    "PERSON": _PERSON,
    "LOCATION": _PLACE,
    "ORGANIZATION": _ORGANISATION,
    "STREET_ADDRESS": EntityType.ADDRESS,
    "PHONE_NUMBER": EntityType.PHONE,
    "EMAIL_ADDRESS": EntityType.EMAIL,
    "DOMAIN_NAME": EntityType.URL_HANDLE,
    "US_SSN": EntityType.OTHER_ID,
    "US_DRIVER_LICENSE": EntityType.OTHER_ID,
    "IBAN_CODE": EntityType.OTHER_ID,
    "CREDIT_CARD": EntityType.OTHER_ID,
    "AGE": None,
    "DATE_TIME": None,
    "ZIP_CODE": None,
    "IP_ADDRESS": None,
}
_TAB: dict[str, EntityType | None] = {
    "PERSON": _PERSON,
    "LOCATION": _PLACE,
    "ORGANISATION": _ORGANISATION,
    "CODE": EntityType.OTHER_ID,
    "DATETIME": None,
    "QUANTITY": None,
    "MISC": None,
}

TRAINED_ON = (
    Corpus("broad-twitter-train", _THREE, _NAMES),
    Corpus("wnut17-train", _THREE, _NAMES),
    Corpus("wikigold", _THREE, _NAMES),
    Corpus("presidio-research-synthetic", _PRESIDIO, _NAMES),
)
HELD_OUT = (
    Corpus("broad-twitter-dev", _THREE, _NAMES),
    Corpus("tab-train-dev", _TAB, _NAMES),
)
"""Not trained on: for measuring."""

_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand first second third fourth fifth sixth seventh eighth ninth tenth"
)
_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec"
)
_LOOK_ALIKE = re.compile(
    rf"\S*(?:[\d@]|https?:|www\.)\S*|\b(?:{'|'.join((_NUMBER_WORDS + ' ' + _MONTHS).split())})\b",
    re.IGNORECASE,
)


def read_interviews(folder: Path = INTERVIEWS) -> list[Example]:
    """Return every marked interview under ``folder``, in the order of their paths.

    Raises:
        StudyConfigError: The folder has none, or one breaks the format.
    """
    return [_from_gold(interview) for interview in read_gold(folder)]


def read_corpus(corpus: Corpus, folder: Path = CORPORA) -> Iterator[Example]:
    """Yield the texts of a corpus as examples of one turn.

    Text that its makers did not mark by our rules is ``unknown``: all that looks like a number,
    a date or an address where they did not mark those, and marks of types we have no equal of.
    """
    lines = (folder / f"{corpus.file}.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        row = json.loads(line)
        yield Example(f"{corpus.file}/{row['id']}", (_corpus_turn(row, corpus),), corpus.file)


def _corpus_turn(row: dict[str, Any], corpus: Corpus) -> Turn:
    text: str = row["text"]
    spans: list[Mark] = []
    unknown: list[tuple[int, int]] = []
    for span in sorted(row["spans"], key=lambda each: (each["start"], -each["end"])):
        start, end = _trimmed(text, span["start"], span["end"])
        kind = corpus.types.get(span["type"])
        overlaps = any(start < mark.end for mark in spans)
        if kind is not None and not overlaps and end > start:
            spans.append(Mark(start, end, kind))
        elif span["type"] in corpus.types:
            unknown.append((start, end))
    unknown += [match.span() for match in _LOOK_ALIKE.finditer(text)]
    return Turn("", text, tuple(spans), (), _outside(unknown, spans))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _outside(stretches: list[tuple[int, int]], spans: list[Mark]) -> tuple[tuple[int, int], ...]:
    """Return what of the stretches lies outside the spans, joined where they overlap."""
    covered = [(span.start, span.end) for span in spans]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        begin = max(start, kept[-1][1]) if kept else start
        for left, right in covered:
            if left < end and right > begin:
                if left > begin:
                    kept.append((begin, left))
                begin = max(begin, right)
        if begin < end:
            kept.append((begin, end))
    return tuple(kept)


def _from_gold(interview: GoldInterview) -> Example:
    turns = tuple(
        Turn(
            marked.turn.speaker or "",
            marked.turn.text,
            _marks(marked.spans),
            _marks(marked.speaker_spans),
        )
        for marked in interview.marked.turns
    )
    return Example(interview.name, turns)


def _marks(spans: tuple[Span, ...]) -> tuple[Mark, ...]:
    return tuple(Mark(span.start, span.end, span.entity_type) for span in spans)
