"""How soon a person who reads in the order of the ranking meets what detection left in view.

    python benchmarks/text/bench_review.py [--gold tests/gold] [--models build/model]
        [--also FOLDER MODEL.onnx] [--json FILE]

A leak is a gold identifier of which any character is in view. In a speaker label it counts once an
interview, at the first turn with that label, because it is put right once. Every turn that is read
counts, whether it has masks in it or not: of an interview of 41 turns the first 11 are a quarter.
"With repetitions" also counts the leaks that say the same words as one that was read: who has found
a name looks for it in the rest.

Compared with random order (its expectation), with the longest turns first, and with perfect order.
Each interview is read as it is and in small letters, without a roster; interviews are drawn again,
both readings together, for the intervals.

`--models` is the folder that `python -m training` leaves: each gold interview is then read with
the model that did not see it. Without it the package's model reads what it learnt from, and what it
leaves is too little and too easy. `--also` adds marked interviews and the model for them.

The weights of the ranking are fitted on such interviews. So the figure to quote is that of weights
fitted without the interview that is ranked (ten groups), and the other is what the package does.
It ends with the weights fitted on all of them, as `review/ranking.py` has them, and a constant that
comes true in the gold: `--also` may be harder, or the model for it younger, which says where leaks
are but not how many there will be.
"""

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sottovoce.adapters.gold import GoldInterview, lower_cased, read_gold
from sottovoce.adapters.presidio.detector import TextDetector
from sottovoce.adapters.spoken_model.session import TOKENIZER_FILE, SpokenModel
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.scoring import is_fully_masked
from sottovoce.deidentify.text.scoring_bootstrap import Draws, Figure, figures
from sottovoce.deidentify.text.scoring_tally import Row, Tally
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn
from sottovoce.review.ranking import BASE, WEIGHTS
from sottovoce.review.signals import Signal, measure_hints

SIGNALS = tuple(Signal)
QUARTER, N_GROUPS, N_BINS = 0.25, 10, 10
FIT_STEPS, PENALTY = 40, 1.0
Floats = NDArray[np.float64]


class Leak(NamedTuple):
    """Words in view, in small letters, and the turn that says them."""

    turn: int
    words: str


@dataclass(frozen=True)
class Read:
    """One interview, read once: what is left in each turn, and what the package says of it."""

    name: str
    leaks: list[Leak] = field(repr=False)
    n_leaks: Floats
    n_chars: Floats
    signals: Floats
    spans: list[tuple[float, bool]] = field(repr=False)
    near_misses: list[tuple[float, bool]] = field(repr=False)


def judge(name: str, gold: MarkedTranscript, found: MarkedTranscript) -> Read:
    """Return what detection left in each turn, beside the signals of the turn."""
    pairs = list(zip(gold.turns, found.turns, strict=True))
    hints = measure_hints(found)
    leaks = find_leaks(pairs)
    at = [leak.turn for leak in leaks]
    return Read(
        name,
        leaks,
        np.array([at.count(position) for position in range(len(pairs))], float),
        np.array([len(turn.turn.text) for turn in found.turns], float),
        np.array([[each.amounts[signal] for signal in SIGNALS] for each in hints]),
        [(s.score, any(map(s.overlaps, g.spans))) for g, f in pairs for s in f.spans],
        [(s.score, any(map(s.overlaps, g.spans))) for g, f in pairs for s in f.near_misses],
    )


def find_leaks(pairs: Sequence[tuple[MarkedTurn, MarkedTurn]]) -> list[Leak]:
    """Return the identifiers that are in view, wholly or in part, of turns as marked and found."""
    found, labels = [], set()
    for position, (gold, turn) in enumerate(pairs):
        text, label = turn.turn.text, turn.turn.speaker or ""
        found += [Leak(position, words) for words in _in_view(text, gold.spans, turn.spans)]
        for words in _in_view(label, gold.speaker_spans, turn.speaker_spans):
            if (label, words) not in labels:
                found.append(Leak(position, words))
            labels.add((label, words))
    return found


