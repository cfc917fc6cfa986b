"""Which labels a transcript uses, told from the whole of it."""

from collections import Counter
from collections.abc import Iterable

from sottovoce.transcripts.labels import (
    is_capitalised,
    is_full_name,
    is_role,
    is_word_role,
    label_key,
)
from sottovoce.transcripts.leads import Habit, Lead

_MOST = 0.9
_SOME = 0.3
_BESIDE_TIMES = (Habit.STAMPED, Habit.HEADING)
_NEEDED_SHARE = {Habit.DASH: _MOST, Habit.TAB: _MOST, Habit.BRACKETED: 0.5}


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
        if not lead or not lead.label or not lead.habit:
            return
        self._seen[lead.habit, label_key(lead.label)] += 1
        if lead.habit is Habit.COLON and lead.times:
            self._n_stamped += 1

    def accepts(self, lead: Lead) -> bool:
        """Whether the label of ``lead`` is one."""
        if not lead.label or not lead.habit:
            return False
        if lead.habit is Habit.COLON:
            return self._accepts_colon(lead, lead.label)
        if lead.habit in _BESIDE_TIMES:
            return self._accepts_stamped(lead.label)
        if lead.habit in _NEEDED_SHARE:
            return self._accepts_unmarked(lead.label, lead.habit)
        return self._accepts_name(lead.label, lead.habit)

    @property
    def has_bare_times(self) -> bool:
        """Whether most lines begin with a time, so that a bare ``10:30`` is one too."""
        return self._n_timed * 2 > self._n_lines

    def _accepts_colon(self, lead: Lead, label: str) -> bool:
        if is_role(label) or self._recurs(label, Habit.COLON, *_BESIDE_TIMES):
            return True
        share = self._share(Habit.COLON)
        if lead.times:
            return share >= _MOST
        if self._n_stamped * 2 > self._n_of[Habit.COLON] or not is_capitalised(label):
            return False
        return share >= (_SOME if is_full_name(label) else _MOST)

    def _accepts_stamped(self, label: str) -> bool:
        if is_role(label) or self._recurs(label, Habit.COLON, *_BESIDE_TIMES):
            return True
        n_alike = sum(self._n_of[habit] for habit in _BESIDE_TIMES)
        return n_alike > 1 and is_capitalised(label)

    def _accepts_unmarked(self, label: str, habit: Habit) -> bool:
        """A label set off by less than a colon: only where this is the file's habit."""
        if habit is Habit.DASH and is_word_role(label):
            return True
        is_shouted = habit is Habit.DASH and label.isupper() and len(label) > 1
        if not is_shouted and self._share(habit) < _NEEDED_SHARE[habit]:
            return False
        return self._recurs(label, habit) or (not is_shouted and self._is_known(label))

    def _accepts_name(self, label: str, habit: Habit) -> bool:
        """A name alone on its line: only where this is the file's habit."""
        if habit is Habit.BARE:
            return self._recurs(label, habit)
        n_alike = self._n_of[habit] + self._n_of[Habit.BARE]
        is_habit = n_alike > 1 and n_alike >= _MOST * self._n_timed
        return is_habit and (self._recurs(label, habit) or self._is_known(label))

    def _is_known(self, label: str) -> bool:
        return is_role(label) or (is_capitalised(label) and is_full_name(label))

    def _share(self, habit: Habit) -> float:
        return self._n_of[habit] / max(1, self._n_lines)

    def _recurs(self, label: str, *habits: Habit) -> bool:
        return sum(self._seen[habit, label_key(label)] for habit in habits) > 1
