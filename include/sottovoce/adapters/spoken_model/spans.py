"""From the probabilities of words to identifiers."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sottovoce.adapters.spoken_model.labels import OUTSIDE, TYPES
from sottovoce.adapters.spoken_model.session import Reading
from sottovoce.model.spans import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RECOGNIZER = "spoken-model"


def find_spans(text: str, reading: Reading, threshold: float) -> list[Span]:
    """Return the runs of words that identify somebody with at least ``threshold``.

    A word's score is one minus the probability that it is outside of every identifier, whichever
    type it may be; a span's is the mean of its words'. A mark such as a full stop between two
    words of one identifier belongs to it whatever its own score is.

    Args:
        text: What was read.
        reading: What the model made of it.
        threshold: Greater than 0, at most 1. The recall dial: lower finds more.
    """
    scores = 1.0 - reading.probabilities[:, OUTSIDE]
    starts, ends = reading.words.starts, reading.words.ends
    turn_begins = set(reading.words.breaks)
    found = []
    for run in _runs(text, reading, scores, threshold, turn_begins):
        kind = TYPES[int(_by_type(reading.probabilities[run]).argmax())]
        score = min(1.0, max(0.0, float(scores[run].mean())))
        found.append(Span(starts[run[0]], ends[run[-1]], kind, round(score, 4), RECOGNIZER))
    return found


def _runs(
    text: str,
    reading: Reading,
    scores: "NDArray[np.float32]",
    threshold: float,
    turn_begins: set[int],
) -> Iterator[list[int]]:
    run: list[int] = []
    for index in (scores >= threshold).nonzero()[0].tolist():
        if run and not _goes_on(text, reading, run[-1], index, turn_begins):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _goes_on(
    text: str, reading: Reading, last: int, index: int, turn_begins: Sequence[int] | set[int]
) -> bool:
    between = range(last + 1, index + 1)
    if index - last > 2 or any(word in turn_begins for word in between):
        return False
    starts, ends = reading.words.starts, reading.words.ends
    if index - last == 2 and any(map(str.isalnum, text[starts[last + 1] : ends[last + 1]])):
        return False
    begins, goes_on = reading.probabilities[index, 1::2], reading.probabilities[index, 2::2]
    return bool(goes_on.sum() >= begins.sum())


def _by_type(probabilities: "NDArray[np.float32]") -> "NDArray[np.float32]":
    return (probabilities[:, 1::2] + probabilities[:, 2::2]).sum(axis=0)
