"""What a pass over whole recordings finds: levels, channels, rates, lengths, tracks."""

from pathlib import Path

import av
import numpy as np
import pytest
from recording_builders import a_sound, a_wav, decode, encode
from spoilt_recordings import a_hollow_wav

from sottovoce.adapters.recordings import Edit
from sottovoce.adapters.recordings.editing import measure, write_clean
from sottovoce.deidentify.audio.checks import check_against_transcript, check_recording
from sottovoce.errors import SiteError
from sottovoce.model.recordings import Interval
from sottovoce.model.spans import EntityType
from sottovoce.model.transcripts import Transcript, Turn

RATE = 16_000
KEEPS_BACK = {"inverted-channel", "silent-recording", "recording-longer-than-stated"}
MIDDLE = Interval(2.0, 3.0, (EntityType.PERSON,), "aligned")


def codes(path: Path) -> set[str]:
    """Every finding of a recording; what keeps it back is where it should be."""
    try:
        found = check_recording(measure(path), suffix=path.suffix[1:])
    except SiteError as error:
        return {error.code}
    assert all(each.keeps_back == (each.finding.code in KEEPS_BACK) for each in found)
    return {each.finding.code for each in found}


def stereo(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.concatenate([left, right], axis=1)


def loud(sound: np.ndarray, by: float) -> np.ndarray:
    return np.clip(sound * by, -1, 1)


VOICE, OTHER = a_sound(), a_sound()[::-1]
NOTHING, HISS = np.zeros_like(VOICE), VOICE * 0.0015


@pytest.mark.parametrize(
    ("sound", "expected"),
    [
        pytest.param(stereo(VOICE, NOTHING), {"silent-channel"}, id="nothing on the right"),
        pytest.param(stereo(NOTHING, VOICE), {"silent-channel"}, id="nothing on the left"),
        pytest.param(stereo(VOICE, HISS), {"silent-channel"}, id="a dead microphone's hiss"),
        pytest.param(stereo(VOICE, VOICE * 0.01), set(), id="a faint one is not silent"),
        pytest.param(stereo(NOTHING, NOTHING), {"silent-recording"}, id="nothing at all"),
        pytest.param(HISS, {"silent-recording"}, id="only hiss"),
        pytest.param(stereo(VOICE, -VOICE), {"inverted-channel"}, id="one cable inverted"),
        pytest.param(
            stereo(VOICE, -0.3 * VOICE), {"inverted-channel"}, id="inverted, and less loud"
        ),
        pytest.param(stereo(VOICE, VOICE), set(), id="twice the same"),
        pytest.param(stereo(VOICE, OTHER), set(), id="two microphones"),
        pytest.param(loud(VOICE, 2.2), {"clipped-recording"}, id="a tenth is cut off"),
        pytest.param(
            stereo(VOICE, loud(OTHER, 2.2)), {"clipped-recording"}, id="one channel is cut off"
        ),
        pytest.param(loud(VOICE, 1.99), set(), id="loud, but whole"),
    ],
)
@pytest.mark.parametrize("kind", ["s16", "f32"])
def test_what_is_wrong_with_the_loudness_of_channels_is_a_finding(tmp_path, sound, expected, kind):
    assert codes(a_wav(tmp_path / "a.wav", sound, kind)) == expected


def sides(*louder_left: bool) -> np.ndarray:
    """Two seconds a turn; one channel is twenty decibels louder."""
    turn = a_sound(seconds=2)
    parts = [stereo(turn, turn * 0.1) if left else stereo(turn * 0.1, turn) for left in louder_left]
    return np.concatenate(parts)


def a_talk(n_turns: int) -> Transcript:
    turns = [
        Turn(i, "AB"[i % 2], 2.0 * i + 0.1, 2.0 * i + 1.9, "something") for i in range(n_turns)
    ]
    return Transcript(tuple(turns), "something\n" * n_turns, "vtt")


@pytest.mark.parametrize(
    ("louder_left", "expected"),
    [
        pytest.param([True, False] * 3 + [False, True] * 3, {"swapped-channels"}, id="for good"),
        pytest.param([True, False] * 6, set(), id="each stays on a side"),
        pytest.param([True, False] * 5 + [False, True], set(), id="one turn each is chance"),
        pytest.param([True] * 12, set(), id="one microphone for both"),
    ],
)
def test_speakers_who_swap_sides_midway_are_a_note(tmp_path, louder_left, expected):
    facts = measure(a_wav(tmp_path / "a.wav", sides(*louder_left)))
    found = check_against_transcript(facts, a_talk(12))
    assert {each.finding.code for each in found} == expected
    assert not any(each.keeps_back for each in found)


@pytest.mark.parametrize(
    ("last_end_s", "expected"),
    [
        pytest.param(7.9, set(), id="a line that stands a little longer"),
        pytest.param(8.2, {"transcript-longer-than-recording"}, id="more than two seconds"),
    ],
)
def test_a_transcript_that_goes_on_after_its_recording_is_a_finding(tmp_path, last_end_s, expected):
    facts = measure(a_wav(tmp_path / "a.wav", a_sound()))
    turn = Turn(0, "A", 1.0, last_end_s, "something")
    found = check_against_transcript(facts, Transcript((turn,), "something", "vtt"))
    assert {each.finding.code for each in found} == expected


RATES = {
    ".wav": (8_000, 96_000), ".flac": (8_000, 96_000), ".m4a": (8_000, 96_000),
    ".mp4": (8_000, 96_000), ".oga": (8_000, 96_000), ".mp3": (8_000, 48_000), ".ogg": (8_000,),
}  # fmt: skip


@pytest.mark.parametrize(
    ("suffix", "rate"), [(suffix, rate) for suffix, rates in RATES.items() for rate in rates]
)
def test_the_lowest_and_the_highest_rate_are_read_and_muted_in_every_format(tmp_path, suffix, rate):
    sound = a_sound(rate)
    if suffix == ".wav":
        source = a_wav(tmp_path / "a.wav", sound, rate=rate)
    else:
        source = encode(tmp_path / f"a{suffix}", sound, rate=rate)
    is_low = rate == 8_000 and suffix != ".ogg"  # Opus decodes to 48 kHz, whatever went in
    assert codes(source) - {"clipped-recording"} == ({"low-sample-rate"} if is_low else set())
    clean = write_clean(source, tmp_path / "clean", Edit((MIDDLE,)))
    after, kept_rate = decode(clean.path), clean.facts.sample_rate_hz
    assert kept_rate == (48_000 if suffix == ".ogg" else rate)
    assert not after[2 * kept_rate : 3 * kept_rate].any()
    assert after[: 2 * kept_rate - 1].any(axis=1).mean() > 0.95


def reasons_to_keep_back(path: Path) -> set[str]:
    try:
        found = check_recording(measure(path))
    except SiteError as error:
        return {error.code}
    return {each.finding.code for each in found if each.keeps_back}


def joined(tmp_path: Path, suffix: str, *forms: tuple[int, int]) -> Path:
    """Files of other rates and channels, one behind the other, as `cat` joins them."""
    parts = [
        encode(tmp_path / f"part{suffix}", a_sound(rate, n, 4), rate=rate).read_bytes()
        for rate, n in forms
    ]
    path = tmp_path / f"joined{suffix}"
    path.write_bytes(b"".join(parts))
    return path


@pytest.mark.parametrize(
    ("suffix", "first", "second", "expected"),
    [
        pytest.param(".mp3", (16_000, 1), (44_100, 1), "recording-changes", id="mp3: rate"),
        pytest.param(".mp3", (44_100, 1), (44_100, 2), "recording-changes", id="mp3: channels"),
        pytest.param(".flac", (48_000, 1), (16_000, 1), "recording-changes", id="flac: rate"),
        pytest.param(".flac", (48_000, 1), (48_000, 2), "recording-changes", id="flac: channels"),
        pytest.param(".ogg", (48_000, 1), (48_000, 2), "damaged-packets", id="opus: channels"),
        pytest.param(".oga", (48_000, 2), (16_000, 2), "damaged-packets", id="vorbis: rate"),
        pytest.param(
            ".flac", (48_000, 1), (48_000, 1), "recording-longer-than-stated", id="flac: more"
        ),
        pytest.param(
            ".ogg", (48_000, 1), (48_000, 1), "recording-longer-than-stated", id="opus: more"
        ),
    ],
)
def test_sound_that_changes_midway_keeps_a_recording_back(
    tmp_path, suffix, first, second, expected
):
    assert expected in reasons_to_keep_back(joined(tmp_path, suffix, first, second))


@pytest.mark.parametrize(
    ("container", "encoder"), [("mp4", "aac"), ("mov", "pcm_s16le"), ("ogg", "libopus")]
)
def test_several_tracks_are_a_finding_since_only_one_could_be_cleaned(tmp_path, container, encoder):
    path = tmp_path / "a.bin"
    sound = np.rint(a_sound(48_000) * 32767).astype(np.int16).reshape(1, -1)
    with av.open(str(path), "w", format=container) as file:
        tracks = [file.add_stream(encoder, rate=48_000, layout="mono") for _ in range(2)]
        for track in tracks:
            frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
            frame.sample_rate, frame.pts = 48_000, 0
            resampler = av.AudioResampler(track.format.name, "mono", 48_000)
            for each in [*resampler.resample(frame), *resampler.resample(None), None]:
                file.mux(track.encode(each))
    assert codes(path) == {"several-tracks"}


@pytest.mark.parametrize(
    ("form", "n_channels"), [("RIFF", 1), ("RF64", 1), ("RF64", 2), ("BW64", 2)]
)
def test_the_length_of_a_long_wav_is_read_from_wherever_its_form_keeps_it(
    tmp_path, form, n_channels
):
    n_samples = 10 * 60 * 48_000
    path = a_hollow_wav(
        tmp_path / "a.wav", n_samples=n_samples, rate=48_000, n_channels=n_channels, form=form
    )
    facts = measure(path)
    assert facts.header_duration_s == facts.duration_s == 600
    assert codes(path) == {"silent-recording"}
