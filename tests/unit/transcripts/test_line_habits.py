import textwrap

import pytest

from sottovoce.model.transcripts import Transcript
from sottovoce.transcripts import parse_transcript


def a_txt(text: str) -> Transcript:
    return parse_transcript(textwrap.dedent(text).encode(), file_name="interview.txt")


def turns_of(transcript: Transcript) -> list[tuple[str | None, float | None, str]]:
    for turn in transcript.turns:
        assert transcript.text[turn.start_char : turn.end_char] == turn.text
    return [(turn.speaker, turn.start_s, turn.text) for turn in transcript.turns]


ASKED = "So, how did you come to it?"
SAID = "I was at the Ropewalk: eight weeks, at 10:30 every day."


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("[00:00:03] I: {}", "[00:01:02] R: {}", id="bracketed, then label"),
        pytest.param("[00:03] I: {}", "[01:02] R: {}", id="minutes and seconds"),
        pytest.param("(00:03) I: {}", "(01:02) R: {}", id="round brackets"),
        pytest.param("00:00:03 I: {}", "00:01:02 R: {}", id="no brackets"),
        pytest.param("0:03 I: {}", "1:02 R: {}", id="no brackets, no hours"),
        pytest.param("00:00:03.000 I: {}", "00:01:02.000 R: {}", id="milliseconds"),
        pytest.param("00:00:03,000 - I: {}", "00:01:02,000 - R: {}", id="comma and dash"),
        pytest.param("#00:00:03-0# I: {}", "#00:01:02-0# R: {}", id="between hashes"),
        pytest.param("[00:00:03 --> 00:00:05] I: {}", "[00:01:02 --> 00:01:05] R: {}", id="range"),
        pytest.param("I (00:00:03): {}", "R (00:01:02): {}", id="after the label"),
        pytest.param("I [00:00:03] {}", "R [00:01:02] {}", id="after it, no colon"),
        pytest.param("I: [00:00:03] {}", "R: [00:01:02] {}", id="after the colon"),
        pytest.param("I 0:03\n{}", "R 1:02\n{}", id="heading"),
        pytest.param("I  00:00:03\n\n{}", "R  00:01:02\n\n{}", id="heading and blank line"),
        pytest.param("[I] 00:00:03\n{}", "[R] 00:01:02\n{}", id="bracketed label heading"),
        pytest.param("00:00:03\nI: {}", "00:01:02\nR: {}", id="time on its own line"),
        pytest.param("I:\n00:00:03\n{}", "R:\n00:01:02\n{}", id="label, time, words"),
        pytest.param("00:00:03\tI:\t{}", "00:01:02\tR:\t{}", id="tabs"),
        pytest.param("1. [00:00:03] I: {}", "2. [00:01:02] R: {}", id="numbered, time"),
        pytest.param("**I:** [00:00:03] {}", "**R:** [00:01:02] {}", id="emphasis"),
        pytest.param(">> I (00:00:03): {}", ">> R (00:01:02): {}", id="chevrons"),
        pytest.param(
            "\u200e[00:00:03] \u200eI: {}", "\ufeff[00:01:02] R: {}", id="invisible signs"
        ),
    ],
)
def test_each_habit_of_writing_label_and_time_gives_the_same_turns(first, second):
    text = f"{first.format(ASKED)}\n\n{second.format(SAID)}\n"
    assert turns_of(a_txt(text)) == [("I", 3.0, ASKED), ("R", 62.0, SAID)]


@pytest.mark.parametrize(
    "label",
    [
        "Interviewer",
        "interviewer",
        "INTERVIEWER",
        "Interviewer 2",
        "speaker 1",
        "speaker a",
        "P1",
        "R_12",
        "priya",
        "Rose M.",
        "Dr. Amina Yusuf",
        "Nwachukwu, Joy (MERSEY VALE NHS TRUST)",
        "Siân ap Rhys-Jones",
        "Máire O\u2019Dowd",
        "Participant (S07)",
        "i",
        "李娜",
        "peer worker",
    ],
)
def test_a_label_that_recurs_is_kept_as_it_stands(label):
    text = f"{label}: {ASKED}\nQQ: mm\n{label}: {SAID}\nQQ: no"
    assert turns_of(a_txt(text)) == [
        (label, None, ASKED),
        ("QQ", None, "mm"),
        (label, None, SAID),
        ("QQ", None, "no"),
    ]


@pytest.mark.parametrize(
    "speech",
    [
        "I said: no",
        "and he goes: never in my life",
        "at 10:30: the doors were shut",
        "10:30 we were still waiting",
        "It was like this: nothing worked",
        "Well: that is that",
        "http://example.org/page was the one",
        "the ratio was 3:1",
        "She asked me why; I told her: go home",
        'The sign said "Keep out": so we did',
        "Remember: two at a time",
        "Honestly: I can not say",
        "[laughs] Go on then",
        "[inaudible 00:01:27] and then nothing",
        "So - I mean - it was hard",
        "A longer run of words than any label has before its colon: yes",
        "Really? Yes: it was",
    ],
)
def test_speech_that_looks_like_a_label_stays_speech(speech):
    text = f"I: {ASKED}\nP: Let me think.\n{speech}\nI: Go on.\nP: {SAID}"
    assert turns_of(a_txt(text)) == [
        ("I", None, ASKED),
        ("P", None, f"Let me think.\n{speech}"),
        ("I", None, "Go on."),
        ("P", None, SAID),
    ]


