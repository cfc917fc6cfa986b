"""When things were said. All times are seconds from the start of the recording."""

from typing import NamedTuple


class Interval(NamedTuple):
    """A half-open stretch of a recording, ``start_s <= t < end_s``."""

    start_s: float
    end_s: float
