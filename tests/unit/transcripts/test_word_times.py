"""Words of which the file itself says when they were said."""

import json
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.adapters.originals import _suffix
from sottovoce.errors import UnreadableUpload
from sottovoce.transcripts import FORMATS, parse_transcript


def a_word(word, start=None, end=None):
    return {"word": word} | ({} if start is None else {"start": start, "end": end})


def a_segment(text, *words, start=0.0, end=9.0, **more):
    return {"start": start, "end": end, "text": text, "words": list(words), **more}


def a_json(*segments, name="x.json", **more):
    return parse_transcript(json.dumps({"segments": segments, **more}).encode(), file_name=name)


def a_cue(payload, *, start="00:01.000", end="00:09.000"):
    text = f"WEBVTT\n\n{start} --> {end}\n{payload}\n"
    return parse_transcript(text.encode(), file_name="x.vtt")


def timed(transcript):
    """Every word with times as its turn's text has it, so that a wrong offset shows."""
    return [
        (turn.text[w.start_char : w.end_char], w.start_s, w.end_s)
        for turn in transcript.turns
        for w in turn.words
        if w.turn_index == turn.index
    ]


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        pytest.param(
            "so <00:02.000>it <00:00:03.500>is",
            [("so", 1.0, 2.0), ("it", 2.0, 3.5), ("is", 3.5, 9.0)],
            id="a stamp before each word",
        ),
        pytest.param(
            "so<00:02.000><c> it</c><00:03.500><c.quiet> is</c>",
            [("so", 1.0, 2.0), ("it", 2.0, 3.5), ("is", 3.5, 9.0)],
            id="classes",
        ),
        pytest.param(
            "<00:02.000>so it<00:04.000> is",
            [("so", 2.0, 4.0), ("it", 2.0, 4.0), ("is", 4.0, 9.0)],
            id="words that share a stretch",
        ),
        pytest.param("so <00:02.000>it<00:03.000>", [("so", 1.0, 2.0), ("it", 2.0, 3.0)], id="end"),
        pytest.param(
            "<v Jane>so <00:02.000>it</v>\n<v John><00:03.000>is</v>",
            [("so", 1.0, 2.0), ("it", 2.0, 3.0), ("is", 3.0, 9.0)],
            id="two voices",
        ),
        pytest.param(
            "said before\nso <00:02.000>it",
            [("so", 1.0, 2.0), ("it", 2.0, 9.0)],
            id="a line that is repeated",
        ),
        pytest.param(
            "P1: so <00:02.000>it", [("so", 1.0, 2.0), ("it", 2.0, 9.0)], id="a label is not said"
        ),
        pytest.param(
            "&lt;b <00:02.000>R&amp;D", [("<b", 1.0, 2.0), ("R&D", 2.0, 9.0)], id="entities"
        ),
        pytest.param("so it is", [], id="no stamps"),
        pytest.param("so <00:05.000>it <00:03.000>is", [], id="backwards"),
        pytest.param("so <00:12.000>it", [], id="after the cue"),
        pytest.param("so <00:00.500>it", [], id="before the cue"),
        pytest.param("so <00:61.000>it <00:99:99.000>is", [], id="no time"),
        pytest.param("so &am<00:02.000>p; it", [], id="an entity cut in two"),
    ],
)
def test_stamps_between_the_words_of_a_cue_are_the_times_of_its_words(payload, words):
    assert timed(a_cue(payload)) == words


def test_a_stamp_in_a_cue_without_an_end_tells_nothing():
    assert timed(a_cue("so <00:02.000>it", end="later")) == []


