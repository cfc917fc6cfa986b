"""Telephone numbers, e-mail addresses, web addresses and handles, written or read aloud."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.casing import in_small_letters
from sottovoce.deidentify.text.codes import LIKELY, POSSIBLE, has_context
from sottovoce.deidentify.text.spoken import NUMBER_WORDS
from sottovoce.deidentify.text.stretches import find_in, stretches_around
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

SURE = 0.95

_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\(?(?:\+|00) ?44\)?[ -]?(?:\(0\))?[ -]?\d|\(0\d{2,4}\)|"
    r"0\d)(?:[ -]?\d){5,10}(?![\w/-]|\.\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,5}")
_EMAIL_HALF_SPOKEN = re.compile(
    r"(?<![\w.+-])([\w.+-]{2,64}) at [a-z\d-]{2,63}(?:\.[a-z]{2,20}){1,3}\b"
)
_NOT_A_MAILBOX = words(
    """
    look looks looked looking is was are were be on in it its up me us them out here there
    find found stop online site available arrive arrived stay work works worked page get got
    go and or that this live lives meet
    """
)
_TLD = (
    r"(?:com|org|net|uk|gov|edu|info|eu|ie|scot|wales|cymru|london|nhs|example|"
    r"test|local|internal|tv|io|me|blog|uni)"
)
_WEB = re.compile(
    r"(?:https?://[^\s<>\"]{3,200}"
    rf"|(?<![\w@.-])(?:[a-z\d-]{{1,63}}\.){{1,4}}{_TLD}\b(?:\.uk)?"
    r"(?:/[\w/.?=&%#-]*[\w/])?(?: (?:slash|forward slash) [\w-]{1,40}){0,4})"
)
_HANDLE = re.compile(r"(?<![\w@.])@\w(?:[\w.]{0,40}\w)?")
_JOINED_NAME = re.compile(
    r"(?<![\w@.])(?:[a-z\d]{1,30}_[a-z\d_]{1,40}|[a-z\d]{2,30}(?:\.[a-z\d]{1,30}){2,5})\b"
)

_DOT_NAME = r"(?!at\b|dot\b)[a-z\d-]{1,40}"
_ENDING = (
    r"(?:com|org|net|co|gov|ac|nhs|uk|info|example|test|local|internal|ie|eu|edu|tv|io|scot|wales|"
    r"cymru|london|coop|health|care|online|life|community|support|app|blog|me|"
    r"invalid)\b(?:,? dot uk\b)?"
)
_DOMAIN = rf"(?:{_DOT_NAME}(?:,? {_DOT_NAME}){{0,2}},? dot )(?:{_DOT_NAME},? dot ){{0,3}}{_ENDING}"
_LONG_DOMAIN = (
    rf"(?:{_DOT_NAME}(?:,? {_DOT_NAME}){{0,6}}?,? dot )(?:{_DOT_NAME},? dot ){{0,3}}{_ENDING}"
)
_AT_DOMAIN = re.compile(
    rf"\bat (?:sign )?(?:the )?(?:{_LONG_DOMAIN}|(?:[a-z\d-]{{1,63}}\.){{1,4}}{_TLD}\b(?:\.uk)?)"
)
_SPOKEN_WEB = re.compile(
    rf"(?:\bhttps? colon (?:forward )?slash (?:forward )?slash )?(?:\bw ?w ?w dot |"
    rf"\bwww\.? ?dot )?\b{_DOMAIN}(?:,? (?:forward )?slash,? [\w-]{{1,30}}(?: [\w-]{{1,30}}){{0,1}}){{0,4}}"  # noqa: E501
    rf"|\b(?:w ?w ?w) dot {_DOT_NAME}(?: {_DOT_NAME}){{0,3}}? dot {_DOT_NAME}"
)
_INTRODUCES = re.compile(
    r"(?:\b(?:it's|its|is|was|e-?mail(?:'s| me| us| address)?(?: is| on| at)?|mail's|that's|"
    r"she's|he's|"
    r"i'm|we're|on|to|use|do|so|or|try|address is|mine's|just|me)(?::|,)? |[.?!:] |\n)"
    r"(?=[^.?!\n]{1,80}$)"
)
_DOT, _UNDERSCORE = re.compile(r"dot\b"), re.compile(r"underscore")
_MAX_MAILBOX_WORDS = 9
_JOINTS = words(
    """
    dot underscore dash hyphen point stop
    """
)
_NUMBER = re.compile(rf"{NUMBER_WORDS}|\d+|double|triple|oh")
_SOCIAL = re.compile(
    r"\b(?:handles?|insta|instagram|twitter|tiktok|snapchat|socials?|account|"
    r"follow|bluesky|threads|youtube|username)\b"
)
_SPOKEN_HANDLE = re.compile(
    r"\bat ((?:[a-z\d]{1,20} ){0,3}?(?:underscore|dash|dot)(?: [a-z\d]{1,20}){1,4})\b"
)
_UNDERSCORED = re.compile(
    r"\b(?:[a-z\d]{1,20} ){0,1}?[a-z\d]{1,20}(?:,? underscore,? [a-z\d]{1,20}){1,4}(?: (?:\d{1,4}|oh my \w+))?\b",  # noqa: E501
)
_SAID_HANDLE = re.compile(
    r"(?:it's|is|we're on|find me|follow me|just|on) (?P<name>at [a-z\d]{2,20}(?: "
    r"[a-z\d]{2,20}){1,3})(?=[,.;!?\n])"
)


def find_contacts(text: str) -> list[Span]:
    """Return every telephone number, e-mail address, web address and handle."""
    low = in_small_letters(text)
    emails = [*_emails(low), *_spoken_emails(low)]
    taken = [(span.start, span.end) for span in emails]
    web = [s for s in _web(low) if not any(a < s.end and s.start < b for a, b in taken)]
    return [*emails, *web, *_phones(low)]


def _phones(low: str) -> Iterator[Span]:
    for match in _PHONE.finditer(low):
        n_digits = sum(char.isdigit() for char in match.group())
        if 10 <= n_digits <= 14:
            start = match.start()
            yield Span(start, match.end(), EntityType.PHONE, SURE, "british-phone")


def _emails(low: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(low):
        start = match.start() + len(match.group()) - len(match.group().lstrip(".'"))
        yield Span(start, match.end(), EntityType.EMAIL, SURE, "email")
    for match in _EMAIL_HALF_SPOKEN.finditer(low):
        mailbox = match[1].strip(".")
        if mailbox not in _NOT_A_MAILBOX:
            certain = (
                not mailbox.isalpha() or "mail" in low[max(0, match.start() - 80) : match.start()]
            )
            score = 0.9 if certain else POSSIBLE
            yield Span(match.start(), match.end(), EntityType.EMAIL, score, "email")


def _spoken_emails(low: str) -> Iterator[Span]:
    for match in _AT_DOMAIN.finditer(low):
        start = _mailbox_start(low, match.start())
        if start < match.start():
            yield Span(start, match.end(), EntityType.EMAIL, 0.9, "spoken-email")


def _mailbox_start(low: str, at: int) -> int:
    """Walk back from " at ": one word, and further while joints or numbers go on."""
    offset = max(0, at - 160)
    words = list(re.finditer(r"[^\s,]+", low[offset:at]))
    if words and words[-1].group() in _NOT_A_MAILBOX:
        return at
    introduced = _introduced_mailbox(low, offset, at)
    if introduced is not None:
        return introduced
    start, expects_word = at, True
    while words:
        word = words.pop()
        said = word.group()
        if said in _JOINTS or _NUMBER.fullmatch(said) or len(said) == 1:
            expects_word = True
        elif _says_all_one_word(said, words):
            del words[-2:]
            return offset + (words[-2] if len(words) > 1 else word).start()
        elif not expects_word or not re.fullmatch(r"[\w.+-]+", said) or said in _NOT_A_MAILBOX:
            break
        else:
            expects_word = False
        start = offset + word.start()
    return start


def _introduced_mailbox(low: str, window: int, at: int) -> int | None:
    """Return where the mailbox starts after "it's" or "email", or at the start of a sentence."""
    before = low[max(window, at - 90) : at]
    begun = [*_INTRODUCES.finditer(before)]
    if not begun:
        return None
    start = at - len(before) + begun[-1].end()
    said = low[start:at].split()
    return start if 0 < len(said) <= _MAX_MAILBOX_WORDS else None


def _says_all_one_word(said: str, words: list[re.Match[str]]) -> bool:
    before = [word.group() for word in words[-2:]]
    return said == "word" and before == ["all", "one"]


def _web(low: str) -> Iterator[Span]:
    for match in _WEB.finditer(low):
        end = match.start() + len(match.group().rstrip(".,;:!?)'"))
        yield _link(match.start(), end, SURE)
    for match in _HANDLE.finditer(low):
        yield _link(match.start(), match.end(), 0.9)
    for match in _JOINED_NAME.finditer(low):
        if any(char.isalpha() for char in match.group()) and not _is_abbreviation(match.group()):
            yield _link(match.start(), match.end(), LIKELY)
    yield from _spoken_web(low)


def _spoken_web(low: str) -> Iterator[Span]:
    for match in find_in(stretches_around(_DOT, low, before=200, after=400), _SPOKEN_WEB, low):
        start = match.start() + _small_talk(match.group())
        yield _link(start, match.end(), 0.9)
    for match in _SPOKEN_HANDLE.finditer(low):
        yield _link(match.start(), match.end(), LIKELY)
    for match in find_in(
        stretches_around(_UNDERSCORE, low, before=50, after=150), _UNDERSCORED, low
    ):
        start = match.start() + _small_talk(match.group())
        yield _link(start, match.end(), LIKELY)
    for match in _SAID_HANDLE.finditer(low):
        if has_context(low, match.start(), _SOCIAL, n_chars=120):
            yield _link(*match.span("name"), POSSIBLE)


def _small_talk(said: str) -> int:
    """Characters of "it's" and the like before the name of a site."""
    match = re.match(r"(?:(?:it|that|is|s|its|the|on|at|to|we|re|are|just) )+", said)
    return match.end() if match else 0


def _is_abbreviation(word: str) -> bool:
    return re.fullmatch(r"(?:[a-z]\.){1,6}[a-z]?|\d[\d.]*\d(?:am|pm)?", word) is not None


def _link(start: int, end: int, score: float) -> Span:
    return Span(start, end, EntityType.URL_HANDLE, score, "link")
