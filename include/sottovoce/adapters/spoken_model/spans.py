"""From the probabilities of words to identifiers."""

from collections.abc import Iterator, Sequence
from math import floor
from typing import TYPE_CHECKING

from sottovoce.adapters.spoken_model.labels import OUTSIDE, TYPES
from sottovoce.adapters.spoken_model.session import Reading
from sottovoce.deidentify.text.calibration import MODEL
from sottovoce.model.spans import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


FAINTEST = 0.02
"""Least score that is worth a reviewer's look."""
_APOSTROPHES = ("'", "\u2019")
_LOOSE_MARKS = (",", ";", ":")
SURE, GROWN = 0.5, 0.005
"""A word with the first score or more takes along its neighbours with the second or more."""


def find_spans(text: str, reading: Reading, least: float, below: float | None = None) -> list[Span]:
    """Return the runs of words that identify somebody with a score of at least ``least``.

    A word's score is one minus the probability that it is outside of every identifier, whichever
    type it may be; a span's is the mean of its words'. A mark such as a full stop between two
    words of one identifier belongs to it whatever its own score is.

    Args:
        text: What was read.
        reading: What the model made of it.
        least: Greater than 0, at most 1. The recall dial: lower finds more.
        below: Words that score this or more are left out, because an earlier call found them;
            None for no limit.
    """
    scores = 1.0 - reading.probabilities[:, OUTSIDE]
    chosen = scores >= least if below is None else (scores >= least) & (scores < below)
    starts, ends = reading.words.starts, reading.words.ends
    found = []
    for run in _runs(text, reading, _grown(reading, chosen, scores)):
        run = _without_marks(text, reading, run, scores)
        by_themselves = [index for index in run if chosen[index]]
        if not by_themselves:  # a neighbour that would begin an identifier of its own
            continue
        kind = TYPES[int(_by_type(reading.probabilities[run]).argmax())]
        mean = float(scores[by_themselves].mean())
        # Never rounded over a threshold: what is just under it is a near miss, what is on it isn't.
        score = min(1.0, max(least, floor(mean * 10_000) / 10_000))
        found.append(Span(starts[run[0]], ends[run[-1]], kind, score, MODEL))
    return found


def _grown(
    reading: Reading, chosen: "NDArray[np.bool_]", scores: "NDArray[np.float32]"
) -> list[int]:
    """Return the chosen words and, beside sure ones, those that may belong to the same identifier.

    Half of what is left of identifiers is a piece of one: "Solent Peers" masked, "Together" not.
    """
    turn_begins = set(reading.words.breaks)
    indexes = set(chosen.nonzero()[0].tolist())
    sure_ones = (chosen & (scores >= SURE)).nonzero()[0].tolist()
    # Each way ends at the next sure word, which goes on from there: long runs of them are common.
    stops = set(sure_ones)
    for sure in sure_ones:
        after = sure + 1
        while _may_grow(after, scores, stops) and after not in turn_begins:
            indexes.add(after)
            after += 1
        before = sure
        while before not in turn_begins and _may_grow(before - 1, scores, stops):
            before -= 1
            indexes.add(before)
    return sorted(indexes)


def _may_grow(index: int, scores: "NDArray[np.float32]", stops: set[int]) -> bool:
    return 0 <= index < len(scores) and index not in stops and bool(scores[index] >= GROWN)


def _without_marks(
    text: str, reading: Reading, run: list[int], scores: "NDArray[np.float32]"
) -> list[int]:
    """Return the run without the marks it begins or ends with, and without "'s".

    What may belong to an identifier, as in "(0161)", "@kev", "Rose M." or "St Helen's", stays if
    it is sure itself.
    """

    def word(index: int) -> str:
        return text[reading.words.starts[index] : reading.words.ends[index]]

    def is_loose(index: int) -> bool:
        is_mark = not any(map(str.isalnum, word(index)))
        return is_mark and (word(index) in _LOOSE_MARKS or scores[index] < SURE)

    is_possessive = len(run) > 2 and word(run[-1]) in ("s", "S") and word(run[-2]) in _APOSTROPHES
    if is_possessive and scores[run[-1]] < SURE:
        run = run[:-2]
    while run and is_loose(run[-1]):
        run = run[:-1]
    while run and is_loose(run[0]):
        run = run[1:]
    return run


def _runs(text: str, reading: Reading, chosen: Sequence[int]) -> Iterator[list[int]]:
    turn_begins = set(reading.words.breaks)
    run: list[int] = []
    for index in chosen:
        if run and not _goes_on(text, reading, run[-1], index, turn_begins):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _goes_on(text: str, reading: Reading, last: int, index: int, turn_begins: set[int]) -> bool:
    between = range(last + 1, index + 1)
    if index - last > 2 or any(word in turn_begins for word in between):
        return False
    starts, ends = reading.words.starts, reading.words.ends
    if index - last == 2 and any(map(str.isalnum, text[starts[last + 1] : ends[last + 1]])):
        return False
    begins, goes_on = reading.probabilities[index, 1::2], reading.probabilities[index, 2::2]
    return bool(goes_on.sum() >= begins.sum())


def _by_type(probabilities: "NDArray[np.float32]") -> "NDArray[np.float32]":
    summed: NDArray[np.float32] = (probabilities[:, 1::2] + probabilities[:, 2::2]).sum(axis=0)
    return summed
