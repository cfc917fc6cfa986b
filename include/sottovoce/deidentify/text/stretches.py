"""The parts of a text in which a pattern can match at all.

Most patterns begin with one of many words and need something rare further on: a number, "dot", a
kind of street. Looking for the rare part first, and for the whole only around it, saves most of
the search.
"""

import re
from collections.abc import Iterable, Iterator

Stretch = tuple[int, int]


def stretches_around(
    needed: re.Pattern[str], text: str, *, before: int, after: int
) -> list[Stretch]:
    """Return the parts of ``text`` around every match of ``needed``, disjoint and in order.

    Args:
        needed: What a match of the whole pattern can't be without.
        text: What is searched.
        before: Characters before it in which the whole pattern may begin.
        after: Characters after it in which the whole pattern may end.
    """
    stretches: list[Stretch] = []
    for match in needed.finditer(text):
        start, end = max(0, match.start() - before), match.end() + after
        if stretches and start <= stretches[-1][1]:
            start, _ = stretches.pop()
        stretches.append((start, end))
    return stretches


def find_in(
    stretches: Iterable[Stretch], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """Yield the matches of ``pattern`` that lie in one of the stretches."""
    for start, end in stretches:
        yield from pattern.finditer(text, start, end)
