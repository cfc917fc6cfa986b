"""Which labels a transcript uses, told from the whole of it."""

from collections import Counter
from collections.abc import Iterable

from sottovoce.transcripts.labels import (
    is_capitalised,
    is_label_shaped,
    is_role,
    is_word_role,
    label_key,
)
from sottovoce.transcripts.leads import Habit, Lead

_MOST = 0.9


class Vocabulary:
    """The labels of one transcript, and its habits.

    A label is accepted when its form is that of a label and it recurs, or is a role
    (``Interviewer``, ``P1``), or is a name in a file in which every line has a label.
    In doubt it is not: then its words stay in the turn, where nothing is lost.
    """

    def __init__(self, leads: Iterable[Lead | None], *, n_timed: int) -> None:
        """Count what every line of the transcript begins with.

        Args:
            leads: One entry a line that isn't blank; None if it can't begin with a label.
            n_timed: Lines that begin with a timestamp.
        """
        self._seen: Counter[tuple[Habit, str]] = Counter()
        self._n_lines = 0
        self._n_stamped = 0
        for lead in leads:
            self._n_lines += 1
            self._count(lead)
        self._n_timed = n_timed
        self._n_of = Counter(habit for habit, _ in self._seen.elements())

    def _count(self, lead: Lead | None) -> None:
        if not lead or not lead.label or not lead.habit or not is_label_shaped(lead.label):
            return
        self._seen[lead.habit, label_key(lead.label)] += 1
        if lead.habit is Habit.COLON and lead.times:
            self._n_stamped += 1

    def accepts(self, lead: Lead) -> bool:
        """Whether the label of ``lead`` is one."""
        if not lead.label or not is_label_shaped(lead.label):
            return False
        if lead.habit is Habit.COLON:
            return self._accepts_colon(lead, lead.label)
        if lead.habit in {Habit.STAMPED, Habit.HEADING}:
            return self._accepts_stamped(lead.label)
        if lead.habit is Habit.DASH:
            return is_word_role(lead.label) or self._recurs(lead.label, Habit.DASH)
        if lead.habit is Habit.TAB:
            is_habit = self._n_of[Habit.TAB] >= _MOST * self._n_lines
            return is_habit and (is_role(lead.label) or self._recurs(lead.label, Habit.TAB))
        return lead.habit is not None and self._accepts_name(lead.label, lead.habit)

    @property
    def has_bare_times(self) -> bool:
        """Whether most lines begin with a time, so that a bare ``10:30`` is one too."""
        return self._n_timed * 2 > self._n_lines

    def _accepts_colon(self, lead: Lead, label: str) -> bool:
        if is_role(label) or self._recurs(label, Habit.COLON, Habit.STAMPED, Habit.HEADING):
            return True
        if self._n_of[Habit.COLON] < _MOST * self._n_lines:
            return False
        is_habit_stamped = self._n_stamped * 2 > self._n_of[Habit.COLON]
        return bool(lead.times) or (is_capitalised(label) and not is_habit_stamped)

    def _accepts_stamped(self, label: str) -> bool:
        if is_role(label) or self._recurs(label, Habit.COLON, Habit.STAMPED, Habit.HEADING):
            return True
        n_alike = self._n_of[Habit.STAMPED] + self._n_of[Habit.HEADING]
        return n_alike > 1 and is_capitalised(label)

    def _accepts_name(self, label: str, habit: Habit) -> bool:
        """A name without a colon, alone on its line: only where this is the file's habit."""
        n_alike = self._n_of[habit] + self._n_of[Habit.BARE]
        is_habit = habit is Habit.BARE or n_alike >= _MOST * self._n_timed
        return is_habit and self._recurs(label, habit)

    def _recurs(self, label: str, *habits: Habit) -> bool:
        return sum(self._seen[habit, label_key(label)] for habit in habits) > 1
