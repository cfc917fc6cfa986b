"""Marked interviews as batches of numbers."""

import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tokenizers import Tokenizer

from sottovoce.adapters.spoken_model.labels import OUTSIDE, begins, goes_on
from sottovoce.adapters.spoken_model.windows import Words, cut_windows, find_words
from sottovoce.model.spans import Span

if TYPE_CHECKING:
    from torch import Tensor

IGNORED = -100
"""Target of a piece that teaches nothing; what PyTorch's cross entropy leaves out."""


@dataclass(frozen=True, slots=True)
class Text:
    """One marked text.

    Attributes:
        text: Turns, joined.
        spans: Its identifiers.
        unknown: Stretches ``(start, end)`` of which the corpus doesn't say what they are.
    """

    text: str = field(repr=False)
    spans: Sequence[Span]
    unknown: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """What one window teaches: pieces, how their words are written, what they are."""

    ids: list[int]
    cases: list[int]
    targets: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Several samples, padded; each of shape ``(samples, pieces)``."""

    ids: "Tensor"
    cases: "Tensor"
    mask: "Tensor"
    targets: "Tensor"


def label_words(words: Words, text: Text) -> list[int]:
    """Return the label of each word, ``IGNORED`` where it isn't known."""
    labels = [OUTSIDE] * len(words.starts)
    for start, end in text.unknown:
        for index in _inside(words, start, end):
            labels[index] = IGNORED
    for span in text.spans:
        for position, index in enumerate(_inside(words, span.start, span.end)):
            labels[index] = (goes_on if position else begins)(span.entity_type)
    return labels


def make_samples(text: Text, tokenizer: Tokenizer) -> Iterator[Sample]:
    """Yield the windows of a text that teach something; words read for context teach as well."""
    words = find_words(text.text, tokenizer)
    labels = label_words(words, text)
    for window in cut_windows(words):
        sample = Sample([], [], [])
        for index in range(window.context, window.last):
            pieces = words.pieces[index]
            sample.ids.extend(pieces)
            sample.cases.extend([words.cases[index]] * len(pieces))
            sample.targets.extend([labels[index], *[IGNORED] * (len(pieces) - 1)])
        if any(target != IGNORED for target in sample.targets):
            yield sample


def hide_names(
    sample: Sample, rng: random.Random, *, mask_id: int, n_vocabulary: int, share: float
) -> Sample:
    """Return the sample with some identifying words made unreadable.

    Half of them become the mask, half become random pieces: what is around a name has to give it
    away, because no list holds every name.
    """
    ids = list(sample.ids)
    hidden = False
    for index, target in enumerate(sample.targets):
        if target != IGNORED:
            hidden = target > OUTSIDE and rng.random() < share
        if hidden:
            ids[index] = mask_id if rng.random() < 0.5 else rng.randrange(1000, n_vocabulary)
    return Sample(ids, sample.cases, sample.targets)


def make_batches(
    samples: Iterable[Sample], rng: random.Random, *, max_pieces: int, pad_id: int
) -> list[Batch]:
    """Return batches of samples of like length, in random order.

    Args:
        samples: In any order.
        rng: Decides on the order.
        max_pieces: Most pieces in a batch of more than one sample, padding counted.
        pad_id: The piece that fills up.
    """
    ordered = sorted(samples, key=lambda sample: len(sample.ids) + rng.random() * 8)
    batches: list[Batch] = []
    group: list[Sample] = []
    longest = 0
    for sample in ordered:
        longest = max(longest, len(sample.ids))
        if group and (len(group) + 1) * longest > max_pieces:
            batches.append(_pad(group, pad_id))
            group, longest = [], len(sample.ids)
        group.append(sample)
    if group:
        batches.append(_pad(group, pad_id))
    rng.shuffle(batches)
    return batches


def _inside(words: Words, start: int, end: int) -> Iterator[int]:
    index = bisect_left(words.ends, start + 1)
    while index < len(words.starts) and words.starts[index] < end:
        yield index
        index += 1


def _pad(group: Sequence[Sample], pad_id: int) -> Batch:
    import torch

    length = max(len(sample.ids) for sample in group)

    def rows(values: Iterable[list[int]], fill: int) -> "Tensor":
        return torch.tensor([row + [fill] * (length - len(row)) for row in values])

    ids = rows((s.ids for s in group), pad_id)
    mask = rows(([1] * len(s.ids) for s in group), 0)
    cases = rows((s.cases for s in group), 0)
    return Batch(ids, cases, mask, rows((s.targets for s in group), IGNORED))
