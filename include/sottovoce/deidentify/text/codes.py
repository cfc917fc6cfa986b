"""Numbers that an authority gave: NHS, National Insurance, postcode, registration."""

import re
from collections.abc import Iterable, Iterator

from sottovoce.deidentify.text.spoken import Run, find_runs
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

CERTAIN, LIKELY, POSSIBLE, DOUBTFUL = 0.95, 0.8, 0.6, 0.4

POSTCODE_AREAS = words(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT
    DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA
    LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE
    SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV
    YO ZE
    """
)

_WRITTEN = (
    (EntityType.NINO, r"\b[a-z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d]\b", CERTAIN),
    (EntityType.POSTCODE, r"\b[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2}\b", CERTAIN),
    (EntityType.OTHER_ID, r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", LIKELY),
    (EntityType.OTHER_ID, r"\b[a-z]{2}\d{2} ?[a-z]{3}\b", DOUBTFUL),
    (EntityType.OTHER_ID, r"\b[A-Z]\d{1,3} ?[A-Z]{3}\b", POSSIBLE),
)
_PATTERNS = tuple(
    (kind, re.compile(p, re.I if "[A-Z]" not in p and "{3}" not in p else 0), score)
    for kind, p, score in _WRITTEN
)
_NHS = re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])")
_NHS_CONTEXT = re.compile(
    r"\b(?:nhs|hospital|patient|national health|health service|number)\b", re.I
)
_OUTCODE = re.compile(r"\b[A-Za-z]{1,2}\d{1,2}\b")
_OUTCODE_CONTEXT = re.compile(r"\b(?:post ?codes?|districts?)\b", re.I)
_CAR_CONTEXT = re.compile(r"\b(?:reg|regs|registration|plate|plates|car|van|park|parking)\b", re.I)

_SPOKEN = (
    (EntityType.NINO, re.compile(r"[A-Z]{2}\d{6}[A-D]"), CERTAIN),
    (
        EntityType.POSTCODE,
        re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]?\d[ABD-HJLNP-UW-Z]{2}(?![A-Z])"),
        CERTAIN,
    ),
    (EntityType.OTHER_ID, re.compile(r"[A-Z]{2}\d{2}[A-Z]{3}"), LIKELY),
    (EntityType.PHONE, re.compile(r"(?<!\d)(?:0|44|0044)[1-9]\d{8,9}(?!\d)"), CERTAIN),
    (EntityType.NHS_NUMBER, re.compile(r"(?<!\d)\d{10}(?!\d)"), LIKELY),
)
_CODE = re.compile(r"[A-Z]{0,3}\d{4,}[A-Z]?|[A-Z]{2}\d{2,}")


def is_valid_nhs_number(number: str) -> bool:
    """Whether ten digits pass the modulus 11 check of the NHS Data Dictionary."""
    digits = [int(char) for char in number if char.isdigit()]
    weighted = sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=False))
    return len(digits) == 10 and weighted % 11 == 0


def find_written_codes(text: str) -> list[Span]:
    """Return NHS and National Insurance numbers, postcodes and registrations in writing."""
    return [*_written(text), *_nhs_numbers(text), *_outcodes(text)]


def find_spoken_codes(text: str) -> list[Span]:
    """Return the same, telephone numbers and other codes, where they are read out."""
    return [span for run in find_runs(text) for span in _of_run(text, run)]


def has_context(text: str, start: int, pattern: re.Pattern[str], *, n_chars: int = 80) -> bool:
    """Whether ``pattern`` is found in the ``n_chars`` characters before ``start``."""
    return pattern.search(text, max(0, start - n_chars), start) is not None


def _written(text: str) -> Iterator[Span]:
    for kind, pattern, score in _PATTERNS:
        for match in pattern.finditer(text):
            if kind is EntityType.POSTCODE and not _has_area(match.group()):
                continue
            if score <= POSSIBLE and has_context(text, match.start(), _CAR_CONTEXT):
                score = LIKELY
            yield Span(match.start(), match.end(), kind, score, "british-code")


def _has_area(postcode: str) -> bool:
    letters = re.match("[A-Za-z]+", postcode)
    return letters is not None and letters.group().upper() in POSTCODE_AREAS


def _nhs_numbers(text: str) -> Iterator[Span]:
    for match in _NHS.finditer(text):
        score = DOUBTFUL
        if is_valid_nhs_number(match.group()):
            score = CERTAIN
        elif has_context(text, match.start(), _NHS_CONTEXT):
            score = POSSIBLE
        yield Span(match.start(), match.end(), EntityType.NHS_NUMBER, score, "nhs-number")


def _outcodes(text: str) -> Iterator[Span]:
    for match in _OUTCODE.finditer(text):
        if _has_area(match.group()) and has_context(text, match.start(), _OUTCODE_CONTEXT):
            yield Span(match.start(), match.end(), EntityType.POSTCODE, LIKELY, "british-code")


def _of_run(text: str, run: Run) -> Iterator[Span]:
    taken: list[Run] = []
    for kind, pattern, score in _SPOKEN:
        for part in run.find(pattern):
            if _is_free(part, taken) and _is_convincing(kind, part):
                taken.append(part)
                yield _span(part, kind, score)
    yield from _loose_codes(text, run, taken)


def _is_free(part: Run, taken: Iterable[Run]) -> bool:
    return all(part.end <= other.start or part.start >= other.end for other in taken)


def _is_convincing(kind: EntityType, part: Run) -> bool:
    if not part.is_spoken:
        return kind in (EntityType.NINO, EntityType.POSTCODE) and len(part.signs) > 3
    if kind is EntityType.POSTCODE:
        return _has_area(part.value)
    return kind is not EntityType.NHS_NUMBER or part.value[0] != "0"


def _loose_codes(text: str, run: Run, taken: list[Run]) -> Iterator[Span]:
    for part in run.find(_CODE):
        trimmed = _without_stray_article(text, part)
        if not _is_free(trimmed, taken) or not trimmed.is_spoken or not _is_read_out(trimmed):
            continue
        outcode = _has_area(trimmed.value) and has_context(text, run.start, _OUTCODE_CONTEXT)
        kind = EntityType.POSTCODE if outcode else EntityType.OTHER_ID
        certain = len(trimmed.value) >= 6 or trimmed.value[0].isalpha()
        yield _span(trimmed, kind, POSSIBLE if certain else DOUBTFUL)


def _without_stray_article(text: str, part: Run) -> Run:
    first = part.signs[0]
    stray = first.kind == "letter" and text[first.start : first.end] in ("a", "i", "I", "A", "s")
    return Run(part.signs[1:]) if stray and len(part.signs) > 2 else part


def _is_read_out(part: Run) -> bool:
    """Counting up, years and two numbers in a row are talk; four single digits are a code."""
    value = part.value
    if value in "0123456789" or len(value) < 4:
        return False
    single = sum(len(sign.value) == 1 or sign.kind == "repeat" for sign in part.signs)
    return single >= 3 or (single >= 1 and "0" in value and len(part.signs) >= 3)


def _span(part: Run, kind: EntityType, score: float) -> Span:
    return Span(part.start, part.end, kind, score, "spoken-code")
