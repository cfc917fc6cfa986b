from pathlib import Path

import pytest

from sottovoce.config import StudyConfig, load_study
from sottovoce.config.audio import AudioPolicy
from sottovoce.errors import StudyConfigError

STUDY = """
study: small
title: A small study
sites: {s01: {name: Northford, bucket: site-s01}}
roles: [peer_worker]
"""


def a_study(tmp_path: Path, audio: str | None = None) -> StudyConfig:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY + (f"audio: {audio}\n" if audio else ""))
    return load_study(file)


def test_a_study_that_says_nothing_mutes_with_silence_and_disguises_nobody(tmp_path):
    audio = a_study(tmp_path).audio
    assert (audio.pad_s, audio.mute_with, audio.format) == (0.2, "silence", "flac")
    assert not audio.disguise


@pytest.mark.parametrize(
    "audio",
    [
        pytest.param("{pad_ms: 99}", id="too little padding"),
        pytest.param("{pad_ms: 2001}", id="too much"),
        pytest.param("{mute_with: music}", id="music"),
        pytest.param("{format: mp3}", id="mp3"),
        pytest.param("{disguise: sometimes}", id="neither true nor false"),
        pytest.param("{padding: 200}", id="a mistyped key"),
    ],
)
def test_what_can_not_be_is_refused(tmp_path, audio):
    with pytest.raises(StudyConfigError, match="audio"):
        a_study(tmp_path, audio)


CHANGES = ["{pad_ms: 300}", "{mute_with: tone}", "{format: opus}", "{disguise: true}"]


@pytest.mark.parametrize("audio", CHANGES)
def test_every_change_of_sound_is_another_policy(tmp_path, audio):
    one, other = a_study(tmp_path), a_study(tmp_path, audio)
    assert one.policy_fingerprint != other.policy_fingerprint


def test_no_two_changes_look_alike(tmp_path):
    found = {a_study(tmp_path, audio).policy_fingerprint for audio in CHANGES}
    assert len(found) == len(CHANGES)


def test_what_is_said_though_it_is_the_default_is_the_same_policy(tmp_path):
    said = a_study(tmp_path, "{pad_ms: 200, mute_with: silence, format: flac, disguise: false}")
    assert said.audio == AudioPolicy()
    assert said.policy_fingerprint == a_study(tmp_path).policy_fingerprint
