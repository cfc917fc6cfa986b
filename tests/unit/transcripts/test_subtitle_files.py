import pytest

from sottovoce.errors import UnreadableUpload
from sottovoce.transcripts import parse_transcript


def a_file(text: str, suffix: str):
    transcript = parse_transcript(text.encode(), file_name=f"x.{suffix}")
    for turn in transcript.turns:
        assert transcript.text[turn.start_char : turn.end_char] == turn.text
    return transcript


def turns_of(text: str, suffix: str = "vtt"):
    return [(t.speaker, t.start_s, t.end_s, t.text) for t in a_file(text, suffix).turns]


def a_vtt(*payloads: str) -> str:
    cues = [f"00:0{i}.000 --> 00:0{i}.500\n{payload}\n" for i, payload in enumerate(payloads)]
    return "WEBVTT\n\n" + "\n".join(cues)


@pytest.mark.parametrize(
    ("payload", "turns"),
    [
        pytest.param("<v Jane Roe>yes</v>", [("Jane Roe", "yes")], id="voice"),
        pytest.param("<v.loud.first Jane Roe>yes", [("Jane Roe", "yes")], id="class, not closed"),
        pytest.param(
            "<v Jane>yes</v>\n<v John>no</v>", [("Jane", "yes"), ("John", "no")], id="two"
        ),
        pytest.param("<v Jane>yes\nand no</v>", [("Jane", "yes\nand no")], id="two lines"),
        pytest.param("<v Jane>yes</v> (door)", [("Jane", "yes"), (None, "(door)")], id="outside"),
        pytest.param(
            "<v O&apos;Dowd &amp; Co>yes", [("O'Dowd & Co", "yes")], id="entity in a name"
        ),
        pytest.param(
            "a &amp; b &lt;c&gt;&nbsp;d&lrm;", [(None, "a & b <c>\xa0d\u200e")], id="entities"
        ),
        pytest.param("R&D and &c; &madeup;", [(None, "R&D and &c; &madeup;")], id="not entities"),
        pytest.param("<c.red><i>so</i></c> <b>it</b> <u>is</u>", [(None, "so it is")], id="markup"),
        pytest.param(
            "so <00:00:01.250>it <00:01.500><c>is</c>", [(None, "so it is")], id="word times"
        ),
        pytest.param("<lang cy>bore da</lang>", [(None, "bore da")], id="language"),
        pytest.param("<laughs> no <3 of 5", [(None, "<laughs> no <3 of 5")], id="not markup"),
        pytest.param("<v Jane>I said: no: never</v>", [("Jane", "I said: no: never")], id="colons"),
        pytest.param("yes<br>no", [(None, "yes\nno")], id="line break"),
        pytest.param("INTERVIEWER: and you?", [("INTERVIEWER", "and you?")], id="label"),
        pytest.param(
            "Speaker 1: yes\nSpeaker 2: no",
            [("Speaker 1", "yes"), ("Speaker 2", "no")],
            id="labels",
        ),
    ],
)
def test_the_text_of_a_cue(payload, turns):
    assert turns_of(a_vtt(payload)) == [(speaker, 0.0, 0.5, text) for speaker, text in turns]


def test_header_comments_styles_regions_and_identifiers_are_not_carried_out():
    text = (
        "WEBVTT Kind: captions; Fenella Strand\nLanguage: en\n\n"
        "STYLE\n::cue { color: red }\n\nREGION\nid:fred\n\nNOTE by Fenella Strand\nall day\n\n"
        "fenella-1\n00:01.000 --> 00:02.000 align:start position:0%\nyes\n\n"
        "NOTE\nFenella again\n\nfenella-2\n00:03.000 --> 00:04.000\nno\n"
    )
    transcript = a_file(text, "vtt")
    assert [turn.text for turn in transcript.turns] == ["yes", "no"]
    assert transcript.text.split() == ["yes", "no"]


def test_the_names_of_voices_are_part_of_the_visible_text():
    assert a_file(a_vtt("<v Jane Roe>yes</v>"), "vtt").text == "Jane Roe: yes\n"


