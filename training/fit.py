"""Fitting the network to marked text."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from training.batches import IGNORED, Sample, hide_names, make_batches
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
    model: TokenClassifier,
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
    rng = random.Random(schedule.seed)
    torch.manual_seed(schedule.seed)
    device = next(model.parameters()).device
    first = epochs[0]()
    steps_expected = len(epochs) * _n_batches(first, schedule)
    optimizer = _optimizer(model, schedule)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate(step / max(1, steps_expected))
    )
    model.train()
    step, began, running = 0, time.monotonic(), 0.0
    for number, make in enumerate(epochs):
        samples = first if number == 0 else make()
        hidden = [
            hide_names(
                s, rng, mask_id=vocabulary.mask_id, n_vocabulary=vocabulary.n_pieces,
                share=schedule.hidden_share,
            )
            for s in samples
        ]  # fmt: skip
        for batch in make_batches(
            hidden, rng, max_pieces=schedule.max_pieces, pad_id=vocabulary.pad_id
        ):
            with torch.autocast(device.type, dtype=torch.bfloat16):
                logits = model(batch.ids.to(device), batch.cases.to(device), batch.mask.to(device))
            loss = functional.cross_entropy(
                logits.float().view(-1, model.n_labels),
                batch.targets.to(device).view(-1),
                ignore_index=IGNORED,
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
            step += 1
            running += (float(loss.detach()) - running) / min(step, 100)
            if step % 50 == 0:
                minutes = (time.monotonic() - began) / 60
                progress = f"pass {number + 1} step {step}/{steps_expected}"
                say(f"{progress} loss {running:.4f} after {minutes:.1f} min")


def _n_batches(samples: Sequence[Sample], schedule: Schedule) -> int:
    return 1 + int(1.05 * sum(len(s.ids) for s in samples) / schedule.max_pieces)


def _rate(progress: float) -> float:
    return min(1.0, progress / 0.1) * max(0.02, 1.0 - progress)


def _optimizer(model: TokenClassifier, schedule: Schedule) -> torch.optim.Optimizer:
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
