"""Fit the calibration of scores, on gold interviews that the model beside it did not see.

    python -m training.calibrate --models build/model

Reads what ``python -m training`` left: one model for each fold and the interviews it may be
measured on. Writes the weights, and prints how far scores are from the truth when each fold is
left out of the fit.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sottovoce.adapters.gold import GoldInterview, lower_cased, read_gold
from sottovoce.adapters.presidio.detector import Candidates, TextDetector
from sottovoce.adapters.spoken_model.calibration import CALIBRATION_FILE
from sottovoce.adapters.spoken_model.session import SpokenModel
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.calibration import BIAS, BOTH, MODEL_LOGIT, RULE_LOGIT, features
from sottovoce.deidentify.text.document import Document, split_spans
from sottovoce.deidentify.text.merge import best_scores, group_spans
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import Span
from training.recipe import GOLD, N_FOLDS

_LESS_RIGID = (BIAS, MODEL_LOGIT, RULE_LOGIT, BOTH)
_PENALTY, _WEAK_PENALTY, _ROUNDS = 2.0, 0.01, 50


@dataclass(frozen=True, slots=True)
class Case:
    """One group of overlapping spans: what the regression reads, and whether it is right."""

    fold: int
    read: Mapping[str, float]
    is_right: bool


def main() -> None:
    """Fit, say how good it is, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--models", type=Path, default=Path("build/model"))
    options.add_argument("--out", type=Path, default=CALIBRATION_FILE)
    chosen = options.parse_args()
    cases = [case for fold in range(N_FOLDS) for case in _cases(chosen.models, fold)]
    told, right = [], []
    for fold in range(N_FOLDS):
        weights = fit([case for case in cases if case.fold != fold])
        measured = [case for case in cases if case.fold == fold]
        told += [_probability(weights, case.read) for case in measured]
        right += [case.is_right for case in measured]
    print(json.dumps(reliability(np.array(told), np.array(right)), indent=1))
    chosen.out.write_text(json.dumps(fit(cases), indent=1, sort_keys=True) + "\n")


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """Return the weights of a logistic regression, by Newton's method, large weights penalised."""
    names = sorted({name for case in cases for name in case.read})
    x = np.array([[case.read.get(name, 0.0) for name in names] for case in cases])
    y = np.array([case.is_right for case in cases], dtype=float)
    penalty = np.diag([_WEAK_PENALTY if name in _LESS_RIGID else _PENALTY for name in names])
    w = np.zeros(len(names))
    for _ in range(_ROUNDS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + penalty @ w
        curvature = (x * (p * (1 - p))[:, None]).T @ x + penalty
        w -= np.linalg.solve(curvature, gradient)
    return {name: round(float(weight), 4) for name, weight in zip(names, w, strict=True)}


def reliability(told: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, object]:
    """Return, for each tenth of the scale, how many spans there are and how many are right."""
    bins = np.minimum((told * 10).astype(int), 9)
    table = {
        f"{b / 10:.1f}": {
            "n": int((bins == b).sum()),
            "told": round(float(told[bins == b].mean()), 3),
            "right": round(float(right[bins == b].mean()), 3),
        }
        for b in range(10)
        if (bins == b).any()
    }
    error = sum(abs(told[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / max(
        1, len(told)
    )
    return {"bins": table, "expected calibration error": round(float(error), 4)}


def _cases(models: Path, fold: int) -> Iterator[Case]:
    model = SpokenModel(models / f"fold-{fold}.onnx", models / "tokenizer.json")
    detector = TextDetector(DeidentifyPolicy(), spoken=model)
    measured = set((models / f"fold-{fold}.txt").read_text().split())
    for gold in read_gold(GOLD):
        if gold.name in measured:
            for transcript in (gold.transcript, lower_cased(gold.transcript)):
                for found in detector.candidates(transcript, Roster()):
                    yield from _judge(found, gold, fold)


def _judge(found: Candidates, gold: GoldInterview, fold: int) -> Iterator[Case]:
    likely = group_spans(found.likely)
    reach = [(group[0].start, max(span.end for span in group)) for group in likely]
    faint = [
        span
        for span in found.faint
        if not any(span.start < end and start < span.end for start, end in reach)
    ]
    for group in [*likely, *group_spans(faint)]:
        yield Case(fold, features(best_scores(group)), _is_right(group, found.document, gold))


def _is_right(group: Sequence[Span], document: Document, gold: GoldInterview) -> bool:
    marks = {marked.turn.index: marked.spans for marked in gold.marked.turns}
    placed = split_spans(document, group)
    return any(
        span.overlaps(mark) for turn, spans in placed.items() for span in spans
        for mark in marks.get(turn, ())
    )  # fmt: skip


def _probability(weights: Mapping[str, float], read: Mapping[str, float]) -> float:
    total = sum(weights.get(name, 0.0) * value for name, value in read.items())
    return float(1.0 / (1.0 + np.exp(-total)))


if __name__ == "__main__":
    main()
