"""What the rules know about words: which are ordinary, which are names too, which are places."""

import re
from dataclasses import dataclass, field

from sottovoce.deidentify.text.vocabulary import words

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
"""A word of letters, with inner apostrophes and hyphens."""

_LETTERS = re.compile(r"[^\W\d_]+")

NAMES_THAT_ARE_WORDS = words(
    """
    abbey ada amber angel april archie art arthur ash  aurora autumn basil bay beau bella
    ben berry bill billy bishop blessing bliss   bob bonnie brandy briar
    brooke bruno buddy bunny  carol cash  charity chase chester cherry christian chuck
    clement cliff  cody comfort constance  crystal daisy dale dawn dean  dee
     derry destiny  dixie dolly don dot dora drew duke earl ebony echo eden ernest
    eve   faith   fern fleur  florence   frank gail gale
    gay gene georgia ginger gift glen glory  grace grant gray grey guy harmony harry
    hart hazel heath heather heaven henna holly honey honour hope hugh   iris
    ivory ivy jack jade jan jasmine jay jazz jean jerry jersey jet jewel jimmy joe john jordan joy
    joyce june justice justin kay kelly ken kerry  kit kitty lance lane lark laurel lee leo
    liberty lily linden lovely lucky luna mac maggie marina marine mark mars mason matt max
    may melody memory mercy merit mike miles milo  misty myrtle ned neil nick  noel
    norm nova  oliver olive opal oscar  paige  parker pat patience patty peace
    pearl  penny pepper perry pete petal peter piers poppy precious prince princess
    prosper prudence queenie  raven ray  reed reg rex rich richard  rob robin
    rocky  roman roger romeo rory rose rosemary rosie ross rowan roy ruby rusty ryan sage
    sally sam sandy saint scarlet  serenity  sharon shelly shirley sienna sky skye
    skip sonny sparkle spencer  sterling stella  sue summer  sunny tawny taylor
    teddy terry theo  tiger tom tony trinity troy true   vera verity vernon vic
    victor violet viola virtue wade walker   wendy  whitney will willow wing
    winnie winsome winter   woody yasmin young zion
    """
)
"""First names that are ordinary words too; in small letters only grammar tells which it is."""

SURNAMES_THAT_ARE_WORDS = words(
    """
    abbot baker banks barber bell best bird bishop black brooks brown butcher carpenter carter
    church cook cooper cross day dean drake english farmer field fields fisher flowers fox friend
    frost gardener gold good grant green hall hand hill holmes hood hope house howe hunt hunter
    king knight lamb lane law little lock long love lord major march marsh mason mills miller
    monk moon moore moss nash noble north page palmer park parish parker perry piper pope porter
    potter power price prince proud rich rice rivers rose rush sharp shepherd short silver singer
    skinner slater small smith snow south spring stone storm strong summers swift tanner taylor
    thatcher tyler underwood walker walls ward waters weaver webb west white wild winter winters
    wise wood woods worth wright young
    """
)
"""Surnames that are ordinary words; they count after a first name."""

TITLES = words(
    """
    dr doctor mr mrs ms miss mx sister nurse father brother prof professor councillor cllr
    sheikh shaykh imam rev reverend pastor auntie aunty aunt uncle sir dame lord lady haji
    hajji abba canon sergeant pc dc rabbi deacon bishop mother nan nana nanna granny grandma
    grandad gran matron captain major judge
    """
)
"""What people put before a name."""

