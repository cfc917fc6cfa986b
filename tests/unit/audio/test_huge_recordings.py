"""Wav files of more than 4 GB, whose length does not fit into the field that wav has for it."""

import struct

import numpy as np
import pytest
from recording_builders import a_sound, a_wav, decode
from spoilt_recordings import a_hollow_wav

from sottovoce.adapters.recordings import Edit, writing
from sottovoce.adapters.recordings.editing import measure, write_clean
from sottovoce.adapters.recordings.scanning import UnexpectedBytes, scan_clean_recording
from sottovoce.model.recordings import Interval
from sottovoce.model.spans import EntityType

MIDDLE = Interval(2.0, 3.0, (EntityType.PERSON,), "aligned")
MORE_THAN_FITS = 2**32 + 2_000


def test_a_clean_wav_may_be_longer_than_wav_can_say(tmp_path, monkeypatch):
    """The muxer writes this form by itself beyond 4 GB; here it is told to."""
    monkeypatch.setattr(writing, "_MUXER_OPTIONS", {"wav": {"rf64": "always"}})
    source = a_wav(tmp_path / "a.wav", a_sound(n_channels=2), "f32")
    clean = write_clean(source, tmp_path / "clean", Edit((MIDDLE,)))
    assert clean.path.read_bytes()[:4] == b"RF64"
    before, after = decode(source), decode(clean.path)
    assert not after[32_000:48_000].any()
    assert np.array_equal(before[:32_000], after[:32_000])
    assert np.array_equal(before[48_000:], after[48_000:])
    assert measure(clean.path).header_duration_s == 6.0


def test_the_muxer_chooses_that_form_by_itself():
    assert writing._MUXER_OPTIONS["wav"] == {"rf64": "auto"}


@pytest.mark.parametrize("form", ["RF64", "BW64"])
def test_a_clean_wav_of_more_than_4_gb_is_searched_to_its_end(tmp_path, form):
    path = a_hollow_wav(
        tmp_path / "a.wav", n_samples=MORE_THAN_FITS // 4, rate=96_000, n_channels=2, form=form
    )
    scan_clean_recording(path, "wav", n_packet_bytes=MORE_THAN_FITS, tags=[])
    with path.open("ab") as file:
        file.write(b"LIST" + struct.pack("<I", 4) + b"Rosa")
    with pytest.raises(UnexpectedBytes):
        scan_clean_recording(path, "wav", n_packet_bytes=MORE_THAN_FITS, tags=[])


def test_a_wav_whose_length_overflowed_is_not_taken_for_clean(tmp_path):
    path = a_hollow_wav(tmp_path / "a.wav", n_samples=1_000, rate=96_000, n_channels=2)
    with path.open("r+b") as file:
        file.truncate(44 + MORE_THAN_FITS)
    with pytest.raises(UnexpectedBytes):
        scan_clean_recording(path, "wav", n_packet_bytes=MORE_THAN_FITS, tags=[])
