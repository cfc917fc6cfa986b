"""What the whole detector finds in the gold, each interview by a model that did not learn from it.

    python -m training.predict --models build/model --out build/gold
    sottovoce evaluate tests/gold --predictions build/gold/as-is.json --as-is
    sottovoce evaluate tests/gold --predictions build/gold/small.json --lower

With ``--rosters`` each interview's roster is used. The form of the files is laid down in
docs/benchmark.md.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sottovoce.adapters.gold import GoldInterview, lower_cased, read_gold, read_gold_rosters
from sottovoce.adapters.presidio.detector import TextDetector
from sottovoce.adapters.spoken_model.session import SpokenModel
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.rosters import Roster
from sottovoce.model.transcripts import MarkedTranscript
from training.recipe import GOLD, N_FOLDS


def main() -> None:
    """Write one file for the gold as it is and one for it in small letters."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--models", type=Path, default=Path("build/model"))
    options.add_argument("--out", type=Path, default=Path("build/gold"))
    options.add_argument("--rosters", action="store_true")
    chosen = options.parse_args()
    gold = read_gold(GOLD)
    rosters = read_gold_rosters(GOLD, gold) if chosen.rosters else {}
    found: dict[str, dict[str, list[dict[str, Any]]]] = {"as-is": {}, "small": {}}
    for fold in range(N_FOLDS):
        detector = _detector(chosen.models, fold)
        measured = set((chosen.models / f"fold-{fold}.txt").read_text().split())
        for interview in (each for each in gold if each.name in measured):
            roster = rosters.get(interview.name, Roster())
            for style, transcript in _styles(interview):
                marked = detector.detect(transcript, roster)
                found[style][interview.name] = list(_rows(marked))
    chosen.out.mkdir(parents=True, exist_ok=True)
    for style, rows in found.items():
        (chosen.out / f"{style}.json").write_text(json.dumps(rows))


def _detector(models: Path, fold: int) -> TextDetector:
    model = SpokenModel(models / f"fold-{fold}.onnx", models / "tokenizer.json")
    return TextDetector(DeidentifyPolicy(), spoken=model)


def _styles(interview: GoldInterview) -> Iterator[tuple[str, Any]]:
    yield "as-is", interview.transcript
    yield "small", lower_cased(interview.transcript)


def _rows(marked: MarkedTranscript) -> Iterator[dict[str, Any]]:
    for turn in marked.turns:
        for where, spans in (("text", turn.spans), ("speaker", turn.speaker_spans)):
            for span in spans:
                place = {"turn": turn.turn.index, "start": span.start, "end": span.end}
                yield {**place, "type": str(span.entity_type), "score": span.score, "in": where}


if __name__ == "__main__":
    main()
