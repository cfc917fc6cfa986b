import base64
import hashlib
import time

import psycopg
import pytest
from tests.flow.builders import TALK, a_manifest, a_row

from sottovoce import steps
from sottovoce.adapters.postgres.vault import Vault
from sottovoce.adapters.presidio import TextDetector
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
    asked = run["conf"]["interview_id"], str(run["conf"]["seq"])
    steps.decide(*asked, answer)
    assert steps.decide(*asked, answer) == "already done"
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


def approve(run) -> str:
    answer = {"chosen_options": [APPROVE], "responded_by_user": {"id": "1", "name": "manager"}}
    return steps.decide(run["conf"]["interview_id"], str(run["conf"]["seq"]), answer)


def test_a_stale_task_releases_nothing_that_was_refused_meanwhile(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.poll_and_check()
    for batch in steps.plan_deidentification():
        steps.deidentify_interviews(batch)
    (stale,) = steps.plan_releases()
    small_study.send("s01", "one", one_interview(consent_transcript="no"))
    small_study.poll_and_check()
    assert steps.release_interviews(stale)["counts"] == {"already done": 1}
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(0,)]
    assert small_study.keys("clean") == []


def test_what_was_loaded_by_a_task_that_died_goes_when_consent_is_taken_back(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.run()
    record = small_study.place.ledger.waiting([State.RELEASED])[0]
    # As if the task had died between the store and the ledger: the ledger does not know.
    with psycopg.connect(small_study.place.settings.ledger_dsn.get_secret_value()) as connection:
        connection.execute(
            "UPDATE ledger.interviews SET state = 'deidentified' WHERE interview_id = %s",
            [record.interview_id],
        )
    small_study.send("s01", "one", one_interview(consent_transcript="no"))
    small_study.run()
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(0,)]


def test_a_corrected_date_leaves_one_interview_in_the_store(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.run()
    small_study.send("s01", "one", one_interview(interview_date="2026-03-06"))
    small_study.run()
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(1,)]
    assert len(small_study.keys("clean")) == 2
    assert steps.watch()["faults"] == []


def test_nobody_who_withdrew_comes_back_with_the_folder(small_study):
    other = TALK.replace("Halifax", "Hexham").encode()

    def send(role: str) -> None:
        rows = (
            a_row(TALKED),
            a_row(other, "other-talk.txt", participant_code="s01-p02", role=role),
        )
        files = {"talk.txt": TALKED, "other-talk.txt": other, "interviews.csv": a_manifest(*rows)}
        small_study.send("s01", "two", files)
        small_study.run()

    send("cook")
    steps.withdraw_participant("s01", "s01-p01", "a data manager")
    send("peer_worker")
    assert small_study.query("SELECT count(*) FROM study.interviews") == [(1,)]
    assert "participant-withdrawn" in small_study.codes()


def test_a_policy_made_stricter_meanwhile_is_the_one_that_counts(small_study):
    small_study.use_policy("review_threshold: 0.0", "review_threshold: 0.0, entity_types: [PERSON]")
    small_study.place.__dict__["detector"] = TextDetector(small_study.place.study.deidentify)
    small_study.poll_and_check()
    small_study.send("s01", "one", one_interview())
    small_study.poll_and_check()
    for batch in steps.plan_deidentification():
        steps.deidentify_interviews(batch)
    small_study.use_policy(", entity_types: [PERSON]", "")
    small_study.place.__dict__["detector"] = TextDetector(small_study.place.study.deidentify)
    small_study.run()
    assert small_study.states() == {"checked": 1}
    small_study.run()
    assert small_study.states() == {"released": 1}
    assert small_study.query("SELECT count(*) FROM study.turns WHERE text ~ 'Halifax'") == [(0,)]


