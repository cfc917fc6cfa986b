"""Numbers that an authority gave: NHS, National Insurance, postcode, registration."""

import re
from collections.abc import Iterable, Iterator

from sottovoce.deidentify.text.casing import in_small_letters
from sottovoce.deidentify.text.labels import label_before
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
    (
        EntityType.POSTCODE,
        r"\b[a-z]{1,2}\d[a-z\d]? \d(?!(?:am|pm|st|nd|rd|th|kg|mg|ml|hr|km)\b)[a-z]{2}\b",
        LIKELY,
    ),
    (EntityType.OTHER_ID, r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", LIKELY),
    (EntityType.OTHER_ID, r"\b[a-z]{2}\d{2} ?[a-z]{3}\b", DOUBTFUL),
    (EntityType.OTHER_ID, r"\b[A-Z]\d{1,3} ?[A-Z]{3}\b", POSSIBLE),
)
_PATTERNS = tuple(
    (kind, re.compile(p, re.I if "[A-Z]" not in p and "{3}" not in p else 0), score)
    for kind, p, score in _WRITTEN
)
_NHS = re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])")
_NHS_APART = re.compile(r"(?<![\d,-])\d{1,5}(?:(?:, ?| ?- ?| )\d{1,5}){2,9}(?![\d-])")
_NHS_CONTEXT = re.compile(r"\b(?:nhs|hospital|patient|national health|health service|number)\b")
_OUTCODE = re.compile(r"\b[a-z]{1,2}\d{1,2}\b")
_OUTCODE_CONTEXT = re.compile(r"\b(?:post ?codes?|districts?)\b")
_OUTCODE_THEN = re.compile(r",? (?:post ?codes?|area)\b")
_CAR_CONTEXT = re.compile(r"\b(?:reg|regs|registration|plate|plates|car|van|park|parking)\b")

_SPOKEN = (
    (EntityType.NINO, re.compile(r"[A-Z]{2}\d{6}[A-D]"), CERTAIN),
    (EntityType.NINO, re.compile(r"(?<![A-Z\d])\d{6}[A-D](?![A-Z\d])"), POSSIBLE),
    (
        EntityType.POSTCODE,
        re.compile(r"(?<![A-Z\d])[A-Z]{1,2}\d{1,2}[A-Z]?\d[A-Z]{2}(?![A-Z\d])"),
        CERTAIN,
    ),
    (EntityType.OTHER_ID, re.compile(r"[A-Z]{2}\d{2}[A-Z]{3}"), LIKELY),
    (EntityType.PHONE, re.compile(r"(?<!\d)(?:0|44|0044)[1-9]\d{8,9}(?!\d)"), CERTAIN),
    (EntityType.NHS_NUMBER, re.compile(r"(?<!\d)\d{10}(?!\d)"), LIKELY),
)
_CODE = re.compile(r"[A-Z]{0,5}\d[A-Z\d]{3,}|[A-Z]{2}\d{2,}")
_INWARD = re.compile(r"\d{1,2}[A-Z]?\d[A-Z]{2}")
_AREA_BEFORE = re.compile(r"\b([a-z]{2}) $")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CORRECTION = re.compile(r"\b(?:no|sorry|wait|hang on|i mean|start again)\b")
_PUNCTUATION_SAID = re.compile(r"\b(?:stroke|slash|dash|hyphen)\b")
_PREFIX = re.compile(
    r"\b(?:[^aeiou\W\d_]{2,5}|[A-Z]{2,5})(?:,? (?:dash|slash|stroke|hyphen),? |-| )$"
)
_COUNTED = re.compile(
    r"[\s-]{0,3}(?:people|pounds?|quid|times|hours?|days?|weeks?|months?|years?|minutes?|miles|percent|"
    r"patients|users|staff|members|beds|grand|of (?:them|us|those)|o'clock|in the morning)\b"
)


def is_valid_nhs_number(number: str) -> bool:
    """Whether ten digits pass the modulus 11 check of the NHS Data Dictionary."""
    digits = [int(char) for char in number if char.isdigit()]
    weighted = sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=False))
    return len(digits) == 10 and weighted % 11 == 0


