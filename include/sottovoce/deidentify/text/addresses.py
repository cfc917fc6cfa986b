"""Street addresses and the names of streets, written or said."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.codes import DOUBTFUL, LIKELY, POSSIBLE
from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.spoken import NUMBER_WORDS
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_STRONG = (
    "street|road|avenue|lane|crescent|drive|terrace|gardens|close|mews|grove|"
    "cottages|twitten|wynd|loan|parade|croft|boulevard|st|rd|ave"
)
_WEAK = (
    "place|court|house|way|walk|rise|hill|view|park|green|square|row|fold|gate|"
    "mount|vale|yard|end|bank|brow|"
    "meadow|meadows|fields?|side|villas?|quay|wharf|point|heights|towers?|buildings|"
    "mansions|rd|brae|common|ginnel|"
    "passage|alley|arcade|causeway|circus|nook|dene|garth|hey|holt|ridge|cliff|"
    "bridge|farm|cottage|lodge|steps"
)
_NUMBER = (
    rf"(?:\d{{1,4}}(?:[/-]\d{{1,3}})?[a-z]?|{NUMBER_WORDS}(?: ?[a-d])?|(?:a|one) "
    rf"hundred and {NUMBER_WORDS})"
)
_FLAT = rf"(?:(?:flat|apartment|apt|unit|room|house) (?:no\.? |number )?(?:{_NUMBER}|[a-z])\b,? ?)"
_NAME = r"[^\W\d_][^\W\d_'-]{0,40}(?:['-][^\W\d_]{1,40}){0,3}"
_LOCALITY = r"(?:, ?(?:The )?[A-Z][\w'-]{1,40}(?: (?:[A-Z][\w'-]{1,40}|on|upon|le|the|of|in)){0,4})"

_ADDRESS = re.compile(
    rf"(?P<flat>\b{_FLAT})?(?<![\w/£$.])(?P<number>(?:number |no\.? )?\b{_NUMBER}),? "
    rf"(?P<name>(?:(?:the )?{_NAME} ){{1,3}}?)(?P<type>{_STRONG}|{_WEAK})\b",
    re.IGNORECASE,
)
_WELSH = re.compile(
    rf"\b{_NUMBER},? (?:Heol|Ffordd|Stryd|Lon|Clos|Maes|Cae|Rhodfa|Trem)(?: [^\W\d_]+){{1,3}}", re.I
)
_NAMED_FLAT = re.compile(
    rf"\b(?i:{_FLAT})(?:The )?[A-Z][\w'-]{{1,40}}(?: [A-Z][\w'-]{{1,40}}){{0,4}}{_LOCALITY}{{0,3}}"
)
_MORE = re.compile(rf"(?:,? (?:{_STRONG}|{_WEAK})\b)?{_LOCALITY}{{0,2}}")
_STREET = re.compile(
    r"\b(?:The )?(?:[A-Z][\w'-]{1,40} ){1,3}(?:Street|Road|Avenue|Lane|Crescent|Drive|"
    r"Terrace|Close|Grove|Parade|Croft|Wynd|Way|Hill)\b"
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


_MOTORWAY = re.compile(r"\b(?:the|on|off|up|down|along) (?P<name>[am]\d{1,3})\b", re.IGNORECASE)


def find_addresses(text: str, lexicon: Lexicon) -> list[Span]:
    """Return addresses (number and street, flat and building) and names of streets."""
    return [*_numbered(text, lexicon), *_streets(text, lexicon)]


def _numbered(text: str, lexicon: Lexicon) -> Iterator[Span]:
    for match in _ADDRESS.finditer(text):
        score = _score(match, lexicon)
        if score:
            yield _address(text, match.start(), match.end(), score)
    for match in _WELSH.finditer(text):
        yield _address(text, match.start(), match.end(), 0.9)
    for match in _NAMED_FLAT.finditer(text):
        yield Span(match.start(), match.end(), EntityType.ADDRESS, 0.9, "address")


def _score(match: re.Match[str], lexicon: Lexicon) -> float:
    """Score by how much the name looks like one; 0 for "2 minutes down the road"."""
    words = match["name"].split()
    if any(word.lower() in _STOP - {"the"} for word in words) or words[-1].lower() == "the":
        return 0.0
    is_written = all(word[0].isupper() for word in words) and match["type"][0].isupper()
    is_strong = re.fullmatch(_STRONG, match["type"], re.I) is not None
    if match["flat"] or is_written:
        return 0.95 if is_strong or match["flat"] else 0.9
    unknown = any(not lexicon.is_common(word) for word in words)
    if unknown or is_strong:
        return 0.9 if unknown and is_strong else LIKELY
    return POSSIBLE if match["number"].strip()[-1:].isdigit() else DOUBTFUL


def _address(text: str, start: int, end: int, score: float) -> Span:
    more = _MORE.match(text, end)
    return Span(start, more.end() if more else end, EntityType.ADDRESS, score, "address")


def _streets(text: str, lexicon: Lexicon) -> Iterator[Span]:
    for match in _STREET.finditer(text):
        start = match.start() + (4 if match.group().startswith("The ") else 0)
        first = text[start : match.end()].split()[0].lower()
        if first not in _STOP:
            yield Span(start, match.end(), EntityType.LOCATION, LIKELY, "street")
    for match in _MOTORWAY.finditer(text):
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
