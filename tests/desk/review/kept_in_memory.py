"""Readings that are kept in memory: the real rules and pages, without a database and a store.

That they are kept right is tested with real ones, in ``tests/flow/test_reading.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from tests.desk.review.builders import INTERVIEW, POLICY, a_text

from sottovoce.errors import DeskRefusal, ReadingTaken, StaleReading
from sottovoce.review.marks import Mark
from sottovoce.review.readings import Placed, ReadingRow
from sottovoce.steps.desk.placing import NewMark, place_marks, place_remembered
from sottovoce.steps.desk.reading import Finished, QueueItem, Reading, Saved
from sottovoce.steps.desk.shown import show_change, show_reading
from sottovoce.steps.desk.texts import Text

SINCE = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


@dataclass
class Readings:
    """Stands in for :mod:`sottovoce.steps.desk.reading`, for one interview.

    Attributes:
        text: The interview.
        reader: Who has it.
        refusal: What the next call raises instead; None to let it pass.
        finished: What was finished, in order.
    """

    text: Text = field(default_factory=a_text)
    reader: str = ""
    place: int = 1
    two_readers: bool = False
    version: int = 1
    marks: list[Mark] = field(default_factory=list)
    acts: list[int] = field(default_factory=list)
    refusal: Exception | None = None
    waiting: list[QueueItem] = field(default_factory=list)
    remembered: list[tuple[str, NewMark]] = field(default_factory=list)
    finished: list[tuple[str, str | None]] = field(default_factory=list)
    n_reopened: int = 0
    answered: list[int] = field(default_factory=list)

    def queue(self, place: Any, who: str, sites: Any) -> list[QueueItem]:
        return [each for each in self.waiting if sites is None or each.site in sites]

    def look(self, place: Any, interview_id: str, who: str) -> Reading:
        self._refuse()
        if self.reader and self.reader != who:
            raise ReadingTaken(self.reader, SINCE)
        shown = show_reading(self.text, self._row(), self.marks, POLICY)
        return shown if self.reader else replace(shown, reader="", turns=(), items=())

    def open_reading(self, place: Any, interview_id: str, who: str) -> ReadingRow:
        self._refuse()
        self.reader = self.reader or who
        if self.reader != who:
            raise ReadingTaken(self.reader, SINCE)
        return self._row()

    def take_over(self, place: Any, interview_id: str, who: str) -> ReadingRow:
        self.reader = who
        self.version += 1
        return self._row()

    def mark(
        self, place: Any, interview_id: str, who: str, version: int, changes: Sequence[NewMark],
        *, everywhere: bool = False,
    ) -> Saved:  # fmt: skip
        self._check(who, version)
        placed = place_marks(self.text, self.marks, changes, everywhere=everywhere)
        return self._add(placed)

    def undo(self, place: Any, interview_id: str, who: str, version: int) -> Saved:
        self._check(who, version)
        n_before = self.acts.pop() if self.acts else 0
        touched = {mark.turn for mark in self.marks[n_before:]}
        self.marks = self.marks[:n_before]
        return self._saved(touched)

    def remember(
        self, place: Any, interview_id: str, who: str, version: int, change: NewMark, kind: Any
    ) -> Saved:
        self._check(who, version)
        placed, _ = place_remembered(self.text, self.marks, change, kind)
        self.remembered.append((kind, change))
        return self._add(placed)

    def finish(
        self, place: Any, interview_id: str, who: str, version: int, outcome: str,
        message: str | None = None,
    ) -> Finished:  # fmt: skip
        self._check(who, version)
        self.finished.append((outcome, message))
        answer = None if self.two_readers else outcome.capitalize()
        return Finished(self.text.record.interview_id, self.text.seq, self.two_readers, answer)

    def reopen(self, place: Any, interview_id: str, who: str) -> ReadingRow:
        self._refuse()
        self.n_reopened += 1
        self.version += 1
        return self._row()

    def answer_taken(self, place: Any, finished: Finished) -> None:
        self.answered.append(finished.seq)

    def _refuse(self) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal

    def _check(self, who: str, version: int) -> None:
        self._refuse()
        if self.reader != who:
            raise StaleReading(f"{self.reader} has taken this interview over.", "Choose another.")
        if version != self.version:
            raise StaleReading("It was changed since the page was loaded.", "Load it again.")

    def _add(self, placed: Sequence[Placed]) -> Saved:
        self.acts.append(len(self.marks))
        for each in placed:
            self.marks.append(
                Mark(
                    len(self.marks) + 1, each.turn, each.start, each.end, each.verdict,
                    each.entity_type, each.field,
                )
            )  # fmt: skip
        return self._saved({each.turn for each in placed})

    def _saved(self, turns: set[int]) -> Saved:
        self.version += 1
        return show_change(self.text, self._row(), self.marks, turns, POLICY)

    def _row(self) -> ReadingRow:
        return ReadingRow(
            reading_id=1, interview_id=self.text.record.interview_id, seq=self.text.seq,
            place=self.place, words_sha256="", reader=self.reader, held_since=SINCE,
            version=self.version, closed_at=None, outcome=None, message=None, applied=False,
            answered_at=None, is_listed=False, holders=(self.reader,),
        )  # fmt: skip


def that_waits(interview_id: str = INTERVIEW, **values: Any) -> QueueItem:
    """Return an interview in the list of what waits."""
    usual = {
        "site": "s01", "role": "peer_worker", "since": SINCE, "doubtful": 14, "near_misses": 6,
        "turns": 80, "turns_to_read": 12, "reader": None, "needs_second": False,
    }  # fmt: skip
    return QueueItem(interview_id=interview_id, **(usual | values))


__all__ = ["DeskRefusal", "Readings", "that_waits"]
