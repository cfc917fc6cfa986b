import pytest

from sottovoce.transcripts import parse_transcript

BRITISH = "I: It\u2019s \u201cthe quiet room\u201d \u2013 Si\u00e2n said \u00a340\u2026\nP: Zo\u00eb \u00d6zdemir, caf\u00e9."
PLAIN = "I: hello there\nP: good morning"
POLISH = (
    "I: Dzień dobry, proszę powiedzieć coś o sobie.\n"
    "P: Świetnie, że pan przyszedł. Może zacząć od początku, jak się pan czuł w szpitalu?"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(text, encoding, id=f"{name} in {encoding}")
        for name, text, encodings in [
            ("British", BRITISH, ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252"]),
            ("plain", PLAIN, ["ascii", "utf-16-be", "utf-16-le"]),
            ("Polish", POLISH, ["utf-8", "cp1250"]),
        ]
        for encoding in encodings
    ],
)
def test_what_was_written_is_what_is_read(text, encoding):
    transcript = parse_transcript(text.encode(encoding), file_name="x.txt")
    assert transcript.text == text
    assert [turn.speaker for turn in transcript.turns] == ["I", "P"]


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\x00\x00\xfe\xff"])
def test_a_big_endian_mark_is_understood(mark):
    encoding = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    data = mark + PLAIN.encode(encoding)
    assert parse_transcript(data, file_name="x.txt").text == PLAIN


@pytest.mark.parametrize("letter", ["\u00a3", "\u2019", "\u00e9", "\u2013", "\u00d6", "\u00f8"])
def test_one_british_letter_in_windows_1252_is_enough(letter):
    text = f"I: and how did it go\nP: it was {letter}5 or so"
    assert parse_transcript(text.encode("cp1252"), file_name="x.txt").text == text
