import hashlib
import json
from datetime import date, timedelta

import pytest
from tests.flow.builders import a_manifest, a_row

from sottovoce import steps
from sottovoce.errors import StudyConfigError
from sottovoce.model.states import State

TALK = b"""[00:00:01] Interviewer: How did you come to be a peer worker here, and what was it like?
[00:00:09] Respondent: My name is Maureen Pickersgill, I'm forty-one and I live in Halifax, and I
started after a long time of using the service myself, on the 14th of March 2024. Maureen, they
said to me, it will be hard work, and it was.
[00:00:31] Interviewer: And what does a day look like, Maureen, when it goes well for you?
"""
WORKSHOP = (
    "review_threshold: 0.0, profiles: {workshop: {readers: [analyst], actions: "
    "{PERSON: surrogate, AGE: generalise, DATE: generalise, LOCATION: generalise}}}"
)
TEXT = "SELECT string_agg(text, ' ' ORDER BY turn_index) FROM study.{}"


@pytest.fixture
def study(small_study):
    small_study.use_policy("review_threshold: 0.0", WORKSHOP)
    return small_study


def interview(talk: bytes = TALK, roster: str | None = None, **cells: str) -> dict[str, bytes]:
    files = {"talk.txt": talk}
    if roster is not None:
        files["roster.csv"] = f"kind,value\r\nperson,{roster}\r\n".encode()
        cells["roster_sha256"] = hashlib.sha256(files["roster.csv"]).hexdigest()
    return {**files, "interviews.csv": a_manifest(a_row(talk, **cells))}


def text_of(study, table: str) -> str:
    return study.query(TEXT.format(table))[0][0]


def surrogate(study) -> str:
    rows = study.query(
        "SELECT stand_in FROM study.profile_redactions WHERE entity_type = 'PERSON'"
        " ORDER BY turn_index, start_char LIMIT 1"
    )
    return rows[0][0]


def test_one_source_gives_a_text_for_each_profile(study):
    study.send("s01", "one", interview())
    study.run()
    team, workshop = text_of(study, "turns"), text_of(study, "profile_turns")
    assert "[Person 1], I'm [Age 1] and I live in [Place 1]" in team
    assert "I'm [Age 40-49] and I live in [Place in West Yorkshire]" in workshop
    assert "[Date March 2024]" in workshop
    assert "[Person" not in workshop
    first, _ = surrogate(study).split()
    assert f"{first}, they" in workshop.replace("\n", " ")
    for raw in ("Maureen", "Pickersgill", "forty-one", "Halifax", "14th"):
        assert raw not in team + workshop


def test_the_files_of_a_profile_come_and_go_with_the_interview(study):
    study.send("s01", "one", interview())
    study.run()
    keys = study.keys("clean")
    assert [key.partition(".")[2] for key in sorted(keys)] == [
        "json", "txt", "workshop.json", "workshop.txt",
    ]  # fmt: skip
    (shown,) = [key for key in keys if key.endswith("workshop.json")]
    kept = study.place.objects.read("clean", shown, max_bytes=10**6)
    assert "[Age 40-49]" in json.loads(kept)["transcript"]["turns"][1]["text"]
    steps.withdraw_participant("s01", "s01-p01", "manager")
    assert study.keys("clean") == []
    assert study.query("SELECT * FROM study.profile_turns") == []


def test_a_surrogate_that_another_sites_roster_brings_up_is_no_longer_said(study):
    study.send("s01", "one", interview())
    study.run()
    before = surrogate(study)
    other = TALK.replace(b"Maureen Pickersgill", b"Zebedee Quill").replace(b"Maureen", b"Zebedee")
    cells = {"site_code": "s02", "participant_code": "s02-p01"}
    study.send("s02", "two", interview(other, roster=before, **cells))
    study.send("s01", "one", interview(TALK + b"[00:01:00] Interviewer: Thank you for that.\n"))
    study.run()
    assert study.query("SELECT count(*) FROM study.interviews") == [(2,)]
    workshop = study.query(
        "SELECT string_agg(t.text, ' ') FROM study.profile_turns t"
        " JOIN study.interviews USING (interview_code) WHERE site = 's01'"
    )[0][0]
    assert "Thank you" in workshop
    assert before not in workshop
    assert "[Person" in workshop


def test_a_reader_whom_the_server_does_not_know_stops_the_release(study):
    study.use_policy("readers: [analyst]", "readers: [nobody_here]")
    study.send("s01", "one", interview())
    with pytest.raises(StudyConfigError, match="no role nobody_here"):
        study.run()
    assert study.states() == {State.DEIDENTIFIED.value: 1}


def test_a_participants_dates_are_shifted_by_what_only_the_vault_can_tell(study):
    study.use_policy("DATE: generalise", "DATE: shift")
    study.send("s01", "one", interview())
    study.run()
    days = study.place.vault.shift_days("s01", "s01-p01", 180)
    shifted = date(2024, 3, 14) + timedelta(days=days)
    assert f"[Date {shifted.day} {shifted:%B %Y}]" in text_of(study, "profile_turns")
