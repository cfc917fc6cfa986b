"""Names of people that the words around them give away, and names that are spelled out."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sottovoce.deidentify.text.casing import in_small_letters
from sottovoce.deidentify.text.lexicon import NAMES_THAT_ARE_WORDS, PUBLIC_WORDS, TITLES, Lexicon
from sottovoce.deidentify.text.name_grammar import name_likelihood
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_NAME = r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){0,40}"
_CAPITALS = (
    r"(?:(?:Mc|Mac|O'|Al-|El-|al-|el-|de |van |von |bin |ben |da |del )?"
    r"[^\W\d_a-zß-öø-ÿ](?:[^\W\d_]|['-](?=[^\W\d_])){0,40})"
)
_TITLE = "|".join(sorted(TITLES, key=len, reverse=True))

_TITLED = re.compile(rf"\b(?:{_TITLE}|(?:dr|mr|mrs|ms|prof|rev|cllr|sgt)\.) ")
_IN_CAPITALS = re.compile(rf"{_CAPITALS}(?: {_CAPITALS}){{0,3}}")
_TITLED_SMALL = re.compile(rf"\b(?P<title>{_TITLE}) (?P<name>{_NAME}(?: {_NAME})?)")
_INTRODUCED = re.compile(
    r"\b(?:name's|name is|name was|names|named|called|call me|call him|call "
    r"her|calls me|called me|i'm|i am|this is|"
    r"speaking with|speaking to|spoke to|it's|it is|that's|that is|thank you|"
    r"thanks|hello|hi|hiya|our|"
    r"i'll call (?:her|him)|name of|known as|goes by)[, ]{1,8}"
)
_CERTAIN_INTRODUCTION = re.compile(
    r"\b(?:my name's|my name is|(?:her|his|their) name(?:'s| is| was)|name of|"
    r"call me|(?:he's|she's|was|is|were|girl|lad|"
    r"lady|man|woman|boy|someone|nurse|one|guy|bloke|lass) called|calls me|named|"
    r"i'll call (?:her|him)|"
    r"known as|goes by|says call me|everyone says)[, ]{1,8}(?:just )?"
)
_KIN = re.compile(
    r"\b(?:my|his|her|your|our|their|me|ma|wor) (?:(?:little|big|older|younger|"
    r"eldest|youngest|own|late|best|old|ex|first|second) ){0,2}"
    r"(?:husband|wife|son|daughter|brother|sister|mum|mother|dad|father|mam|"
    r"nan|gran|grandmother|grandfather|"
    r"grandson|granddaughter|cousin|partner|friend|mate|boyfriend|girlfriend|"
    r"neighbour|boss|manager|colleague|"
    r"cpn|gp|keyworker|consultant|social worker|support worker|peer worker|care "
    r"coordinator|mother in law|"
    r"sister in law|brother in law|auntie|aunty|uncle|niece|nephew|dog|lad|lass|"
    r"boy|girl|ex|lawyer|boss|deputy)"
    r",? (?:is |was |called )?"
)
_NICKNAME = re.compile(
    rf"\b(?P<name>(?:[Ww]ee|Big|Canny|Little|Young|Auld|Mad|Lanky|Lofty|Fat|Skinny|"
    rf"Ginger|Scouse|Geordie) {_CAPITALS})"
)
_SMALL_NICKNAME = re.compile(r"\b(?:big|wee|canny|little|young|old) (?P<name>[^\W\d_]{3,})")

_SIGN = r"(?:double |treble )?[A-Za-z]"
_SPELLED = re.compile(
    rf"(?<![\w'@.-])(?:{_SIGN}(?:(?:, ?| ?- ?| |\. ?)(?:and then )?{_SIGN}){{2,20}})(?![\w'])", re.I
)
_INITIALS = re.compile(
    r"\binitials?,? (?:is |are |were |being |just )?"
    r"(?P<name>[a-z](?:[ .,]{1,2}[a-z]\b){0,3}\.?|[A-Z]{2,4}\b)",
    re.IGNORECASE,
)
_ACRONYMS = words(
    """
    nhs cbt dbt cpn gp pip dla esa dwp bbc itv ptsd ocd adhd ect mdt cmht ccg icb hr it tv abc
    www xyz cto cqc nmc bpd eupd usa uk dna pdf cv diy aka faq dvd
    """
)


def find_introduced_names(text: str, lexicon: Lexicon, *, is_small: bool) -> list[Span]:
    """Return names after a title, an introduction or a relation.

    Args:
        text: What is searched.
        lexicon: Which words are ordinary.
        is_small: The text has no capitals, so that names need none.
    """
    spans = [*_after_titles(text, lexicon), *_nicknames(text, lexicon, is_small=is_small)]
    low = in_small_letters(text)
    for pattern, score in ((_CERTAIN_INTRODUCTION, 0.9), (_KIN, 0.75), (_INTRODUCED, 0.6)):
        for match in pattern.finditer(low):
            spans += _name_at(text, match.end(), lexicon, score)
    named = (_without_possessive(text, span) for span in spans)
    return [s for s in named if is_small or not text[s.start : s.end].islower()]


def find_spelled_names(text: str) -> list[Span]:
    """Return names spelled letter by letter, and initials that stand for a person."""
    spans = [
        Span(m.start(), m.end(), EntityType.PERSON, 0.85, "spelled-name")
        for m in _SPELLED.finditer(text)
        if _is_spelled_name(m.group())
    ]
    for match in _INITIALS.finditer(text):
        spans.append(Span(*match.span("name"), EntityType.PERSON, 0.8, "initials"))
    return spans


def _without_possessive(text: str, span: Span) -> Span:
    is_possessive = text.endswith(("'s", "'S"), span.start + 1, span.end)
    return replace(span, end=span.end - 2) if is_possessive else span


def _is_spelled_name(said: str) -> bool:
    letters = re.sub(r"\b(?:double|treble|and then)\b|[^A-Za-z]", "", said, flags=re.I).lower()
    if letters in _ACRONYMS or len(letters) < 3 or set(letters) <= {"a", "i", "s"}:
        return False
    return (
        (not letters.startswith("www") and "-" in said) or "," in said or " " in said or "." in said
    )


def _after_titles(text: str, lexicon: Lexicon) -> Iterator[Span]:
    reach = 0
    for title in _TITLED.finditer(in_small_letters(text)):
        named = _IN_CAPITALS.match(text, title.end()) if title.start() >= reach else None
        if named is None:
            continue
        start, reach = named.span()
        end = _cut_common_tail(text, start, reach)
        said = text[start:end].lower()
        if end - start > 1 and said not in PUBLIC_WORDS and said not in _GRAMMAR:
            yield _person(start, end, 0.95, "title")
    for match in _TITLED_SMALL.finditer(text):
        start, end = match.span("name")
        words = match["name"].split()
        if (
            len(words[0]) < 2
            or not words[0].islower()
            or not _may_follow(match["title"], words[0], lexicon)
        ):
            continue
        if len(words) == 2 and lexicon.is_common(words[1]):
            end = start + len(words[0])
        yield _person(start, end, 0.8, "title")


def _may_follow(title: str, word: str, lexicon: Lexicon) -> bool:
    if not lexicon.is_common(word):
        return True
    is_plain_title = title in ("dr", "mr", "mrs", "ms", "cllr", "councillor")
    return word in NAMES_THAT_ARE_WORDS if not is_plain_title else word not in _GRAMMAR


_GRAMMAR = words(
    """
    and but or the a an is was said says who that he she they i to in on at for with from of
    it this has had will right wrong came went comes goes told asked which when what then
    there here as so because
    """
)


def _cut_common_tail(text: str, start: int, end: int) -> int:
    """Leave out a capitalised ordinary word that follows the name, as in "Dr Haddad From"."""
    words = text[start:end].split(" ")
    while len(words) > 1 and words[-1].lower() in _GRAMMAR:
        end -= len(words.pop()) + 1
    return end


def _nicknames(text: str, lexicon: Lexicon, *, is_small: bool) -> Iterator[Span]:
    for match in _NICKNAME.finditer(text):
        name = match["name"].split()[-1]
        if not lexicon.is_common(name) or name.lower() in NAMES_THAT_ARE_WORDS:
            yield _person(*match.span("name"), 0.75, "nickname")
    for match in _SMALL_NICKNAME.finditer(text) if is_small else ():
        if match["name"].islower() and not lexicon.is_common(match["name"]):
            yield _person(*match.span("name"), 0.6, "nickname")


_AT_NAME = re.compile(rf"(?:{_CAPITALS})(?: {_CAPITALS}){{0,3}}|{_NAME}(?: {_NAME}){{0,2}}")


def _name_at(text: str, at: int, lexicon: Lexicon, score: float) -> Iterator[Span]:
    match = _AT_NAME.match(text, at)
    if match is None:
        return
    words = match.group().split(" ")
    kept: list[str] = []
    for word in words:
        if not _is_name_word(word, lexicon, first=not kept, certain=score >= 0.9):
            break
        kept.append(word)
    if not kept:
        return
    end = at + len(" ".join(kept))
    is_word = all(lexicon.is_common(word) for word in kept)
    likelihood = name_likelihood(text, at, end)
    if is_word and score < 0.7 and likelihood < 0.5:
        return
    yield _person(at, end, score if not is_word else min(score, 0.4 + likelihood / 2), "introduced")


def _is_name_word(word: str, lexicon: Lexicon, *, first: bool, certain: bool) -> bool:
    low = word.lower().removesuffix("'s")
    if low in _GRAMMAR or low in PUBLIC_WORDS or len(low) < 2:
        return False
    if not lexicon.is_common(low):
        return True
    if low in NAMES_THAT_ARE_WORDS:
        return first or word[0].isupper()
    return word[0].isupper() and (certain or not first)


def _person(start: int, end: int, score: float, why: str) -> Span:
    return Span(start, end, EntityType.PERSON, score, why)
