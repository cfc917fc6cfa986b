"""Exact ages, written or said: "she'll be twelve in March", "me being fifty-three"."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.casing import in_small_letters
from sottovoce.deidentify.text.lexicon import MONTHS, Lexicon
from sottovoce.deidentify.text.name_grammar import starts_sentence
from sottovoce.deidentify.text.spoken import NUMBER_WORDS, TEENS, TENS, UNITS, number_value
from sottovoce.deidentify.text.stretches import find_in, stretches_around
from sottovoce.model.spans import EntityType, Span

_AGE = (
    rf"(?:(?:(?:a|one) hundred(?: and (?:{NUMBER_WORDS}))?)|(?:{NUMBER_WORDS})|"
    rf"\d{{1,3}})(?: and a half)?"
)
_FILL = (
    r"(?: (?:just|only|now|like|still|already|what|well|about to be|only just|of|the age of|"
    r"um|er|erm|bloody|flaming|gone|actually|probably|also|both|all|age|aged)|,)*"
)
_PRONOUN_IS = (
    r"(?:i'?m|i am|i was|i were|he'?s|she'?s|he is|she is|he was|she was|he were|she were|"
    r"who'?s|who is|"
    r"who was|they'?re|you'?re|you were|i'?ll be|he'?ll be|she'?ll be|they'?ll be|"
    r"i'd be|he'd be|she'd be|(?:he|she|who|i|they|would|must|might|will|could|now|mum|"
    r"dad) (?:be|have been|"
    r"must be|would be|would have been|would've been|must have been|must've been|might be|will be)|"
    r"me being|him being|her being|them being|being)"
)
_BECOMES = (
    r"(?:turned|turning|turns|turn|aged|age|age of|ages|hit|hits|hitting|reached|reaches|rising|"
    r"coming up to|gets to|got to|made it to|lived to|lived to be|died at|dead at|gone)"
)
_KIN = (
    r"(?:husband|wife|son|daughter|brother|sister|mum|mother|mam|dad|father|nan|nana|gran|grandma|"
    r"granny|grandad|grandmother|grandfather|grandson|granddaughter|grandchild|cousin|partner|"
    r"friend|mate|boyfriend|girlfriend|niece|nephew|auntie|aunt|uncle|lad|lass|boy|girl|bairn|"
    r"wean|baby|babby|bab|eldest|oldest|youngest|middle one|little one|big one|other one|other|"
    r"twins?|kids?|kiddie|children|weans|bairns|boys|girls|lads|grandkids|ex|stepson|stepdaughter|"
    r"foster son|foster daughter|toddler|teenager|man|woman|fella|bloke|lady)"
)
_PEOPLE = (
    r"(?:lads?|lass|lassie|boys?|girls?|child|kids?|kid|man|woman|mother|mum|dad|teenager|teen|"
    r"bloke|"
    r"guy|fella|lady|gentleman|person|patient|baby|daughter|son|male|female|bairn|wean)"
)
_VAGUE = re.compile(
    r"\b(?:about|around|nearly|almost|over|under|roughly|maybe|say|past|approximately|at least|"
    r"for|more than|less than|getting on for|getting on|pushing|some|another|the last|every|circa|"
    r"mid|late|early|between|knocking on|touching|near enough|not far off|the wrong side of|"
    r"all of|year|band|section|no\.?|number|bus|room|ward|like what|up to|or so)[\s-]*$"
)
_COUNTED = re.compile(
    r"[\s-]{0,3}(?:weeks?|months?|days?|minutes?|hours?|miles?|stone|pounds?|per\b|percent|%|times|"
    r"people|of\b|o'clock|quid|years? (?:in\b|at\b|with|as\b|of (?!age)|clean|sober|into|ago|"
    r"later|here|"
    r"there|on\b|since)|in the (?:morning|afternoon|evening|team|group)|am\b|pm\b|at night|past|"
    r"hundred|thousand|million|foot|feet|inch|metres|beds?\b|grand|point|plus|odd\b|ish\b|"
    r"something|to \d|or (?!so\b)\w|[/:+]\d?|\+|quarters?|percent|half|mins|hrs|mg|"
    r"different|separate|big\b|small|main|other|more\b|new\b|good\b|extra|full|whole|mins|steps?|"
    r"first|second|by\b|times|doors?|down\b|up\b|nil\b|all\b|under|over\b|s\b|nd\b|rd\b|th\b|st\b|"
    r"seven\b|seater|man\b|bed\b|hour|-?\w{1,20} (?:job|queue|team)\b)"
)
_PLURAL = re.compile(r" (?P<word>[^\W\d_]{2,}s)\b(?!')")
_NOT_PLURAL = frozenset(
    """
    is was his this us as yes perhaps always plus does has its theirs hers yours sometimes
    besides unless thus says goes comes means wants gets lives works cos cause
    """.split()  # noqa: SIM905
)
_MONTH = "|".join(MONTHS)
_WHEN = r"(?:when|since|until|till|before|by the time|once|after|while|because|cos|and|as|if)"
_WHO = r"(?:i|he|she|they|we|mum|dad|you)"
_SOON = rf"(?:next|this|last|in|on|come) (?:birthday|week|month|year|time|{_MONTH}|\w+day)"
_AFTER = (
    r"(?=$|\n|[.,;:!?)\"'\u2026-]|\s+(?:and|but|so|or|when|now|i|he|she|we|they|it|who|then|"
    r"with|at|"
    r"on|in|to|from|without|onwards|this|next|last|like|because|cos|'cause|going|it's|i've|i'd|"
    r"i'm|he's|she's|her|his|my|"
    r"me|the|as|that|there|live|lives|very|single|married|retired|actually|already|too|soon|you|"
    r"our|not|is|was|yeah|come|coming|what|by|if|has|had|no|just|for|love|pet|hen|duck|mate)\b)"
)
_AGES = tuple(
    (re.compile(pattern), score)
    for pattern, score in (
        (rf"\b{_PRONOUN_IS}{_FILL} (?P<age>{_AGE})\b{_AFTER}", 0.85),
        (rf"\b{_PRONOUN_IS}{_FILL} (?P<age>{_AGE})\b", 0.5),
        (rf"\b{_BECOMES}{_FILL} (?P<age>{_AGE})\b{_AFTER}", 0.8),
        (rf"\b(?P<age>{_AGE})[ -]years?[ -](?:old|young)\b", 0.95),
        (rf"\b(?P<age>{_AGE}) years of age\b", 0.95),
        (rf"\b(?P<age>{_AGE})[ -]?(?:yrs?|y/?\.?o)\b(?! (?:in|on|ago|as|of|at|with|later|"
        rf"since))", 0.9),
        (rf"\b{_KIN} of (?P<age>{_AGE})\b{_AFTER}", 0.8),
        (rf"\b(?:young|old|older|local|elderly) {_PEOPLE},? (?P<age>{_AGE})\b", 0.7),
        (rf"\b(?:aged|age of|age) (?P<age>{_AGE})\b", 0.9),
        (rf"\b{_PEOPLE},? (?:of|aged|about the age of|at) (?P<age>{_AGE})\b", 0.85),
        (rf"\b{_WHEN} {_WHO} (?:was|were|turned|is|hit|am|be|got to) (?P<age>{_AGE})\b", 0.9),
        (rf"\b{_KIN}(?:'?s| is| was| are| were|'ll be| will be| would be|[,.:]| who's| who is|"
        rf" turned){_FILL} "
         rf"(?P<age>{_AGE})\b{_AFTER}", 0.75),
        (rf"\b(?:one|other)(?:'s| is| was|,) (?P<age>{_AGE})\b(?=,? and (?:one|the other)|"
        rf"[.,;\n])", 0.6),
        (rf"\b(?:is|was|be|he's|she's|i'm) (?P<age>{_AGE})(?: and a half)?(?= (?:as well|too|"
        rf"years|{_SOON}))", 0.7),
        (rf"\bhow old[^\n?]{{0,40}}\??\s+(?:(?:well|oh|um|er|erm|i'm|he's|she's|i am|he is|"
        rf"she is|i was|"
         rf"er|now|just|let me think)[,.\u2026 ]+)*(?P<age>{_AGE})\b", 0.9),
        (rf"\b(?:your|my|his|her|their) age(?:,? please)?(?:'s| is| was|[?.,])?\s+(?:(?:i'm|is|"
        rf"it's|um|er|well)[, ]+)*"
         rf"(?P<age>{_AGE})\b", 0.85),
    )
)  # fmt: skip
_NAMED = re.compile(
    rf"\b(?P<name>[^\W\d_]{{2,20}})(?:'s| is| was|'ll be| will be|,) (?:only |just |"
    rf"now )?(?P<age>{_AGE})\b{_AFTER}",
)
_ALONE = re.compile(
    rf"(?:^|\n|[.!?] )(?:(?:oh|um|er|well|i'm|now|just|yeah|yes|no|so|that's|sorry|"
    rf"was that)[,.\u2026 ]+)*"
    rf"(?P<age>{_AGE})(?=[.,?!\n]|$| or | sorry| going on)"
)
_ABOUT_AGE = re.compile(r"\b(?:old|age|aged|ages|birthday|turned|older|younger)\b")
_AT = re.compile(rf"\b(?:at|by|from|since) (?:just |only )?(?P<age>{_AGE})\b{_AFTER}")
_NEXT = re.compile(
    rf"(?:,|\.|\.\.\.| -|-)?(?: (?:and|or|no|nah|sorry|wait|well|i mean|tell a lie|coming|on|up|"
    rf"going|to|nearly|almost|rising|turning|then|be|i'll|he'll|she'll|soon|now|is|was|the|"
    rf"other|other's|another|one|one's|who's|he's|she's|i'm)\b,?\.?){{0,6}}-? ?(?P<age>{_AGE})\b"
)
_ANY_NUMBER = re.compile(rf"\d|\b(?:{'|'.join([*TENS, *TEENS, *UNITS, 'hundred'])})\b")
_BEFORE, _AFTERWARDS = 140, 60
"""Characters around a number that patterns look at."""

_RISING = re.compile(r"\b(?:going|coming|rising|nearly|almost)\b")
_YOUNGEST_AT, _OLDEST = 13, 115


def find_ages(text: str, lexicon: Lexicon | None = None) -> list[Span]:
    """Return ages told to the year; "about seventy" and "in her sixties" tell no one's age.

    Args:
        text: What is searched.
        lexicon: Tells names from words in "Hawre's 12"; without it only a capital does.
    """
    found: dict[tuple[int, int], float] = {}
    low = in_small_letters(text)
    for start, end, score in _told(text, low, lexicon):
        found[start, end] = max(score, found.get((start, end), 0.0))
    for (start, end), score in sorted(found.items()):
        for place in _neighbours(low, start, end):
            found.setdefault(place, min(score, 0.6))
    return [Span(*place, EntityType.AGE, score, "age") for place, score in sorted(found.items())]


def _told(  # noqa: C901 - one loop for each kind of evidence
    text: str, low: str, lexicon: Lexicon | None
) -> Iterator[tuple[int, int, float]]:
    near = stretches_around(_ANY_NUMBER, low, before=_BEFORE, after=_AFTERWARDS)
    for pattern, score in _AGES:
        for match in find_in(near, pattern, low):
            if _is_age(low, match, is_told="old" in match.group()):
                yield *match.span("age"), score
    for match in find_in(near, _NAMED, low):
        if _is_named(text, match.start(), match.end("name"), lexicon) and _is_age(
            low, match, is_told=False
        ):
            yield *match.span("age"), 0.6
    for match in _ALONE.finditer(low):
        is_about_age = _ABOUT_AGE.search(low, max(0, match.start() - 120), match.end() + 60)
        if is_about_age and _is_age(low, match, is_told=False):
            yield *match.span("age"), 0.5
    for match in find_in(near, _AT, low):
        age = _value(match["age"])
        if age is not None and age >= _YOUNGEST_AT and _is_age(low, match, is_told=False):
            yield *match.span("age"), 0.5


def _is_age(low: str, match: re.Match[str], *, is_told: bool) -> bool:
    start, end = match.span("age")
    age = _value(match["age"])
    if age is None or age > _OLDEST or age < (1 if is_told else 2):
        return False
    if _VAGUE.search(low, max(0, start - 24), start) and "-" not in match.group():
        return False
    if is_told:
        return True
    if _COUNTED.match(low, end) or re.match(r"-[^\W_]", low[end : end + 2]):
        return False
    plural = _PLURAL.match(low, end)
    if plural and plural["word"] not in _NOT_PLURAL:
        return False
    return re.match(rf"[ -]{re.escape(match['age'])}\b", low[end : end + 16]) is None


def _is_named(text: str, start: int, end: int, lexicon: Lexicon | None) -> bool:
    """Whether a name stands before the age: it has a capital, or is no ordinary word."""
    name = text[start:end]
    if name.islower():
        return lexicon is not None and not lexicon.is_common(name) and not lexicon.is_rare(name)
    is_word = lexicon is not None and lexicon.is_ordinary(name)
    return name[0].isupper() and not (is_word and starts_sentence(text, start))


def _neighbours(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield ages that follow an age: "seventeen coming on eighteen", "four, seven and nine"."""
    for _ in range(6):
        match = _NEXT.match(low, end)
        if match is None or not _is_age(low, match, is_told=False):
            return
        is_rising = _RISING.search(match.group())
        ages = _value(low[start:end]), _value(match["age"])
        if is_rising and None not in ages and abs(int(ages[0] or 0) - int(ages[1] or 0)) > 2:
            return
        yield match.span("age")
        start, end = match.span("age")


def _value(said: str) -> int | None:
    said = said.removesuffix(" and a half")
    hundred = re.fullmatch(r"(?:a|one) hundred(?: and (.+))?", said)
    if hundred:
        return 100 + (number_value(hundred[1]) or 0 if hundred[1] else 0)
    return number_value(said)