def test_an_original_that_was_changed_after_the_check_is_not_released(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.poll_and_check()
    (key,) = [key for key in small_study.keys("raw") if "transcript" in key]
    small_study.place.objects.put("raw", key, TALKED + b"[00:09:00] Respondent: Zebedee.\n")
    for batch in steps.plan_deidentification():
        report = steps.deidentify_interviews(batch)
    assert len(report["faults"]) == 1
    assert small_study.states() == {"checked": 1}


def test_an_answer_counts_for_the_question_that_was_asked(small_study):
    small_study.use_policy("review_threshold: 0.0", "review_threshold: 1.0")
    small_study.send("s01", "one", one_interview())
    small_study.run()
    (first,) = steps.reviews_due()
    steps.open_review(first["conf"]["interview_id"], str(first["conf"]["seq"]))
    approve(first)
    small_study.use_policy("review_threshold: 1.0", "review_threshold: 0.99")
    small_study.run()
    small_study.run()
    assert small_study.states() == {"in_review": 1}
    assert approve(first) == "already done"
    (second,) = steps.reviews_due()
    assert approve(second) == "approved"


def test_a_code_the_study_learned_late_needs_the_folder_again(small_study):
    small_study.send("s01", "one", one_interview(participant_code="s01-p03"))
    steps.poll()
    small_study.use_policy("[s01-p01, s01-p02]", "[s01-p01, s01-p02, s01-p03]")
    small_study.poll_and_check()
    assert small_study.codes() == {"learned-late"}


def test_receipts_of_one_site_that_fail_leave_those_of_the_other_alone(small_study):
    small_study.send("s01", "one", one_interview())
    small_study.send("s02", "one", one_interview(site_code="s02", participant_code="s02-p01"))
    small_study.poll_and_check()
    small_study.use_policy("bucket: site-s01", "bucket: site-gone")
    for batch in steps.plan_deidentification():
        report = steps.deidentify_interviews(batch)
    assert any(fault.startswith("receipts of s01-") for fault in report["faults"])
    assert not any(fault.startswith("receipts of s02-") for fault in report["faults"])


def test_without_consent_no_word_is_copied(small_study):
    small_study.send("s01", "one", one_interview(consent_transcript="no"))
    small_study.run()
    assert not [key for key in small_study.keys("raw") if "transcript" in key]


def test_one_file_listed_a_hundred_times_is_copied_once(small_study):
    rows = [a_row(TALKED, interview_date=f"2026-04-{day:02d}") for day in range(1, 29)]
    small_study.send("s01", "one", {"talk.txt": TALKED, "interviews.csv": a_manifest(*rows)})
    small_study.poll_and_check()
    assert len([key for key in small_study.keys("raw") if "transcript" in key]) == 1
    assert small_study.states() == {"checked": 1, "quarantined": 27}
    assert "file-listed-twice" in small_study.codes()


def test_an_odd_yes_is_no_consent_and_stops_nobody_else(small_study):
    other = TALK.replace("Halifax", "Hexham").encode()
    rows = (
        a_row(TALKED, consent_transcript="ye\u017f"),
        a_row(other, "other-talk.txt", participant_code="s01-p02"),
    )
    files = {"talk.txt": TALKED, "other-talk.txt": other, "interviews.csv": a_manifest(*rows)}
    small_study.send("s01", "two", files)
    small_study.run()
    assert small_study.states() == {"quarantined": 1, "released": 1}


def test_a_release_code_can_not_be_worked_out_from_what_it_stands_for(small_study):
    codes = set()
    for key in (b"a" * 32, b"b" * 32):
        vault = Vault("dbname=nowhere", base64.urlsafe_b64encode(key).decode())
        vault._key_fits = True
        codes.add(vault.interview("s01", "s01-p01", "peer_worker", "2026-03-05"))
    assert len(codes) == 2


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


def test_of_two_folders_with_one_interview_the_later_one_is_the_duplicate(small_study):
    manifest = a_manifest(a_row(TALKED))
    small_study.send("s01", "b first", {"interviews.csv": manifest})
    time.sleep(1.1)  # S3 tells times to the second
    small_study.send("s01", "a second", one_interview())
    small_study.send("s01", "b first", {"talk.txt": TALKED})
    small_study.run()
    receipts = {
        key.split("/")[1]: small_study.place.objects.read("site-s01", key, max_bytes=10**6)
        for key in small_study.keys("site-s01", "receipts/")
        if key.endswith(".json")
    }
    assert b"duplicate-interview" in receipts["a second"]
    assert b"duplicate-interview" not in receipts["b first"]
