"""Reading at the Desk, by the steps that its pages call."""

import pytest
from tests.flow.builders import TALK
from tests.flow.reading_builders import (
    answer,
    finish,
    mask,
    opened,
    place_of,
    released,
    send_for_review,
    states,
)

from sottovoce.errors import NotReviewable, ReadingTaken, StaleReading, WouldBeStopped
from sottovoce.model.ids import InterviewId
from sottovoce.model.spans import EntityType
from sottovoce.review.marks import Verdict
from sottovoce.steps.desk import reading as desk
from sottovoce.steps.desk.reading import NewMark


@pytest.fixture
def asked(small_study) -> InterviewId:
    return send_for_review(small_study)


def test_a_reader_sees_every_turn_with_what_was_found(small_study, asked):
    reading = opened(small_study, asked, "one")
    assert len(reading.turns) == 3
    assert "Maureen Pickersgill" in reading.turns[1].text
    assert "certain" in states(reading.turns, "Pickersgill") or "doubtful" in states(
        reading.turns, "Pickersgill"
    )
    assert (reading.reader, reading.place, reading.site) == ("one", 1, "s01")


def test_every_look_at_raw_words_is_noted(small_study, asked):
    views = small_study.place.raw_views
    assert desk.look(small_study.place, asked, "one").turns == ()
    assert views.of_interview(asked, limit=9) == []
    desk.open_reading(small_study.place, asked, "one")
    assert views.of_interview(asked, limit=9) == []
    desk.look(small_study.place, asked, "one")
    with pytest.raises(ReadingTaken):
        desk.look(small_study.place, asked, "two")
    desk.take_over(small_study.place, asked, "two")
    assert [view.who for view in views.of_interview(asked, limit=9)] == ["one"]
    desk.look(small_study.place, asked, "two")
    assert [view.who for view in views.of_interview(asked, limit=9)] == ["two", "one"]


def test_what_is_added_everywhere_is_one_act_and_undone_as_one(small_study, asked):
    place = small_study.place
    reading = opened(small_study, asked, "one")
    change = place_of(reading, "what", Verdict.MASK, EntityType.OTHER_ID)
    saved = desk.mark(place, asked, "one", reading.version, [change], everywhere=True)
    assert {turn.index for turn in saved.turns} == {0, 2}
    assert states(saved.turns, "what") == ["added", "added"]
    undone = desk.undo(place, asked, "one", saved.version)
    assert states(undone.turns, "what") == []
    assert not undone.can_undo


def test_a_page_that_is_out_of_date_can_not_write(small_study, asked):
    place = small_study.place
    reading = opened(small_study, asked, "one")
    change = place_of(reading, "what", Verdict.MASK, EntityType.OTHER_ID)
    desk.mark(place, asked, "one", reading.version, [change])
    with pytest.raises(StaleReading):
        desk.mark(place, asked, "one", reading.version, [change])


def test_who_was_taken_over_from_can_not_write_any_more(small_study, asked):
    place = small_study.place
    mine = opened(small_study, asked, "one")
    theirs = desk.take_over(place, asked, "two")
    change = place_of(mine, "what", Verdict.MASK, EntityType.OTHER_ID)
    with pytest.raises(StaleReading, match="two has taken"):
        desk.mark(place, asked, "one", mine.version, [change])
    assert desk.mark(place, asked, "two", theirs.version, [change]).version > theirs.version


def test_what_was_begun_in_other_words_locks_nobody_out(small_study, asked):
    mask(small_study, asked, "one", "long time")
    in_other_words(small_study)
    reading = opened(small_study, asked, "one")
    assert not reading.can_undo
    change = place_of(reading, "day look", Verdict.MASK, EntityType.OTHER_ID)
    desk.mark(small_study.place, asked, "one", reading.version, [change])
    (waiting,) = desk.queue(small_study.place, "two", None)
    assert waiting.reader == "one"
    assert finish(small_study, asked, "one") == "approved"
    small_study.run()
    assert "long time" in released(small_study)
    assert "day look" not in released(small_study)


def in_other_words(study) -> None:
    """As when a newer parser reads a transcript otherwise, and it is asked about again."""
    (interview,) = study.query_ledger("SELECT interview_id FROM readings")[0]
    assert answer(study, interview, "manager") == "asked again"
    study.query_ledger("UPDATE readings SET words_sha256 = repeat('b', 64) RETURNING 1")


def test_words_that_would_stop_the_release_are_told_before_the_end(small_study):
    again = TALK + "[00:00:40] Respondent: I still live in Halifax and I like it there.\n"
    asked = send_for_review(small_study, talk=again.encode())
    place = small_study.place
    reading = opened(small_study, asked, "one")
    last = reading.turns[-1].text.index("Halifax")
    change = NewMark(3, last, last + len("Halifax"), Verdict.SHOW)
    saved = desk.mark(place, asked, "one", reading.version, [change])
    assert states(saved.turns, "Halifax") == ["shown"]
    with pytest.raises(WouldBeStopped) as stopped:
        desk.finish(place, asked, "one", saved.version, "approve")
    assert stopped.value.turns == (3,)
    saved = desk.mark(place, asked, "one", saved.version, [change], everywhere=True)
    assert desk.finish(place, asked, "one", saved.version, "approve").answer == "Approve"
    with pytest.raises(NotReviewable):
        desk.open_reading(place, asked, "two")
