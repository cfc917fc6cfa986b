import hashlib

import pytest
from tests.flow.builders import TALK, a_manifest, a_row

from sottovoce import steps
from sottovoce.errors import StudyConfigError
from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE, REJECT

TALKED = TALK.encode()
NAMED = "for Maureen"


def one_interview(**cells: str) -> dict[str, bytes]:
    return {"talk.txt": TALKED, "interviews.csv": a_manifest(a_row(TALKED, **cells))}


def test_an_interview_goes_from_upload_to_store_without_its_names(small_study):
    small_study.send("s01", NAMED, one_interview())
    small_study.run()
    assert small_study.states() == {"released": 1}
    (text,) = small_study.query("SELECT string_agg(text, ' ') FROM study.turns")[0]
    assert "started after" in text
    assert "Pickersgill" not in text
    assert "Halifax" not in text
    assert "[Person 1]" in text
    assert sorted(small_study.keys("clean"))[0].startswith("s01/s01-i")


def test_no_key_outside_the_sites_bucket_and_no_row_of_the_ledger_has_a_name(small_study):
    small_study.send("s01", NAMED, one_interview())
    small_study.run()
    keys = small_study.keys("raw") + small_study.keys("clean")
    assert len(keys) > 4
    assert not any("Maureen" in key or "talk" in key for key in keys)
    record = small_study.place.ledger.waiting([State.RELEASED])[0]
    assert "Maureen" not in repr(record)


def test_the_receipt_is_in_the_sites_own_bucket_under_its_own_folder(small_study):
    small_study.send("s01", NAMED, one_interview())
    small_study.run()
    receipts = small_study.keys("site-s01", f"receipts/{NAMED}/")
    assert len([key for key in receipts if key.endswith(".json")]) == 1
    page = next(key for key in receipts if key.endswith("-r02.html"))
    shown = small_study.place.objects.read("site-s01", page, max_bytes=10**6).decode()
    assert "released" in shown.lower()
    assert "Pickersgill" not in shown


def test_sending_the_same_again_changes_nothing(small_study):
    small_study.send("s01", NAMED, one_interview())
    small_study.run()
    before = small_study.place.ledger.verify_chain()
    small_study.send("s01", NAMED, one_interview())
    small_study.run()
    small_study.run()
    assert small_study.place.ledger.verify_chain() == before


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"consent_transcript": "no"}, "no-consent"),
        pytest.param({"consent_date": "2026-03-06"}, "consent-after-interview"),
        pytest.param({"role": "cook"}, "unknown-role"),
        pytest.param({"site_code": "s02"}, "wrong-site"),
        pytest.param({"participant_code": "s01-p99"}, "unknown-participant"),
        pytest.param({"transcript_sha256": "0" * 64}, "checksum-mismatch"),
        pytest.param({"transcript_file": "other.txt"}, "file-not-sent"),
        pytest.param({"transcript_bytes": "7"}, "size-mismatch"),
        pytest.param({"language": "cy"}, "language-outside-study"),
        pytest.param({"roster_sha256": "1" * 64}, "file-not-sent"),
    ],
)
def test_a_fault_keeps_an_interview_out_and_leaves_the_others_alone(small_study, cells, code):
    other = TALK.replace("Halifax", "Hexham").encode()
    manifest = a_manifest(
        a_row(TALKED, **cells), a_row(other, "other-talk.txt", participant_code="s01-p02")
    )
    files = {"talk.txt": TALKED, "other-talk.txt": other, "interviews.csv": manifest}
    small_study.send("s01", "two", files)
    small_study.run()
    assert small_study.states() == {"quarantined": 1, "released": 1}
    assert code in small_study.codes()


def test_every_fault_of_an_interview_is_reported_at_once(small_study):
    small_study.send("s01", "bad", one_interview(consent_transcript="no", role="cook"))
    small_study.run()
    assert {"no-consent", "unknown-role"} <= small_study.codes()


def test_a_roster_that_changed_on_its_way_keeps_its_interviews_out(small_study):
    files = one_interview(roster_sha256="1" * 64)
    small_study.send("s01", "one", {**files, "roster.csv": b"kind,value\r\nperson,Nobody\r\n"})
    small_study.run()
    assert small_study.states() == {"quarantined": 1}
    assert "checksum-mismatch" in small_study.codes()


def test_a_correction_in_the_same_folder_replaces_what_was_quarantined(small_study):
    small_study.send("s01", "one", one_interview(role="cook"))
    small_study.run()
    small_study.send("s01", "one", one_interview())
    small_study.run()
    assert small_study.states() == {"quarantined": 1, "released": 1}
    current = small_study.place.ledger.waiting([*State])
    assert [record.state for record in current] == [State.RELEASED]