WHISPER = a_segment(
    " So Jane is here.",
    *(a_word(" So", 0.1, 0.4), a_word(" Jane", 0.4, 0.9), a_word(" is", 0.9, 1), a_word(" here.", 1, 2)),
    id=0, tokens=[1, 2], avg_logprob=-0.2,
)  # fmt: skip
WHISPER_WORDS = [("So", 0.1, 0.4), ("Jane", 0.4, 0.9), ("is", 0.9, 1.0), ("here.", 1.0, 2.0)]


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        pytest.param(WHISPER, WHISPER_WORDS, id="openai-whisper"),
        pytest.param(
            a_segment("in 1987 yes", a_word("in", 1, 2), a_word("1987"), a_word("yes", 3, 4)),
            [("in", 1, 2), ("yes", 3, 4)],
            id="WhisperX, a number without times",
        ),
        pytest.param(
            a_segment("我是", a_word("我", 1, 2), a_word("是", 2, 3)),
            [("我", 1, 2), ("是", 2, 3)],
            id="no spaces",
        ),
        pytest.param({"start": 1, "end": 2, "text": "yes"}, [], id="no words"),
        pytest.param({"start": 1, "end": 2, "text": "yes", "words": None}, [], id="null words"),
        pytest.param(
            a_segment("yes Jane", a_word("yes", 1, 2)), [], id="words that lack one of the text"
        ),
        pytest.param(
            a_segment("yes", a_word("yes", 1, 2), a_word("Jane", 2, 3)), [], id="one too many"
        ),
        pytest.param(a_segment("yes", a_word("no", 1, 2)), [], id="other words"),
    ],
)
def test_words_of_a_segment_have_the_times_that_stand_beside_them(segment, words):
    assert timed(a_json(segment)) == words


@pytest.mark.parametrize(
    "written",
    [
        pytest.param({"text": " So", "segments": [WHISPER], "language": "en"}, id="openai-whisper"),
        pytest.param([WHISPER], id="a list of segments, as of faster-whisper"),
        pytest.param({"segments": [WHISPER], "word_segments": WHISPER["words"]}, id="WhisperX"),
    ],
)
@pytest.mark.parametrize("name", ["x.json", "x.JSON", "x.txt"])
def test_each_shape_is_told_by_what_is_in_it(written, name):
    if name == "x.txt" and isinstance(written, list):
        written = {"segments": written}
    transcript = parse_transcript(json.dumps(written, indent=1).encode(), file_name=name)
    assert [turn.text for turn in transcript.turns] == ["So Jane is here."]
    assert timed(transcript) == WHISPER_WORDS


def test_a_segment_is_a_turn_with_its_speaker_and_its_times():
    transcript = a_json(
        a_segment(" I said: no ", start=1, end=2, speaker="SPEAKER_00"),
        a_segment("yes", start=2.5, end=None),
        a_segment("  ", start=3, end=4),
    )
    assert [(t.speaker, t.start_s, t.end_s, t.text) for t in transcript.turns] == [
        ("SPEAKER_00", 1.0, 2.0, "I said: no"),
        (None, 2.5, None, "yes"),
    ]
    assert transcript.text == "SPEAKER_00: I said: no\nyes\n\n"


