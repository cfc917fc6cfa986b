"""Fitting the network to marked text."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.batches import IGNORED, Batch, Sample, hide_names, make_batches

if TYPE_CHECKING:
    from torch import Tensor
    from torch.optim import Optimizer

    from training.encoder import TokenClassifier


@dataclass(frozen=True, slots=True)
class Schedule:
    """How to fit.

    Attributes:
        learning_rate: Highest rate of the encoder; it rises for a tenth of the steps, then falls
            in a line.
        head_rate: The same for the new parts: head and case embedding.
        max_pieces: Pieces in a batch.
        hidden_share: Share of identifying words that are made unreadable.
        seed: Decides on every draw.
    """

    learning_rate: float = 1.5e-4
    head_rate: float = 1e-3
    max_pieces: int = 4096
    hidden_share: float = 0.12
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Ids that fitting needs to know."""

    n_pieces: int
    mask_id: int
    pad_id: int


def fit(
    model: "TokenClassifier",
    epochs: Sequence[Callable[[], Sequence[Sample]]],
    schedule: Schedule,
    vocabulary: Vocabulary,
    say: Callable[[str], None],
) -> None:
    """Fit ``model`` in place.

    Args:
        model: On whatever device it is.
        epochs: One maker of samples for each pass; each may make others.
        schedule: How.
        vocabulary: Of the tokenizer.
        say: Takes a line every fifty steps.
    """
    import torch

    rng = random.Random(schedule.seed)
    torch.manual_seed(schedule.seed)
    first = epochs[0]()
    progress = _Progress(len(epochs) * _n_batches(first, schedule), say)
    optimizer = _optimizer(model, schedule)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate(step / progress.n_expected)
    )
    model.train()
    for number, make in enumerate(epochs):
        samples = make() if number else first
        for batch in _batches(samples, rng, schedule, vocabulary):
            loss = _loss(model, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
            progress.step(float(loss.detach()))


class _Progress:
    """Counts steps and tells of every fiftieth."""

    def __init__(self, n_expected: int, say: Callable[[str], None]) -> None:
        self.n_expected = n_expected
        self._say = say
        self._n, self._loss, self._began = 0, 0.0, time.monotonic()

    def step(self, loss: float) -> None:
        self._n += 1
        self._loss += (loss - self._loss) / min(self._n, 100)
        if self._n % 50 == 0:
            minutes = (time.monotonic() - self._began) / 60
            count = f"step {self._n}/{self.n_expected}"
            self._say(f"{count} loss {self._loss:.4f} after {minutes:.1f} min")


def _batches(
    samples: Sequence[Sample], rng: random.Random, schedule: Schedule, vocabulary: Vocabulary
) -> list[Batch]:
    mask_id, n_pieces, share = vocabulary.mask_id, vocabulary.n_pieces, schedule.hidden_share
    hidden = [
        hide_names(sample, rng, mask_id=mask_id, n_vocabulary=n_pieces, share=share)
        for sample in samples
    ]
    return make_batches(hidden, rng, max_pieces=schedule.max_pieces, pad_id=vocabulary.pad_id)


def _loss(model: "TokenClassifier", batch: Batch) -> "Tensor":
    import torch
    from torch.nn import functional

    device = next(model.parameters()).device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        logits = model(batch.ids.to(device), batch.cases.to(device), batch.mask.to(device))
    return functional.cross_entropy(
        logits.float().view(-1, model.n_labels),
        batch.targets.to(device).view(-1),
        ignore_index=IGNORED,
    )


def _n_batches(samples: Sequence[Sample], schedule: Schedule) -> int:
    return 1 + int(1.05 * sum(len(s.ids) for s in samples) / schedule.max_pieces)


def _rate(progress: float) -> float:
    return min(1.0, progress / 0.1) * max(0.02, 1.0 - progress)


def _optimizer(model: "TokenClassifier", schedule: Schedule) -> "Optimizer":
    import torch

    fresh = [*model.head.parameters(), *model.cases.parameters()]
    known = {id(parameter) for parameter in fresh}
    rest = [p for p in model.parameters() if id(p) not in known]
    return torch.optim.AdamW(
        [
            {"params": rest, "lr": schedule.learning_rate},
            {"params": fresh, "lr": schedule.head_rate},
        ],
        weight_decay=0.01,
        fused=True,
    )
