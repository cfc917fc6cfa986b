"""How much of marked text a model alone finds, at several thresholds."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sottovoce.adapters.spoken_model.labels import OUTSIDE
from sottovoce.adapters.spoken_model.windows import Words
from training.batches import Text, label_words


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts at one threshold.

    Attributes:
        n: Identifiers by type.
        n_masked: Those of which every word scores enough, by type.
        n_words: Words that score enough.
        n_words_right: Those that belong to an identifier.
    """

    n: Mapping[str, int]
    n_masked: Mapping[str, int]
    n_words: int
    n_words_right: int

    @property
    def recall(self) -> float:
        """Share of identifiers wholly masked."""
        return sum(self.n_masked.values()) / max(1, sum(self.n.values()))

    @property
    def precision(self) -> float:
        """Share of masked words that belong to an identifier."""
        return self.n_words_right / max(1, self.n_words)

    def by_type(self) -> dict[str, float]:
        """Return the recall of each type."""
        return {kind: round(self.n_masked.get(kind, 0) / n, 3) for kind, n in self.n.items()}


def measure(
    texts: Iterable[Text],
    read: Callable[[str], tuple[Words, NDArray[np.float32]]],
    thresholds: Sequence[float],
) -> dict[float, Figures]:
    """Return the figures of a model at each threshold.

    Args:
        texts: Marked text.
        read: Returns a text's words and, for each, the probability of every label.
        thresholds: Least probability of any label but outside.
    """
    n: Counter[str] = Counter()
    masked: dict[float, Counter[str]] = {t: Counter() for t in thresholds}
    chosen, right = Counter[float](), Counter[float]()
    for text in texts:
        words, probabilities = read(text.text)
        scores = 1.0 - probabilities[:, OUTSIDE]
        inside = np.array(label_words(words, text)) > OUTSIDE
        n.update(str(span.entity_type) for span in text.spans)
        starts, ends = np.array(words.starts), np.array(words.ends)
        for threshold in thresholds:
            hit = scores >= threshold
            chosen[threshold] += int(hit.sum())
            right[threshold] += int((hit & inside).sum())
            for span in text.spans:
                touched = (ends > span.start) & (starts < span.end)
                masked[threshold][str(span.entity_type)] += bool(hit[touched].all())
    return {t: Figures(n, masked[t], chosen[t], right[t]) for t in thresholds}
