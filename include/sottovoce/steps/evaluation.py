"""Measure detectors on interviews whose identifiers people marked. ``sottovoce evaluate``."""

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from sottovoce import __version__
from sottovoce.adapters.gold import (
    GoldInterview,
    gold_fingerprint,
    lower_cased,
    read_gold,
    read_gold_rosters,
    read_must_stay,
    read_names,
)
from sottovoce.adapters.gold_predictions import read_predictions
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.deidentify.text.scoring import scored_texts
from sottovoce.deidentify.text.scoring_bootstrap import Draws, figures
from sottovoce.deidentify.text.scoring_report import Cost, Evaluation, Gold, Result
from sottovoce.deidentify.text.scoring_sweep import sweep
from sottovoce.deidentify.text.scoring_tally import Rulers, tally_interview
from sottovoce.model.rosters import Roster
from sottovoce.model.transcripts import MarkedTranscript, Transcript
from sottovoce.review import needs_review
from sottovoce.steps.evaluation_tools import OURS, STOCK, ToolProcess

AS_IS, LOWER = "as is", "lower"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        casings: ``AS_IS``, ``LOWER`` or both, in the order in which they are shown.
        thresholds: Also find what each of them would hide; none if empty.
        n_rounds: How often each tool reads all interviews for its speed; 0 leaves speed out.
        draws: How intervals are drawn.
    """

    casings: tuple[str, ...] = (AS_IS, LOWER)
    thresholds: tuple[float, ...] = ()
    n_rounds: int = 2
    draws: Draws = field(default_factory=Draws)


def evaluate_tools(gold_dir: Path, policy: DeidentifyPolicy, plan: Plan) -> Evaluation:
    """Return the figures of stock Presidio and of this package on the same interviews.

    Args:
        gold_dir: As ``docs/benchmark.md`` lays it down: ``*.gold.txt`` anywhere below, and
            ``rosters/``, ``names.csv`` and ``must_stay.csv`` if there are any.
        policy: What counts, from which score on.
        plan: What to measure.

    Raises:
        StudyConfigError: The folder holds no gold interview, or a broken file.
        MissingModel: A language model is not installed.
        ToolStopped: A tool ended early.
    """
    bench = _Bench.of(gold_dir, policy, plan)
    with ExitStack() as running:
        stock, ours = (running.enter_context(ToolProcess(n, policy)) for n in (STOCK, OURS))
        results = [
            result for casing in plan.casings for result in bench.measure(stock, ours, casing)
        ]
        costs = bench.costs(stock, ours) if plan.n_rounds else ()
    if plan.thresholds:
        results += bench.sweep_ours()
    return bench.evaluation(results, costs)


def evaluate_predictions(
    gold_dir: Path, file: Path, tool: str, policy: DeidentifyPolicy, plan: Plan
) -> Evaluation:
    """Return the figures of what another tool found.

    Args:
        gold_dir: As for :func:`evaluate_tools`.
        file: What it found, as :func:`read_predictions` takes it.
        tool: What to call it.
        policy: Not asked, but for the score under which a person would look.
        plan: Its one casing says which version of the gold the tool read.

    Raises:
        StudyConfigError: The folder or the file is broken.
    """
    bench = _Bench.of(gold_dir, policy, plan)
    found = read_predictions(file, bench.golds)
    result = bench.result(
        tool, plan.casings[0], found, with_roster=False, thresholds=plan.thresholds
    )
    return bench.evaluation([result], ())


@dataclass(frozen=True, slots=True)
class _Bench:
    """The gold, ready to hold tools against."""

    golds: list[GoldInterview]
    rosters: dict[str, Roster]
    rulers: Rulers
    fingerprint: str
    policy: DeidentifyPolicy
    plan: Plan

    @classmethod
    def of(cls, gold_dir: Path, policy: DeidentifyPolicy, plan: Plan) -> "_Bench":
        golds = read_gold(gold_dir)
        rulers = Rulers(read_names(gold_dir), read_must_stay(gold_dir))
        rosters = read_gold_rosters(gold_dir, golds)
        return cls(golds, rosters, rulers, gold_fingerprint(gold_dir), policy, plan)

    def measure(self, stock: ToolProcess, ours: ToolProcess, casing: str) -> list[Result]:
        transcripts, none = self.transcripts(casing), [Roster()] * len(self.golds)
        results = [
            self.result(tool.name, casing, tool.mark(transcripts, none).marked, with_roster=False)
            for tool in (stock, ours)
        ]
        if self.rosters:
            known = [self.rosters.get(gold.name, Roster()) for gold in self.golds]
            marked = ours.mark(transcripts, known).marked
            results.append(self.result(OURS, casing, marked, with_roster=True))
        return results

    def sweep_ours(self) -> list[Result]:
        """Detect once more, from the lowest threshold on, and cut at each of them."""
        lowest = min(self.plan.thresholds)
        policy = self.policy.model_copy(update={"detect_threshold": lowest})
        none = [Roster()] * len(self.golds)
        with ToolProcess(OURS, policy) as ours:
            return [
                self.result(
                    f"{OURS} from {lowest:g} on",
                    casing,
                    ours.mark(self.transcripts(casing), none).marked,
                    with_roster=False,
                    thresholds=self.plan.thresholds,
                )
                for casing in self.plan.casings
            ]

    def transcripts(self, casing: str) -> list[Transcript]:
        plain = [gold.transcript for gold in self.golds]
        return [lower_cased(each) for each in plain] if casing == LOWER else plain

    def result(
        self,
        tool: str,
        casing: str,
        marked: Sequence[MarkedTranscript],
        *,
        with_roster: bool,
        thresholds: Sequence[float] = (),
    ) -> Result:
        texts = [
            scored_texts(gold.marked, found) for gold, found in zip(self.golds, marked, strict=True)
        ]
        tallies = [
            tally_interview(each, gold.header["style"], self.rulers)
            for gold, each in zip(self.golds, texts, strict=True)
        ]
        return Result(
            tool,
            with_roster,
            casing,
            figures(tallies, self.plan.draws),
            sum(not needs_review(found, self.policy) for found in marked),
            sweep(texts, thresholds),
        )

    def costs(self, *tools: ToolProcess) -> tuple[Cost, ...]:
        """Time the tools in turns, so that a busy machine slows all alike."""
        transcripts = self.transcripts(AS_IS)
        seconds: dict[str, list[float]] = {tool.name: [] for tool in tools}
        for _ in range(self.plan.n_rounds):
            for tool in tools:
                seconds[tool.name].append(tool.read(transcripts).cpu_s)
        return tuple(
            Cost(
                tool.name,
                self.n_words / statistics.median(seconds[tool.name]),
                tool.peak_memory_mb(),
            )
            for tool in tools
        )

    @property
    def n_words(self) -> int:
        return sum(gold.transcript.n_words for gold in self.golds)

    def evaluation(self, results: Sequence[Result], costs: tuple[Cost, ...]) -> Evaluation:
        n_identifiers = sum(gold.marked.n_spans for gold in self.golds)
        return Evaluation(
            Gold(len(self.golds), self.n_words, n_identifiers, self.fingerprint),
            self.plan.draws,
            len(self.rulers.must_stay),
            {"sottovoce": __version__, "presidio-analyzer": version("presidio-analyzer")},
            tuple(results),
            costs,
        )
