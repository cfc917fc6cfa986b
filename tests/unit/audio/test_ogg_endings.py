"""An Ogg file that lost its end is told apart from one whose recorder was switched off."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording_builders import a_sound, encode
from spoilt_recordings import KINDS, good

from sottovoce.adapters.recordings.editing import measure
from sottovoce.adapters.recordings.ogg_ending import OggEnding, read_ogg_ending
from sottovoce.deidentify.audio.checks import check_against_transcript, check_recording
from sottovoce.model.recordings import RecordingFinding
from sottovoce.model.transcripts import Transcript, Turn

WHOLE = OggEnding(is_cut_off=False, has_end_mark=True)
CUT_OFF = OggEnding(is_cut_off=True, has_end_mark=False)
UNMARKED = OggEnding(is_cut_off=False, has_end_mark=False)

OGG = sorted(kind for kind, suffix in KINDS.items() if suffix in {".ogg", ".oga"})


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("ogg")
    return {kind: good(kind, folder / kind).read_bytes() for kind in OGG}


def page_starts(data: bytes) -> list[int]:
    starts, at = [], 0
    while at < len(data):
        assert data[at : at + 4] == b"OggS"
        starts.append(at)
        n_lengths = data[at + 26]
        at += 27 + n_lengths + sum(data[at + 27 : at + 27 + n_lengths])
    return starts


def ending(data: bytes) -> OggEnding:
    return read_ogg_ending(io.BytesIO(data))


@pytest.mark.parametrize("kind", OGG)
@given(at=st.floats(0.001, 0.999), near=st.integers(-40, 40))
def test_wherever_a_file_is_cut_it_is_known_but_between_two_pages(files, kind, at, near):
    data = files[kind]
    n_kept = min(max(1, int(at * len(data)) + near), len(data) - 1)
    expected = UNMARKED if n_kept in page_starts(data) else CUT_OFF
    assert ending(data[:n_kept]) == expected


@pytest.mark.parametrize("kind", OGG)
def test_a_cut_near_the_start_of_any_page_is_known(files, kind):
    data = files[kind]
    for start in page_starts(data)[1:]:
        assert ending(data[:start]) == UNMARKED
        for n_more in (1, 3, 4, 5, 26, 27, 28):
            assert ending(data[: start + n_more]) == CUT_OFF


@pytest.mark.parametrize("kind", OGG)
@pytest.mark.parametrize(
    "after",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"TAG" + bytes(125), id="a tag of another format"),
        pytest.param(bytes(4096), id="padding"),
    ],
)
def test_a_whole_file_is_whole_whatever_stands_after_it(files, kind, after):
    assert ending(files[kind] + after) == WHOLE


@given(st.binary(max_size=300))
def test_any_bytes_have_an_ending(data):
    for bytes_ in (data, b"OggS" + data, data + b"Og"):
        assert ending(bytes_) in {WHOLE, CUT_OFF, UNMARKED}


def findings_of(path: Path, transcript: Transcript | None = None) -> dict[str, bool]:
    """Code of each finding, and whether it keeps the recording back."""
    facts = measure(path)
    found: list[RecordingFinding] = check_recording(facts, suffix=path.suffix[1:])
    if transcript is not None:
        found += check_against_transcript(facts, transcript)
    return {each.finding.code: each.keeps_back for each in found}


@pytest.mark.parametrize("kind", OGG)
def test_a_file_that_breaks_off_stays_back_and_an_unmarked_one_is_noted(tmp_path, kind):
    path = good(kind, tmp_path / "a")
    data = path.read_bytes()
    last = page_starts(data)[-1]
    path.write_bytes(data[: last - 1])
    assert findings_of(path) == {"recording-cut-short": True}
    path.write_bytes(data[:last])
    assert findings_of(path) == {"recording-without-end": False}


def without_end(tmp_path: Path, seconds: float) -> Path:
    path = encode(tmp_path / "a.ogg", a_sound(48_000, seconds=seconds), rate=48_000)
    data = path.read_bytes()
    path.write_bytes(data[: page_starts(data)[-1]])
    return path


def talk(n_words: int, start_s: float | None) -> Transcript:
    words = " ".join(["word"] * n_words)
    text = f"Good morning.\n{words}"
    turns = (Turn(0, None, 0.5, None, "Good morning.", 0), Turn(1, None, start_s, None, words, 14))
    return Transcript(turns, text, "txt")


@pytest.mark.parametrize(
    ("n_words", "start_s", "is_too_short"),
    [
        pytest.param(12, 3.0, False, id="the last turn has time to be said"),
        pytest.param(90, 3.0, True, id="nobody says so much in what is left"),
        pytest.param(90, None, False, id="nothing tells when it begins"),
    ],
)
def test_an_unmarked_file_in_which_the_last_turn_has_no_time_stays_back(
    tmp_path, n_words, start_s, is_too_short
):
    path = without_end(tmp_path, seconds=8)
    found = findings_of(path, talk(n_words, start_s))
    assert found["recording-without-end"] is False
    assert ("transcript-longer-than-recording" in found) == is_too_short


def test_a_marked_file_may_have_a_last_turn_that_is_stamped_late(tmp_path):
    """Many transcribers write whole minutes; only a file that may be cut is held to it."""
    path = encode(tmp_path / "a.ogg", a_sound(48_000, seconds=8), rate=48_000)
    assert findings_of(path, talk(90, 3.0)) == {}
