"""What a reprocess run reports: counts by interview and in all, never a word."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType
from sottovoce.model.states import State
from sottovoce.review.changes import Changes
from sottovoce.steps.faults import Report

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one interview, or in a dry run would.

    Attributes:
        interview_id: Which.
        before: Where it was.
        after: Where it is now.
        changes: What is found otherwise than before.
    """

    interview_id: InterviewId
    before: State
    after: State
    changes: Changes


def log_rows(rows: Sequence[Row], *, dry_run: bool) -> None:
    """Log a line for each interview, and one for all of them."""
    heading = "Dry run, nothing is changed." if dry_run else "Cleaned again."
    log.info("%s %d interviews.", heading, len(rows))
    for row in rows:
        log.info("%s: %s to %s; %s", row.interview_id, row.before, row.after, in_words(row.changes))
    if rows:
        log.info("all: %s", in_words(sum((row.changes for row in rows), Changes())))


def in_words(changes: Changes) -> str:
    """Return counts as in ``added 2 (PERSON 2), removed 1 (DATE 1)``."""
    said = [
        f"{kind.replace('_', ' ')} {counts.total()} ({by_type(counts)})"
        for kind, counts in changes.by_kind().items()
        if counts
    ]
    return ", ".join(said) or "nothing is found otherwise"


def by_type(counts: Counter[EntityType]) -> str:
    """Return counts as in ``DATE 1, PERSON 2``; empty without any."""
    return ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items()) if n)


def with_changes(report: Report, rows: Iterable[Row]) -> Report:
    """Return a report that counts the changes too."""
    counts = Counter(report["counts"])
    for row in rows:
        counts.update({kind: each.total() for kind, each in row.changes.by_kind().items()})
    return Report(counts=dict(counts), faults=report["faults"])


def add_up(reports: Iterable[Report | None]) -> Report:
    """Return the reports of all batches as one, and log its counts."""
    given = [report for report in reports if report]
    counts: Counter[str] = Counter()
    for report in given:
        counts.update(report["counts"])
    log.info("All batches: %s.", ", ".join(f"{what} {n}" for what, n in counts.items()) or "none")
    return Report(counts=dict(counts), faults=[f for each in given for f in each["faults"]])