MONTHS = tuple(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec
    """.split()  # noqa: SIM905
)
PLACES_THAT_ARE_WORDS = words(
    """
    bath reading sale settle bury deal rugby wells rye sandwich hove barking hull poole stoke cork
    nelson street battle ware diss eye wing beer rugby stone march barrow barry blackpool derby
    boston nice lancaster chester lincoln hamilton preston stirling crewe hyde leek mold flint
    """
)
"""Places that are ordinary words or first names too."""

WEEKDAYS = words(
    """
    monday tuesday wednesday thursday friday saturday sunday
    """
)

PUBLIC_PHRASES = frozenset(
    {
        "national insurance", "mental health", "recovery star", "long term plan", "royal college",
        "lunar new year", "court of protection", "nhs england", "recovery college", "social care",
        "section 136", "universal credit", "care programme approach", "early intervention",
        "citizens advice", "christmas eve", "new year", "new year's eve", "boxing day",
        "good friday",
        "job centre", "blue badge", "bank holiday", "black country", "open dialogue", "the trust",
    }
)  # fmt: skip
"""The same, in several words."""

PUBLIC_WORDS = words(
    """
    nice cqc nhs nhse nhs-england hse england britain uk scotland gb europe european british
    english scottish welsh irish ico dwp pip dla esa hmrc mind samaritans rethink facebook
    instagram twitter youtube whatsapp zoom teams google excel linkedin soundcloud freud
    dickens hardy jesus christ god allah buddha messiah dbt cbt wrap ect mdt cpn cmht ccg icb
    gp ot hr it tv ba ma phd
   psw psws amhp amhps emdr hca hcas msp mp mps imha imca rmn
    gcse gcses camhs a&e mha cto dols ptsd ocd adhd eupd bpd nmc
    christmas easter ramadan eid diwali lent hanukkah passover halloween tesco asda boots
    wetherspoons lidl aldi greggs argos primark section trust board band act college royal
    state hospital star recovery lithium clozapine polish punjabi bible quran covid brexit
    post-it dickensian victorian gurkha unison
    """
)
"""Names that identify nobody: regulators, medicines, festivals, chains, books, acronyms."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists that an adapter has read.

    Attributes:
        common_words: Ordinary words of English, in lower case.
        places: Names of places, in lower case; a name may have several words.
        never_names: Words that a model takes for names and that are none: medicines, peoples.
        rare_words: Words that a dictionary has and few people say; some serve as names.
        names: Names of people that are no other word, however much "james" looks like "jam".
        place_starts: First words of places.
    """

    common_words: frozenset[str] = field(repr=False)
    places: frozenset[str] = field(repr=False)
    never_names: frozenset[str] = field(default=frozenset(), repr=False)
    rare_words: frozenset[str] = field(default=frozenset(), repr=False)
    names: frozenset[str] = field(default=frozenset(), repr=False)
    place_starts: frozenset[str] = field(init=False, repr=False, compare=False)
    _answers: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note the first words of places, so that most words of a text are passed over."""
        starts = frozenset(m.group() for m in map(_LETTERS.match, self.places) if m)
        object.__setattr__(self, "place_starts", starts)

    def is_common(self, word: str) -> bool:
        """Whether ``word``, or the word it is formed from, is ordinary English."""
        answer = self._answers.get(word)
        if answer is None:
            if len(self._answers) >= _MAX_ANSWERS:
                self._answers.clear()
            answer = self._answers[word] = self._is_formed_from_common(word)
        return answer

    def _is_formed_from_common(self, word: str) -> bool:
        low = word.lower().strip("'")
        head, apostrophe, tail = low.rpartition("'")
        if apostrophe and tail in _CONTRACTED:
            return head in _CONTRACTING or self._is_formed_from_common(head)
        if low in self.names:
            return False
        return low in self.common_words or any(
            stem in self.common_words for stem in _stems(low) if len(stem) > 2
        )

    def is_rare(self, word: str) -> bool:
        """Whether ``word`` is in the dictionary, but is not ordinary."""
        low = word.lower()
        if low in self.names:
            return False
        return low in self.rare_words or any(
            stem in self.rare_words for stem in _stems(low) if len(stem) > 3
        )

    def is_ordinary(self, word: str) -> bool:
        """Whether ``word`` is ordinary English and never a first name."""
        return word.lower() not in NAMES_THAT_ARE_WORDS and self.is_common(word)


def _stems(word: str) -> list[str]:
    stems = [part for part in word.split("-") if "-" in word]
    for prefix in ("un", "re", "mis", "non", "over", "under", "co"):
        if word.startswith(prefix) and len(word) > len(prefix) + 3:
            stems.append(word.removeprefix(prefix))
    for suffix, endings in _ENDINGS:
        if word.endswith(suffix):
            stems += [word.removesuffix(suffix) + ending for ending in endings]
    return stems


_MAX_ANSWERS = 100_000
"""Words whose answer is kept; every rule asks about most words of an interview."""

_CONTRACTED = words("s d ll ve re m t em")
_CONTRACTING = words("i he we she ca wo sha d y ain in dun i've we've")
_ENDINGS = (
    ("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")),
    ("ing", ("", "e")), ("in", ("ing",)), ("ly", ("",)), ("ness", ("",)), ("er", ("", "e")),
    ("ish", ("",)), ("less", ("",)), ("ful", ("",)), ("able", ("", "e")),
)  # fmt: skip
