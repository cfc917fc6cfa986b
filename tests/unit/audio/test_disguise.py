"""Voice disguise: the same length, another voice, draws that only the key can repeat."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sottovoce.deidentify.audio.disguise import STRONGEST, WEAKEST, VoiceDisguise
from sottovoce.deidentify.audio.linear_prediction import move_resonances, predictors, revoice

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
RATE = 16_000


def a_vowel(seconds=1.0, *, rate=RATE, dtype=np.int16, n_channels=1):
    """A buzz at 120 Hz through resonances at 700, 1200 and 2600 Hz."""
    n = np.arange(int(seconds * rate))
    sound = np.zeros(len(n))
    for harmonic in range(1, 40):
        hz = 120 * harmonic
        if hz < rate / 2:
            resonances = ((700, 1.0), (1200, 0.3), (2600, 0.1))
            loud = sum(gain / (1 + ((hz - f) / 90) ** 2) for f, gain in resonances)
            sound += loud * np.sin(2 * np.pi * hz * n / rate)
    sound *= 0.5 / np.abs(sound).max(initial=1e-9)
    if np.issubdtype(dtype, np.integer):
        sound = sound * np.iinfo(dtype).max
    return np.repeat(sound.astype(dtype)[:, None], n_channels, axis=1)


def disguised(blocks, key=KEY, interview="s01-i7k3q9d2a", **more):
    rate = more.pop("rate", RATE)
    return np.concatenate(list(VoiceDisguise(key, interview, rate, **more).disguise(blocks)))


@pytest.mark.parametrize(
    ("rate", "dtype", "n_channels"),
    [
        pytest.param(8_000, np.int16, 1, id="telephone"),
        pytest.param(16_000, np.float32, 2, id="float stereo"),
        pytest.param(44_100, np.int32, 2, id="24 bits in 32"),
    ],
)
def test_a_disguised_recording_is_as_long_and_of_the_same_type(rate, dtype, n_channels):
    sound = a_vowel(0.3, rate=rate, dtype=dtype, n_channels=n_channels)
    changed = disguised([sound], rate=rate)
    assert changed.shape == sound.shape
    assert changed.dtype == sound.dtype


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=5).filter(any))
def test_how_a_recording_is_cut_into_blocks_changes_nothing(lengths):
    sound = a_vowel(sum(lengths) / RATE)
    blocks = np.split(sound, np.cumsum(lengths)[:-1])
    whole = disguised([sound])
    assert len(whole) == len(sound)
    assert np.abs(disguised(blocks).astype(int) - whole).max(initial=0) <= 1


def test_the_resonances_are_elsewhere_afterwards():
    sound = a_vowel()
    before, after = (np.abs(np.fft.rfft(each[:, 0])) for each in (sound, disguised([sound])))
    loudest = np.fft.rfftfreq(len(sound), 1 / RATE)
    assert abs(loudest[before.argmax()] - 700) < 120
    assert abs(loudest[after.argmax()] - 700) > 200


def test_resonances_moved_by_nothing_give_the_sound_back():
    frames = np.random.default_rng(1).normal(size=(5, 320))
    before = predictors(frames, 20)
    after = move_resonances(before, np.ones(5), RATE)
    np.testing.assert_allclose(revoice(frames, before, after), frames, atol=1e-5)


def test_silence_stays_silent():
    assert not disguised([np.zeros((RATE, 1), np.int16)]).any()


def test_the_same_key_and_interview_give_the_same_sound_so_that_a_task_can_be_run_again():
    np.testing.assert_array_equal(disguised([a_vowel(0.2)]), disguised([a_vowel(0.2)]))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"key": OTHER_KEY}, id="another key"),
        pytest.param({"interview": "s01-i7k3q9d2b"}, id="another interview"),
    ],
)
def test_nobody_can_repeat_the_draws_without(other):
    given_away = {"key": KEY, "interview": "s01-i7k3q9d2a", **other}
    mine = VoiceDisguise(KEY, "s01-i7k3q9d2a", RATE, range(0, 60, 5))
    theirs = VoiceDisguise(given_away["key"], given_away["interview"], RATE, range(0, 60, 5))
    drawn = [(mine.coefficient(s), theirs.coefficient(s)) for s in range(60)]
    assert all(a != b for a, b in drawn)


def test_each_utterance_has_its_own_coefficient():
    voice = VoiceDisguise(KEY, "s01-i7k3q9d2a", RATE, [2.0, 5.0])
    drawn = [voice.coefficient(second) for second in (0.5, 1.9, 2.0, 4.9, 5.0, 14.9, 15.1)]
    assert drawn[0] == drawn[1]
    assert drawn[2] == drawn[3]
    assert drawn[4] == drawn[5]
    assert len(set(drawn)) == 4
    assert all(STRONGEST <= each < WEAKEST for each in drawn)


def test_a_short_key_is_refused_and_none_is_shown():
    with pytest.raises(ValueError, match="at least 16"):
        VoiceDisguise(b"", "s01-i7k3q9d2a", RATE)
    assert repr(VoiceDisguise(KEY, "s01-i7k3q9d2a", RATE)) == "VoiceDisguise()"
