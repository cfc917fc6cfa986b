"""Measure the detector on interviews whose identifiers people marked. ``sottovoce evaluate``."""

import csv
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sottovoce.adapters.gold import GoldInterview, read_gold
from sottovoce.adapters.presidio import TextDetector
from sottovoce.adapters.presidio.detector import DEFAULT_MODEL
from sottovoce.adapters.stock_presidio import StockPresidio
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.scoring import Recall, ScoredText, is_fully_masked, score
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import MarkedTranscript
from sottovoce.review import needs_review
from sottovoce.validation.rosters import read_roster

Figures = dict[str, Any]
"""Of one detector: shares between 0 and 1, counts, and words a second."""


def evaluate_detectors(
    gold_dir: Path, policy: DeidentifyPolicy, n_rounds: int
) -> dict[str, Figures]:
    """Return the figures of stock Presidio and of this package on the same interviews.

    Speed is measured in alternation, round by round, so that a busy machine slows both alike, in
    words a second of CPU time; a warm-up round comes first and is not counted.

    Args:
        gold_dir: Holds ``*.gold.txt`` anywhere below; ``rosters/<name>.csv`` and ``names.csv``
            (surface, origin_group, is_common_word) if there are any.
        policy: What counts, from which score on.
        n_rounds: How often each detector reads all interviews for its speed, at least 1.

    Returns:
        Figures by ``stock presidio``, ``sottovoce`` and, where there are rosters,
        ``sottovoce with rosters``.

    Raises:
        StudyConfigError: The folder holds no gold interview, or a broken one.
    """
    golds = read_gold(gold_dir)
    names = _read_names(gold_dir / "names.csv")
    rosters = _read_rosters(gold_dir / "rosters", golds)
    stock, ours = StockPresidio(DEFAULT_MODEL), TextDetector(policy)
    marked = {
        "stock presidio": [stock.mark(gold.transcript) for gold in golds],
        "sottovoce": [ours.detect(gold.transcript, Roster()) for gold in golds],
    }
    if rosters:
        marked["sottovoce with rosters"] = [
            ours.detect(gold.transcript, rosters.get(gold.name, Roster())) for gold in golds
        ]
    report = {name: _figures(golds, found, names, policy) for name, found in marked.items()}
    readers: dict[str, Callable[[GoldInterview], object]] = {
        "stock presidio": lambda gold: stock.read(gold.transcript),
        "sottovoce": lambda gold: ours.detect(gold.transcript, Roster()),
    }
    for name, speeds in _alternate(golds, readers, n_rounds).items():
        report[name]["words_a_second"] = statistics.median(speeds)
    return report


def _figures(
    golds: Sequence[GoldInterview],
    marked: Sequence[MarkedTranscript],
    names: Mapping[str, tuple[str, str]],
    policy: DeidentifyPolicy,
) -> Figures:
    by_interview = [_texts(gold, found) for gold, found in zip(golds, marked, strict=True)]
    by_style: dict[str, list[ScoredText]] = defaultdict(list)
    for gold, texts in zip(golds, by_interview, strict=True):
        by_style[gold.header["style"]] += texts
    every = [text for texts in by_interview for text in texts]
    total = score(every)
    return {
        "interviews": len(golds),
        "recall": total.overall.rate,
        "token_precision": total.token_precision,
        "interviews_without_leak": sum(score(t).overall.rate == 1 for t in by_interview),
        "interviews_without_doubt": sum(not needs_review(found, policy) for found in marked),
        "recall_by_type": {str(kind): r.rate for kind, r in sorted(total.by_type.items())},
        "recall_by_style": {s: score(t).overall.rate for s, t in sorted(by_style.items())},
        "recall_by_name": {n: r.rate for n, r in sorted(_by_name(every, names).items())},
    }


def _texts(gold: GoldInterview, marked: MarkedTranscript) -> list[ScoredText]:
    pairs = list(zip(gold.marked.turns, marked.turns, strict=True))
    words = [ScoredText(g.turn.text, g.spans, found.spans) for g, found in pairs]
    labels = [
        ScoredText(g.turn.speaker, g.speaker_spans, found.speaker_spans)
        for g, found in pairs
        if g.turn.speaker
    ]
    return words + labels


def _by_name(
    texts: Iterable[ScoredText], names: Mapping[str, tuple[str, str]]
) -> dict[str, Recall]:
    recalls: dict[str, Recall] = defaultdict(Recall)
    for text in texts:
        for span in text.gold:
            if span.entity_type is not EntityType.PERSON:
                continue
            origin, is_word = names.get(text.text[span.start : span.end], ("unlisted", "no"))
            masked = is_fully_masked(text.text, span, text.predicted)
            recalls[f"origin: {origin}"].count(masked=masked)
            if is_word == "yes":
                recalls["names that are words"].count(masked=masked)
    return recalls


def _alternate(
    golds: Sequence[GoldInterview],
    readers: Mapping[str, Callable[[GoldInterview], object]],
    n_rounds: int,
) -> dict[str, list[float]]:
    """Return words a second of CPU time for each reader in each round."""
    n_words = sum(gold.transcript.n_words for gold in golds)
    speeds: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(n_rounds + 1):
        for name, read in readers.items():
            started = time.process_time()
            for gold in golds:
                read(gold)
            speeds[name].append(n_words / (time.process_time() - started))
    return {name: of_rounds[1:] for name, of_rounds in speeds.items()}


def _read_names(file: Path) -> dict[str, tuple[str, str]]:
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["surface"]: (row["origin_group"], row["is_common_word"]) for row in rows}


def _read_rosters(folder: Path, golds: Sequence[GoldInterview]) -> dict[str, Roster]:
    files = {gold.name: folder / f"{gold.name}.csv" for gold in golds}
    return {name: read_roster(f.read_bytes()) for name, f in files.items() if f.exists()}