def find_written_codes(text: str) -> list[Span]:
    """Return NHS and National Insurance numbers, postcodes and registrations in writing."""
    low = in_small_letters(text)
    return [*_written(text, low), *_nhs_numbers(low), *_outcodes(low)]


def find_spoken_codes(text: str) -> list[Span]:
    """Return the same, telephone numbers and other codes, where they are read out."""
    low = in_small_letters(text)
    return [span for run in find_runs(text) for span in _of_run(text, low, run)]


def has_context(low: str, start: int, pattern: re.Pattern[str], *, n_chars: int = 80) -> bool:
    """Whether ``pattern`` is found in the ``n_chars`` characters of ``low`` before ``start``."""
    return pattern.search(low, max(0, start - n_chars), start) is not None


def _written(text: str, low: str) -> Iterator[Span]:
    for kind, pattern, least in _PATTERNS:
        for match in pattern.finditer(text):
            if kind is EntityType.POSTCODE and not _has_area(match.group()):
                continue
            is_told = least <= POSSIBLE and has_context(low, match.start(), _CAR_CONTEXT)
            score = LIKELY if is_told else least
            yield Span(match.start(), match.end(), kind, score, "british-code")


def _has_area(postcode: str) -> bool:
    letters = re.match("[A-Za-z]+", postcode)
    return letters is not None and letters.group().upper() in POSTCODE_AREAS


def _nhs_numbers(low: str) -> Iterator[Span]:
    for match in _NHS.finditer(low):
        score = DOUBTFUL
        if is_valid_nhs_number(match.group()):
            score = CERTAIN
        elif has_context(low, match.start(), _NHS_CONTEXT):
            score = POSSIBLE
        yield Span(match.start(), match.end(), EntityType.NHS_NUMBER, score, "nhs-number")
    for match in _NHS_APART.finditer(low):
        if is_valid_nhs_number(match.group()):
            yield Span(match.start(), match.end(), EntityType.NHS_NUMBER, LIKELY, "nhs-number")


def _outcodes(low: str) -> Iterator[Span]:
    for match in _OUTCODE.finditer(low):
        is_told = has_context(low, match.start(), _OUTCODE_CONTEXT)
        if _has_area(match.group()) and (is_told or _OUTCODE_THEN.match(low, match.end())):
            yield Span(match.start(), match.end(), EntityType.POSTCODE, LIKELY, "british-code")


def _of_run(text: str, low: str, run: Run) -> Iterator[Span]:
    taken: list[Run] = []
    if _is_put_right(low, run):
        yield from _spans(text, run, EntityType.OTHER_ID, POSSIBLE)
    for kind, pattern, score in _SPOKEN:
        for part in run.find(pattern):
            if _is_free(part, taken) and _is_convincing(kind, part):
                taken.append(part)
                yield from _spans(text, part, kind, score)
    yield from _loose_codes(text, low, run, taken)


def _is_free(part: Run, taken: Iterable[Run]) -> bool:
    return all(part.end <= other.start or part.start >= other.end for other in taken)


def _is_convincing(kind: EntityType, part: Run) -> bool:
    if not part.is_spoken:
        if kind is EntityType.PHONE:
            return len(part.signs[0].value) < 7
        return kind in (EntityType.NINO, EntityType.POSTCODE) and len(part.signs) > 3
    if kind is EntityType.POSTCODE:
        return _has_area(part.value)
    return kind is not EntityType.NHS_NUMBER or part.value[0] != "0"