@pytest.mark.parametrize("first_label", ["Jane Roe", "Interviewer"])
@pytest.mark.parametrize(
    "line",
    [
        pytest.param("{who} - {said}", id="dash"),
        pytest.param("{who}\t{said}", id="tab"),
        pytest.param("{time}\t{who}\t{said}", id="time and tabs"),
        pytest.param("[{who}] {said}", id="brackets"),
        pytest.param("[{time}] [{who}] {said}", id="time and brackets"),
        pytest.param("[{time}] {who}\n{said}\n", id="time and name above the words"),
        pytest.param("{time}\n{who}\n{said}\n", id="time above name"),
        pytest.param("{who}\n{time}\n{said}\n", id="name above time"),
    ],
)
def test_a_label_without_a_colon_is_one_where_this_is_the_habit(line, first_label):
    talk = [(first_label, ASKED), ("Dev Rao", "- yes."), (first_label, "Last question: why?")] * 2
    text = "\n".join(
        line.format(who=who, said=said, time=f"00:00:{n:02}") for n, (who, said) in enumerate(talk)
    )
    assert [(who, said) for who, _, said in turns_of(a_txt(text))] == talk


@pytest.mark.parametrize(
    "line", ["[laughs] Right.", "Jane - no, wait", "[Jane] said that", "Jane\tRoe"]
)
def test_without_that_habit_it_is_speech(line):
    text = f"I: yes\nP: no\n{line}\nI: yes\nP: no\n{line}"
    assert [turn.text for turn in a_txt(text).turns] == ["yes", f"no\n{line}"] * 2


def test_what_stands_before_the_first_label_is_a_turn_of_nobody():
    text = "We begin in the middle of something\nand go on.\nI: Right.\nP: Yes."
    assert turns_of(a_txt(text))[0] == (
        None,
        None,
        "We begin in the middle of something\nand go on.",
    )


def test_a_file_without_labels_is_one_turn_with_its_blank_lines():
    text = "first of all we met\n\nand then we ate"
    assert turns_of(a_txt(text)) == [(None, None, text)]


def test_bracketed_times_without_labels_begin_turns():
    text = "[00:00:03] first of all\nwe met\n[00:01:02] and then we ate"
    assert turns_of(a_txt(text)) == [
        (None, 3.0, "first of all\nwe met"),
        (None, 62.0, "and then we ate"),
    ]


def test_bare_times_begin_turns_where_every_line_has_one():
    assert turns_of(a_txt("0:03 we met\n1:02 we ate\n1:10 we left")) == [
        (None, 3.0, "we met"),
        (None, 62.0, "we ate"),
        (None, 70.0, "we left"),
    ]


def test_a_range_gives_the_end_too():
    transcript = a_txt("[00:03 - 00:09] I: yes\n[00:09 \u2013 00:12] P: no")
    assert [turn.end_s for turn in transcript.turns] == [9.0, 12.0]


def test_a_hash_stamp_that_closes_a_paragraph_is_the_end_of_its_turn():
    transcript = a_txt("I: How so? #00:00:05-2#\nP: Like that. #00:00:09-0#")
    assert turns_of(transcript) == [("I", None, "How so?"), ("P", None, "Like that.")]
    assert [turn.end_s for turn in transcript.turns] == [5.2, 9.0]


def test_a_time_of_day_says_nothing_about_the_recording():
    assert turns_of(a_txt("Jane Roe 10:02 AM\nyes\nJohn Doe 10:03 AM\nno")) == [
        ("Jane Roe", None, "yes"),
        ("John Doe", None, "no"),
    ]


def test_an_impossible_time_is_not_a_time():
    assert turns_of(a_txt("[00:99:99] I: yes\n[00:98:99] P: no"))[0][1] is None


def test_a_label_with_nothing_said_is_no_turn():
    assert turns_of(a_txt("I: yes\nP:\nI: still there?\nP: no")) == [
        ("I", None, "yes"),
        ("I", None, "still there?"),
        ("P", None, "no"),
    ]


def test_a_name_alone_below_a_time_is_a_label_where_every_block_has_one():
    text = "0:0:1.0 --> 0:0:2.5\nJane Roe\nyes\n0:0:3.0 --> 0:0:4.0\nJane Roe\nno"
    assert turns_of(a_txt(text)) == [("Jane Roe", 1.0, "yes"), ("Jane Roe", 3.0, "no")]


def test_a_subtitle_file_saved_as_txt_is_read_as_subtitles():
    text = "1\n00:00:01,000 --> 00:00:02,000\nI: yes\n\n2\n00:00:03,000 --> 00:00:04,000\nP: no\n"
    transcript = a_txt(text)
    assert turns_of(transcript) == [("I", 1.0, "yes"), ("P", 3.0, "no")]
    assert transcript.source_format == "txt"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_becomes_a_newline(end):
    data = f"I: one{end}two{end}P: three".encode()
    transcript = parse_transcript(data, file_name="A.TXT")
    assert turns_of(transcript) == [("I", None, "one\ntwo"), ("P", None, "three")]


def test_control_characters_stay_in_the_words():
    said = "a\x0bb\x85c\u2028d\x1fe\u202ef\u200bg"
    assert turns_of(a_txt(f"I: hello\nP: {said}"))[1] == ("P", None, said)


def test_nothing_shows_what_was_said():
    transcript = a_txt("Jane Roe: yes\nJohn Doe: no")
    assert "Jane" not in repr(transcript)
    assert "yes" not in repr(transcript)
