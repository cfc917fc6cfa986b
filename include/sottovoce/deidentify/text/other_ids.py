"""Reference numbers of any office: staff, case, incident, contract, badge."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.casing import in_small_letters
from sottovoce.deidentify.text.codes import DOUBTFUL, LIKELY, POSSIBLE, has_context
from sottovoce.deidentify.text.labels import FILLER, LABEL, PART_LABEL, STRONG_LABEL
from sottovoce.deidentify.text.lexicon import MONTHS, PUBLIC_WORDS, Lexicon
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_SCALES = re.compile(
    r"(?:phq|gad|icd|dsm|core|hon?os|covid|mmse|pcl|cape|sars|band|section|level|"
    r"iso)[- ]?\d{1,2}\b"
)
_SEPARATED = re.compile(r"\b[A-Z\d]{1,8}(?:[-/][A-Z\d]{1,10}){1,4}\b")
_PREFIXED = re.compile(r"\b[A-Z]{1,5}[- ]?\d{4,12}[A-Z]?\b")
_INTERLEAVED = re.compile(r"\b(?=\w{0,14}\d)(?=\w{0,14}[A-Za-z])[A-Za-z\d]{6,14}\b")
_GROUPED = re.compile(r"\b(?:[A-Z]\d[A-Z\d]|\d[A-Z][A-Z\d])(?: [A-Z\d]{3}){1,4}\b")
_GOES_ON = re.compile(r"[ /-][A-Z]{0,3}\d[A-Z\d]{1,9}\b")
_GOES_ON_AS_NUMBER = re.compile(r"[.,:/]\d|-year")
_LONG = re.compile(r"(?<![\d.,£$-])\d{6,14}(?![\d.,%]*\d)")
_PIECE = re.compile(r"[^\W_]+")
_SAID = r" (?:stroke|slash|forward slash|dash|hyphen|dot) "
_GAP = re.compile(rf"(?:{_SAID}|[ ]?[-/_.*]?[ ]?)(?=[^\W_])")
_SEED = re.compile(r"\b[a-z]{0,4}\d[a-z\d]{0,11}\b")
_BEFORE = re.compile(rf"(?<![^\W_])([a-z\d]{{1,6}})({_SAID}| |-|/)$")
_GROUPS = re.compile(r"(?<![\d.,£$/-])\d{2,6}(?:[ *-]\d{2,7}){1,5}(?![\d/-]|[.,:]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNTED = re.compile(
    r"[\s-]{0,3}(?:people|pounds?|quid|p\b|words?|times|hours?|days?|weeks?|months?|years?|minutes?|"
    r"miles|percent|%|patients|users|staff|members|referrals|contacts|beds|pages|grand|k\b|mg|ml|"
    r"am\b|pm\b|of (?:them|us|those)|o'clock|steps|signatures|followers|euros|dollars|names)"
)

_SHORT_WORDS = words(
    "a i s t d m am an as at be by do go he hi if in is it me my no of oh ok on or so to up us we"
)
_TALK = words(
    """
    the was for and but you had has his her not now one two six ten she him our its who how why
    all any are can did got get say see may let too out off own per day way yet nor with from
    that this then they them were when what will have been than some more most just only over
    said each both also back down here very well yes yeah no
    """
)
_MAX_PIECES = 8


def find_other_ids(text: str, lexicon: Lexicon) -> list[Span]:
    """Return codes of letters and digits that look like somebody's reference."""
    low = in_small_letters(text)
    return [
        *_labelled_codes(text, low, lexicon),
        *_capital_codes(text, low),
        *_long_numbers(low),
        *_small_letter_codes(text, low, lexicon),
    ]


