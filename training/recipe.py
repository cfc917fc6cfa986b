"""What the model learns from, in which order.

First all that is not gold: interviews told again under other names, snippets, open corpora. Then,
briefly, the gold and the interviews written last, with a little of the rest so that it is not
forgotten. A figure about a gold interview comes from a second stage that did not see it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from training.batches import Sample, make_samples
from training.data import Example, build, corpora, read_interviews, snippets
from training.fit import Schedule
from training.texts import join, join_short

INTERVIEWS = Path(__file__).parent / "interviews"
GOLD = Path(__file__).parents[1] / "tests" / "gold"
FIRST, LATER = ("a", "b", "c", "d"), ("e",)
N_FOLDS = 4
FIRST_SCHEDULE = Schedule(learning_rate=2e-4, seed=7)
SECOND_SCHEDULE = Schedule(learning_rate=6e-5, head_rate=2e-4, seed=8)


@dataclass(frozen=True, slots=True)
class Fold:
    """Gold interviews that are learnt from, and those that are measured on."""

    learnt: Sequence[Example]
    measured: Sequence[Example]


def read_parts(parts: Iterable[str]) -> list[Example]:
    """Return the marked interviews of some folders of ``training/interviews``."""
    return [example for part in parts for example in read_interviews(INTERVIEWS / part)]


def folds(gold: Sequence[Example]) -> Iterator[Fold]:
    """Yield four ways to part the gold; each interview is measured in one of them."""
    for number in range(N_FOLDS):
        yield Fold(
            [example for i, example in enumerate(gold) if i % N_FOLDS != number],
            [example for i, example in enumerate(gold) if i % N_FOLDS == number],
        )


def first_stage(tokenizer: Tokenizer, *, n_epochs: int = 3) -> list[Callable[[], list[Sample]]]:
    """Return what makes the samples of each pass of the first stage."""
    interviews = read_parts(FIRST)

    def make(epoch: int) -> list[Sample]:
        told = build(epoch, 5, interviews=interviews, has_corpora=False, snippet_share=0.0)
        some = [each for i, each in enumerate(corpora(0)) if i // 2 % n_epochs == epoch]
        texts = [
            *map(join, told),
            *join_short(snippets(epoch, n_words=150_000), n_together=6),
            *join_short(some, n_together=1),
        ]
        return [sample for text in texts for sample in make_samples(text, tokenizer)]

    return [lambda epoch=epoch: make(epoch) for epoch in range(n_epochs)]  # type: ignore[misc]


def second_stage(tokenizer: Tokenizer, gold: Sequence[Example]) -> list[Callable[[], list[Sample]]]:
    """Return what makes the samples of the one pass of the second stage."""

    def make() -> list[Sample]:
        rest = read_parts(FIRST)[::3]
        told = [
            *_build(100, 4, gold),
            *_build(101, 2, read_parts(LATER)),
            *_build(102, 1, rest),
        ]
        texts = [*map(join, told), *join_short(snippets(100, n_words=20_000), n_together=6)]
        return [sample for text in texts for sample in make_samples(text, tokenizer)]

    return [make]


def _build(seed: int, n_copies: int, interviews: Sequence[Example]) -> Iterator[Example]:
    return build(seed, n_copies, interviews=interviews, has_corpora=False, snippet_share=0.0)
