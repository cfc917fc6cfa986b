"""Stock Presidio and this package's detector on the same gold interviews, in one run.

    python benchmarks/text/compare.py [--gold tests/gold] [--json FILE] [--rounds 3]

Speed is measured in alternation, round by round, so that a busy machine slows both alike. Recall is
full-mask recall: a gold span counts when every character of it is covered. The gold interviews were
used while the rules were written: read the figures as those of development data.
"""

import argparse
import csv
import importlib.util
import json
import logging
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from sottovoce.adapters.gold import GoldInterview, read_gold
from sottovoce.adapters.presidio import TextDetector
from sottovoce.adapters.presidio.detector import DEFAULT_MODEL
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.scoring import Recall, ScoredText, is_fully_masked, score
from sottovoce.model.rosters import ROSTER_KINDS, Roster, RosterEntry
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn
from sottovoce.review import needs_review

POLICY = DeidentifyPolicy()
Marker = Callable[[GoldInterview], MarkedTranscript]


def stock_marker(model: str) -> Marker:
    """Presidio as it comes: default registry, default pipeline; turn by turn, labels too."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    models = [{"lang_code": "en", "model_name": model}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    analyzer = AnalyzerEngine(nlp_engine=provider.create_engine())

    def find(text: str | None) -> tuple[Span, ...]:
        results = analyzer.analyze(text, language="en") if text else []
        return tuple(Span(r.start, r.end, EntityType.PERSON, r.score) for r in results)

    def mark(gold: GoldInterview) -> MarkedTranscript:
        # The whole interview in one call: the kinder way to time it. Turns share no line.
        text = gold.transcript.text
        results = analyzer.analyze(text, language="en")
        turns = []
        for turn in gold.transcript.turns:
            spans = tuple(
                Span(
                    max(r.start, turn.start_char) - turn.start_char,
                    min(r.end, turn.end_char) - turn.start_char,
                    EntityType.PERSON,
                    r.score,
                )
                for r in results
                if r.start < turn.end_char and turn.start_char < r.end
            )
            turns.append(MarkedTurn(turn, spans, ()))
        return MarkedTranscript(tuple(turns), "txt")

    def mark_all(gold: GoldInterview) -> MarkedTranscript:
        marked = mark(gold)
        labels = {turn.speaker: find(turn.speaker) for turn in gold.transcript.turns}
        return MarkedTranscript(
            tuple(MarkedTurn(t.turn, t.spans, labels[t.turn.speaker]) for t in marked.turns), "txt"
        )

    mark_all.timed = mark  # type: ignore[attr-defined]
    return mark_all


def our_marker(rosters: dict[str, Roster]) -> Marker:
    detector = TextDetector(POLICY)
    return lambda gold: detector.detect(gold.transcript, rosters.get(gold.name, Roster()))


def read_rosters(folder: Path) -> dict[str, Roster]:
    rosters = {}
    kinds = ROSTER_KINDS | {"place": EntityType.LOCATION}
    for path in sorted((folder / "rosters").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as rows:
            entries = [
                RosterEntry(kinds[r["kind"]], r["value"].strip()) for r in csv.DictReader(rows)
            ]
        rosters[path.stem] = Roster(tuple(entries))
    return rosters


def scored_texts(gold: GoldInterview, marked: MarkedTranscript) -> list[ScoredText]:
    texts = []
    for expected, found in zip(gold.marked.turns, marked.turns, strict=True):
        texts.append(ScoredText(expected.turn.text, expected.spans, found.spans))
        if expected.turn.speaker:
            texts.append(
                ScoredText(expected.turn.speaker, expected.speaker_spans, found.speaker_spans)
            )
    return texts


def figures(golds: list[GoldInterview], marked: list[MarkedTranscript], names: dict) -> dict:
    by_style = defaultdict(list)
    for gold, found in zip(golds, marked, strict=True):
        by_style[gold.header["style"]] += scored_texts(gold, found)
    every = [text for texts in by_style.values() for text in texts]
    total = score(every)
    leaks = [
        any(
            not is_fully_masked(t.text, g, t.predicted)
            for t in scored_texts(gold, found)
            for g in t.gold
        )
        for gold, found in zip(golds, marked, strict=True)
    ]
    return {
        "recall": total.overall.rate,
        "token_precision": total.token_precision,
        "recall_by_type": {k: r.rate for k, r in sorted(total.by_type.items())},
        "recall_by_style": {k: score(v).overall.rate for k, v in sorted(by_style.items())},
        "recall_by_name": {k: r.rate for k, r in sorted(by_name(every, names).items())},
        "interviews_without_leak": leaks.count(False),
        "interviews_without_doubt": sum(not needs_review(m, POLICY) for m in marked),
        "interviews": len(golds),
    }


def by_name(texts: list[ScoredText], names: dict[str, tuple[str, str]]) -> dict[str, Recall]:
    recalls: dict[str, Recall] = defaultdict(Recall)
    for text in texts:
        for span in text.gold:
            if span.entity_type is not EntityType.PERSON:
                continue
            origin, is_word = names.get(text.text[span.start : span.end], ("unlisted", "no"))
            masked = is_fully_masked(text.text, span, text.predicted)
            recalls[f"origin {origin}"].count(masked=masked)
            if is_word == "yes":
                recalls["common word"].count(masked=masked)
    return recalls


def words_a_second(golds: list[GoldInterview], mark: Marker) -> float:
    run = getattr(mark, "timed", mark)
    started = time.process_time()
    for gold in golds:
        run(gold)
    return sum(g.transcript.n_words for g in golds) / (time.process_time() - started)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    options.add_argument("--gold", type=Path, default=Path("tests/gold"))
    options.add_argument("--json", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    golds = read_gold(chosen.gold)
    with (chosen.gold / "names.csv").open(encoding="utf-8", newline="") as rows:
        names = {
            r["surface"]: (r["origin_group"], r["is_common_word"]) for r in csv.DictReader(rows)
        }
    markers = {"stock sm": stock_marker(DEFAULT_MODEL), "ours": our_marker({})}
    if importlib.util.find_spec("en_core_web_md"):
        markers["stock md"] = stock_marker("en_core_web_md")
    speeds: dict[str, list[float]] = defaultdict(list)
    for _ in range(chosen.rounds):
        for name, mark in markers.items():
            speeds[name].append(words_a_second(golds, mark))
    markers["ours with rosters"] = our_marker(read_rosters(chosen.gold))
    report = {
        name: figures(golds, [mark(gold) for gold in golds], names)
        for name, mark in markers.items()
    }
    for name, rates in speeds.items():
        report[name]["words_a_second"] = statistics.median(rates)
    ratio = report["ours"]["words_a_second"] / report["stock sm"]["words_a_second"]
    print(json.dumps(report, indent=2))
    print(f"ours reads {ratio:.2f} times as many words a second as stock Presidio (CPU time)")
    if chosen.json:
        chosen.json.write_text(json.dumps({**report, "speed_ratio": ratio}, indent=2))


if __name__ == "__main__":
    main()
