"""Read the turns in the lines of a file, whatever its format."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sottovoce.transcripts.assemble import Draft, Line, Passage
from sottovoce.transcripts.labels import is_word_role
from sottovoce.transcripts.leads import Habit, Lead, read_label, read_time
from sottovoce.transcripts.stamps import Times, find_end_stamp
from sottovoce.transcripts.vocabulary import Vocabulary


def read_turns(passages: Sequence[Passage]) -> Iterator[Draft]:
    """Yield the turns of all passages, in order.

    The labels are learnt from the whole file first, so that ``mum: no`` in one turn is not
    taken for a speaker while ``priya: no`` in every other turn is.
    """
    leads = [_read_leads(passage) for passage in passages]
    vocabulary = _learn(passages, leads)
    is_labelled = any(p.speaker for p in passages) or any(
        lead and vocabulary.accepts(lead) for found in leads for lead in found
    )
    for passage, passage_leads in zip(passages, leads, strict=True):
        if passage.is_one_turn:
            yield from _settled(passage)
        else:
            yield from _Reader(passage, vocabulary, is_labelled).read(passage_leads)


def _settled(passage: Passage) -> Iterator[Draft]:
    if passage.lines:
        last = passage.lines[-1]
        yield Draft(
            passage.speaker,
            passage.times,
            passage.lines[0].start_char,
            last.start_char + len(last.text),
        )


def _read_leads(passage: Passage) -> list[Lead | None]:
    """Return one lead a line: None if it is blank or can't begin with a label."""
    if passage.is_one_turn:
        return []
    written = [line for line in passage.lines if not line.is_blank]
    following = dict(zip(map(id, written), written[1:], strict=False))
    preceding = dict(zip(map(id, written[1:]), written, strict=False))
    leads: list[Lead | None] = []
    for line in passage.lines:
        lead = None if line.is_blank else read_label(line.text)
        if lead and lead.habit in {Habit.BARE, Habit.TIMED_NAME}:
            habit = _name_habit(lead, preceding.get(id(line)), following.get(id(line)))
            lead = replace(lead, habit=habit) if habit else None
        leads.append(lead)
    return leads


def _name_habit(lead: Lead, before: Line | None, after: Line | None) -> Habit | None:
    """Which habit a name alone on its line follows; None if no words can be its own."""
    if after is None:
        return None
    is_time_next = read_time(after.text).times is not None
    if lead.habit is Habit.TIMED_NAME:
        return None if is_time_next else Habit.TIMED_NAME
    if is_time_next and not _is_lone_time(after):
        return None
    if lead.label and is_word_role(lead.label):
        return Habit.BARE
    if is_time_next:
        return Habit.BEFORE_TIME
    return Habit.AFTER_TIME if before is not None and _is_lone_time(before) else None


def _is_lone_time(line: Line) -> bool:
    lead = read_time(line.text)
    return lead.times is not None and lead.text_at == len(line.text)


def _learn(passages: Iterable[Passage], leads: Iterable[list[Lead | None]]) -> Vocabulary:
    seen: list[Lead | None] = []
    n_timed = 0
    for passage, passage_leads in zip(passages, leads, strict=True):
        for line, lead in zip(passage.lines, passage_leads, strict=False):
            if line.is_blank:
                continue
            seen.append(lead)
            n_timed += read_time(line.text).times is not None
    return Vocabulary(seen, n_timed=n_timed)


class _Reader:
    """Goes through the lines of one passage, holding the turn that is open."""

    def __init__(self, passage: Passage, vocabulary: Vocabulary, is_labelled: bool) -> None:
        self._passage = passage
        self._vocabulary = vocabulary
        self._is_labelled = is_labelled
        self._open: Draft | None = None
        self._lone_times: Times | None = None

    def read(self, leads: Sequence[Lead | None]) -> Iterator[Draft]:
        for line, lead in zip(self._passage.lines, leads, strict=True):
            if not line.is_blank:
                yield from self._read_line(line, lead)
        yield from self._close()

    def _read_line(self, line: Line, lead: Lead | None) -> Iterator[Draft]:
        if lead and self._vocabulary.accepts(lead):
            yield from self._begin(lead.label, lead.times, line, lead.text_at)
            return
        timed = self._read_time(line)
        if timed and timed.times and timed.text_at == len(line.text):
            yield from self._note_time(timed.times)
        elif timed:
            yield from self._begin(None, timed.times, line, timed.text_at)
        elif not self._is_title(line):
            yield from self._continue(line)

    def _read_time(self, line: Line) -> Lead | None:
        """A timestamp without a label, unless the file's structure tells the time already."""
        if self._passage.times.start_s is not None:
            return None
        timed = read_time(line.text)
        is_time = timed.is_sure_time or self._vocabulary.has_bare_times
        return timed if timed.times and is_time else None

    def _is_title(self, line: Line) -> bool:
        """A heading before the first speaker is the document's, not speech."""
        return line.is_title and self._is_labelled and (not self._open or not self._open.speaker)

    def _note_time(self, times: Times) -> Iterator[Draft]:
        """A timestamp alone on its line belongs to the words after it."""
        if self._open and self._open.start_char is None:
            self._open.times = times
            return
        yield from self._close()
        self._lone_times = times

    def _begin(
        self, speaker: str | None, times: Times | None, line: Line, text_at: int
    ) -> Iterator[Draft]:
        yield from self._close()
        known = self._passage.times if self._passage.times != Times() else None
        self._open = Draft(
            speaker or self._passage.speaker, known or times or self._lone_times or Times()
        )
        self._lone_times = None
        if text_at < len(line.text):
            self._extend(line, text_at)

    def _continue(self, line: Line) -> Iterator[Draft]:
        if self._open is None:
            yield from self._begin(None, None, line, 0)
        else:
            self._extend(line, 0)

    def _extend(self, line: Line, at: int) -> None:
        if self._open is None:
            return
        end_stamp = find_end_stamp(line.text)
        end = end_stamp.start if end_stamp and end_stamp.start >= at else len(line.text)
        self._open.extend(line.start_char + at, line.start_char + end)
        if end_stamp and self._passage.times.end_s is None:
            self._open.times = self._open.times._replace(end_s=end_stamp.times.end_s)

    def _close(self) -> Iterator[Draft]:
        if self._open is not None:
            yield self._open
        self._open = None
