"""Predictions for the Text Anonymization Benchmark, by cross-validation over its court cases.

    python -m training.tab --models build/model --out build/tab
    python benchmarks/text/bench_tab.py build/tab/predictions-0.1.jsonl

The first stage's model, which knows nothing of these cases, learns from half of them and marks the
other half, and the other way round. What is marked is the model's own, without any rule. The
benchmark's types stand in for ours; only whether a word is marked counts.
"""

import argparse
import copy
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from sottovoce.adapters.spoken_model.labels import N_LABELS
from sottovoce.adapters.spoken_model.session import SpokenModel
from sottovoce.adapters.spoken_model.spans import find_spans
from sottovoce.model.spans import EntityType, Span
from training import base
from training.batches import Text, make_samples
from training.data.examples import CORPORA
from training.encoder import TokenClassifier, from_base
from training.export import export
from training.fit import Schedule, Vocabulary, fit

N_FOLDS = 2
N_EPOCHS = 3
THRESHOLDS = (0.5, 0.1, 0.05)
SLOTS = {
    "PERSON": EntityType.PERSON,
    "LOCATION": EntityType.LOCATION,
    "ORGANISATION": EntityType.ORGANISATION,
    "CODE": EntityType.OTHER_ID,
    "DATETIME": EntityType.DATE,
    "DEM": EntityType.AGE,
    "QUANTITY": EntityType.PHONE,
    "MISC": EntityType.FACILITY,
}


def main() -> None:
    """Fit each fold, mark the other cases, write the predictions at each threshold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--models", type=Path, default=Path("build/model"))
    options.add_argument("--out", type=Path, default=Path("build/tab"))
    chosen = options.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    lines = (CORPORA / "tab-train-dev.jsonl").read_text(encoding="utf-8").splitlines()
    cases: list[dict[str, Any]] = [json.loads(line) for line in lines]
    marked: dict[float, list[str]] = {threshold: [] for threshold in THRESHOLDS}
    for fold in range(N_FOLDS):
        learnt = [case for i, case in enumerate(cases) if i % N_FOLDS != fold]
        model = _fitted(chosen.models / "first-stage.pt", learnt, chosen.out / f"tab-{fold}.onnx")
        for case in cases[fold::N_FOLDS]:
            for threshold, line in _mark(model, case):
                marked[threshold].append(line)
    for threshold, rows in marked.items():
        (chosen.out / f"predictions-{threshold}.jsonl").write_text("\n".join(rows) + "\n")


def _fitted(first: Path, cases: Sequence[dict[str, Any]], path: Path) -> SpokenModel:
    tokenizer = base.read_tokenizer()
    model: TokenClassifier = from_base(
        base.weights_file(), n_labels=N_LABELS, n_layers=base.N_LAYERS, dropout=0.1
    )
    model.load_state_dict(torch.load(first, map_location="cpu"))
    model = copy.deepcopy(model)
    samples = [sample for case in cases for sample in make_samples(_text(case), tokenizer)]
    vocabulary = Vocabulary(
        tokenizer.get_vocab_size(), tokenizer.token_to_id("[MASK]"), tokenizer.token_to_id("[PAD]")
    )
    schedule = Schedule(learning_rate=1e-4, head_rate=5e-4, max_pieces=2048, hidden_share=0.0)
    fit(model, [lambda: samples] * N_EPOCHS, schedule, vocabulary, print)
    export(model.cpu(), path)
    tokenizer.save(str(path.with_name("tokenizer.json")), pretty=False)
    return SpokenModel(path, path.with_name("tokenizer.json"))


def _mark(model: SpokenModel, case: dict[str, Any]) -> Iterator[tuple[float, str]]:
    reading = model.read(case["text"])
    for threshold in THRESHOLDS:
        spans = find_spans(case["text"], reading, threshold)
        places = [{"start": span.start, "end": span.end} for span in spans]
        yield threshold, json.dumps({"id": case["id"], "spans": places})


def _text(case: dict[str, Any]) -> Text:
    spans: list[Span] = []
    masked = [span for span in case["spans"] if span.get("identifier") in ("direct", "quasi")]
    for span in sorted(masked, key=lambda each: (each["start"], -each["end"])):
        if not spans or span["start"] >= spans[-1].end:
            spans.append(Span(span["start"], span["end"], SLOTS[span["type"]], 1.0))
    return Text(case["text"], spans)


if __name__ == "__main__":
    main()
