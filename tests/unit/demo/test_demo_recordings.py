"""The recordings of the demo study belong to their transcripts, and are as spoilt as is said."""

import csv
import hashlib
import io
from pathlib import Path

import av
import numpy as np
import pytest

from sottovoce.adapters.alignment import locate_words
from sottovoce.adapters.recordings import inspect_recording
from sottovoce.deidentify.audio.checks import check_against_transcript, check_recording
from sottovoce.model.manifests import MANIFEST_NAME
from sottovoce.transcripts import parse_transcript
from sottovoce_demo.listening import is_silent_in
from sottovoce_demo.study.make_recordings import TAGS
from sottovoce_demo.study.spoken import CONVERSATIONS, FOLDER, recorded_conversation, recording
from sottovoce_demo.study.writers import write_txt

MOST_BYTES = 6_000_000
SOUND_FILES = ("call.m4a", "visit.flac", "refused.ogg", "cut.flac")


def rows_with_sound(demo):
    for submission in demo.submissions:
        for each in submission.expected:
            if each.sound:
                text = (submission.path / MANIFEST_NAME).read_text()
                rows = list(csv.DictReader(io.StringIO(text)))
                yield submission, rows[each.row - 2], each


def test_each_fate_of_a_recording_is_in_the_study(demo):
    fates = [each.sound for _, _, each in rows_with_sound(demo)]
    assert sorted(fates) == ["kept back", "refused", "released", "released"]


def test_manifests_state_consent_size_and_digest_of_each_recording(demo):
    for submission, row, each in rows_with_sound(demo):
        sound = (submission.path / row["recording_file"]).read_bytes()
        assert int(row["recording_bytes"]) == len(sound)
        assert row["recording_sha256"] == hashlib.sha256(sound).hexdigest()
        assert row["consent_audio"] == ("no" if each.sound == "refused" else "yes")


def test_names_of_recordings_are_among_what_may_not_come_out(demo):
    names = {row["recording_file"] for _, row, _ in rows_with_sound(demo)}
    assert names <= demo.distinctive_identifiers


@pytest.mark.parametrize("name", SOUND_FILES)
def test_recordings_hold_names_that_must_not_come_out(demo, name):
    with av.open(io.BytesIO(recording(name))) as container:
        tags = {**container.metadata, **container.streams[0].metadata}
    planted = TAGS[name.partition(".")[0]].values()
    assert set(planted) <= set(tags.values())


def test_all_recordings_together_are_small():
    assert sum(len(recording(name)) for name in SOUND_FILES) < MOST_BYTES


@pytest.mark.parametrize(("file", "name"), [("call.m4a", "call"), ("visit.flac", "visit")])
def test_a_sound_recording_passes_every_check_with_its_transcript(file, name):
    path = Path(str(FOLDER)) / file
    facts = inspect_recording(path)
    findings = check_recording(facts, suffix=path.suffix[1:])
    findings += check_against_transcript(facts, recorded_conversation(name))
    assert [found.finding.code for found in findings] == []
    assert facts.duration_s < 70


def test_every_word_of_a_recording_is_found_with_times_in_whole_seconds():
    """A window that cuts through a word once left the last turn without any, so muted whole."""
    path = Path(str(FOLDER)) / "visit.flac"
    typed = parse_transcript(write_txt(recorded_conversation("visit")), file_name="visit.txt")
    located = locate_words(path, typed, duration_s=inspect_recording(path).duration_s)
    n_words = [len(turn.text.split()) for turn in typed.turns]
    assert [len(turn.words) for turn in located.turns] == n_words


def test_the_recording_that_was_cut_short_is_seen_to_be():
    facts = inspect_recording(Path(str(FOLDER)) / "cut.flac")
    codes = [found.finding.code for found in check_recording(facts) if found.keeps_back]
    assert "recording-cut-short" in codes


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_every_identifier_of_a_conversation_is_said_in_it(name):
    said = " ".join(words for _, words in CONVERSATIONS[name].turns)
    assert all(text in said for _, text in CONVERSATIONS[name].identifiers)


def a_wav(sound) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def test_listening_hears_a_single_loud_sample():
    sound = np.full(16_000, 9000, dtype=np.int16)
    sound[4000:8000] = 0
    assert is_silent_in(a_wav(sound), [(0.5, 1.0)])
    sound[6000] = 900
    assert not is_silent_in(a_wav(sound), [(0.5, 1.0)])
    assert is_silent_in(a_wav(sound), [(0.5, 0.7), (0.8, 1.0)])
