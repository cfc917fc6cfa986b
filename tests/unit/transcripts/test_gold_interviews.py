"""The marked interviews, written the way sites write them, come back word for word."""

import html

import pytest

from sottovoce.transcripts import parse_transcript


def clock(seconds: int, point: str = ".") -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}000"


def paragraph(turn) -> str:
    words = html.escape(f"[{clock(turn.start_seconds)[:8]}] {turn.speaker}: {turn.text}")
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def row(turn) -> str:
    cells = [clock(turn.start_seconds)[:8], turn.speaker, turn.text]
    paragraphs = [f"<w:p><w:r><w:t>{html.escape(cell)}</w:t></w:r></w:p>" for cell in cells]
    return "<w:tr>" + "".join(f"<w:tc>{words}</w:tc>" for words in paragraphs) + "</w:tr>"


def cue(turn, *, point: str, words: str) -> str:
    start, end = clock(turn.start_seconds, point), clock(turn.start_seconds + 1, point)
    return f"{start} --> {end}\n{words}"


WRITERS = {
    "txt": lambda ts, _: "\n".join(
        f"[{clock(t.start_seconds)[:8]}] {t.speaker}: {t.text}" for t in ts
    ).encode(),
    "vtt": lambda ts, _: "\n\n".join(
        [
            "WEBVTT",
            *(
                cue(t, point=".", words=f"<v {t.speaker}>{html.escape(t.text, quote=False)}</v>")
                for t in ts
            ),
        ]
    ).encode(),
    "srt": lambda ts, _: "\n\n".join(
        f"{n}\n{cue(t, point=',', words=f'{t.speaker}: {t.text}')}" for n, t in enumerate(ts, 1)
    ).encode(),
    "paragraphs.docx": lambda ts, a_docx: a_docx("".join(map(paragraph, ts))),
    "table.docx": lambda ts, a_docx: a_docx(f"<w:tbl>{''.join(map(row, ts))}</w:tbl>"),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("n_turns", [4, None], ids=["the first turns", "all"])
def test_every_interview_comes_back_word_for_word(gold_io, a_docx, name, n_turns):
    for interview in gold_io.read_all():
        turns = interview.turns[:n_turns]
        transcript = parse_transcript(WRITERS[name](turns, a_docx), file_name=f"x.{name}")
        assert [(t.speaker, t.start_s, t.text) for t in transcript.turns] == [
            (t.speaker, t.start_seconds, t.text) for t in turns
        ]
        assert transcript.source_format == name.rpartition(".")[2]
