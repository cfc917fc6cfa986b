"""Reference numbers of any office: staff, case, incident, contract, badge."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.codes import DOUBTFUL, LIKELY, POSSIBLE, has_context
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_CONTEXT = re.compile(
    r"\b(?:ref|refs|reference|number|numbers|no|id|pin|badge|case|incident|payroll|staff|crime|log|"
    r"contract|tender|claim|complaint|certificate|registration|report|steis|datix|file|account|"
    r"invoice|policy|licence|license|passport|permit|reported|record)\b",
    re.IGNORECASE,
)
_SCALES = re.compile(
    r"(?:phq|gad|icd|dsm|core|hon?os|covid|mmse|pcl|cape|sars|mp|band|section|level|iso)[- ]?\d",
    re.I,
)
_SEPARATED = re.compile(r"\b[A-Z\d]{1,8}(?:[-/][A-Z\d]{1,10}){1,4}\b")
_PREFIXED = re.compile(r"\b[A-Z]{1,5}[- ]?\d{4,12}[A-Z]?\b")
_INTERLEAVED = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[A-Za-z\d]{6,14}\b")
_LONG = re.compile(r"(?<![\d.,£$-])\d{6,14}(?![\d.,%]*\d)")
_PIECES = re.compile(
    r"\b(?:[a-z]{1,4}|[a-z]?\d{1,10}[a-z]?)(?: (?:[a-z]{1,4}|[a-z]?\d{1,10}[a-z]?)){1,4}\b"
)

_SHORT_WORDS = words(
    "a i s t d m am an as at be by do go he hi if in is it me my no of oh ok on or so to up us we"
)


def find_other_ids(text: str, lexicon: Lexicon) -> list[Span]:
    """Return codes of letters and digits that look like somebody's reference."""
    return [*_capital_codes(text), *_long_numbers(text), *_small_letter_codes(text, lexicon)]


def _capital_codes(text: str) -> Iterator[Span]:
    for pattern in (_SEPARATED, _PREFIXED, _INTERLEAVED):
        for match in pattern.finditer(text):
            code = match.group()
            if _is_code(code):
                yield _span(match.start(), match.end(), _score(text, match.start(), code))


def _is_code(code: str) -> bool:
    n_digits = sum(char.isdigit() for char in code)
    if (
        n_digits < 3
        or _SCALES.match(code)
        or (re.fullmatch(r"[\d/-]{3,10}", code) and n_digits < 8)
    ):
        return False
    ordinal = re.fullmatch(r"\d+(?:st|nd|rd|th|s|am|pm|mg|ml|kg|km|hrs?|mins?)", code, re.I)
    return ordinal is None


def _score(text: str, start: int, code: str) -> float:
    if has_context(text, start, _CONTEXT):
        return 0.9
    mixed = any(char.isalpha() for char in code)
    return LIKELY if mixed and len(code) >= 6 else POSSIBLE


def _long_numbers(text: str) -> Iterator[Span]:
    for match in _LONG.finditer(text):
        score = LIKELY if has_context(text, match.start(), _CONTEXT) else POSSIBLE
        yield _span(match.start(), match.end(), score)


def _small_letter_codes(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """As speech recognition writes a code: "mv c 40562", "kt 41 rb 2290"."""
    for match in _PIECES.finditer(text):
        start, end = _trim(match, lexicon)
        code = text[start:end]
        n_digits = sum(char.isdigit() for char in code)
        if n_digits < 4 or not re.search("[a-z]", code) or _SCALES.match(code):
            continue
        yield _span(start, end, LIKELY if has_context(text, start, _CONTEXT) else DOUBTFUL)


def _trim(match: re.Match[str], lexicon: Lexicon) -> tuple[int, int]:
    """Cut ordinary short words ("it is", "in") off both ends, up to the first digit."""
    pieces = list(re.finditer(r"\S+", match.group()))
    while pieces and _is_talk(pieces[0].group(), lexicon):
        pieces.pop(0)
    while pieces and pieces[-1].group().isalpha():
        pieces.pop()
    inner = [p for p in pieces if p.group().isalpha() and _is_talk(p.group(), lexicon)]
    if inner:
        pieces = [p for p in pieces if p.start() > inner[-1].start()]
    if not pieces:
        return match.start(), match.start()
    return match.start() + pieces[0].start(), match.start() + pieces[-1].end()


def _is_talk(piece: str, lexicon: Lexicon) -> bool:
    if not piece.isalpha():
        return False
    if len(piece) < 3:
        return piece in _SHORT_WORDS
    return lexicon.is_common(piece)


def _span(start: int, end: int, score: float) -> Span:
    return Span(start, end, EntityType.OTHER_ID, score, "reference")
