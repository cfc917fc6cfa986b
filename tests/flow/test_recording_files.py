"""`sottovoce inspect-audio` and `redact-audio`: a file in, a clean file or a reason out."""

import json
import struct
from pathlib import Path

import av
import numpy as np
import pytest
from typer.testing import CliRunner

from sottovoce.cli import app
from sottovoce.errors import PrivacyStop
from sottovoce.model.recordings import LocatedTurn, LocatedWords, TimedWord
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Transcript, Turn
from sottovoce.steps.recording_files import (
    RecordingKeptBack,
    RedactionSettings,
    intervals_as_json,
    redact_recording,
)

RATE = 16_000
TEXT = "we met rosalind there"
ROSALIND = (7, 15)
SPOKEN = Path(__file__).parents[1] / "unit" / "audio" / "data"
SPOKEN_TURNS = json.loads((SPOKEN / "three-turns.json").read_text())["turns"]
NAMED = "Danielle"


def a_wav(path: Path, seconds: float = 12.0, loudness: int = 9_000) -> Path:
    rng = np.random.default_rng(3)
    data = rng.integers(-loudness, loudness + 1, int(RATE * seconds), dtype=np.int16).tobytes()
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    body = b"WAVE" + fmt + struct.pack("<4sI", b"data", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def a_transcript(end_s: float = 4.0) -> tuple[Transcript, MarkedTranscript]:
    turn, other = Turn(0, "A", 0.0, end_s, TEXT), Turn(1, "B", 6.0, 8.0, "and then")
    marked = MarkedTurn(turn, (Span(*ROSALIND, EntityType.PERSON, 0.9),)), MarkedTurn(other)
    return Transcript((turn, other), f"{TEXT}\nand then", "vtt"), MarkedTranscript(marked, "vtt")


def located(*words: TimedWord, start_s: float | None = 0.0, end_s: float | None = 4.0):
    place = LocatedTurn(0, start_s, end_s, words, "aligned" if words else "turn")
    other = LocatedTurn(1, 6.0, 8.0, (TimedWord(1, 0, 3, 6.1, 6.5),), "aligned")
    return lambda recording, transcript, *, duration_s: LocatedWords((place, other))


def nothing_located(recording, transcript, *, duration_s):
    return LocatedWords(tuple(LocatedTurn(i, 0.0, 4.0, (), "turn") for i in (0, 1)))


def a_cue(turn) -> str:
    start, end = (f"00:00:{turn[key]:06.3f}" for key in ("start_s", "end_s"))
    return f"{start} --> {end}\n<v A>{' '.join(word['word'] for word in turn['words'])}\n"


def a_word_said(name: str) -> tuple[str, dict]:
    return name, next(w for turn in SPOKEN_TURNS for w in turn["words"] if w["word"] == name)


def samples(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([f.to_ndarray().reshape(-1) for f in container.decode(audio=0)])


def redacted(folder: Path, locate, *, end_s: float = 4.0, **settings):
    transcript, marked = a_transcript(end_s)
    return redact_recording(
        a_wav(folder / "a.wav"),
        transcript,
        marked,
        folder / "clean",
        locate=locate,
        settings=RedactionSettings(**settings),
    )


@pytest.mark.parametrize(
    ("locate", "expected"),
    [
        pytest.param(
            located(TimedWord(0, *ROSALIND, 2.0, 3.0)), (1.8, 3.2, "aligned"), id="the word"
        ),
        pytest.param(located(), (0.0, 4.2, "turn"), id="its turn, when the word is not found"),
    ],
)
def test_what_is_marked_in_the_text_is_muted_in_the_sound(tmp_path, locate, expected):
    redaction = redacted(tmp_path, locate)
    start_s, end_s, how = expected
    told = json.loads(intervals_as_json(redaction.plan.intervals))
    assert told == [{"start_s": start_s, "end_s": end_s, "entity_type": "PERSON", "how": how}]
    assert redaction.needs_review == (how == "turn")
    before, after = samples(tmp_path / "a.wav"), samples(redaction.clean.path)
    start, end = int(start_s * RATE), int(end_s * RATE)
    assert not after[start:end].any()
    assert np.array_equal(before[end + 1 :], after[end + 1 :])


@pytest.mark.parametrize(
    ("locate", "end_s", "error"),
    [
        pytest.param(located(start_s=None, end_s=None), 4.0, PrivacyStop, id="no time at all"),
        pytest.param(located(), 40.0, RecordingKeptBack, id="a transcript that is longer"),
        pytest.param(nothing_located, 4.0, RecordingKeptBack, id="no word heard anywhere"),
    ],
)
def test_a_recording_that_is_kept_back_is_not_written(tmp_path, locate, end_s, error):
    with pytest.raises(error) as reason:
        redacted(tmp_path, locate, end_s=end_s)
    assert "rosalind" not in str(reason.value).lower()
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_inspect_audio_prints_the_checks_and_fails_for_what_would_be_kept_back(tmp_path):
    good = a_wav(tmp_path / "good.wav")
    silent = a_wav(tmp_path / "silent.wav", loudness=0)
    html = tmp_path / "page.mp3"
    html.write_bytes(b"<html>" * 100)
    alone = CliRunner().invoke(app, ["inspect-audio", str(good)])
    together = CliRunner().invoke(app, ["inspect-audio", str(good), str(silent), str(html)])
    assert alone.exit_code == 0
    assert "wav (pcm_s16le), 0 min 12 s, 16,000 samples a second, mono" in alone.output
    assert together.exit_code == 1
    assert "silent-recording (keeps it back)" in together.output
    assert "2 of 3 recordings would be kept back" in together.output


def test_redact_audio_writes_a_clean_recording_and_its_intervals(tmp_path):
    source = tmp_path / "interview.ogg"
    source.write_bytes((SPOKEN / "three-turns.opus").read_bytes())
    transcript = tmp_path / "interview.vtt"
    transcript.write_text("WEBVTT\n\n" + "\n".join(a_cue(turn) for turn in SPOKEN_TURNS))
    name, said = a_word_said(NAMED)
    roster = tmp_path / "roster.csv"
    roster.write_text(f"kind,value\nperson,{name} Rahman\n")
    out = tmp_path / "out"
    command = ["redact-audio", str(source), "--transcript", str(transcript), "--out", str(out)]
    done = CliRunner().invoke(app, [*command, "--roster", str(roster)])
    assert done.exit_code == 0, done.output
    assert name not in done.output
    told = json.loads((out / "interview.intervals.json").read_text())
    assert {each["entity_type"] for each in told} == {"PERSON"}
    assert any(
        each["start_s"] <= said["start_s"] and said["end_s"] <= each["end_s"] for each in told
    )
    after, rate = samples(out / "interview.flac"), 48_000
    for each in told:
        # Times are told to the millisecond, so what is muted may begin or end half of one off.
        inside = after[int((each["start_s"] + 0.001) * rate) : int((each["end_s"] - 0.001) * rate)]
        assert len(inside)
        assert not inside.any()


def test_redact_audio_keeps_back_what_nothing_is_heard_in(tmp_path):
    source = a_wav(tmp_path / "interview.wav")
    transcript = tmp_path / "interview.vtt"
    transcript.write_text("WEBVTT\n\n00:00:02.000 --> 00:00:05.000\n<v A>I spoke to Rosalind.\n")
    command = ["redact-audio", str(source), "--transcript", str(transcript)]
    done = CliRunner().invoke(app, [*command, "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "can't be heard" in done.output
    assert "Rosalind" not in done.output
    assert not list((tmp_path / "out").glob("*"))


def test_redact_audio_refuses_to_write_beside_the_original(tmp_path):
    source = a_wav(tmp_path / "interview.wav")
    transcript = tmp_path / "interview.txt"
    transcript.write_text("A: hello\n")
    command = ["redact-audio", str(source), "--transcript", str(transcript)]
    done = CliRunner().invoke(app, [*command, "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "Choose another folder" in done.output
