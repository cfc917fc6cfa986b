"""Samples as tensors."""

import random

import pytest
import torch

from training.batches import IGNORED, Sample, make_batches

PAD = 0


def samples(*lengths: int) -> list[Sample]:
    """Return samples whose pieces, cases and targets all say which sample they are of."""
    return [
        Sample([number] * length, [number % 6] * length, [number] * length)
        for number, length in enumerate(lengths, start=1)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_no_sample_is_lost_and_no_batch_is_too_large(seed: int) -> None:
    rng = random.Random(seed)
    made = samples(*(rng.randint(1, 256) for _ in range(80)))
    batches = make_batches(made, rng, max_pieces=1024, pad_id=PAD)
    assert all(batch.ids.numel() <= 1024 for batch in batches)
    rows = [row for batch in batches for row in batch.ids.tolist()]
    assert sorted(set(row).difference({PAD}).pop() for row in rows) == list(range(1, 81))


def test_a_sample_larger_than_a_batch_is_a_batch_of_its_own() -> None:
    batches = make_batches(samples(300, 5, 5), random.Random(1), max_pieces=100, pad_id=PAD)
    assert sorted(tuple(batch.ids.shape) for batch in batches) == [(1, 300), (2, 5)]


def test_padding_is_masked_and_teaches_nothing() -> None:
    (batch,) = make_batches(samples(3, 7), random.Random(1), max_pieces=100, pad_id=PAD)
    padded = batch.mask == 0
    assert int(padded.sum()) == 4
    assert torch.equal(batch.ids == PAD, padded)
    assert torch.equal(batch.targets == IGNORED, padded)


def test_samples_of_like_length_are_together() -> None:
    batches = make_batches(samples(*[10, 200] * 40), random.Random(1), max_pieces=2000, pad_id=PAD)
    n_padding = sum(int((batch.mask == 0).sum()) for batch in batches)
    assert n_padding < 0.1 * sum(batch.ids.numel() for batch in batches)