def test_a_label_in_a_cue_recurs_before_it_is_believed():
    texts = [t for *_, t in turns_of(a_vtt("priya: yes", "so he", "honestly: never", "priya: no"))]
    assert texts == ["yes", "so he", "honestly: never", "no"]


def test_a_cue_without_a_label_is_a_turn_of_its_own():
    assert [s for s, *_ in turns_of(a_vtt("I: yes", "and more", "I: no"))] == ["I", None, "I"]


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        pytest.param(
            "\ufeff1\n00:00:01,000 --> 00:00:02,500\nI: yes\n\n2\n00:00:03,000 --> 00:00:04,000\nR: no",
            [("I", 1.0, 2.5, "yes"), ("R", 3.0, 4.0, "no")],
            id="as it should be",
        ),
        pytest.param(
            "1\n00:00:01,000 --> 00:00:02,500\nI: yes\n2\n00:00:03,000 --> 00:00:04,000\nR: no",
            [("I", 1.0, 2.5, "yes"), ("R", 3.0, 4.0, "no")],
            id="no blank lines",
        ),
        pytest.param(
            "00:00:01.000 --> 00:00:02.500\nI: 42\n\n00:00:03.000 --> 00:00:04.000\nR: no",
            [("I", 1.0, 2.5, "42"), ("R", 3.0, 4.0, "no")],
            id="no numbers, times with a point",
        ),
        pytest.param(
            "00:01 --> 00:02\n42\n00:03 --> 00:04\nno",
            [(None, 1.0, 2.0, "42"), (None, 3.0, 4.0, "no")],
            id="a spoken number is not an index where there are none",
        ),
        pytest.param(
            "1\n00:00:01,000 --> 00:00:02,500 X1:10 X2:20\n<i>{\\an8}yes</i>\n<font color='red'>no</font>",
            [(None, 1.0, 2.5, "yes\nno")],
            id="tags and coordinates",
        ),
        pytest.param(
            "1\n00:00:09,000 --> 00:00:02,000\nyes",
            [(None, 9.0, 2.0, "yes")],
            id="an end before its start is left to the checks",
        ),
        pytest.param("1\n??:?? --> 00:02\nyes", [(None, None, 2.0, "yes")], id="unreadable start"),
        pytest.param("1\n-- --> --\nyes", [(None, None, None, "yes")], id="unreadable times"),
        pytest.param(
            "1\n00:00:01,000 --> 00:00:02,500\nyes\n\nand more\n\n2\n00:00:03,000 --> 00:00:04,000\nno",
            [(None, 1.0, 2.5, "yes\n\nand more"), (None, 3.0, 4.0, "no")],
            id="a blank line inside a cue loses nothing",
        ),
        pytest.param(
            "1\n00:00:01,000 --> 00:00:02,500\nleeds --> york was slow",
            [(None, 1.0, 2.5, "leeds --> york was slow")],
            id="a spoken arrow",
        ),
        pytest.param(
            "1\n00:00:01,000 --> 00:00:02,500\n\n2\n00:00:03,000 --> 00:00:04,000\nno",
            [(None, 3.0, 4.0, "no")],
            id="an empty cue",
        ),
    ],
)
def test_subrip_in_the_wild(text, turns):
    assert turns_of(text, "srt") == turns
    assert turns_of(text.replace("\n", "\r\n"), "srt") == turns


def test_a_vtt_without_its_header_or_the_blank_line_after_it_is_still_read():
    cue = "00:01.000 --> 00:02.000\nyes"
    assert turns_of(cue) == turns_of("WEBVTT\n" + cue) == [(None, 1.0, 2.0, "yes")]


@pytest.mark.parametrize("suffix", ["vtt", "srt"])
def test_words_without_any_times_are_not_subtitles(suffix):
    with pytest.raises(UnreadableUpload) as e:
        a_file("I: yes\nP: no", suffix)
    assert e.value.code == "damaged-times"


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "\n\n"])
def test_subtitles_without_words_are_empty(text):
    with pytest.raises(UnreadableUpload) as e:
        a_file(text, "vtt")
    assert e.value.code == "empty-transcript"
