"""Words of a real recording of synthetic voices, found by the aligner itself."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sottovoce.adapters.alignment import locate_words
from sottovoce.model.recordings import TimedWord
from sottovoce.model.transcripts import Transcript, Turn

DATA = Path(__file__).parent / "data"
RECORDING = DATA / "three-turns.opus"
TURNS = json.loads((DATA / "three-turns.json").read_text())["turns"]
DURATION_S = 17.1
PAD_S = 0.2


def a_transcript(*, off_by_s=0.0, is_timed=True, texts=None):
    turns = []
    for index, turn in enumerate(TURNS):
        text = texts[index] if texts else " ".join(word["word"] for word in turn["words"])
        start_s = max(0.0, turn["start_s"] + off_by_s) if is_timed else None
        end_s = turn["end_s"] + off_by_s if is_timed else None
        turns.append(Turn(index, None, start_s, end_s, text))
    return Transcript(tuple(turns), "\n".join(turn.text for turn in turns), "vtt")


def locate(transcript):
    return locate_words(RECORDING, transcript, duration_s=DURATION_S)


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param({}, id="exact cues"),
        pytest.param({"off_by_s": 1.0}, id="cues a second late"),
        pytest.param({"off_by_s": -1.0}, id="cues a second early"),
        pytest.param({"is_timed": False}, id="no times at all"),
    ],
)
def test_every_word_lies_where_it_is_said(spoilt):
    located = locate(a_transcript(**spoilt))
    for turn, truth in zip(located.turns, TURNS, strict=True):
        assert turn.how == "aligned"
        assert len(turn.words) == len(truth["words"])
        for word, true in zip(turn.words, truth["words"], strict=True):
            assert word.start_s - PAD_S <= true["start_s"]
            assert word.end_s + PAD_S >= true["end_s"]


def test_words_that_nobody_says_there_have_no_time():
    words = [
        "the",
        "manager",
        "of",
        "that",
        "ward",
        "was",
        "never",
        "once",
        "in",
        "the",
        "building",
        "when",
        "we",
        "asked",
        "for",
        "her",
    ]
    texts = [" ".join(words), " ".join(words[::-1]), " ".join(sorted(words))]
    located = locate(a_transcript(texts=texts))
    assert located.share_located == 0
    assert not any(turn.words for turn in located.turns)
    assert all(turn.start_s is not None for turn in located.turns)


def test_words_in_letters_that_cannot_be_read_take_their_turn_with_them_not_the_others():
    truth = a_transcript()
    turns = (replace(truth.turns[0], text="Ольга"), *truth.turns[1:])
    located = locate(Transcript(turns, truth.text, "vtt"))
    assert located.turns[0].words == ()
    assert located.turns[2].words


def with_written_times(transcript, *, off_by_s=0.0):
    turns = []
    for turn, truth in zip(transcript.turns, TURNS, strict=True):
        words, at = [], 0
        for said in truth["words"]:
            end = at + len(said["word"])
            times = (said["start_s"] + off_by_s, said["end_s"] + off_by_s)
            words.append(TimedWord(turn.index, at, end, *times))
            at = end + 1
        turns.append(replace(turn, words=tuple(words)))
    return replace(transcript, turns=tuple(turns))


@pytest.mark.parametrize(
    ("off_by_s", "how"),
    [
        pytest.param(0.1, "words", id="times that the sound bears out"),
        pytest.param(1.2, "turn", id="times of another cut of the recording"),
    ],
)
def test_a_turn_in_letters_that_cannot_be_read_takes_the_times_written_beside_it(off_by_s, how):
    transcript = with_written_times(a_transcript(), off_by_s=off_by_s)
    middle = transcript.turns[1]
    unread = "".join("ж" if c.isalpha() else c for c in middle.text)
    turns = (transcript.turns[0], replace(middle, text=unread), transcript.turns[2])
    located = locate(replace(transcript, turns=turns))
    assert [turn.how for turn in located.turns] == ["aligned", how, "aligned"]
    for word, true in zip(located.turns[1].words, TURNS[1]["words"], strict=how == "words"):
        assert word.start_s - PAD_S <= true["start_s"]
        assert word.end_s + PAD_S >= true["end_s"]
