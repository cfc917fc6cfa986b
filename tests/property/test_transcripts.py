"""What was said comes back as it was said, by the same speaker, from every format."""

import html
import io
import zipfile
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.transcripts import parse_transcript

Said = Sequence[tuple[str, str]]

NAMES = (
    "I|P|R1|Interviewer|speaker 2|INT|priya|Rose M.|Jane Roe|AR|Nwachukwu, Joy (MERSEY VALE)|Siân"
)
LABELS = st.sampled_from(NAMES.split("|"))
ANYTHING = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029&<{#*")
SPEECH = st.text(ANYTHING | st.sampled_from(" :-.,'[]()0123456789"), max_size=60).map(str.strip)
TURNS = st.lists(st.tuples(LABELS, SPEECH.filter(bool)), max_size=8)
XML = st.text(st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0xFFFD), max_size=60)


def talk(turns: Said) -> Said:
    """Every speaker twice, as in a conversation, and at least one word."""
    return [*turns, *turns, ("I", "thank you"), ("P", "goodbye")]


def clock(n: int, point: str = ".") -> str:
    return f"00:{n // 60:02}:{n % 60:02}{point}500"


def zipped(body: str) -> bytes:
    packed = io.BytesIO()
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{namespace}">{body}</w:document>'
        )
    return packed.getvalue()


def p(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'


def a_row(n: int, who: str, said: str) -> str:
    cells = "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in (clock(n)[:8], who, said))
    return f"<w:tr>{cells}</w:tr>"


def as_lines(line: str) -> Callable[[Said], bytes]:
    def write(turns: Said) -> bytes:
        lines = [line.format(clock(n)[:8], who, said) for n, (who, said) in enumerate(turns)]
        return "\n".join(lines).encode()

    return write


def as_vtt(turns: Said) -> bytes:
    cues = [
        f"{clock(n)} --> {clock(n + 1)}\n<v {who}>{html.escape(said, quote=False)}</v>\n"
        for n, (who, said) in enumerate(turns)
    ]
    return "\n".join(["WEBVTT\n", *cues]).encode()


def as_srt(turns: Said) -> bytes:
    cues = [
        f"{n + 1}\n{clock(n, ',')} --> {clock(n + 1, ',')}\n{who}: {said}\n"
        for n, (who, said) in enumerate(turns)
    ]
    return "\n".join(cues).encode()


WRITERS = {
    "label.txt": as_lines("{1}: {2}"),
    "time and label.txt": as_lines("[{0}] {1}: {2}"),
    "label and time.txt": as_lines("{1} ({0}): {2}\n"),
    "heading.txt": as_lines("{1}  {0}\n{2}\n"),
    "voices.vtt": as_vtt,
    "cues.srt": as_srt,
    "paragraphs.docx": lambda turns: zipped("".join(p(f"{who}: {said}") for who, said in turns)),
    "table.docx": lambda turns: zipped(
        f"<w:tbl>{''.join(a_row(n, *turn) for n, turn in enumerate(turns))}</w:tbl>"
    ),
}


@pytest.mark.parametrize("name", WRITERS)
@given(turns=TURNS)
def test_every_turn_comes_back_as_it_was_said(name, turns):
    turns = talk(turns)
    if name == "heading.txt":  # words below a heading may look like another label
        turns = [
            (who, f"so {said.replace(':', ' ').replace('[', ' ')}".strip()) for who, said in turns
        ]
    transcript = parse_transcript(WRITERS[name](turns), file_name=name)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == list(turns)


MARKS = [
    "I: ",
    "jane: ",
    "[00:01] ",
    "00:01:02 P1: ",
    "Jane Roe (00:01:02): ",
    "- ",
    ">> ",
    "\t",
    "",
    "",
]
TRAPS = [
    "{}",
    "{}: {}",
    "at 10:30: {}",
    "{} - {}",
    "{}\t{}",
    "{} 10:30",
    "({}) {}",
    "{}, #00:00:01-0#",
]
ENDS = [
    "\n",
    "\n\n",
    "\r\n",
    " \n",
    "\n[00:07]\n",
    "\nJane Roe 0:03\n",
    "\nInterviewer\n",
    "\n42\n",
]
LINES = st.lists(
    st.tuples(st.sampled_from(MARKS), st.sampled_from(TRAPS), st.sampled_from(ENDS)),
    min_size=1,
    max_size=12,
)


def numbered(lines: Sequence[tuple[str, str, str]]) -> tuple[str, list[str]]:
    """Text in which every spoken word is another one, and those words in order."""
    words = [f"{a}{b}word" for a in "bcdfghjk" for b in "aeiou"]
    text, used = "", 0
    for mark, trap, end in lines:
        n_words = trap.count("{}")
        text += mark + trap.format(*words[used : used + n_words]) + end
        used += n_words
    return text, words[:used]


@pytest.mark.parametrize("name", ["x.txt", "x.vtt", "x.srt", "paragraphs.docx", "cell.docx"])
@given(lines=LINES)
def test_no_spoken_word_is_lost_however_the_lines_look(name, lines):
    text, words = numbered(lines)
    data = {
        "x.txt": text,
        "x.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}",
        "x.srt": f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n2\n00:00:03,000 --> 00:00:04,000\nbye",
    }.get(name, "").encode()
    if name.endswith("docx"):
        body = "".join(p(line) for line in text.replace("\r", "").split("\n"))
        whole = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc>{p('x')}</w:tc></w:tr></w:tbl>"
        data = zipped(whole if name == "cell.docx" else body)
    transcript = parse_transcript(data, file_name=name)
    found = " ".join(f"{turn.speaker or ''} {turn.text}" for turn in transcript.turns)
    assert [word for word in words if word in found] == words
    for turn in transcript.turns:
        assert transcript.text[turn.start_char : turn.end_char] == turn.text


@given(paragraphs=st.lists(XML, min_size=1, max_size=5))
def test_the_text_of_a_document_is_its_paragraphs_and_nothing_else(paragraphs):
    data = zipped("".join(map(p, [*paragraphs, "a word"])))
    assert parse_transcript(data, file_name="x.docx").text == "\n".join([*paragraphs, "a word", ""])


@given(text=st.text(min_size=1))
def test_the_text_of_a_plain_file_is_the_file(text):
    data = f"a word {text}".replace("\0", "").replace("\r", "").encode("utf-8", "ignore")
    control = sum(byte < 32 for byte in data)
    if control * 20 < len(data):
        assert parse_transcript(data, file_name="x.txt").text == data.decode()


@given(turns=TURNS)
def test_turns_never_overlap_and_are_counted_in_order(turns):
    transcript = parse_transcript(WRITERS["label.txt"](talk(turns)), file_name="x.txt")
    at = 0
    for index, turn in enumerate(transcript.turns):
        assert turn.index == index
        assert turn.start_char >= at
        at = turn.end_char
