import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording_builders import a_sound, a_wav, decode, encode

from sottovoce.adapters.recordings import Edit, edit_recording, inspect_recording, reading
from sottovoce.adapters.recordings.editing import write_clean
from sottovoce.deidentify.audio.samples import Muter
from sottovoce.errors import UnreadableUpload
from sottovoce.model.recordings import Interval
from sottovoce.model.spans import EntityType

TWO_PLACES = (
    Interval(1.00003, 2.4, (EntityType.PERSON,), "aligned"),
    Interval(3.99, 4.0101, (EntityType.DATE,), "turn"),
)


def muted_samples(n: int, rate: int, intervals=TWO_PLACES) -> np.ndarray:
    """True where a sample may be heard by the definition of an interval: any touch mutes it."""
    starts = np.arange(n) / rate
    inside = [(starts + 1 / rate > i.start_s) & (starts < i.end_s) for i in intervals]
    return np.any(inside, axis=0)


@pytest.mark.parametrize("n_channels", [1, 2], ids=["mono", "stereo"])
@pytest.mark.parametrize(
    ("kind", "form", "rate", "suffix"),
    [
        pytest.param("u8", "RIFF", 8_000, ".flac", id="8 bits become the same values in 16"),
        pytest.param("s16", "RIFF", 16_000, ".flac", id="16 bits"),
        pytest.param("s24", "RIFF", 96_000, ".flac", id="24 bits at the highest rate"),
        pytest.param("s32", "RIFF", 44_100, ".wav", id="32 bits stay wav"),
        pytest.param("f32", "RIFF", 48_000, ".wav", id="float stays wav"),
        pytest.param("f64", "RIFF", 22_050, ".wav", id="double stays wav"),
        pytest.param("s16", "RF64", 44_100, ".flac", id="rf64"),
        pytest.param("s24", "BW64", 48_000, ".flac", id="bw64"),
    ],
)
def test_outside_the_muted_stretches_every_bit_is_kept(
    tmp_path, kind, form, rate, suffix, n_channels
):
    source = a_wav(tmp_path / "a.wav", a_sound(rate, n_channels), kind, rate=rate, form=form)
    clean = write_clean(source, tmp_path / "clean", Edit(TWO_PLACES))
    before, after = decode(source), decode(clean.path)
    if kind == "u8":
        before = (before.astype(np.int16) - 128) << 8
    is_muted = muted_samples(len(before), rate)
    assert clean.path.suffix == suffix
    assert before.dtype == after.dtype
    assert before.shape == after.shape
    assert np.array_equal(before[~is_muted], after[~is_muted])
    assert not after[is_muted].any()


@pytest.mark.parametrize("suffix", [".flac", ".mp3", ".m4a", ".ogg", ".oga"])
def test_of_compressed_sound_what_was_decoded_is_kept_to_16_bits(tmp_path, suffix):
    source = encode(tmp_path / f"a{suffix}", a_sound(48_000, 2), rate=48_000)
    clean = write_clean(source, tmp_path / "clean", Edit(TWO_PLACES))
    before, after = decode(source), decode(clean.path)
    if before.dtype == np.float32:
        before = np.clip(np.rint(before * 32768.0), -32768, 32767).astype(np.int16)
    is_muted = muted_samples(len(before), 48_000)
    assert clean.is_rounded == (suffix != ".flac")
    assert np.array_equal(before[~is_muted], after[~is_muted])
    assert not after[is_muted].any()


@pytest.mark.parametrize("rate", [8_000, 44_100])
def test_opus_holds_silence_where_something_was_muted(tmp_path, rate):
    source = a_wav(tmp_path / "a.wav", a_sound(rate, 2), rate=rate)
    clean = write_clean(source, tmp_path / "clean", Edit(TWO_PLACES, output="opus"))
    after = decode(clean.path)
    middle = after[int(1.1 * 48_000) : int(2.35 * 48_000)]
    assert clean.path.suffix == ".ogg"
    assert np.abs(middle).max() < 0.01  # the codec's own echo, 34 dB below the sound
    assert np.abs(after[: 48_000 // 2]).max() > 0.1
    assert len(after) == pytest.approx(6 * 48_000, abs=960)


def test_a_tone_says_where_something_was_and_nothing_of_it_is_left(tmp_path):
    left_out = np.zeros_like(a_sound())
    loud, none = (
        decode(
            write_clean(
                a_wav(tmp_path / f"{name}.wav", sound), tmp_path / name, Edit(TWO_PLACES, "tone")
            ).path
        )
        for name, sound in (("loud", a_sound()), ("none", left_out))
    )
    is_muted = muted_samples(len(loud), 16_000)
    assert np.array_equal(loud[is_muted], none[is_muted])
    assert 1_000 < np.abs(loud[is_muted]).max() < 2_000


stretches = st.tuples(st.integers(0, 400), st.integers(1, 200))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(stretches, max_size=6),
    st.lists(st.integers(1, 120), min_size=1, max_size=8),
    st.sampled_from([1, 2]),
)
def test_however_a_recording_is_cut_into_blocks_the_same_samples_are_muted(
    places, lengths, n_channels
):
    rate, n = 100, sum(lengths)
    intervals = [Interval(a / rate, (a + b) / rate, (), "words") for a, b in places]
    sound = np.ones((n, n_channels), dtype=np.int16)
    muter, start, edited = Muter(intervals, rate), 0, []
    for length in lengths:
        edited.append(muter.mute(sound[start : start + length], start))
        start += length
    expected = np.ones(n, dtype=bool)
    for a, b in places:
        expected[a : a + b] = False
    whole = np.concatenate(edited)
    assert np.array_equal(whole[~expected], np.zeros_like(whole[~expected]))
    # Rounding outwards may take one sample more at each end, never one less.
    assert (whole[:, 0] != 0).sum() >= expected.sum() - 2 * len(places)
    assert sound.all()


def test_an_edit_measures_the_same_facts_as_an_inspection(tmp_path):
    source = a_wav(tmp_path / "a.wav", a_sound(44_100, 2), rate=44_100)
    clean = edit_recording(source, tmp_path / "clean", Edit(TWO_PLACES))
    assert clean.facts == inspect_recording(source)
    assert clean.facts.duration_s == 6.0
    assert clean.facts.n_bytes == source.stat().st_size
    assert len(clean.facts.levels_db) == 6


def test_memory_does_not_grow_with_the_length_of_a_recording(tmp_path):
    """Half an hour: were any sample kept, this would take 115 MB more than one minute."""

    def peak_mb(seconds: int) -> float:
        source = a_wav(
            tmp_path / f"{seconds}.wav", np.tile(a_sound(16_000, 2, 10), (seconds // 10, 1))
        )
        probe = (
            "import resource, sys; from pathlib import Path;"
            "from sottovoce.adapters.recordings import Edit, edit_recording;"
            f"edit_recording(Path({str(source)!r}), Path({str(tmp_path / 'c')!r}), Edit());"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
        )
        done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True)
        return float(done.stdout)

    short, long = peak_mb(60), peak_mb(1_800)
    assert long < 120
    assert long < short + 15


def test_nothing_is_left_behind_when_a_recording_fails_midway(tmp_path, monkeypatch):
    source = a_wav(tmp_path / "a.wav", a_sound())
    monkeypatch.setattr(reading, "MAX_DURATION_S", 2)
    with pytest.raises(UnreadableUpload) as error:
        write_clean(source, tmp_path / "clean", Edit())
    assert error.value.code == "recording-too-long"
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
