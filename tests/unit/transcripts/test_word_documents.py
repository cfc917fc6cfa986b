import io

import docx
import pytest

from sottovoce.transcripts import parse_transcript


def read(data: bytes):
    transcript = parse_transcript(data, file_name="x.docx")
    for turn in transcript.turns:
        assert transcript.text[turn.start_char : turn.end_char] == turn.text
    return transcript


def turns_of(data: bytes):
    return [(turn.speaker, turn.text) for turn in read(data).turns]


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


FENELLA = "Fenella"
HELLO = p(r("I: hello "))
HIDDEN_STYLES = (
    '<w:style w:type="character" w:styleId="Off"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Child"><w:basedOn w:val="Off"/></w:style>'
    '<w:style w:type="character" w:styleId="Shown"><w:basedOn w:val="Off"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Para"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Ring"><w:basedOn w:val="Ring"/></w:style>'
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(p(f"<w:del>{r(FENELLA)}</w:del>"), id="tracked deletion"),
        pytest.param(p(f"<w:r><w:delText>{FENELLA}</w:delText></w:r>"), id="deleted text"),
        pytest.param(p(f"<w:moveFrom>{r(FENELLA)}</w:moveFrom>"), id="moved away"),
        pytest.param(p(r(FENELLA, "<w:vanish/>")), id="hidden"),
        pytest.param(p(r(FENELLA, '<w:rStyle w:val="Off"/>')), id="hidden by a style"),
        pytest.param(p(r(FENELLA, '<w:rStyle w:val="Child"/>')), id="hidden by a parent style"),
        pytest.param(p(r(FENELLA), properties='<w:pStyle w:val="Para"/>'), id="hidden paragraph"),
        pytest.param(p(f"<w:r><w:instrText>{FENELLA}</w:instrText></w:r>"), id="field code"),
        pytest.param(
            p(f'<w:fldSimple w:instr="{FENELLA}">{r("x")}</w:fldSimple>'), id="simple field"
        ),
        pytest.param(
            f"<w:sdt><w:sdtPr><w:alias w:val='{FENELLA}'/></w:sdtPr></w:sdt>",
            id="content control name",
        ),
        pytest.param(
            p(f'<w:r><w:drawing><x descr="{FENELLA}"/></w:drawing></w:r>'), id="picture description"
        ),
        pytest.param(
            f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p(r(FENELLA))}</w:tc></w:tr></w:tbl>",
            id="deleted row",
        ),
        pytest.param(f"<!-- {FENELLA} -->", id="xml comment"),
    ],
)
def test_what_a_reader_would_not_see_is_not_carried_out(a_docx, body):
    transcript = read(a_docx(HELLO + body, styles=HIDDEN_STYLES))
    assert FENELLA not in transcript.text
    assert FENELLA not in "".join(turn.text for turn in transcript.turns)


@pytest.mark.parametrize(
    "part",
    [
        "word/comments.xml",
        "word/header1.xml",
        "word/footer1.xml",
        "word/footnotes.xml",
        "word/endnotes.xml",
        "docProps/core.xml",
        "docProps/custom.xml",
        "word/media/fenella.png",
    ],
)
def test_other_parts_are_never_read(a_docx, part):
    assert read(a_docx(HELLO, parts={part: f"<not><well>{FENELLA}"})).text == "I: hello \n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(p(r("I: a"), r("b"), r(" c")), "ab c", id="runs joined"),
        pytest.param(p(r("I: a"), f"<w:ins>{r('b')}</w:ins>"), "ab", id="tracked insertion"),
        pytest.param(p(r("I: a"), f"<w:moveTo>{r('b')}</w:moveTo>"), "ab", id="moved here"),
        pytest.param(p(r("I: a"), f"<w:hyperlink>{r('b')}</w:hyperlink>"), "ab", id="link"),
        pytest.param(p(r("I: a"), f"<w:smartTag>{r('b')}</w:smartTag>"), "ab", id="smart tag"),
        pytest.param(
            p(r("I: a"), f"<w:sdt><w:sdtContent>{r('b')}</w:sdtContent></w:sdt>"),
            "ab",
            id="control",
        ),
        pytest.param(p(r("I: a"), "<w:r><w:tab/><w:t>b</w:t></w:r>"), "a\tb", id="tab"),
        pytest.param(p(r("I: a"), "<w:r><w:br/><w:t>b</w:t></w:r>"), "a\nb", id="line break"),
        pytest.param(
            p(r("I: a"), "<w:r><w:noBreakHyphen/></w:r>", r("b")), "a\u2011b", id="hyphen"
        ),
        pytest.param(
            p(r("I: a"), r("b", '<w:vanish w:val="0"/>')), "ab", id="not hidden after all"
        ),
        pytest.param(p(r("I: a"), r("b", '<w:rStyle w:val="Shown"/>')), "ab", id="shown style"),
        pytest.param(
            p(
                r("I: a"),
                r("b", '<w:vanish w:val="false"/>'),
                properties='<w:pStyle w:val="Ring"/>',
            ),
            "ab",
            id="style based on itself",
        ),
        pytest.param(p(r("I: a &amp; b &#233;")), "a & b \u00e9", id="entities of XML"),
        pytest.param(p(r("I: a")) + p(r("b")) + p() + p(r("c")), "a\nb\n\nc", id="paragraphs"),
        pytest.param(
            p(r("I: a"), properties="<w:rPr><w:del/></w:rPr>") + p(r("b")), "ab", id="deleted mark"
        ),
        pytest.param(
            p(r("I: a"))
            + p(
                "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
                + p(r("boxed"))
                + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
                + p(r("boxed"))
                + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
            ),
            "a\n\nboxed",
            id="a text box, once",
        ),
    ],
)
def test_what_a_reader_would_see_is_kept_in_order(a_docx, body, said):
    assert turns_of(a_docx(body, styles=HIDDEN_STYLES)) == [("I", said)]


