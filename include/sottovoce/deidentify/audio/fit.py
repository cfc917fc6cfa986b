"""Which words an aligner found, and which it only put somewhere.

An aligner gives every word a place, also those that nobody said there. What tells the two apart is
how badly the sound fits, in a word and in those around it: in synthetic speech with exact words,
half of the words have a misfit under 3.9 and 95 % under 7.1; where the words in the transcript are
not the ones in the sound, half are over 10.4.
"""

from collections.abc import Sequence

from sottovoce.deidentify.audio.word_graph import Heard

WORST_AROUND = 6.5
"""Mean misfit, weighted by length, of a word and its neighbours, up to which it counts as found."""

WORST_WORD = 11.0
"""Misfit of the word itself up to which it counts as found."""

_REACH = 2


def fits(heard: Sequence[Heard]) -> list[bool]:
    """Return for each word heard, in order, whether it was found where the aligner put it."""
    return [
        word.misfit <= WORST_WORD and mean_misfit(_around(heard, position)) <= WORST_AROUND
        for position, word in enumerate(heard)
    ]


def mean_misfit(heard: Sequence[Heard]) -> float:
    """Return the misfit of some words per hundredth of a second; infinite without words."""
    length_s = sum(word.end_s - word.start_s for word in heard)
    weighted = sum(word.misfit * (word.end_s - word.start_s) for word in heard)
    return weighted / length_s if length_s > 0 else float("inf")


def _around(heard: Sequence[Heard], position: int) -> Sequence[Heard]:
    return heard[max(0, position - _REACH) : position + _REACH + 1]
