"""What one interview names is looked for in the site's other ones, until it is taken out."""

import psycopg
import pytest
from tests.flow.builders import TALK, a_manifest, a_row

from sottovoce import steps
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.presidio import TextDetector
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType
from sottovoce.model.states import State
from sottovoce.review import needs_review
from sottovoce.steps.deidentify import find_identifiers, read_transcript

LATER = """[00:00:01] Interviewer: And who was on shift with you that day, and how did it go for you?
[00:00:09] Respondent: well it was mostly pickersgill and sometimes the others who had been there
for a long time and knew what to do when somebody came in who did not want to be there at all
[00:00:31] Interviewer: And what would you have wanted from them, looking back at it now?
"""


@pytest.fixture(scope="session")
def deaf():
    """A detector that finds no name at all."""
    return TextDetector(DeidentifyPolicy(entity_types=(EntityType.POSTCODE,)))


@pytest.fixture
def later(small_study, deaf):
    """Return what is masked of a site's later interview when only its others tell names."""

    def find(site: str = "s01") -> tuple[set[tuple[str, str]], bool]:
        assert small_study.codes() <= {"superseded"}
        (record,) = (
            each
            for each in small_study.place.ledger.waiting([State.CHECKED])
            if each.site == site and each.participant_code != "s01-p01"
        )
        place = small_study.place
        originals = Originals(place.objects, "raw")
        transcript = read_transcript(
            place, originals, originals.record(record.submission_id), record.row
        )
        hearing, place.__dict__["detector"] = place.detector, deaf
        marked = find_identifiers(place, record, transcript, Roster())
        place.__dict__["detector"] = hearing
        words = {
            (turn.turn.text[span.start : span.end], span.recognizer)
            for turn in marked.turns
            for span in turn.spans
        }
        return words, needs_review(marked, DeidentifyPolicy(review_threshold=0.5))

    return find


def send(study, folder: str, talk: str, **cells: str) -> None:
    data = talk.encode()
    files = {"talk.txt": data, "interviews.csv": a_manifest(a_row(data, **cells))}
    study.send(cells.get("site_code", "s01"), folder, files)


def send_later(study, site: str = "s01", participant: str = "s01-p02") -> None:
    send(study, "later", LATER, site_code=site, participant_code=participant)
    study.poll_and_check()


def remembered(study) -> set[str]:
    with psycopg.connect(study.place.settings.vault_dsn.get_secret_value()) as connection:
        query = "SELECT interview_id FROM vault.site_names"
        return {interview for (interview,) in connection.execute(query)}


def test_a_name_of_one_interview_is_masked_in_the_next_and_a_person_is_asked(small_study, later):
    send(small_study, "one", TALK)
    small_study.run()
    send_later(small_study)
    assert later() == ({("pickersgill", "site-memory")}, True)


def test_an_interview_that_comes_first_knows_nothing_of_the_next(small_study, later):
    send_later(small_study)
    assert later() == (set(), False)


def test_what_one_site_names_no_other_site_is_searched_for(small_study, later):
    send(small_study, "one", TALK)
    small_study.run()
    send_later(small_study, "s02", "s02-p01")
    assert later("s02") == (set(), False)


def test_who_withdraws_takes_the_names_along(small_study, later):
    send(small_study, "one", TALK)
    small_study.run()
    assert remembered(small_study)
    steps.withdraw_participant("s01", "s01-p01", "a data manager")
    send_later(small_study)
    assert remembered(small_study) == set()
    assert later() == (set(), False)


def test_a_folder_sent_again_takes_the_place_of_what_it_told_before(small_study, later):
    send(small_study, "one", TALK)
    small_study.run()
    before = remembered(small_study)
    send(small_study, "one", TALK.replace("Pickersgill", "Thistlethwaite"))
    small_study.run()
    assert len(before) == len(remembered(small_study)) == 1
    assert before != remembered(small_study)
    send_later(small_study)
    assert later() == (set(), False)


def test_what_is_searched_again_is_remembered_anew(small_study, deaf):
    send(small_study, "one", TALK)
    small_study.run()
    assert remembered(small_study)
    types = "review_threshold: 0.0, entity_types: [POSTCODE]"
    small_study.use_policy("review_threshold: 0.0", types)
    small_study.place.__dict__["detector"] = deaf
    for dry_run, is_left in ((True, True), (False, False)):
        for batch in steps.plan_reprocessing():
            assert steps.reprocess_interviews(batch, dry_run=dry_run)["faults"] == []
        assert bool(remembered(small_study)) is is_left
