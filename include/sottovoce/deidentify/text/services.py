"""Names of teams, trusts, charities, wards, units, houses and cafés."""

import re
from collections.abc import Iterator

from sottovoce.deidentify.text.lexicon import Lexicon
from sottovoce.deidentify.text.name_grammar import starts_sentence
from sottovoce.deidentify.text.vocabulary import words
from sottovoce.model.spans import EntityType, Span

_ORGANISATION = (
    r"(?:NHS )?(?:Foundation )?Trust|Integrated Care Board|Clinical Commissioning "
    r"Group|Health Board|ICB|CCG|CIC|ICS|"
    r"Council|(?:(?:Community|Crisis|Recovery|Outreach|Early Intervention|Home "
    r"Treatment|Assertive Outreach|"
    r"Mental Health|Liaison|Intervention|Rehab|Peer|Support|Care|Perinatal) "
    r"){0,3}Team|Outreach|Collective|Peers|Partnership|"
    r"Association|Society|Foundation|Network|University|College|Academy|School|"
    r"Housing|Project|"
    r"Alliance|Federation|Trust|Limited|Ltd|Charity|Services?|Group|Institute|Recovery College"
)
_FACILITY = (
    "Ward|House|Lodge|Centre|Center|Hub|Unit|Hospital|Infirmary|Clinic|Court|"
    "Arms|Surgery|Room|Building|Café|Cafe|"
    "Church|Chapel|Mosque|Temple|Gurdwara|Library|Suite|Hall|Villa|Hospice|"
    "Practice|Gardens|Inn|Tavern|Theatre|"
    "Stadium|Park|Prison|Bar|Kitchen|Bakery|Pub|Gym|Rooms"
)
_WORD = r"[^\W\d_a-zß-öø-ÿ](?:[^\W\d_]|['-](?=[^\W\d_])){0,40}"
_CAPITALS = (
    rf"(?:{_WORD}(?: (?:and|of|the|&|for|in) (?={_WORD})| ))"
    rf"(?:{_WORD}(?: (?:and|of|&|for) (?={_WORD})| )){{0,4}}?"
)
_NAMED = (
    (re.compile(rf"\b{_CAPITALS}(?:{_ORGANISATION})\b(?: [A-Z]+\d+)?"), EntityType.ORGANISATION),
    (re.compile(rf"\b{_CAPITALS}(?:{_FACILITY})\b"), EntityType.FACILITY),
)
_NHS_PLACE = re.compile(rf"\bNHS {_WORD}(?: (?:and|&) {_WORD})*")
_SMALL_WORD = r"[^\W\d_]{1,40}(?:['-][^\W\d_]{1,40}){0,3}"
_SMALL_TEAM = (
    r"(?:(?:community|crisis|outreach|recovery|early intervention|home treatment|support|"
    r"mental health) )*team"
)
_SMALL = (
    (
        re.compile(
            rf"\b(?P<name>(?:{_SMALL_WORD} ){{1,4}}?)(?P<kind>{_SMALL_TEAM}|"
            r"(?:nhs )?(?:foundation )?trust|icb|integrated care board|outreach|collective|peers|"
            r"recovery college|partnership|and sons?|and co)\b"
        ),
        EntityType.ORGANISATION,
    ),
    (
        re.compile(
            rf"\b(?P<name>(?:{_SMALL_WORD} ){{1,2}}?)(?P<kind>ward|house|lodge|centre|hub|unit|"
            r"hospital|infirmary|clinic|court|arms|surgery|suite|hall)\b"
        ),
        EntityType.FACILITY,
    ),
)
_SMALL_NHS = re.compile(rf"\bnhs (?P<name>{_SMALL_WORD})")
_GENERIC = words(
    """
    a an the this that these those my our your his her their its same whole day night acute
    locked open mixed adult male female men's women's psychiatric mental health community
    crisis home treatment early intervention recovery peer support outreach assertive old new
    other another every each any some no one two three both first second next last big small
    little local clinical wee care coffee back front own different rehab forensic secure
    intensive inpatient elderly older young adolescent children's court public safe council
    church village medical general teaching to in on at with for from by of and or but
    into onto off up down round about as is was were are be been had has have got get went go
    came come run ran call called said says on-call work working worked join joined lead leads
    led who what which when i he she we they you it me him them us not just like so then than
    very really all always never only even still there here senior management
    multidisciplinary nursing staff social workers lived experience service user users carers
    wi fae where if could would should can will do does did ask asked tell told emergency
    hospital's outpatient supported sheltered halfway full empty business opening royal sure
    trust's peer's bright in-reach lovely great good
    """
)
_NAMED_FOR_A_PERSON = re.compile(
    r"\b(?:at|in|outside|past|to|from|called|near|round|down|this|that)(?: the)?(?: wee| little)?"
    r"(?: caff| café| cafe| pub| shop| place called| place)? "
    rf"(?P<name>{_SMALL_WORD}'s)(?=[,.;:!?\n]|\s|$)",
    re.IGNORECASE,
)
_NOT_THINGS = re.compile(
    r"\s{1,3}(?:house|home|flat|place|mother|mum|dad|father|sister|brother|son|daughter|wife|husband|"
    r"room|desk|car|van|name|voice|face|hand|number|bed|phone|office|\w+ing\b|still|got|been|not|"
    r"a|the|in|on|there|here|gone|never|always|only|just|handbag|basement|birthday|funeral|"
    r"wedding|contract)\b",
    re.IGNORECASE,
)


