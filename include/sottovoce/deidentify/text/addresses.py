"""Street addresses and the names of streets, written or said."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.casing import in_small_letters
from sottovoce.deidentify.text.codes import DOUBTFUL, LIKELY, POSSIBLE
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.spoken import NUMBER_WORDS
from sottovoce.deidentify.text.stretches import find_in, stretches_around
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_STRONG = (
    "street|road|avenue|lane|crescent|drive|terrace|gardens|close|mews|grove|"
    "cottages|twitten|wynd|loan|lonnen|parade|croft|boulevard|drove|chare|vennel|pend|"
    "st|rd|ave|ln|cres|gdns|cl"
)
_WEAK = (
    "place|court|house|way|walk|rise|hill|view|park|green|square|row|fold|gate|"
    "mount|vale|yard|end|bank|brow|crest|mill|mills|works|maltings|tannery|creamery|brewery|"
    "meadow|meadows|fields?|side|villas?|quay|wharf|point|heights|towers?|buildings|"
    "mansions|brae|common|ginnel|reach|orchard|paddock|spinney|copse|glade|glebe|haven|"
    "passage|alley|arcade|causeway|circus|nook|dene|garth|hey|holt|ridge|cliff|leas|lea|leys|"
    "bridge|farm|cottage|lodge|steps|esplanade|promenade|broadway|embankment|hollow|hurst|"
    "corner|barn|bungalow|studios|marina|island|halls?|hse|pk|ct"
)
_HOUSE = (
    "cottage|cottages|farm|farmhouse|bungalow|barn|rectory|vicarage|manor|lodge|forge|mill|"
    "school house|schoolhouse|coach house|gatehouse|maltings|chapel|dairy|granary|stables|"
    "tannery|creamery|old bakery|post office|croft"
)
_SPOKEN_NUMBER = (
    rf"{NUMBER_WORDS}(?:[ -]{NUMBER_WORDS}){{0,2}}(?: (?:stroke|slash) {NUMBER_WORDS})?"
)
_NUMBER = (
    rf"(?:\d{{1,4}}(?:[/-]\d{{1,3}})?[a-z]?|{_SPOKEN_NUMBER}(?: ?[a-d]\b)?|(?:a|one|two|three) "
    rf"hundred(?: and {NUMBER_WORDS})?)"
)
_CORRECTED = rf"(?:{_NUMBER},? (?:no|sorry|no sorry|i mean|wait),? )?"
_UNIT = (
    rf"(?:(?:flat|apartment|apt|unit|room|house|plot|pitch|block|studio|caravan) "
    rf"(?:no\.? |number )?(?:{_NUMBER}|[a-z])\b|(?:(?:top|ground|first|second|third|upper|lower|"
    rf"basement|"
    r"garden)(?: floor)?) flat\b)"
)
_FLAT = rf"(?:{_UNIT},? ?(?:{_UNIT},? ?)?)"
_NAME = r"[^\W\d_][^\W\d_'-]{0,40}(?:['-][^\W\d_]{1,40}){0,3}"
_LOCALITY = r"(?:, ?(?:The )?[A-Z][\w'-]{1,40}(?: (?:[A-Z][\w'-]{1,40}|on|upon|le|the|of|in)){0,4})"

_ADDRESS = re.compile(
    rf"(?P<flat>\b{_FLAT})?(?<![\w/£$.])(?P<number>(?:number |no\.? )?\b{_CORRECTED}{_NUMBER}),? "
    rf"(?P<name>(?:(?:the )?{_NAME} ){{1,3}}?)(?P<type>{_STRONG}|{_WEAK})\b"
    r"(?P<quarter> (?:north|south|east|west)\b)?"
)
_WITH_ARTICLE = re.compile(
    rf"(?<![\w/£$.])(?P<number>(?:number |no\.? )?\b{_NUMBER}),? the (?P<type>{_STRONG}|{_WEAK}|"
    r"[a-z][\w'-]{2,30})\b"
)
_AT_NUMBER = re.compile(rf"\b(?:at|into|in) (?P<name>number {_NUMBER})\b(?! (?:in|on|of)\b)")
_WELSH = re.compile(
    rf"\b{_NUMBER},? (?:heol|ffordd|stryd|stryt|lon|lôn|clos|maes|cae|rhodfa|trem|rhiw|parc|gerddi|"
    r"tan|bryn)(?: [^\W\d_]{1,40}){1,3}"
)
_ANY_FLAT = re.compile(rf"\b{_FLAT}")
_NAMED_FLAT = re.compile(
    rf"\b(?i:{_FLAT})(?:[Tt]he )?[A-Z][\w'-]{{1,40}}(?: [A-Z][\w'-]{{1,40}}){{0,4}}{_LOCALITY}{{0,3}}"  # noqa: E501
)
_SAID_FLAT = re.compile(
    rf"\b{_FLAT}(?P<name>(?:the )?(?:{_NAME} ){{1,3}}?)(?P<type>{_STRONG}|{_WEAK})\b"
)
_HOUSE_IN_STREET = re.compile(
    rf"\b(?P<name>the (?:old )?(?:{_HOUSE})|(?:{_NAME} )(?:{_HOUSE})|"
    rf"(?:The )?(?-i:[A-Z])\w+ (?-i:[A-Z])\w+),? "
    rf"(?:(?:{_NAME} ){{1,2}}?)(?:{_STRONG})\b",
    re.IGNORECASE,
)
_HOUSE_ALONE = re.compile(r" (?:cottages?|farmhouse|bungalow|farm|barn|rectory|vicarage)\b")
_ITS_NAME = re.compile(rf"\b(?:{_NAME} )?{_NAME}$")
_ANY_STREET = re.compile(rf" (?:{_STRONG})\b")
_MORE = re.compile(
    rf"(?:,? (?:{_STRONG}|{_WEAK})\b)?(?:,? (?-i:{_NUMBER} )?(?:{_NAME} ){{1,2}}?(?:{_STRONG})\b)?"
    rf"(?-i:{_LOCALITY}){{0,2}}",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:The )?(?:[A-Z][\w'-]{1,40} ){1,3}(?:Street|Road|Avenue|Lane|Crescent|Drive|"
    r"Terrace|Close|Grove|Parade|Croft|Wynd|Drove|Way|Hill|Rd|Ln|Ave|Cres)\b"
)
_SAID_STREET = re.compile(
    rf"\b(?:on|off|down|up|along|in|at|near|by|from|round|to|called) ((?:{_NAME} "
    rf")?{_NAME} (?:street|road|avenue|lane|crescent|terrace|drive|grove))\b"
)
_STOP = words(
    """
    a an the of to in on at by for with and or but from is was were are be been it that this
    these those my your his her our their its me you he she we they i as so if no not all any
    some every other same whole different first second last next about down up out off over
    into through per more most less least than then when who which what miles minutes hours
    days weeks months years people times pounds percent quid stone o'clock year day week month
    hour minute beds bed step steps long short high main big little small new old good bad
    back front side right left got had has have did do does go went going come came get take
    took said says like just only one two three wrong busy quiet country bus ring one-way
    memory
    """
)


_MAX_HOUSE = 200
"""Characters before its street, or before what kind of house it is, in which a name starts."""

_STREETS_MAY_BE = words("high main long new old back front first second side short station every")
_MOTORWAY = re.compile(r"\b(?:the|on|off|up|down|along) (?P<name>[am]\d{1,3})\b")
_IS_STRONG = re.compile(_STRONG)
_IS_TYPE = re.compile(rf"{_STRONG}|{_WEAK}")
_ENDS_AS_HOUSE = re.compile(rf"(?:{_HOUSE})$")


def find_addresses(text: str, lexicon: Lexicon) -> list[Span]:
    """Return addresses (number and street, flat and building) and names of streets."""
    low = in_small_letters(text)
    return [
        *_numbered(text, low, lexicon),
        *_houses(text, low, lexicon),
        *_streets(text, low, lexicon),
    ]


def _numbered(text: str, low: str, lexicon: Lexicon) -> Iterator[Span]:  # noqa: C901
    for match in _ADDRESS.finditer(low):
        score = _score(text, match, lexicon)
        if score:
            yield _address(text, match.start(), match.end(), score)
    for match in _WITH_ARTICLE.finditer(low):
        if _has_named_number(text, match):
            yield _address(text, match.start(), match.end(), LIKELY)
    for match in _WELSH.finditer(low):
        yield _address(text, match.start(), match.end(), 0.9)
    for flat in _ANY_FLAT.finditer(low):
        named = _NAMED_FLAT.match(text, flat.start())
        if named:
            yield Span(named.start(), named.end(), EntityType.ADDRESS, 0.9, "address")
    for match in _SAID_FLAT.finditer(low):
        if not set(match["name"].split()) & (_STOP - {"the", "old", "new", "high"}):
            yield _address(text, match.start(), match.end(), LIKELY)
    for match in _AT_NUMBER.finditer(low):
        yield Span(*match.span("name"), EntityType.ADDRESS, DOUBTFUL, "address")


def _has_named_number(text: str, match: re.Match[str]) -> bool:
    """Whether "9, The Crescent" is meant, rather than "two the court ..."."""
    number, has_capital = match["number"], text[match.start("type")].isupper()
    is_type = _IS_TYPE.fullmatch(match["type"]) is not None
    is_number = any(map(str.isdigit, number)) or number.startswith(("number", "no"))
    if not is_type:
        return is_number and has_capital and "The " in text[match.start() : match.end()]
    return is_number or has_capital


def _houses(text: str, low: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield houses known by a name: before a street, or with a word that is no other."""
    streets = stretches_around(_ANY_STREET, low, before=_MAX_HOUSE, after=0)
    for match in find_in(streets, _HOUSE_IN_STREET, text):
        rest = text[match.end("name") : match.end()].strip(" ,").split()
        first = match["name"].split()[0].lower()
        is_stopped = first in _STOP - {"the"} or any(word.lower() in _STOP for word in rest)
        if not is_stopped and (not match["name"].islower() or _is_house(match["name"])):
            yield _address(text, match.start(), match.end(), POSSIBLE)
    for match in _HOUSE_ALONE.finditer(low):
        name = _ITS_NAME.search(text, max(0, match.start() - _MAX_HOUSE), match.start())
        if name is None:
            continue
        start, named = name.start(), name.group().split()
        while named and (named[0].lower() in _STOP or lexicon.is_common(named[0])):
            if named[0][0].isupper() and named[0].lower() not in _STOP:
                break
            start += len(named.pop(0)) + 1
        if named and not any(word.lower() in _STOP for word in named):
            yield Span(start, match.end(), EntityType.ADDRESS, POSSIBLE, "address")


