"""What the rules know about words: which are ordinary, which are names too, which are places."""

import re
from dataclasses import dataclass, field

from sottovoce.deidentify.text.vocabulary import words

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
"""A word of letters, with inner apostrophes and hyphens."""

NAMES_THAT_ARE_WORDS = words(
    """
    abbey amber angel april archie art arthur ash august aurora autumn basil bay beau bella
    ben berry bill billy bishop blessing bliss blossom blue bob bonnie brandy briar brook
    brooke bruno buddy bunny candy carol cash cat charity chase chester cherry christian chuck
    clement cliff clover cody comfort constance coral crystal daisy dale dawn dean deacon dee
    delight derry destiny dick dixie dolly don doll dora drew duke earl ebony echo eden ernest
    eve ever fable faith favour favor fern fleur flora florence flower forest frank gail gale
    gay gene georgia ginger gift glen glory goodness grace grant gray grey guy harmony harry
    hart hazel heath heather heaven henna holly honey honour hope hugh hunter innocent iris
    ivory ivy jack jade jasmine jay jazz jean jerry jersey jet jewel jimmy joe john jordan joy
    joyce june justice justin kay kelly kerry king kit kitty lance lane lark laurel lee leo
    liberty lily linden lovely lucky luna mac maggie marina marine mark mars mason matt max
    may melody memory mercy merit mike miles milo mine misty myrtle ned neil nick noble noel
    norm nova oak oliver olive opal oscar page paige pansy parker pat patience patty peace
    pearl peg penny pepper perry pete petal peter piers poppy precious prince princess promise
    prosper prudence queenie rain raven ray red reed reg rex rich richard river rob robin rock
    rocky rod roman roger romeo rory rose rosemary rosie ross rowan roy ruby rusty ryan sage
    sally sam sandy saint scarlet scout serenity shade sharon shelly shirley sienna sky skye
    skip sonny sparkle spencer star sterling stella storm sue summer sunday sunny tawny taylor
    teddy terry theo thorn tiger tom tony trinity troy true tuesday van vera verity vernon vic
    victor violet viola virtue wade walker ward wednesday wendy west whitney will willow wing
    winnie winsome winter wisdom wood woody yasmin young zion
    """
)
"""First names that are ordinary words too; in small letters only grammar tells which it is."""

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
WEEKDAYS = words(
    """
    monday tuesday wednesday thursday friday saturday sunday
    """
)

PUBLIC_WORDS = words(
    """
    nice cqc nhs nhse nhs-england hse england britain uk scotland gb europe european british
    english scottish welsh irish ico dwp pip dla esa hmrc mind samaritans rethink facebook
    instagram twitter youtube whatsapp zoom teams google excel linkedin soundcloud freud
    dickens hardy jesus christ god allah buddha messiah dbt cbt wrap ect mdt cpn cmht ccg icb
    gp ot hr it tv ba ma phd gcse gcses camhs a&e mha cto dols ptsd ocd adhd eupd bpd nmc
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
    """

    common_words: frozenset[str] = field(repr=False)
    places: frozenset[str] = field(repr=False)

    def is_common(self, word: str) -> bool:
        """Whether ``word``, or the word it is formed from, is ordinary English."""
        low = word.lower().removesuffix("'s").strip("'")
        return low in self.common_words or any(
            stem in self.common_words for stem in _stems(low) if len(stem) > 2
        )

    def is_ordinary(self, word: str) -> bool:
        """Whether ``word`` is ordinary English and never a first name."""
        return word.lower() not in NAMES_THAT_ARE_WORDS and self.is_common(word)


def _stems(word: str) -> list[str]:
    stems = [part for part in word.split("-") if "-" in word]
    for prefix in ("un", "re", "mis", "non", "over", "under", "co"):
        if word.startswith(prefix) and len(word) > len(prefix) + 3:
            stems.append(word.removeprefix(prefix))
    if word.endswith("n't"):
        stems.append(word.removesuffix("n't"))
    for suffix, endings in _ENDINGS:
        if word.endswith(suffix):
            stems += [word.removesuffix(suffix) + ending for ending in endings]
    return stems


_ENDINGS = (
    ("'ve", ("",)), ("'ll", ("",)), ("'d", ("",)), ("'re", ("",)), ("'m", ("",)),
    ("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")),
    ("ing", ("", "e")), ("in'", ("ing",)), ("ly", ("",)), ("ness", ("",)), ("er", ("", "e")),
    ("ish", ("",)), ("less", ("",)), ("ful", ("",)), ("able", ("", "e")),
)  # fmt: skip
