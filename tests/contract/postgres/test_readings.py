"""Readings on a real server: two people, two pages, and questions that are asked again."""

import threading
from dataclasses import replace

import psycopg
import pytest

from sottovoce.adapters.postgres import migrations
from sottovoce.adapters.postgres.desk.readings import Readings
from sottovoce.adapters.postgres.ledger import Ledger, NewInterview, Registration
from sottovoce.errors import NotReviewable, ReadingTaken, StaleReading
from sottovoce.model.ids import InterviewId, SiteCode, SubmissionId
from sottovoce.model.spans import EntityType
from sottovoce.model.states import State
from sottovoce.review.marks import Verdict
from sottovoce.review.readings import Placed, Remembered
from sottovoce.review.who_reads import Claim

pytestmark = pytest.mark.postgres

INTERVIEW = InterviewId("s01-0123456789-r02")
WORDS = "a" * 64
MASK = Placed(0, "text", 3, 8, Verdict.MASK, EntityType.PERSON)
SHOW = Placed(1, "speaker", 0, 4, Verdict.SHOW, None)


@pytest.fixture
def readings(ledger: Ledger, dsn) -> Readings:
    """A ledger with one interview in review."""
    assert register(ledger, "s01-0123456789") == INTERVIEW
    return Readings(dsn("ledger"))


def register(ledger: Ledger, submission: str) -> InterviewId:
    """Return the id of an interview in review, in a version of its own of the same folder."""
    interview = InterviewId(f"{submission}-r02")
    new = NewInterview(interview, 2, None, None, None, "c" * 64)
    contents = submission[-1] * 64
    folder = Registration(SubmissionId(submission), SiteCode("s01"), "d" * 16, contents, (new,))
    ledger.register(folder, actor="test")
    for state in (State.CHECKED, State.IN_REVIEW):
        ledger.move(interview, state, actor="test")
    return interview


def a_claim(who: str = "one", *, two: bool = False, words: str = WORDS) -> Claim:
    return Claim(INTERVIEW, words, who, two)


def ask_again(ledger: Ledger) -> int:
    last = ledger.history(INTERVIEW)[-1].seq
    return ledger.move(INTERVIEW, State.IN_REVIEW, actor="reprocess", last_seq=last)