def _loose_codes(text: str, low: str, run: Run, taken: list[Run]) -> Iterator[Span]:
    if not taken and (outward := _outward_before(low, run)):
        taken.append(run)
        yield Span(outward, run.end, EntityType.POSTCODE, LIKELY, "spoken-code")
    labelled = _labelled(low, run) or _punctuated(low, run)
    if labelled is not None and _is_free(labelled, taken):
        taken.append(labelled)
        yield from _spans(text, labelled, EntityType.OTHER_ID, LIKELY)
    for part in run.find(_CODE):
        trimmed = _without_stray_article(low, part)
        if not _is_free(trimmed, taken) or not _is_read_out(trimmed):
            continue
        outcode = _has_area(trimmed.value) and has_context(low, run.start, _OUTCODE_CONTEXT)
        kind = EntityType.POSTCODE if outcode else EntityType.OTHER_ID
        certain = len(trimmed.value) >= 6 or trimmed.value[0].isalpha()
        yield from _spans(text, trimmed, kind, POSSIBLE if certain else DOUBTFUL)


def _labelled(low: str, run: Run) -> Run | None:
    """Return the run as a whole, strays trimmed, where a label announces it as a code."""
    trimmed = _without_stray_article(low, run)
    n_digits = sum(char.isdigit() for char in trimmed.value)
    if n_digits < 3 or not trimmed.is_spoken:
        return None
    strength = label_before(low, trimmed.start)
    is_year = _YEAR.fullmatch(trimmed.value) is not None
    needed = 3 if strength == "part" else 4
    told = strength == "strong" or (strength is not None and n_digits >= needed and not is_year)
    return trimmed if told and not _COUNTED.match(low, trimmed.end) else None


def _punctuated(low: str, run: Run) -> Run | None:
    """Return the run where its strokes or dashes are said, as in "F N stroke oh two"."""
    trimmed = _without_stray_article(low, run)
    is_said = _PUNCTUATION_SAID.search(low, trimmed.start, trimmed.end) is not None
    n_digits = sum(char.isdigit() for char in trimmed.value)
    return trimmed if is_said and n_digits > 1 and len(trimmed.value) > 4 else None


def _is_put_right(low: str, run: Run) -> bool:
    """Whether the run has a correction in it, so that no fixed form fits it as a whole."""
    n_digits = sum(char.isdigit() for char in run.value)
    said = low[run.start : run.end]
    return n_digits >= 4 and _CORRECTION.search(said) is not None and _is_read_out(run)


def _without_stray_article(low: str, part: Run) -> Run:
    first = part.signs[0]
    stray = first.kind == "letter" and low[first.start : first.end] in ("a", "i")
    is_article = stray and len(part.signs) > 2 and part.signs[1].value[0].isdigit()
    return Run(part.signs[1:]) if is_article else part


def _is_read_out(part: Run) -> bool:
    """Counting up, years and two numbers in a row are talk; four single digits are a code."""
    value = part.value
    n_digits = sum(char.isdigit() for char in value)
    if value in "0123456789" or len(value) < 4 or n_digits < 2:
        return False
    single = sum(len(sign.value) == 1 or sign.kind == "repeat" for sign in part.signs)
    if not part.is_spoken:
        return single >= 4 and n_digits >= 3
    return single >= 3 or (single >= 1 and "0" in value and len(part.signs) >= 3)


def _outward_before(low: str, run: Run) -> int | None:
    """Return where "cm" stands before "eighty eight five a w"; recognition joins the letters."""
    before = _AREA_BEFORE.search(low, max(0, run.start - 4), run.start)
    is_code = before is not None and before[1].upper() in POSTCODE_AREAS
    return before.start() if before and is_code and _INWARD.fullmatch(run.value) else None


def _spans(text: str, part: Run, kind: EntityType, score: float) -> Iterator[Span]:
    for number, line in enumerate(part.lines(text)):
        start = line.start if number else _whole_start(text, line.start, kind)
        yield Span(start, line.end, kind, score, "spoken-code")


def _whole_start(text: str, start: int, kind: EntityType) -> int:
    """Take in the "plus" of a telephone number, and letters that recognition ran together."""
    window = max(0, start - 16)
    if kind is EntityType.PHONE and text[window:start].lower().endswith("plus "):
        return start - 5
    before = _PREFIX.search(text, window, start)
    is_code = kind in (EntityType.OTHER_ID, EntityType.NINO)
    return before.start() if before and is_code else start
