"""Places as the county or the region they lie in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sottovoce.deidentify.policy.contained import ContainedNames
from sottovoce.deidentify.text.normalise import normalise

PlaceDetail = Literal["county", "region"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a place lies.

    Attributes:
        county: Its county; None if two places of that name lie in two.
        region: Its region, or its country outside England; None if they lie in two.
    """

    county: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by name, as :func:`place_key` writes it."""

    places: Mapping[str, Location] = field(repr=False)

    def find(self, said: str) -> Location | None:
        """Return where a place lies; of "Harehills, Leeds" the last part is enough.

        None if it is not known.
        """
        last = said.rpartition(",")[2]
        ways = (said, said.removesuffix("'s"), last, last.removesuffix("'s"))
        return next((at for way in ways if (at := self.places.get(place_key(way)))), None)


def place_key(name: str) -> str:
    """Return a place's name as it is looked up: lower case, without dots and hyphens."""
    plain = normalise(name).text.casefold().replace(".", " ").replace("-", " ")
    words = plain.replace("'", "").split()
    return " ".join(word if word != "saint" else "st" for word in words)


def wider_place(said: str, gazetteer: Gazetteer, detail: PlaceDetail) -> str | None:
    """Return the county or the region of a place, e.g. ``[Place in West Yorkshire]``.

    The region stands in for a county that is called as the place itself ("Durham"), or that is
    one of two. None if the place is not in the gazetteer, or nothing wider is left to say.
    """
    location = gazetteer.find(said)
    if location is None:
        return None
    widths = (location.county, location.region) if detail == "county" else (location.region,)
    itself = ContainedNames([said, said.rpartition(",")[2]])
    wider = next((each for each in widths if each and not itself.stand_in(each)), None)
    return None if wider is None else f"[Place in {wider}]"