def test_of_many_who_open_it_at_once_one_reads(readings, dsn):
    ends: list[str] = []

    def open_it(who: str) -> None:
        try:
            ends.append(Readings(dsn("ledger")).claim(a_claim(who)).reader)
        except ReadingTaken as taken:
            ends.append(f"taken by {taken.by}")

    people = [threading.Thread(target=open_it, args=(f"r{n}",)) for n in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    (reader,) = [end for end in ends if not end.startswith("taken")]
    assert sorted(ends) == sorted([reader, *[f"taken by {reader}"] * 5])


def test_whoever_opens_it_again_goes_on_with_the_same_reading(readings):
    first = readings.claim(a_claim())
    readings.add(first, [MASK])
    again = readings.claim(a_claim())
    assert again.reading_id == first.reading_id
    assert [(m.turn, m.start, m.end) for m in readings.marks(again.reading_id)] == [(0, 3, 8)]


def test_of_two_pages_that_show_the_same_version_one_writes(readings):
    page = readings.claim(a_claim())
    readings.add(page, [MASK])
    for write in (
        lambda: readings.add(page, [SHOW]),
        lambda: readings.undo(page),
        lambda: readings.close(page, "approve", None),
    ):
        with pytest.raises(StaleReading):
            write()
    assert len(readings.marks(page.reading_id)) == 1


def test_many_writes_at_once_from_one_version_make_one_act(readings, dsn):
    page = readings.claim(a_claim())
    ends: list[bool] = []

    def write() -> None:
        try:
            Readings(dsn("ledger")).add(page, [MASK])
            ends.append(True)
        except StaleReading:
            ends.append(False)

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(ends) == [False] * 5 + [True]
    assert len(readings.marks(page.reading_id)) == 1


def test_an_act_is_undone_as_a_whole_and_the_one_before_it_next(readings):
    row = readings.claim(a_claim())
    row = readings.add(row, [MASK, SHOW])
    name = Remembered(4, "text", 0, 5, "roster", EntityType.PERSON)
    row = readings.add(row, [replace(MASK, turn=4)], name)
    row, turns = readings.undo(row)
    assert (turns, readings.remembered(row.reading_id)) == ({4}, [])
    row, turns = readings.undo(row)
    assert turns == {0, 1}
    assert readings.marks(row.reading_id) == []
    _, turns = readings.undo(row)
    assert turns == frozenset()


def test_taking_over_keeps_the_marks_and_both_names(readings, dsn):
    mine = readings.add(readings.claim(a_claim()), [MASK])
    theirs = readings.take_over(a_claim("two"))
    assert theirs.reading_id == mine.reading_id
    assert theirs.holders == ("one", "two")
    with pytest.raises(StaleReading, match="two has taken"):
        readings.add(mine, [SHOW])
    readings.add(theirs, [SHOW])
    with psycopg.connect(dsn("ledger"), options="-c search_path=ledger") as connection:
        authors = connection.execute("SELECT author FROM marks ORDER BY number").fetchall()
    assert authors == [("one",), ("two",)]


def test_a_second_reader_is_never_the_first_one_nor_anyone_who_held_that_reading(readings):
    readings.claim(a_claim("one", two=True))
    held = readings.take_over(a_claim("two", two=True))
    readings.close(held, "approve", None)
    for who in ("one", "two"):
        with pytest.raises(NotReviewable):
            readings.claim(a_claim(who, two=True))
    second = readings.claim(a_claim("three", two=True))
    assert second.place == 2
    for who in ("one", "two"):
        with pytest.raises(NotReviewable):
            readings.take_over(a_claim(who, two=True))


def test_nobody_reads_after_a_first_reader_who_rejects(readings):
    readings.close(readings.claim(a_claim(two=True)), "reject", "No.")
    with pytest.raises(NotReviewable):
        readings.claim(a_claim("two", two=True))


def test_what_is_asked_again_keeps_its_marks_but_wants_the_page_loaded_again(readings, ledger):
    row = readings.add(readings.claim(a_claim()), [MASK])
    seq = ask_again(ledger)
    with pytest.raises(StaleReading):
        readings.add(row, [SHOW])
    again = readings.claim(a_claim())
    assert (again.reading_id, again.seq) == (row.reading_id, seq)
    assert len(readings.marks(again.reading_id)) == 1


def test_what_was_finished_is_open_again_when_it_is_asked_again_before_anybody_acted(
    readings, ledger
):
    row = readings.add(readings.claim(a_claim()), [MASK])
    readings.close(row, "approve", None)
    ask_again(ledger)
    assert readings.claim(a_claim()).is_open


def test_marks_in_other_words_do_not_move_along_but_are_not_forgotten(readings, ledger):
    readings.add(readings.claim(a_claim()), [MASK])
    ask_again(ledger)
    other = readings.claim(a_claim(words="b" * 64))
    assert readings.marks(other.reading_id) == []
    assert readings.has_loose_marks(INTERVIEW, "s01", "b" * 64)


def test_marks_that_count_are_those_that_were_applied_by_question_and_reader(readings, ledger):
    first = readings.add(readings.claim(a_claim("one", two=True)), [MASK])
    readings.close(first, "approve", None)
    second = readings.add(readings.claim(a_claim("two", two=True)), [SHOW])
    readings.close(second, "approve", None)
    assert readings.decided("s01", WORDS) == []
    assert readings.has_loose_marks(INTERVIEW, "s01", WORDS)
    readings.mark_applied([first, second])
    with pytest.raises(NotReviewable):
        readings.reopen(a_claim("two", two=True))
    ledger.move(INTERVIEW, State.APPROVED, actor="test")
    (question,) = readings.decided("s01", WORDS)
    assert question.approved
    assert [len(marks) for marks in question.readings] == [1, 1]
    assert not readings.has_loose_marks(INTERVIEW, "s01", WORDS)
    assert readings.decided("s02", WORDS) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(State.APPROVED, True, id="approved"),
        pytest.param(State.QUARANTINED, False, id="kept out by somebody else"),
        pytest.param(State.WITHDRAWN, False, id="withdrawn"),
        pytest.param(State.IN_REVIEW, False, id="asked again before it was told"),
        pytest.param(None, False, id="not told"),
    ],
)
def test_a_question_was_approved_where_the_ledger_says_so_whatever_its_readers_said(
    readings, ledger, answer, expected
):
    row = readings.add(readings.claim(a_claim()), [SHOW])
    readings.close(row, "approve", None)
    readings.mark_applied([row])
    if answer is State.IN_REVIEW:
        ask_again(ledger)
    elif answer is not None:
        ledger.move(INTERVIEW, answer, actor="test")
    (question,) = readings.decided("s01", WORDS)
    assert question.approved is expected


