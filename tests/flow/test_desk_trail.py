"""One interview's trail at the Desk, over what the steps really did."""

import pytest
from tests.flow.builders import TALK, a_manifest, a_row

from sottovoce import steps
from sottovoce.adapters.postgres.desk.views import RawViews
from sottovoce.adapters.postgres.ledger_records import UnknownInterview
from sottovoce.model.states import State
from sottovoce.steps.desk.submissions import read_receipt, see_trail

pytestmark = [pytest.mark.postgres, pytest.mark.s3]

FOLDER = "Maureen Pickersgill"
"""A folder that a site called after a person, as sites do."""


@pytest.fixture
def kept_out(small_study) -> str:
    """The id of an interview that was kept out for want of consent, its receipt written."""
    talk = TALK.encode()
    row = a_row(talk, consent_transcript="no")
    small_study.send("s01", FOLDER, {"talk.txt": talk, "interviews.csv": a_manifest(row)})
    small_study.poll_and_check()
    (record,) = small_study.place.ledger.waiting([*State])
    return record.interview_id


def views_of(small_study, interview: str) -> list[tuple[str, str]]:
    views = RawViews(small_study.place.settings.ledger_dsn.get_secret_value())
    return [(view.who, view.what) for view in views.of_interview(interview, limit=10)]


def test_the_receipt_at_the_desk_is_the_one_in_the_sites_bucket(small_study, kept_out):
    page = read_receipt(small_study.place, kept_out, who="ana")
    key = f"receipts/{FOLDER}/{kept_out}.html"
    in_bucket = small_study.place.objects.read("site-s01", key, max_bytes=1_000_000)
    assert page == in_bucket
    assert FOLDER.encode() in page


def test_whoever_sees_a_receipt_is_noted_because_it_may_name_a_person(small_study, kept_out):
    assert views_of(small_study, kept_out) == []
    read_receipt(small_study.place, kept_out, who="ana")
    assert views_of(small_study, kept_out) == [("ana", "receipt")]


def test_without_a_receipt_nothing_is_shown_and_nobody_is_noted(small_study, kept_out):
    key = f"receipts/{FOLDER}/{kept_out}.html"
    small_study.place.objects.delete("site-s01", key)
    assert read_receipt(small_study.place, kept_out, who="ana") is None
    assert views_of(small_study, kept_out) == []


def test_a_receipt_of_nothing_is_unknown(small_study):
    small_study.place.ledger.migrate()
    with pytest.raises(UnknownInterview):
        read_receipt(small_study.place, "s01-0000000000-r02", who="ana")


def test_a_trail_tells_what_was_found_at_which_step_and_never_the_folders_name(
    small_study, kept_out
):
    trail = see_trail(small_study.place, kept_out)
    assert [step.transition.after for step in trail.steps] == [State.RECEIVED, State.QUARANTINED]
    assert trail.steps[0].findings == ()
    assert "no-consent" in {found.code for found in trail.steps[1].findings}
    assert (trail.can_requeue, trail.can_send_back) == (True, False)
    assert FOLDER not in repr(trail)


def test_a_folder_sent_again_is_another_version_of_the_same_row(small_study, kept_out):
    talk = TALK.encode()
    files = {"talk.txt": talk, "interviews.csv": a_manifest(a_row(talk))}
    small_study.send("s01", FOLDER, files)
    steps.poll()
    old = see_trail(small_study.place, kept_out)
    (newer,) = old.others
    new = see_trail(small_study.place, newer.interview_id)
    assert old.record.superseded
    assert (old.can_requeue, old.can_send_back) == (False, False)
    assert [other.interview_id for other in new.others] == [kept_out]