def _in_view(text: str, gold: Sequence[Span], masked: Sequence[Span]) -> list[str]:
    left = (span for span in gold if not is_fully_masked(text, span, masked))
    return [text[span.start : span.end].lower() for span in left]


def met(order: Sequence[int] | NDArray[np.int64], n_leaks: Floats, share: float = QUARTER) -> float:
    """Return how many leaks the first turns of an order hold."""
    return float(n_leaks[order[: math.ceil(share * len(n_leaks))]].sum())


def met_with_repetitions(order: NDArray[np.int64], leaks: Sequence[Leak]) -> int:
    """Return how many leaks are in the first turns of an order, or say what is said there."""
    first = set(order[: math.ceil(QUARTER * len(order))].tolist())
    words = {leak.words for leak in leaks if leak.turn in first}
    return sum(leak.words in words for leak in leaks)


def fit_weights(signals: Floats, n_leaks: Floats) -> Floats:
    """Return the weights of a Poisson regression, the constant last, by Newton's method.

    Large weights are penalised; the constant is not.
    """
    x = with_constant(signals)
    rigid = np.array([PENALTY] * (x.shape[1] - 1) + [1e-6])
    weights = np.zeros(x.shape[1])
    weights[-1] = math.log(max(n_leaks.mean(), 1e-6))
    for _ in range(FIT_STEPS):
        expected = np.exp(x @ weights)
        curvature = (x.T * expected) @ x + np.diag(rigid)
        step = np.linalg.solve(curvature, x.T @ (n_leaks - expected) - rigid * weights)
        weights = weights + step
    return weights


def with_constant(signals: Floats) -> Floats:
    """Return the signals with a column of ones."""
    return np.hstack([signals, np.ones((len(signals), 1))])


def weights_without(reads: Sequence[Read]) -> dict[str, Floats]:
    """Return, for each interview by name, weights fitted without it and the rest of its group."""
    names = sorted({read.name for read in reads})
    found = {}
    for group in range(N_GROUPS):
        left_out = set(names[group::N_GROUPS])
        if kept := [read for read in reads if read.name not in left_out]:
            found |= dict.fromkeys(left_out, fit_weights(*_stacked(kept)))
    return found


def compare(reads: Sequence[Read], draws: Draws) -> dict[str, Figure]:
    """Return the share of leaks that a quarter of the turns holds, by the order of reading."""
    own, others = np.array([*(WEIGHTS[signal] for signal in SIGNALS), BASE]), weights_without(reads)
    tallies: dict[str, Tally] = {}
    for read in reads:
        tally = tallies.setdefault(read.name, Tally())
        for order, n_met in _orders(read, own, others.get(read.name, own)):
            row = Row("order", order)
            tally.cases[row] += read.n_leaks.sum()
            tally.successes[row] += n_met
    return {row.name: figure for row, figure in figures(list(tallies.values()), draws).items()}


def in_one_queue(reads: Sequence[Read]) -> float:
    """Return the same share when the turns of all interviews stand in one queue."""
    others = weights_without(reads)
    expected = np.concatenate([with_constant(read.signals) @ others[read.name] for read in reads])
    n_leaks = _stacked(reads)[1]
    return met(_falling(expected), n_leaks) / max(1.0, n_leaks.sum())


def calibration(told: Sequence[tuple[float, bool]]) -> dict[str, object]:
    """Return how far scores are from the share that is right, in ten equal steps of the scale."""
    if not told:
        return {"n": 0}
    scores, right = np.array([t[0] for t in told]), np.array([t[1] for t in told])
    bins = np.minimum((scores * N_BINS).astype(int), N_BINS - 1)
    table = [
        {
            "from": b / N_BINS,
            "n": int((bins == b).sum()),
            "told": round(float(scores[bins == b].mean()), 3),
            "right": round(float(right[bins == b].mean()), 3),
        }
        for b in sorted(set(bins.tolist()))
    ]
    gaps = [abs(scores[bins == b].sum() - right[bins == b].sum()) for b in range(N_BINS)]
    return {"n": len(told), "error": round(float(sum(gaps)) / len(told), 4), "bins": table}