def test_marks_that_nobody_acted_on_are_missed_in_another_version_until_somebody_decides_there(
    readings, ledger
):
    row = readings.add(readings.claim(a_claim()), [MASK])
    newer = register(ledger, "s01-9876543210")
    assert readings.has_loose_marks(newer, "s01", WORDS)
    assert not readings.has_loose_marks(newer, "s01", "b" * 64)
    assert not readings.has_loose_marks(newer, "s02", WORDS)
    there = readings.claim(replace(a_claim("two"), interview_id=newer))
    readings.close(there, "approve", None)
    assert readings.has_loose_marks(newer, "s01", WORDS)
    readings.mark_applied([there])
    assert not readings.has_loose_marks(newer, "s01", WORDS)
    assert readings.has_loose_marks(row.interview_id, "s01", WORDS)


@pytest.mark.parametrize("to", [State.APPROVED, State.QUARANTINED, State.WITHDRAWN])
def test_nothing_is_written_once_the_interview_has_moved_on(readings, ledger, to):
    row = readings.claim(a_claim())
    ledger.move(INTERVIEW, to, actor="test")
    for write in (lambda: readings.add(row, [MASK]), lambda: readings.claim(a_claim("two"))):
        with pytest.raises(NotReviewable):
            write()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE marks SET start_char = 0",
        "UPDATE marks SET undone_at = NULL WHERE undone_at IS NOT NULL",
        "DELETE FROM marks",
        "TRUNCATE marks",
        "UPDATE remembered SET kind = 'never'",
        "DELETE FROM holders",
    ],
)
def test_what_readers_did_can_not_be_changed_afterwards(readings, dsn, statement):
    name = Remembered(4, "text", 0, 5, "roster", EntityType.PERSON)
    row = readings.add(readings.claim(a_claim()), [MASK], name)
    readings.undo(row)
    row = readings.claim(a_claim())
    readings.add(row, [MASK], name)
    with (
        psycopg.connect(dsn("ledger"), options="-c search_path=ledger") as connection,
        pytest.raises(psycopg.errors.IntegrityConstraintViolation),
    ):
        connection.execute(statement)


def test_the_list_tells_who_reads_and_what_waits(readings):
    (waiting,) = readings.queue(None, limit=9)
    assert (waiting.interview_id, waiting.readings) == (INTERVIEW, ())
    readings.claim(a_claim())
    (waiting,) = readings.queue({"s01"}, limit=9)
    assert [row.reader for row in waiting.readings] == ["one"]
    assert readings.queue({"s02"}, limit=9) == []


def test_what_was_finished_and_never_answered_goes_on_after_a_while(readings, dsn):
    page = readings.claim(a_claim())
    readings.close(readings.add(page, [MASK]), "approve", None)
    for who in ("one", "two"):  # its answer may be on its way
        with pytest.raises(NotReviewable):
            readings.claim(a_claim(who))
    with psycopg.connect(dsn("ledger"), options="-c search_path=ledger") as connection:
        connection.execute("UPDATE readings SET closed_at = closed_at - interval '6 minutes'")
    with pytest.raises(ReadingTaken):
        readings.claim(a_claim("two"))
    again = readings.take_over(a_claim("two"))
    assert again.is_open
    assert len(readings.marks(again.reading_id)) == 1


def test_what_was_answered_is_not_opened_again_however_long_airflow_takes(readings, ledger, dsn):
    row = readings.add(readings.claim(a_claim()), [MASK])
    readings.close(row, "approve", None)
    (answered,) = readings.note_answer(INTERVIEW, row.seq)
    with psycopg.connect(dsn("ledger"), options="-c search_path=ledger") as connection:
        connection.execute("UPDATE readings SET closed_at = closed_at - interval '9 hours'")
    for open_it in (readings.claim, readings.mine, readings.take_over, readings.reopen):
        with pytest.raises(NotReviewable):
            open_it(a_claim())
    assert readings.note_answer(INTERVIEW, row.seq)[0].answered_at == answered.answered_at
    ask_again(ledger)
    assert readings.claim(a_claim()).is_open


