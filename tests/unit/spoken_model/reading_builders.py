"""Readings with the probabilities that a test gives them, so that no model is needed."""

import re

import numpy as np

from sottovoce.adapters.spoken_model.labels import N_LABELS, OUTSIDE, begins, goes_on
from sottovoce.adapters.spoken_model.session import Reading
from sottovoce.adapters.spoken_model.windows import Words
from sottovoce.model.spans import EntityType

P, L, A = EntityType.PERSON, EntityType.LOCATION, EntityType.AGE
WORD = re.compile(r"\w+|[^\w\s]")

Mark = tuple[str, EntityType, float]
"""``B`` or ``I``, a type, and how likely the word is of it."""


def a_reading(text: str, *marks: Mark | None) -> Reading:
    """Return a reading in which word i is outside unless ``marks[i]`` says otherwise."""
    found = list(WORD.finditer(text))
    probabilities = np.zeros((len(found), N_LABELS), dtype=np.float32)
    probabilities[:, OUTSIDE] = 1.0
    for row, mark in zip(probabilities, marks, strict=False):
        if mark is not None:
            which, kind, score = mark
            row[OUTSIDE] = 1.0 - score
            row[(begins if which == "B" else goes_on)(kind)] = score
    starts, ends = [m.start() for m in found], [m.end() for m in found]
    breaks = [
        i for i, at in enumerate(starts) if i == 0 or "\n" in text[ends[i - 1] : at]
    ]  # fmt: skip
    pieces = [[1]] * len(found)
    return Reading(Words(starts, ends, [0] * len(found), pieces, breaks), probabilities)
