"""Reading at the Desk, by the steps that its pages call."""

import pytest
from tests.flow.builders import TALK
from tests.flow.reading_builders import place_of, send_for_review, states

from sottovoce.adapters.postgres.desk.views import RawViews
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
    reading = desk.open_reading(small_study.place, asked, "one")
    assert len(reading.turns) == 3
    assert "Maureen Pickersgill" in reading.turns[1].text
    assert "certain" in states(reading.turns, "Pickersgill") or "doubtful" in states(
        reading.turns, "Pickersgill"
    )
    assert (reading.reader, reading.place, reading.site) == ("one", 1, "s01")


def test_every_look_at_raw_words_is_noted(small_study, asked):
    views = RawViews(small_study.place.settings.ledger_dsn.get_secret_value())
    assert desk.look(small_study.place, asked, "one").turns == ()
    assert views.of_interview(asked, limit=9) == []
    desk.open_reading(small_study.place, asked, "one")
    desk.look(small_study.place, asked, "one")
    with pytest.raises(ReadingTaken):
        desk.look(small_study.place, asked, "two")
    assert [view.who for view in views.of_interview(asked, limit=9)] == ["one", "one"]


def test_what_is_added_everywhere_is_one_act_and_undone_as_one(small_study, asked):
    place = small_study.place
    reading = desk.open_reading(place, asked, "one")
    change = place_of(reading, "what", Verdict.MASK, EntityType.OTHER_ID)
    saved = desk.mark(place, asked, "one", reading.version, [change], everywhere=True)
    assert {turn.index for turn in saved.turns} == {0, 2}
    assert states(saved.turns, "what") == ["added", "added"]
    undone = desk.undo(place, asked, "one", saved.version)
    assert states(undone.turns, "what") == []
    assert not undone.can_undo


def test_a_page_that_is_out_of_date_can_not_write(small_study, asked):
    place = small_study.place
    reading = desk.open_reading(place, asked, "one")
    change = place_of(reading, "what", Verdict.MASK, EntityType.OTHER_ID)
    desk.mark(place, asked, "one", reading.version, [change])
    with pytest.raises(StaleReading):
        desk.mark(place, asked, "one", reading.version, [change])


def test_who_was_taken_over_from_can_not_write_any_more(small_study, asked):
    place = small_study.place
    mine = desk.open_reading(place, asked, "one")
    theirs = desk.take_over(place, asked, "two")
    change = place_of(mine, "what", Verdict.MASK, EntityType.OTHER_ID)
    with pytest.raises(StaleReading, match="two has taken"):
        desk.mark(place, asked, "one", mine.version, [change])
    assert desk.mark(place, asked, "two", theirs.version, [change]).version > theirs.version


def test_words_that_would_stop_the_release_are_told_before_the_end(small_study):
    again = TALK + "[00:00:40] Respondent: I still live in Halifax and I like it there.\n"
    asked = send_for_review(small_study, talk=again.encode())
    place = small_study.place
    reading = desk.open_reading(place, asked, "one")
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