def test_nothing_is_added_to_an_open_reading_while_its_question_is_acted_on(readings, ledger):
    row = readings.claim(a_claim())
    readings.note_answer(INTERVIEW, row.seq)
    for write in (
        lambda: readings.add(row, [MASK]),
        lambda: readings.undo(row),
        lambda: readings.close(row, "approve", None),
    ):
        with pytest.raises(StaleReading):
            write()
    ask_again(ledger)
    readings.add(readings.claim(a_claim()), [MASK])


@pytest.mark.parametrize(
    ("words", "expected"),
    [(WORDS, [(True, 1)]), ("b" * 64, []), (None, [])],
    ids=["the same words", "other words", "words that nobody can read"],
)
def test_what_was_begun_before_it_was_asked_again_is_heard_in_the_same_words(
    readings, ledger, words, expected
):
    row = readings.add(readings.claim(a_claim()), [MASK])
    readings.close(row, "approve", None)
    heard = readings.note_answer(INTERVIEW, ask_again(ledger), words)
    assert [(each.is_open, len(readings.marks(each.reading_id))) for each in heard] == expected


@pytest.mark.parametrize("after", [State.IN_REVIEW, State.QUARANTINED, State.WITHDRAWN])
def test_marks_are_not_noted_as_applied_once_the_question_is_not_open_any_more(
    readings, ledger, after
):
    row = readings.close(readings.add(readings.claim(a_claim()), [MASK]), "approve", None)
    if after is State.IN_REVIEW:
        ask_again(ledger)
    else:
        ledger.move(INTERVIEW, after, actor="test")
    with pytest.raises(NotReviewable):
        readings.mark_applied([row])
    assert readings.decided("s01", WORDS) == []


def test_a_write_in_old_words_does_not_take_its_reading_along_to_other_words(readings, ledger):
    old = readings.add(readings.claim(a_claim()), [MASK])
    ask_again(ledger)
    with pytest.raises(StaleReading):
        readings.add(old, [SHOW])
    new = readings.claim(a_claim(words="b" * 64))
    assert new.reading_id != old.reading_id
    assert [row.reading_id for row in readings.of_open_question(INTERVIEW)] == [new.reading_id]
    (waiting,) = readings.queue(None, limit=9)
    assert [row.reading_id for row in waiting.readings] == [new.reading_id]


def test_what_was_acted_on_before_answers_were_noted_counts_as_answered(dsn, monkeypatch):
    everything = migrations.migrations_of("ledger")
    with psycopg.connect(dsn("ledger"), autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
        ledger = Ledger(dsn("ledger"))
        with monkeypatch.context() as patch:
            patch.setattr(migrations, "migrations_of", lambda _: everything[:6])
            ledger.migrate()
        register(ledger, "s01-0123456789")
        connection.execute(
            "INSERT INTO ledger.readings (interview_id, seq, place, words_sha256, reader,"
            " closed_at, outcome, counts, applied)"
            " SELECT interview_id, last_seq, place, %s, reader, now(), 'approve',"
            """ '{"added": 1}', place = 1 FROM ledger.interviews,"""
            " (VALUES (1, 'one'), (2, 'two')) readers (place, reader)",
            [WORDS],
        )
    ledger.migrate()
    rows = Readings(dsn("ledger")).of_open_question(INTERVIEW)
    assert [(row.reader, row.applied, row.answered_at is None) for row in rows] == [
        ("one", True, False),
        ("two", False, True),
    ]


def test_a_first_reading_waits_for_its_second_reader_however_long(readings, dsn):
    first = readings.claim(a_claim("one", two=True))
    readings.close(first, "approve", None)
    with psycopg.connect(dsn("ledger"), options="-c search_path=ledger") as connection:
        connection.execute("UPDATE readings SET closed_at = closed_at - interval '9 days'")
    with pytest.raises(NotReviewable):
        readings.claim(a_claim("one", two=True))
    assert readings.claim(a_claim("two", two=True)).place == 2