def test_a_changed_transcript_replaces_the_release(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.run()
    changed = TALKED + b"[00:01:00] Respondent: I would do it all again, every single day of it.\n"
    manifest = a_manifest(a_row(changed))
    small_study.send("s01", "one", {"talk.txt": changed, "interviews.csv": manifest})
    small_study.run()
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(1,)]
    assert small_study.query("SELECT count(*) FROM study.turns WHERE text ~ 'all again'") == [(1,)]


def test_an_older_version_sent_again_counts_again(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.run()
    small_study.send("s01", "one", one_interview(role="cook"))
    small_study.run()
    small_study.send("s01", "one", one_interview())
    small_study.run()
    small_study.run()
    assert small_study.states() == {"quarantined": 1, "released": 2}
    (current,) = small_study.place.ledger.waiting([*State])
    assert current.state is State.RELEASED


def test_the_same_interview_in_another_folder_is_a_duplicate(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.run()
    small_study.send("s01", "two", one_interview())
    small_study.run()
    assert small_study.states() == {"quarantined": 1, "released": 1}
    assert "duplicate-interview" in small_study.codes()


def test_consent_taken_back_in_a_new_version_takes_the_release_out(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.run()
    small_study.send("s01", "one", one_interview(consent_transcript="no"))
    small_study.run()
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(0,)]
    assert small_study.keys("clean") == []
    assert small_study.states() == {"quarantined": 1, "withdrawn": 1}


def test_a_withdrawn_participant_leaves_store_clean_and_raw(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.run()
    steps.withdraw_participant("s01", "s01-p01", "a data manager")
    steps.withdraw_participant("s01", "s01-p01", "a data manager")
    assert small_study.states() == {"withdrawn": 1}
    assert small_study.query("SELECT count(*) FROM study.participants") == [(0,)]
    assert not [key for key in small_study.keys("raw") if "transcript" in key or "spans" in key]
    assert steps.watch()["faults"] == []


def test_withdrawing_a_participant_nobody_knows_is_an_error(small_study):
    with pytest.raises(StudyConfigError, match="Correct the participant code"):
        steps.withdraw_participant("s01", "s01-p09", "a data manager")


@pytest.mark.parametrize(
    ("choice", "end"),
    [pytest.param(APPROVE, "released"), pytest.param(REJECT, "quarantined")],
)
def test_what_is_doubtful_waits_for_a_person_and_does_what_is_said(small_study, choice, end):
    small_study.use_policy("review_threshold: 0.0", "review_threshold: 1.0")
    small_study.send("s01", "one", one_interview())
    small_study.run()
    assert small_study.states() == {"in_review": 1}
    (run,) = steps.reviews_due()
    steps.open_review(run["conf"]["interview_id"], str(run["conf"]["seq"]))
    assert steps.reviews_due() == []
    answer = {"chosen_options": [choice], "responded_by_user": {"id": "1", "name": "manager"}}
    steps.decide(run["conf"]["interview_id"], answer)
    assert steps.decide(run["conf"]["interview_id"], answer) == "already done"
    small_study.run()
    assert small_study.states() == {end: 1}
    actors = [t.actor for t in small_study.place.ledger.history(run["conf"]["interview_id"])]
    assert "manager" in actors


def test_a_bucket_that_is_not_there_is_a_fault_and_the_other_site_goes_on(small_study):
    small_study.use_policy("bucket: site-s02", "bucket: site-gone")
    small_study.send("s01", "one", one_interview())
    report = steps.poll()
    assert report["counts"]["registered"] == 1
    assert ["site s02" in fault for fault in report["faults"]] == [True]


def test_watching_notices_what_the_store_lost(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.run()
    code = small_study.place.ledger.waiting([State.RELEASED])[0].interview_code
    small_study.place.store.remove_interview(code)
    (fault,) = steps.watch()["faults"]
    assert "the store lacks it" in fault


@pytest.mark.parametrize(
    ("consent", "n_kept"),
    [pytest.param("yes", 1, id="agreed"), pytest.param("no", 0, id="refused")],
)
def test_a_recording_is_taken_only_with_the_participants_consent(small_study, consent, n_kept):
    sound = b"RIFF not really a sound"
    cells = {
        "consent_audio": consent,
        "recording_file": "talk.wav",
        "recording_bytes": str(len(sound)),
        "recording_sha256": hashlib.sha256(sound).hexdigest(),
    }
    small_study.send("s01", "one", {**one_interview(**cells), "talk.wav": sound})
    small_study.run()
    assert small_study.states() == {"released": 1}
    assert len([key for key in small_study.keys("raw") if "recording" in key]) == n_kept
