"""The training mix: interviews told again, snippets, and openly licensed text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from training.data.examples import TRAINED_ON, read_corpus, read_interviews
from training.data.marking import Example
from training.data.resample import resample
from training.data.roughen import lowered, noisy, spoken
from training.data.snippets import snippet


def build(
    seed: int,
    n_copies: int,
    *,
    interviews: Sequence[Example] | None = None,
    snippet_share: float = 0.25,
    has_corpora: bool = True,
) -> Iterator[Example]:
    """Yield the examples to train on; the same for the same seed, and in no random order.

    Args:
        seed: Decides everything that is drawn.
        n_copies: How often each interview is told again with other names; the original is
            given once besides.
        interviews: The marked interviews; those of ``training/interviews`` if None.
        snippet_share: How many of all words but those of the corpora are snippets, below 1.
        has_corpora: Whether the corpora are given too, once cased and once in small letters.

    Yields:
        Interviews, then snippets, then the corpora. Shuffle windows, not examples.
    """
    sources = read_interviews() if interviews is None else interviews
    n_words = 0
    for example in _interviews(sources, n_copies, seed):
        n_words += count_words(example)
        yield example
    yield from snippets(seed, n_words=int(n_words * snippet_share / (1 - snippet_share)))
    if has_corpora:
        yield from corpora(seed)


def snippets(seed: int, *, n_words: int) -> Iterator[Example]:
    """Yield snippets of at least ``n_words`` words together, in every style."""
    rng, made, number = rng_of(seed, "snippets"), 0, 0
    while made < n_words:
        example = styled(snippet(rng, f"snippet-{number}"), rng)
        made, number = made + count_words(example), number + 1
        yield example


def corpora(seed: int) -> Iterator[Example]:
    """Yield every text of the corpora that are trained on, as it is and in small letters."""
    for corpus in TRAINED_ON:
        rng = rng_of(seed, corpus.file)
        for example in read_corpus(corpus):
            yield example
            yield lowered(example, rng, has_marks=rng.random() < 0.3)


def styled(example: Example, rng: Random) -> Example:
    """Return ``example`` in a style that is drawn: half in small letters, some noisy."""
    said = (
        spoken(example, rng, share=rng.choice((0.1, 0.5, 0.8))) if rng.random() < 0.5 else example
    )
    drawn = rng.random()
    if drawn < 0.2:
        return said
    if drawn < 0.45:
        return noisy(said, rng)
    fit: Callable[[Example], Example] = (lambda each: noisy(each, rng)) if drawn < 0.7 else _same
    return lowered(fit(said), rng, has_marks=rng.random() < 0.2)


def rng_of(seed: int, name: str) -> Random:
    """Return a source of chance for one purpose, so that no purpose shifts another's draws."""
    return Random(f"{seed}/{name}")


def count_words(example: Example) -> int:
    """Return how many words an example holds."""
    return sum(len(turn.text.split()) for turn in example.turns)


def _interviews(sources: Sequence[Example], n_copies: int, seed: int) -> Iterator[Example]:
    for example in sources:
        yield example
        for number in range(n_copies):
            rng = rng_of(seed, f"{example.id}/{number}")
            told = replace(resample(example, rng), id=f"{example.id}+{number}")
            yield styled(told, rng)


def _same(example: Example) -> Example:
    return example