def test_a_title_is_not_speech(a_docx):
    title = p(r("Interview with Fenella"), properties='<w:pStyle w:val="Title"/>')
    transcript = read(a_docx(title + p(r("I: yes")) + p(r("P: no"))))
    assert [turn.text for turn in transcript.turns] == ["yes", "no"]
    assert "Fenella" in transcript.text


def test_a_speaker_written_as_a_heading_is_a_speaker(a_docx):
    def heading(text: str) -> str:
        return p(r(text), properties='<w:pStyle w:val="Heading2"/>')

    body = "".join(
        heading(who) + p(r(said)) for who, said in [("Interviewer:", "yes"), ("P1:", "no")]
    )
    assert turns_of(a_docx(body)) == [("Interviewer", "yes"), ("P1", "no")]


def test_the_document_part_may_have_another_name_and_a_strict_namespace(a_docx):
    strict = (
        '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
        f"{HELLO}</w:body></w:document>"
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/word/document2.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>'
    )
    data = a_docx("", parts={"word/document2.xml": strict, "[Content_Types].xml": types})
    assert turns_of(data) == [("I", "hello")]


TALK = [
    ("00:00:03", "Jane Roe", "So how was it?"),
    ("00:00:09", "John Doe", "It was fine: honestly."),
    ("00:00:20", "Jane Roe", "And after?"),
    ("00:00:31", "John Doe", "We ate.\nAnd left."),
]


def a_table(rows: list[tuple[str, ...]]) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize(
    ("columns", "header", "has_times"),
    [
        pytest.param(lambda t, s, w: (t, s, w), (), True, id="time, speaker, words"),
        pytest.param(lambda t, s, w: (s, t, w), ("Speaker", "Time", "Text"), True, id="header"),
        pytest.param(lambda t, s, w: (w, s, t), ("Words", "Who", "When"), True, id="words first"),
        pytest.param(lambda t, s, w: (s, w), ("Name", "What was said"), False, id="no times"),
        pytest.param(lambda t, s, w: (s + ":", w), (), False, id="colon"),
        pytest.param(lambda t, s, w: (t, f"{s}: {w}"), (), True, id="label with the words"),
        pytest.param(lambda t, s, w: (f"{s}\n{t}", w), (), True, id="time below the name"),
        pytest.param(lambda t, s, w: (f"[{t}] {s}", w), (), True, id="time before the name"),
        pytest.param(
            lambda t, s, w: (t[-2:], t, s, w), ("No.", "Time", "", "Text"), True, id="index"
        ),
        pytest.param(lambda t, s, w: (t, t, s, w), ("Start", "End", "Who", "Text"), True, id="end"),
        pytest.param(lambda t, s, w: (f"[{t}] {s}: {w}",), (), True, id="one column"),
    ],
)
def test_the_columns_of_a_table_are_told_apart(columns, header, has_times):
    rows = [header] if header else []
    transcript = read(a_table(rows + [columns(*row) for row in TALK]))
    assert [(t.speaker, t.text) for t in transcript.turns] == [(s, w) for _, s, w in TALK]
    assert [t.start_s for t in transcript.turns] == (
        [3.0, 9.0, 20.0, 31.0] if has_times else [None] * 4
    )


def test_a_table_that_is_not_a_transcript_keeps_its_words():
    words = read(
        a_table([("Weekday", "Where we met was the old town hall"), ("Sunny", "It rained")])
    ).text
    assert " ".join(words.split()) == "Weekday Where we met was the old town hall Sunny It rained"


def test_a_column_of_notes_is_not_lost():
    rows = [
        ("Speaker", "Text", "Notes"),
        *((s, w, f"note {n}") for n, (_, s, w) in enumerate(TALK)),
    ]
    said = " ".join(turn.text for turn in read(a_table(rows)).turns)
    assert all(f"note {n}" in said for n in range(4))


def test_a_table_inside_a_table_keeps_its_words(a_docx):
    def table(*cells: str) -> str:
        return f"<w:tbl><w:tr>{''.join(f'<w:tc>{c}</w:tc>' for c in cells)}</w:tr></w:tbl>"

    nested = table(table(p(r("I: outer")), p(r("inner"))), p(r("last")))
    assert read(a_docx(nested)).text.split() == ["I:", "outer", "inner", "last"]


def test_a_cell_that_claims_a_million_columns_is_one_cell(a_docx):
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>' + p(r("I: yes")) + "</w:tc>"
    assert turns_of(a_docx(f"<w:tbl><w:tr>{wide}</w:tr></w:tbl>")) == [("I", "yes")]
