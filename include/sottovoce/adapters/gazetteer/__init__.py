"""Reading the table of British places that comes with the package."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from sottovoce.deidentify.policy.places import Gazetteer, Location, place_key


@cache
def load_gazetteer() -> Gazetteer:
    """Return every place of the table, and every county as a place in itself.

    Of a name that lies in two counties only what both have in common is known.
    """
    places: dict[str, Location] = {}
    for name, location in _rows():
        key = place_key(name)
        known = places.get(key, location)
        places[key] = Location(
            known.county if known.county == location.county else None,
            known.region if known.region == location.region else None,
        )
    return Gazetteer(places)


def _rows() -> Iterator[tuple[str, Location]]:
    table = files("sottovoce.adapters.gazetteer").joinpath("places.txt")
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        region, _, rest = line.partition(" > ")
        county, _, names = rest.partition(": ")
        for name in (county, *names.split(", ")):
            yield name, Location(county, region)