def _orders(read: Read, own: Floats, others: Floats) -> Iterator[tuple[str, float]]:
    n_turns = len(read.n_leaks)
    yield "ranking", met(_falling(with_constant(read.signals) @ own), read.n_leaks)
    by_others = _falling(with_constant(read.signals) @ others)
    yield "ranking, fitted on others", met(by_others, read.n_leaks)
    yield "the same, with repetitions", met_with_repetitions(by_others, read.leaks)
    yield "the same, a third of the turns", met(by_others, read.n_leaks, 1 / 3)
    yield "the same, half of the turns", met(by_others, read.n_leaks, 1 / 2)
    yield "longest first", met(_falling(read.n_chars), read.n_leaks)
    yield "random", read.n_leaks.sum() * math.ceil(QUARTER * n_turns) / n_turns
    yield "perfect", met(_falling(read.n_leaks), read.n_leaks)


def _falling(amounts: Floats) -> NDArray[np.int64]:
    return np.argsort(-amounts, kind="stable")


def _stacked(reads: Sequence[Read]) -> tuple[Floats, Floats]:
    signals = np.concatenate([read.signals for read in reads])
    return signals, np.concatenate([read.n_leaks for read in reads])


def _read_all(golds: Sequence[GoldInterview], spoken: SpokenModel | None) -> Iterator[Read]:
    detector = TextDetector(DeidentifyPolicy(), spoken=spoken)
    for gold in golds:
        once = {each.text: each for each in (gold.transcript, lower_cased(gold.transcript))}
        for transcript in once.values():
            yield judge(gold.name, gold.marked, detector.detect(transcript, Roster()))


def _read_folds(golds: Sequence[GoldInterview], models: Path | None) -> Iterator[Read]:
    if models is None:
        yield from _read_all(golds, None)
        return
    for names in sorted(models.glob("fold-*.txt")):
        spoken = SpokenModel(names.with_suffix(".onnx"), TOKENIZER_FILE)
        unseen = set(names.read_text(encoding="utf-8").split())
        yield from _read_all([gold for gold in golds if gold.name in unseen], spoken)


def levelled(reads: Sequence[Read], gold: Sequence[Read]) -> Floats:
    """Return the weights fitted on all, with the constant that comes true in the gold."""
    fitted = fit_weights(*_stacked(reads))
    signals, n_leaks = _stacked(gold)
    expected = float(np.exp(with_constant(signals) @ fitted).sum())
    fitted[-1] += math.log(max(1e-6, n_leaks.sum()) / expected)
    return fitted


def report(gold: Sequence[Read], also: Sequence[Read]) -> dict[str, object]:
    """Return every figure, ready for JSON."""
    reads = [*gold, *also]
    n_leaks = _stacked(reads)[1]
    weights = levelled(reads, gold)
    orders = compare(reads, Draws())
    return {
        "interviews": len({read.name for read in reads}),
        "readings": len(reads),
        "turns": len(n_leaks),
        "leaks": int(n_leaks.sum()),
        "found in a quarter": {name: asdict(figure) for name, figure in orders.items()},
        "found in a quarter, one queue": in_one_queue(reads),
        "span scores": calibration([each for read in reads for each in read.spans]),
        "near-miss scores": calibration([each for read in reads for each in read.near_misses]),
        "weights": dict(zip([*map(str, SIGNALS), "base"], weights.round(3).tolist(), strict=True)),
    }


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--gold", type=Path, default=Path("tests/gold"))
    options.add_argument("--models", type=Path)
    options.add_argument("--also", type=Path, nargs=2, metavar=("FOLDER", "MODEL"))
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    gold = list(_read_folds(read_gold(chosen.gold), chosen.models))
    also: list[Read] = []
    if chosen.also:
        folder, model = chosen.also
        also += _read_all(read_gold(folder), SpokenModel(model, TOKENIZER_FILE))
    found = json.dumps(report(gold, also), indent=1)
    print(found)
    if chosen.json:
        chosen.json.write_text(found + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