def _is_house(name: str) -> bool:
    return _ENDS_AS_HOUSE.search(name.lower()) is not None


def _score(text: str, match: re.Match[str], lexicon: Lexicon) -> float:
    """Score by how much the name looks like one; 0 for "2 minutes down the road"."""
    words = text[slice(*match.span("name"))].split()
    is_strong = _IS_STRONG.fullmatch(match["type"]) is not None
    has_digits = any(map(str.isdigit, match["number"])) and match["number"] != "1"
    refused = _STOP - _STREETS_MAY_BE if is_strong and has_digits else _STOP
    if any(word.lower() in refused - {"the"} for word in words) or words[-1].lower() == "the":
        return 0.0
    is_written = all(word[0].isupper() for word in words) and text[match.start("type")].isupper()
    if match["flat"] or is_written:
        return 0.95 if is_strong or match["flat"] else 0.9
    unknown = any(not lexicon.is_common(word) for word in words)
    if unknown or is_strong:
        return 0.9 if unknown and is_strong else LIKELY
    return POSSIBLE if match["number"].strip()[-1:].isdigit() else DOUBTFUL


def _address(text: str, start: int, end: int, score: float) -> Span:
    more = _MORE.match(text, end)
    return Span(start, more.end() if more else end, EntityType.ADDRESS, score, "address")


def _streets(text: str, low: str, lexicon: Lexicon) -> Iterator[Span]:
    for match in _STREET.finditer(text):
        start = match.start() + (4 if match.group().startswith("The ") else 0)
        first = text[start : match.end()].split()[0].lower()
        if first not in _STOP:
            yield Span(start, match.end(), EntityType.LOCATION, LIKELY, "street")
    for match in _MOTORWAY.finditer(low):
        yield Span(*match.span("name"), EntityType.LOCATION, 0.7, "street")
    for match in _SAID_STREET.finditer(text):
        start = match.start(1)
        words = match[1].split()[:-1]
        while words and (words[0] in _STOP):
            start += len(words.pop(0)) + 1
        if words and not any(word in _STOP for word in words):
            unknown = any(not lexicon.is_common(word) for word in words)
            score = LIKELY if unknown else POSSIBLE
            yield Span(start, match.end(1), EntityType.LOCATION, score, "street")
