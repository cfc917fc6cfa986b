"""Exact ages as bands."""

import re

from sottovoce.deidentify.policy.numbers import read_number
from sottovoce.deidentify.text.normalise import normalise

OLDEST = 90
"""From here on there is one band: so few are older that five years tell who it is."""

_AROUND = re.compile(
    r"^(?:aged |age |age of )?(.+?)(?:[ -]years?[ -](?:old|of age)|[ -]?y\.?o\.?)?$"
)
_OLDEST_EVER = 120


def age_band(said: str, width_years: int) -> str | None:
    """Return the band of an age, e.g. ``[Age 40-49]`` for "forty-one"; None if it is no number.

    Args:
        said: The age, in digits or in words.
        width_years: Years in a band.
    """
    match = _AROUND.match(" ".join(normalise(said).text.lower().split()))
    age = read_number(match[1].replace("-", " ").split(" ")) if match else None
    if age is None or age > _OLDEST_EVER:
        return None
    if age >= OLDEST:
        return f"[Age {OLDEST} or over]"
    first = age - age % width_years
    return f"[Age {first}-{min(first + width_years, OLDEST) - 1}]"
