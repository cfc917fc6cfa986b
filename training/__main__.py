"""Make the model of spoken English: fit, cross-validate on the gold, fit again, export.

    make train          # or: python -m training --out build/model

Needs ``training/requirements.txt``. About 45 minutes on two cores; uses a GPU where PyTorch
finds one.
"""

import argparse
import copy
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sottovoce.adapters.spoken_model.labels import N_LABELS
from sottovoce.adapters.spoken_model.session import SpokenModel
from sottovoce.adapters.spoken_model.windows import Words
from training import base, recipe
from training.data import Example, read_interviews
from training.encoder import TokenClassifier, from_base
from training.export import export
from training.fit import Vocabulary, fit
from training.measure import Figures, measure
from training.texts import in_small_letters, join

THRESHOLDS = (0.5, 0.3, 0.2, 0.1, 0.05, 0.02)


def main() -> None:
    """Run the whole recipe; a first stage that is on disk already is not fitted again."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=Path("build/model"))
    out: Path = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    tokenizer = base.read_tokenizer()
    first = _first_stage(tokenizer, out)
    gold = read_interviews(recipe.GOLD)
    figures = {"cross-validated": _cross_validate(first, tokenizer, gold, out)}
    model = _second_stage(first, tokenizer, gold)
    export(model, out / "model.onnx")
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    (out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(f"Copy model.onnx and tokenizer.json from {out} into the package to ship them.")


def _first_stage(tokenizer: Tokenizer, out: Path) -> TokenClassifier:
    model = from_base(
        base.weights_file(), n_labels=N_LABELS, n_layers=base.N_LAYERS, dropout=0.1
    ).to(_device())
    kept = out / "first-stage.pt"
    if kept.exists():
        model.load_state_dict(torch.load(kept, map_location=_device()))
        return model
    fit(model, recipe.first_stage(tokenizer), recipe.FIRST_SCHEDULE, _vocabulary(tokenizer), _say)
    torch.save(model.state_dict(), kept)
    return model


def _second_stage(
    first: TokenClassifier, tokenizer: Tokenizer, gold: Sequence[Example]
) -> TokenClassifier:
    model = copy.deepcopy(first)
    stage = recipe.second_stage(tokenizer, gold)
    fit(model, stage, recipe.SECOND_SCHEDULE, _vocabulary(tokenizer), _say)
    return model.cpu()


def _cross_validate(
    first: TokenClassifier, tokenizer: Tokenizer, gold: Sequence[Example], out: Path
) -> dict[str, object]:
    """Return the figures over all folds; each fold's model stays in ``out`` for the whole detector.

    Which interviews a fold measures is written beside its model.
    """
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    readings: dict[str, dict[str, object]] = {}
    for number, fold in enumerate(recipe.folds(gold)):
        path = out / f"fold-{number}.onnx"
        export(_second_stage(first, tokenizer, fold.learnt), path)
        path.with_suffix(".txt").write_text("\n".join(e.id for e in fold.measured))
        model = SpokenModel(path, out / "tokenizer.json")
        texts = [join(example) for example in fold.measured]
        for style, some in (("as is", texts), ("small", list(map(in_small_letters, texts)))):
            figures = measure(some, lambda text, model=model: _read(model, text), THRESHOLDS)  # type: ignore[misc]
            readings[f"{style} {number}"] = _described(figures)
            _say(f"fold {number} {style}: {_described(figures)}")
    return readings


def _read(model: SpokenModel, text: str) -> tuple[Words, NDArray[np.float32]]:
    reading = model.read(text)
    return reading.words, reading.probabilities


def _described(figures: dict[float, Figures]) -> dict[str, object]:
    return {
        str(threshold): {
            "recall": round(each.recall, 4),
            "precision": round(each.precision, 4),
            "by type": each.by_type(),
        }
        for threshold, each in figures.items()
    }


def _vocabulary(tokenizer: Tokenizer) -> Vocabulary:
    mask, pad = tokenizer.token_to_id("[MASK]"), tokenizer.token_to_id("[PAD]")
    return Vocabulary(tokenizer.get_vocab_size(), mask, pad)


def _device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
