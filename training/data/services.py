"""Names of places and services, made from word lists and frames."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

import yaml

from training.data.names import WORDS, read_names

_SLOT = re.compile(r"\{(\w+)\}")


@cache
def word_lists() -> dict[str, tuple[str, ...]]:
    """Return every list of ``places.yaml`` and ``services.yaml`` by its name."""
    lists: dict[str, tuple[str, ...]] = {}
    for file in ("places.yaml", "services.yaml"):
        read = yaml.safe_load((WORDS / file).read_text(encoding="utf-8"))
        lists |= {
            key: tuple(part.strip() for part in text.split(",")) for key, text in read.items()
        }
    return lists


GENERIC = frozenset(word.casefold() for word in word_lists()["generic"])
"""Words that tell what kind of service a name belongs to, not which one."""

ROAD_KINDS = frozenset(kind.casefold() for kind in word_lists()["road_kinds"])

TEAM, CHARITY, TRUST, FIRM = "team_frames", "charity_frames", "trust_frames", "firm_frames"
SCHOOL, CHURCH, WARD, HOSPITAL = "school_frames", "church_frames", "ward_frames", "hospital_frames"
PLACE, PUB = "place_frames", "pub_frames"
ORGANISATIONS = (TEAM, TEAM, CHARITY, CHARITY, CHARITY, TRUST, FIRM, SCHOOL, CHURCH)
FACILITIES = (WARD, WARD, HOSPITAL, HOSPITAL, PLACE, PLACE, PUB)


@dataclass(frozen=True, slots=True)
class Services:
    """A source of names of places and services.

    Attributes:
        rng: What draws them.
    """

    rng: Random

    def pick(self, key: str) -> str:
        """Return one entry of a word list."""
        return self.rng.choice(word_lists()[key])

    def named(self, kind: str) -> str:
        """Return a name of one kind, e.g. ``TEAM``; frames are filled until no slot is left."""
        made = self.pick(kind)
        while _SLOT.search(made):
            made = _SLOT.sub(lambda slot: self._fill(slot[1]), made)
        return made

    def organisation(self) -> str:
        """Return the name of a team, charity, trust, firm, school or church."""
        return self.acronym() if self.rng.random() < 0.06 else self.named(self._one(ORGANISATIONS))

    def facility(self) -> str:
        """Return the name of a ward, hospital, café, centre or public house."""
        return self.named(self._one(FACILITIES))

    def town(self) -> str:
        """Return a town, district or village of Britain; one in five villages is made up."""
        drawn = self.rng.random()
        if drawn < 0.6:
            return self.pick("towns")
        return self.pick("districts") if drawn < 0.8 else self.village()

    def village(self) -> str:
        """Return a village that sounds like one, whether or not there is one."""
        name = self.pick("village_starts") + self.pick("village_ends")
        drawn = self.rng.random()
        if drawn < 0.1:
            return f"{self._one(('Great', 'Little', 'Upper', 'Nether', 'Long', 'East'))} {name}"
        return f"{name}-{self._one(('on-Sea', 'le-Moor', 'under-Edge'))}" if drawn < 0.14 else name

    def road(self) -> str:
        """Return a road's name with its kind, e.g. ``Tolland Road``."""
        return f"{self.road_head()} {self.pick('road_kinds')}"

    def road_head(self) -> str:
        """Return a road's name without its kind."""
        drawn = self.rng.random()
        if drawn < 0.7:
            return self.pick("road_names")
        if drawn < 0.85:
            return self.town()
        return read_names().a_family(self.rng, "english")

    def location(self) -> str:
        """Return a place of any kind that an interview may name."""
        makers: tuple[Callable[[], str], ...] = (self.town, self.road, self._river_or_county)
        makers += (self.far_away,)
        return self.rng.choices(makers, (6, 2, 1, 1))[0]()

    def far_away(self) -> str:
        """Return a country or a town abroad."""
        return self.pick(self._one(("countries", "far_towns"))).removeprefix("the ")

    def acronym(self) -> str:
        """Return capitals that stand for an organisation, e.g. ``SWPFT``."""
        letters = "".join(self.rng.choices("ABCDEGHKLMNOPRSTW", k=self.rng.randint(2, 3)))
        return letters + self._one(("FT", "PFT", "T", "MH", "ICB", "P", "CCG", "CP"))

    def _river_or_county(self) -> str:
        return self.pick(self._one(("rivers", "counties"))).removeprefix("the ")

    def _one(self, choices: tuple[str, ...]) -> str:
        return self.rng.choice(choices)

    def _fill(self, slot: str) -> str:
        names = read_names()
        origin = names.an_origin(self.rng) if self.rng.random() < 0.3 else "english"
        makers: dict[str, Callable[[], str]] = {
            "head": lambda: self.pick("heads"),
            "coined": lambda: self.pick("coined"),
            "founder": lambda: self.pick("founders"),
            "saint": lambda: self.pick("saints"),
            "town": self.town,
            "road": lambda: self.pick("road_names"),
            "river": lambda: self.pick("rivers"),
            "county": lambda: self.pick("counties").removeprefix("the "),
            "area": lambda: self.pick("area_frames"),
            "given": lambda: names.a_given(self.rng, origin),
            "family": lambda: names.a_family(self.rng, origin),
        }
        return makers[slot]()
