"""What is taken out of the text is taken out of the sound, from upload to store and back."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.flow.builders import TALK
from tests.flow.recording_builders import (
    RATE_HZ,
    a_recorded_interview,
    samples,
    spoken_sound,
    spoken_words,
)

from sottovoce import steps
from sottovoce.adapters import alignment
from sottovoce.adapters.kept_spans import KeptSpans
from sottovoce.adapters.recordings.scanning import UnexpectedBytes
from sottovoce.errors import TransientError
from sottovoce.model.recordings import LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.states import State
from sottovoce.review.decisions import APPROVE
from sottovoce.steps import recording_files
from sottovoce.transcripts import parse_transcript

NAMES = (b"ronagh", b"rimsby", b"REC001")


@pytest.fixture
def study(small_study, tmp_path, monkeypatch):
    settings = small_study.place.settings.model_copy(update={"scratch_dir": tmp_path / "scratch"})
    monkeypatch.setattr(small_study.place, "settings", settings)
    return small_study


@pytest.fixture
def n_located(monkeypatch):
    """How often words were looked for in a recording."""
    calls = []
    locate = alignment.locate_words

    def counted(*args, **kwargs):
        calls.append(1)
        return locate(*args, **kwargs)

    monkeypatch.setattr(alignment, "locate_words", counted)
    return calls


def send_and_run(study, **how) -> None:
    study.send("s01", "one", a_recorded_interview(spoken_sound(), **how))
    study.run()


def clean_files(study) -> dict[str, bytes]:
    return {
        key.partition(".")[2]: study.place.objects.read("clean", key, max_bytes=10**8)
        for key in study.keys("clean")
    }


def receipt(study) -> dict:
    (key,) = [key for key in study.keys("site-s01", "receipts/") if key.endswith("-r02.json")]
    return json.loads(study.place.objects.read("site-s01", key, max_bytes=10**6))


def told(study) -> list[str]:
    return [finding["code"] for finding in receipt(study)["findings"]]


def test_a_recording_is_released_with_its_names_muted_and_every_other_sample_kept(study):
    send_and_run(study)
    assert study.states() == {"released": 1}
    sound, original = samples(clean_files(study)["flac"]), samples(spoken_sound())
    assert len(sound) == len(original)
    inside, outside = muted(study, -ROUNDING), ~muted(study, ROUNDING)
    assert not sound[inside].any()
    assert original[inside].any()
    assert np.array_equal(sound[outside], original[outside])
    assert 0.05 < inside.mean() < 0.5


ROUNDING = 20  # samples: the file of intervals tells times to the millisecond


def muted(study, wider: int):
    """Which samples are muted, taken a little wider or narrower than is told."""
    is_muted = np.zeros(len(samples(spoken_sound())), dtype=bool)
    for each in json.loads(clean_files(study)["muted-intervals.json"]):
        start, end = (round(each[name] * RATE_HZ) for name in ("start_s", "end_s"))
        is_muted[max(0, start - wider) : end + wider] = True
    return is_muted


def test_what_was_muted_is_told_in_times_and_types_only(study):
    send_and_run(study)
    told = json.loads(clean_files(study)["muted-intervals.json"])
    assert {tuple(each) for each in told} == {("start_s", "end_s", "entity_type", "how")}
    assert {each["how"] for each in told} == {"aligned"}
    assert {each["entity_type"] for each in told} == {"LOCATION", "PERSON"}
    rows = study.query(
        "SELECT start_s, end_s, array_to_string(entity_types, '+'), how FROM study.muted"
        " ORDER BY start_s"
    )
    assert [(round(a, 3), round(b, 3), kind, how) for a, b, kind, how in rows] == [
        tuple(each.values()) for each in told
    ]


def test_the_store_says_where_the_recording_is_and_when_each_turn_is_said(study):
    send_and_run(study)
    files = clean_files(study)
    rows = study.query(
        "SELECT r.object_key, r.n_bytes, r.sha256, r.duration_s, r.is_disguised,"
        " t.start_s, t.end_s FROM study.recordings r JOIN study.turns t USING (interview_code)"
        " ORDER BY t.turn_index"
    )
    key, n_bytes, sha256, duration_s, is_disguised, *_ = rows[0]
    assert key in study.keys("clean")
    assert (n_bytes, sha256) == (len(files["flac"]), hashlib.sha256(files["flac"]).hexdigest())
    assert not is_disguised
    times = [row[-2:] for row in rows]
    assert len(times) == 2
    assert all(0 <= start < end <= duration_s for start, end in times)
    assert times[0][1] <= times[1][0]


def test_nothing_that_a_recorder_or_a_site_wrote_into_the_file_or_its_name_comes_out(study):
    send_and_run(study, name="Bronagh REC001.flac")
    everything = b"".join(clean_files(study).values())
    everything += " ".join([*study.keys("clean"), *study.keys("raw")]).encode()
    assert not [name for name in NAMES if name in everything]
    assert b"ronagh" in spoken_sound()


def test_without_consent_the_words_go_on_and_the_receipt_says_why_the_sound_did_not(study):
    send_and_run(study, consent_audio="no")
    assert study.states() == {"released": 1}
    assert set(clean_files(study)) == {"json", "txt"}
    assert not [key for key in study.keys("raw") if "recording" in key]
    assert told(study) == ["recording-without-consent"]
    assert study.query("SELECT count(*) FROM study.recordings") == [(0,)]


def test_an_interview_without_a_recording_is_told_nothing_about_sound(study):
    words = spoken_words()
    files = a_recorded_interview(
        b"", words, recording_file="", recording_bytes="", recording_sha256=""
    )
    study.send("s01", "one", {name: data for name, data in files.items() if data})
    study.run()
    assert study.states() == {"released": 1}
    assert told(study) == []


CUT = spoken_sound()[: len(spoken_sound()) // 2]


@pytest.mark.parametrize(
    ("sound", "words", "reason"),
    [
        pytest.param(CUT, None, "recording-cut-short", id="cut short"),
        pytest.param(b"<html>not found</html>" * 40, None, "unknown-format", id="no recording"),
        pytest.param(
            spoken_sound(), TALK.encode(), "transcript-longer-than-recording", id="another's words"
        ),
        pytest.param(
            spoken_sound(),
            "\n".join(line.partition("] ")[2] or line for line in TALK.splitlines()).encode(),
            "transcript-of-another-recording",
            id="another's words without times",
        ),
    ],
)
def test_what_can_not_be_cleaned_stays_back_with_a_reason_and_the_words_go_on(
    study, sound, words, reason
):
    study.send("s01", "one", a_recorded_interview(sound, words))
    study.run()
    assert study.states() == {"released": 1}
    assert set(clean_files(study)) == {"json", "txt"}
    assert told(study)[0] == "recording-not-released"
    assert reason in told(study)
    assert len(told(study)) == len(set(told(study))), "nothing is told twice"


def test_an_identifier_that_may_be_anywhere_keeps_the_recording_back(study, monkeypatch):
    heard = LocatedTurn(0, 0.5, 4.0, (TimedWord(0, 0, 2, 0.6, 0.9),), "aligned")
    lost = LocatedWords((heard, LocatedTurn(1, None, None)))
    monkeypatch.setattr(alignment, "locate_words", lambda *args, **kwargs: lost)
    send_and_run(study)
    assert study.states() == {"released": 1}
    assert set(clean_files(study)) == {"json", "txt"}
    assert told(study) == ["recording-not-released", "recording-not-located"]


def test_a_turn_that_is_muted_whole_asks_a_person(study, monkeypatch):
    heard = LocatedTurn(0, 0.5, 4.0, (TimedWord(0, 0, 2, 0.6, 0.9),), "aligned")
    partly = LocatedWords((heard, LocatedTurn(1, 4.5, 9.0)))
    monkeypatch.setattr(alignment, "locate_words", lambda *args, **kwargs: partly)
    send_and_run(study)
    assert study.states() == {"in_review": 1}
    assert told(study) == ["turns-muted-whole"]


def test_a_fault_of_the_pipeline_keeps_the_sound_back_and_says_so(study, monkeypatch, caplog):
    def fails(*args, **kwargs):
        raise UnexpectedBytes("a page")

    monkeypatch.setattr(recording_files, "edit_recording", fails)
    send_and_run(study)
    assert study.states() == {"released": 1}
    assert told(study) == ["recording-not-released", "recording-not-cleaned"]
    assert "A recording was not cleaned" in caplog.text


def test_a_receipt_does_not_go_on_about_a_fault_that_is_mended(study, monkeypatch):
    def fails(*args, **kwargs):
        raise UnexpectedBytes("a page")

    study.send("s01", "one", a_recorded_interview(spoken_sound()))
    study.poll_and_check()
    with monkeypatch.context() as patched:
        patched.setattr(recording_files, "edit_recording", fails)
        for batch in steps.plan_deidentification():
            steps.deidentify_interviews(batch)
    assert told(study) == ["recording-not-released", "recording-not-cleaned"]
    study.run()
    assert "flac" in clean_files(study)
    assert told(study) == []


def test_a_task_that_dies_half_way_repeats_nothing_and_leaves_no_file_behind(
    study, n_located, monkeypatch, tmp_path
):
    study.send("s01", "one", a_recorded_interview(spoken_sound()))
    study.poll_and_check()
    (batch,) = steps.plan_deidentification()

    def away(*args, **kwargs):
        raise TransientError("The database is away.")

    with monkeypatch.context() as patched:
        patched.setattr(type(study.place.ledger), "move", away)
        with pytest.raises(TransientError):
            steps.deidentify_interviews(batch)
    study.run()
    assert study.states() == {"released": 1}
    assert "flac" in clean_files(study)
    assert len(n_located) == 1
    assert not [path for path in (tmp_path / "scratch").rglob("*") if path.is_file()]


def test_muting_follows_the_spans_that_are_released(study, n_located):
    study.use_policy("review_threshold: 0.0", "review_threshold: 1.0")
    study.send("s01", "one", a_recorded_interview(spoken_sound()))
    study.run()
    assert study.states() == {"in_review": 1}
    assert study.keys("clean") == [], "nobody hears it before a person has looked"
    (record,) = study.place.ledger.waiting([State.IN_REVIEW])
    add_span(study, record, "sister")
    (run,) = steps.reviews_due()
    answer = {"chosen_options": [APPROVE], "responded_by_user": {"id": "1", "name": "manager"}}
    steps.decide(run["conf"]["interview_id"], str(run["conf"]["seq"]), answer)
    study.run()
    assert study.states() == {"released": 1}
    types = [each["entity_type"] for each in json.loads(clean_files(study)["muted-intervals.json"])]
    assert any("OTHER_ID" in each for each in types)
    assert len(n_located) == 1


def add_span(study, record, word: str) -> None:
    """What a reviewer does who finds something that was missed."""
    kept = KeptSpans(study.place.objects, "raw")
    found_with = study.place.ledger.cleaned_with(record.interview_id)
    transcript = parse_transcript(spoken_words(), file_name="a.txt")
    marked = kept.read(record.interview_id, transcript, found_with.detector)
    turn = marked.turns[1]
    start = turn.turn.text.index(word)
    span = Span(start, start + len(word), EntityType.OTHER_ID, 1.0, "reviewer")
    turn = replace(turn, spans=tuple(sorted((*turn.spans, span))))
    marked = replace(marked, turns=(marked.turns[0], turn, *marked.turns[2:]))
    kept.write(record.interview_id, marked, found_with)


def test_a_participant_who_withdraws_takes_the_sound_along(study):
    send_and_run(study)
    steps.withdraw_participant("s01", "s01-p01", "a data manager")
    assert study.keys("clean") == []
    assert not [key for key in study.keys("raw") if "sound" in key or "recording" in key]
    assert study.query("SELECT count(*) FROM study.recordings") == [(0,)]
    assert study.query("SELECT count(*) FROM study.muted") == [(0,)]
    assert steps.watch()["faults"] == []


def test_consent_to_sound_that_ends_takes_it_out_before_anybody_looks(study):
    send_and_run(study)
    study.use_policy("review_threshold: 0.0", "review_threshold: 1.0")
    study.send("s01", "one", a_recorded_interview(spoken_sound(), consent_audio="no"))
    study.run()
    assert study.states() == {"released": 1, "in_review": 1}
    assert set(clean_files(study)) == {"json", "txt"}
    assert study.query("SELECT count(*) FROM study.recordings") == [(0,)]
    assert study.query("SELECT count(*) FROM study.interviews") == [(1,)]
    kept = [key.rpartition("/")[2] for key in study.keys("raw") if "/sound/" in key]
    assert kept == ["retention.json"]
    assert [key for key in study.keys("raw") if key.endswith("/recording")]
    assert steps.watch()["counts"]["recordings that wait for a decision"] == 1


def test_a_version_without_a_recording_leaves_none_of_the_version_before(study):
    send_and_run(study)
    words = spoken_words() + b"\n[00:00:11] Interviewer: And now something else altogether.\n"
    files = a_recorded_interview(
        b"", words, recording_file="", recording_bytes="", recording_sha256=""
    )
    study.send("s01", "one", {name: data for name, data in files.items() if data})
    study.run()
    assert study.states() == {"released": 2}
    assert set(clean_files(study)) == {"json", "txt"}
    assert study.query("SELECT count(*) FROM study.recordings") == [(0,)]


def test_another_policy_for_sound_is_applied_by_reprocessing(study, n_located):
    send_and_run(study)
    before = clean_files(study)["flac"]
    study.study_file.write_text(study.study_file.read_text() + "audio: {mute_with: tone}\n")
    study.place.__dict__.pop("study", None)
    for batch in steps.plan_reprocessing():
        assert steps.reprocess_interviews(batch, dry_run=False)["faults"] == []
    after = clean_files(study)["flac"]
    assert study.states() == {"released": 1}
    assert after != before
    assert len(n_located) == 1
    ((sha256,),) = study.query("SELECT sha256 FROM study.recordings")
    assert sha256 == hashlib.sha256(after).hexdigest()


def test_opus_is_written_where_the_study_asks_for_it(study):
    study.study_file.write_text(study.study_file.read_text() + "audio: {format: opus}\n")
    study.place.__dict__.pop("study", None)
    send_and_run(study)
    assert set(clean_files(study)) == {"json", "txt", "ogg", "muted-intervals.json"}


@pytest.mark.parametrize(
    ("audio", "consent"),
    [
        pytest.param("{disguise: true}", "yes", id="by the study"),
        pytest.param("{}", "disguised", id="by the participant"),
    ],
)
def test_voices_are_disguised_where_the_study_or_the_participant_asks_for_it(study, audio, consent):
    study.study_file.write_text(study.study_file.read_text() + f"audio: {audio}\n")
    study.place.__dict__.pop("study", None)
    send_and_run(study, consent_audio=consent)
    assert study.query("SELECT is_disguised FROM study.recordings") == [(True,)]
    sound, original = samples(clean_files(study)["flac"]), samples(spoken_sound())
    assert len(sound) == len(original)
    assert not sound[muted(study, -ROUNDING)].any()
    spoken = ~muted(study, ROUNDING) & (np.abs(original) > 500)
    assert (sound[spoken] != original[spoken]).mean() > 0.9


def test_watching_notices_sound_that_is_lost_or_left(study):
    send_and_run(study)
    assert steps.watch()["faults"] == []
    (key,) = [key for key in study.keys("clean") if key.endswith(".flac")]
    study.place.objects.delete("clean", key)
    study.place.objects.put("clean", "s01/s01-i0000000.ogg", b"OggS")
    lost, left = steps.watch()["faults"]
    assert f"{key} is in the store, but not in clean" in lost
    assert "s01-i0000000.ogg is in clean, but not in the store" in left


def test_folders_of_a_killed_worker_are_swept(study, tmp_path):
    send_and_run(study)
    (root,) = Path(tmp_path / "scratch").iterdir()
    left = root / "left"
    left.mkdir()
    (left / "original.flac").write_bytes(spoken_sound())
    study.send(
        "s01",
        "two",
        a_recorded_interview(CUT, spoken_words() + b"\nOh.", participant_code="s01-p02"),
    )
    study.run()
    assert not left.exists()