def find_services(text: str, lexicon: Lexicon, *, is_small: bool) -> list[Span]:
    """Return organisations and facilities that their own words give away."""
    spans = [*_written(text, lexicon), *_named_for_people(text, lexicon, is_small=is_small)]
    if is_small:
        spans += _said(text, lexicon)
    return spans


def _written(text: str, lexicon: Lexicon) -> Iterator[Span]:
    for pattern, kind in _NAMED:
        for match in pattern.finditer(text):
            start = _skip_generic(text, match.start(), match.end(), lexicon)
            if start is not None:
                yield Span(start, match.end(), kind, 0.85, "service")
    for match in _NHS_PLACE.finditer(text):
        if match.group() not in (
            "NHS England",
            "NHS Trust",
            "NHS Number",
            "NHS Scotland",
            "NHS Wales",
        ):
            yield Span(match.start(), match.end(), EntityType.ORGANISATION, 0.8, "service")


def _skip_generic(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """Return where the proper name starts; None if nothing of it is one."""
    words = text[start:end].split(" ")
    at = start
    if len(words) > 2 and words[1] in ("the", "a", "our") and lexicon.is_common(words[0]):
        at += len(words[0]) + len(words[1]) + 2
        words = words[2:]
    while words and (
        words[0].lower() in _GENERIC - {"royal"}
        and (words[0] in ("The", "Our", "My") or starts_sentence(text, at))
    ):
        at += len(words.pop(0)) + 1
    proper = [
        w
        for w in words[:-1]
        if w.lower() not in _GENERIC and w.lower() not in ("nhs", "foundation")
    ]
    return at if proper else None


def _said(text: str, lexicon: Lexicon) -> Iterator[Span]:
    for pattern, kind in _SMALL:
        for match in pattern.finditer(text):
            start = _proper_start(match)
            if start is None:
                continue
            words = text[start : match.start("kind")].split()
            unknown = any(not lexicon.is_common(word) for word in words)
            is_named = match["kind"].endswith(" team") or match["kind"] == "ward"
            if unknown or is_named or (len(words) > 1 and match["kind"] != "team"):
                score = 0.75 if unknown else (0.6 if is_named else 0.42)
                yield Span(start, match.end(), kind, score, "service")
    for match in _SMALL_NHS.finditer(text):
        if not lexicon.is_common(match["name"]):
            yield Span(match.start(), match.end(), EntityType.ORGANISATION, 0.75, "service")


def _proper_start(match: re.Match[str]) -> int | None:
    words = list(re.finditer(r"\S+", match["name"]))
    kept = len(words)
    while kept and (words[kept - 1].group() not in _GENERIC or _joins_names(words, kept - 1)):
        kept -= 1
    return None if kept == len(words) else match.start("name") + words[kept].start()


def _joins_names(words: list[re.Match[str]], position: int) -> bool:
    """Whether "and" stands between two words that are both part of the name."""
    return (
        words[position].group() == "and"
        and 0 < position < len(words) - 1
        and words[position - 1].group() not in _GENERIC
    )


def _named_for_people(text: str, lexicon: Lexicon, *, is_small: bool) -> Iterator[Span]:
    for match in _NAMED_FOR_A_PERSON.finditer(text):
        name = match["name"].removesuffix("'s")
        looks_like_name = name[0].isupper() or (is_small and not lexicon.is_common(name))
        if (
            looks_like_name
            and not lexicon.is_common(name)
            and not _NOT_THINGS.match(text, match.end())
        ):
            yield Span(*match.span("name"), EntityType.FACILITY, 0.65, "named-for-a-person")