def test_nothing_but_segments_is_carried_out():
    said = a_segment("yes", title="Fenella", words=[a_word("yes", 1, 2) | {"note": "Fenella"}])
    assert "Fenella" not in a_json(said, text="Fenella", author="Fenella").text


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param('{"segments": [{"text": "Fenella"', "damaged-json", id="cut short"),
        pytest.param("Fenella: yes", "damaged-json", id="no JSON"),
        pytest.param('"Fenella"', "damaged-json", id="a string"),
        pytest.param("7", "damaged-json", id="a number"),
        pytest.param("{}", "damaged-json", id="no segments"),
        pytest.param('{"segments": {"text": "yes"}}', "damaged-json", id="segments are no list"),
        pytest.param('["Fenella"]', "damaged-json", id="a segment is no object"),
        pytest.param('[{"start": 1}]', "damaged-json", id="no text"),
        pytest.param('[{"text": ["yes"]}]', "damaged-json", id="text is no string"),
        pytest.param('[{"text": "yes", "speaker": 7}]', "damaged-json", id="speaker is no string"),
        pytest.param('[{"text": "yes", "start": "1"}]', "damaged-json", id="a time in quotes"),
        pytest.param('[{"text": "yes", "start": true}]', "damaged-json", id="a time that is true"),
        pytest.param('[{"text": "yes", "start": NaN}]', "damaged-json", id="NaN"),
        pytest.param('[{"text": "yes", "end": -Infinity}]', "damaged-json", id="infinity"),
        pytest.param('[{"text": "yes", "end": 1e999}]', "damaged-json", id="a float too large"),
        pytest.param(f'[{{"text": "yes", "end": 1{"0" * 400}}}]', "damaged-json", id="too late"),
        pytest.param(f'[{{"text": "yes", "end": 1{"0" * 9000}}}]', "damaged-json", id="9000 digits"),
        pytest.param('[{"text": "yes", "words": {}}]', "damaged-json", id="words are no list"),
        pytest.param('[{"text": "yes", "words": ["yes"]}]', "damaged-json", id="words are strings"),
        pytest.param('[{"text": "yes", "words": [{}]}]', "damaged-json", id="a word is none"),
        pytest.param("[" * 200_000, "damaged-json", id="lists in lists"),
        pytest.param('{"a":' * 100_000 + "1" + "}" * 100_000, "damaged-json", id="deep objects"),
        pytest.param(f"[{'{},' * 600_000}{{}}]", "too-large", id="a million values"),
        pytest.param(r'[{"text": "Fenella\u0000"}]', "undecodable-text", id="a zero byte"),
        pytest.param(r'[{"text": "Fenella\ud800"}]', "undecodable-text", id="half a character"),
        pytest.param("[]", "empty-transcript", id="no segment"),
        pytest.param('[{"text": " ... "}]', "empty-transcript", id="no word"),
        pytest.param("", "empty-transcript", id="no bytes"),
    ],
)  # fmt: skip
def test_a_json_that_is_no_transcript_is_told_without_quoting_it(written, code):
    with pytest.raises(UnreadableUpload) as e:
        parse_transcript(written.encode(), file_name="Fenella.json")
    assert e.value.code == code
    assert "Fenella" not in f"{e.value!r} {e.value}"
    assert e.value.__context__ is None


WORD = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z", "Cf")), min_size=1, max_size=8)
PLAIN = WORD.filter(lambda word: word.isalnum())


@given(st.lists(st.lists(WORD, min_size=1, max_size=6), min_size=1, max_size=5))
def test_the_offsets_of_every_word_in_a_json_slice_back_to_it(spoken):
    segments, at = [], 0
    for words in [*spoken, ["end"]]:
        listed = [a_word(f" {word}", at + n, at + n + 1) for n, word in enumerate(words)]
        segments.append(a_segment(" " + " ".join(words), *listed, speaker="S1"))
        at += len(words)
    every = [word for words in [*spoken, ["end"]] for word in words]
    assert timed(a_json(*segments)) == [(word, n, n + 1) for n, word in enumerate(every)]


@given(st.lists(PLAIN, min_size=1, max_size=20))
def test_the_offsets_of_every_word_in_a_cue_slice_back_to_it(words):
    stamped = " ".join(f"<00:{n + 1:02}.000>{word}" for n, word in enumerate(words))
    found = timed(a_cue(f"<v Jane>{stamped}", end="00:59.000"))
    ends = [*range(2, len(words) + 1), 59]
    assert found == [(w, n, e) for (n, w), e in zip(enumerate(words, 1), ends, strict=True)]


def test_no_words_of_a_turn_overlap_and_its_repr_shows_none():
    turn = a_json(WHISPER).turns[0]
    assert all(a.end_char <= b.start_char for a, b in zip(turn.words, turn.words[1:], strict=False))
    assert "Jane" not in repr(turn)


@pytest.mark.parametrize("known", FORMATS)
def test_an_original_of_every_format_keeps_its_ending(known):
    assert PurePath(f"x{_suffix(f'inbox/a/b.{known.upper()}')}").suffix == f".{known}"