def _labelled_codes(text: str, low: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield what stands where a label announces a code, whatever its form."""
    for match in LABEL.finditer(low):
        filler = FILLER.match(low, match.end())
        start = filler.end() if filler else match.end()
        if start - match.end() > 60 or "\n" in text[match.end() : start]:
            continue
        found = _code_at(text, start, lexicon)
        if found is None:
            continue
        strong = STRONG_LABEL.fullmatch(match.group()) is not None
        needed = 3 if strong or PART_LABEL.fullmatch(match.group()) else 4
        if _is_reference(low, *found, n_needed=needed, may_be_year=strong):
            yield _span(*found, 0.9 if strong else LIKELY)


def _code_at(text: str, start: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return where a code that starts at ``start`` ends: the last piece that belongs to it."""
    at, end = start, None
    for _ in range(_MAX_PIECES):
        piece = _PIECE.match(text, at)
        if piece is None or not _may_be_piece(piece.group(), lexicon, is_first=at == start):
            break
        if (
            any(char.isdigit() for char in piece.group())
            or piece.group().isupper()
            or (_is_last_letter(piece.group()) and end is not None)
        ):
            end = piece.end()
        gap = _GAP.match(text, piece.end())
        if gap is None or gap.end() == piece.end():
            break
        at = gap.end()
    return None if end is None else (start, end)


def _is_last_letter(piece: str) -> bool:
    """Whether a lone letter may close a code: "a" and "i" are words, "s" is left of "it's"."""
    return len(piece) == 1 and piece not in ("a", "i", "s", "t", "d", "m")


def _may_be_piece(piece: str, lexicon: Lexicon, *, is_first: bool) -> bool:
    if any(char.isdigit() for char in piece):
        return re.fullmatch(r"\d{1,14}(?:st|nd|rd|th|s|am|pm|mg|ml)", piece, re.I) is None
    if not piece.isascii() or len(piece) > 6 or piece.lower() in MONTHS:
        return False
    if piece.isupper():
        return piece != "I" and piece.lower() not in PUBLIC_WORDS
    if piece in _TALK or (piece in _SHORT_WORDS and len(piece) > 1):
        return False
    return len(piece) < 3 or not lexicon.is_common(piece) or (is_first and len(piece) < 5)


def _is_reference(low: str, start: int, end: int, *, n_needed: int, may_be_year: bool) -> bool:
    code = low[start:end]
    n_digits = sum(char.isdigit() for char in code)
    if n_digits < 3 or _SCALES.match(code) or _COUNTED.match(low, end):
        return False
    if _GOES_ON_AS_NUMBER.match(low, end) or low[start - 1 : start] in ("£", "$"):
        return False
    if code.isdigit():
        return n_digits >= n_needed and (may_be_year or _YEAR.fullmatch(code) is None)
    return not re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", code)


def _capital_codes(text: str, low: str) -> Iterator[Span]:
    for pattern in (_SEPARATED, _PREFIXED, _INTERLEAVED, _GROUPED):
        for match in pattern.finditer(text):
            if not _is_code(match.group().lower()):
                continue
            more = _GOES_ON.match(text, match.end())
            end = more.end() if more and any(map(str.isalpha, match.group())) else match.end()
            yield _span(match.start(), end, _score(low, match.start(), match.group()))


def _is_code(code: str) -> bool:
    n_digits = sum(char.isdigit() for char in code)
    if (
        n_digits < 3
        or _SCALES.match(code)
        or (re.fullmatch(r"[\d/-]{3,10}", code) and n_digits < 8)
    ):
        return False
    ordinal = re.fullmatch(r"\d{1,14}(?:st|nd|rd|th|s|am|pm|mg|ml|kg|km|hrs?|mins?)", code)
    return ordinal is None


def _score(low: str, start: int, code: str) -> float:
    if has_context(low, start, LABEL):
        return 0.9
    mixed = any(char.isalpha() for char in code)
    return LIKELY if mixed and len(code) >= 6 else POSSIBLE


def _long_numbers(low: str) -> Iterator[Span]:
    for match in _LONG.finditer(low):
        score = LIKELY if has_context(low, match.start(), LABEL) else POSSIBLE
        yield _span(match.start(), match.end(), score)
    for match in _GROUPS.finditer(low):
        groups = re.findall(r"\d+", match.group())
        is_years = all(_YEAR.fullmatch(group) for group in groups)
        if len("".join(groups)) >= 8 and not is_years:
            yield _span(match.start(), match.end(), POSSIBLE)


def _small_letter_codes(text: str, low: str, lexicon: Lexicon) -> Iterator[Span]:
    """As speech recognition writes a code: "mv c 40562", "kt 41 rb 2290", "dw stroke 014"."""
    reach = 0
    for seed in _SEED.finditer(text):
        if seed.start() < reach or not _may_be_piece(seed.group(), lexicon, is_first=True):
            continue
        found = _code_at(text, _code_start(text, seed.start(), lexicon), lexicon)
        if found is None or found[1] < seed.end():
            continue
        reach = found[1]
        if _is_unlabelled_code(text, low, *found):
            yield _span(*found, LIKELY if has_context(low, found[0], LABEL) else DOUBTFUL)


def _code_start(text: str, at: int, lexicon: Lexicon) -> int:
    """Walk back over pieces that belong to the code whose first digit is at ``at``."""
    for _ in range(3):
        before = _BEFORE.search(text, max(0, at - 24), at)
        if before is None or not _may_be_piece(before[1], lexicon, is_first=False):
            break
        if before[1] in ("a", "i", "s", "t", "d", "m"):
            break
        at = before.start(1)
    return at


def _is_unlabelled_code(text: str, low: str, start: int, end: int) -> bool:
    code = text[start:end]
    n_digits = sum(char.isdigit() for char in code)
    is_said = re.search(_SAID, code) is not None
    if n_digits < (3 if is_said else 4) or _SCALES.match(code.lower()) or _COUNTED.match(low, end):
        return False
    has_letters = re.search("[a-z]", code) is not None
    return (has_letters or is_said) and not re.fullmatch(r"\d{1,14}[a-z]{1,2}", code)


def _span(start: int, end: int, score: float) -> Span:
    return Span(start, end, EntityType.OTHER_ID, score, "reference")
