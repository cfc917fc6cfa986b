"""Long interviews are cut into texts that overlap, so that a cut costs nothing."""

import random
import re
import time
from itertools import pairwise

import pytest
from deidentify_builders import a_lexicon, a_transcript
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.deidentify.text.codes import find_spoken_codes
from sottovoce.deidentify.text.detection import Rules, mark
from sottovoce.deidentify.text.document import (
    TURN_BREAK,
    join_turns,
    place_in_whole,
    rejoin,
    split_spans,
)
from sottovoce.deidentify.text.normalise import normalise
from sottovoce.model.rosters import Roster
from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript

RULES = Rules(tuple(EntityType), 0.3, a_lexicon())
CODE = re.compile(r"Qz\d{7}")
FILLER = "so then we went on about the bus and it was good "


def found_in(documents) -> list[list[Span]]:
    """What stands in for the recognizers: codes that nothing else looks like, numbers read out."""
    return [
        [
            *(Span(*m.span(), EntityType.OTHER_ID, 0.9, "code") for m in CODE.finditer(d.text)),
            *find_spoken_codes(d.text),
        ]
        for d in documents
    ]


def marked(*texts: str, **sizes: int) -> MarkedTranscript:
    transcript = a_transcript(*texts)
    documents = list(join_turns(transcript.turns, **sizes))
    return mark(transcript, documents, found_in(documents), Roster(()), RULES)


def said(transcript: MarkedTranscript) -> list[tuple[int, str]]:
    return [(t.turn.index, t.turn.text[s.start : s.end]) for t in transcript.turns for s in t.spans]


def talk(n_chars: int, seed: int = 7) -> tuple[str, list[str]]:
    """Talk with a code in every hundred words or so, and the codes in order."""
    chance, pieces, codes, size = random.Random(seed), [], [], 0  # noqa: S311
    while size < n_chars:
        pieces.append(FILLER * chance.randint(1, 15))
        codes.append(f"Qz{len(codes):07d}")
        pieces.append(f"{codes[-1]} ")
        size += len(pieces[-2]) + len(pieces[-1])
    return "".join(pieces), codes


LONG, CODES = talk(2_000_000)


@pytest.mark.parametrize(
    "turn_chars",
    [
        pytest.param(300, id="many turns"),
        pytest.param(100_000, id="turns of 100,000 characters"),
        pytest.param(len(LONG), id="one turn"),
    ],
)
def test_two_million_characters_lose_no_identifier_and_find_none_twice(turn_chars):
    ends = [m.end() for m in re.finditer(" ", LONG)]
    cuts, at = [0], 0
    for end in ends:
        if end - at >= turn_chars:
            cuts.append(at := end)
    texts = [LONG[a:b] for a, b in zip(cuts, [*cuts[1:], None], strict=True)]
    started = time.process_time()
    assert [surface for _, surface in said(marked(*texts))] == CODES
    assert time.process_time() - started < 60


SMALL = {"max_chars": 2_000, "overlap_chars": 400}
PIECES = ("oh seven seven", "yes?", "double oh nine", "mm", "oh oh one two three")


def a_number_over_turns(before: int) -> tuple[str, ...]:
    """Turns of which the 40th to the 44th hold a number, ``before`` characters later than else."""
    return (FILLER[:before], *[FILLER] * 38, *PIECES, *[FILLER] * 60)


@pytest.mark.parametrize("before", range(0, 50, 3))
def test_a_number_read_out_over_turns_is_found_wherever_a_cut_falls(before):
    found = [(39, PIECES[0]), (41, PIECES[2]), (43, PIECES[4])]
    assert said(marked(*a_number_over_turns(before), **SMALL)) == found


@pytest.mark.parametrize("before", range(1_900, 2_020, 5))
def test_a_number_inside_one_giant_turn_is_found_wherever_a_cut_falls(before):
    text = f"{(FILLER * 50)[:before]} {' '.join(PIECES[::2])} {FILLER * 60}"
    ((_, found),) = said(marked(text, **SMALL))
    assert found.endswith(" ".join(PIECES[::2]))


def test_without_the_overlap_a_cut_would_lose_some_of_the_number():
    sizes = {**SMALL, "overlap_chars": 0}
    assert min(len(said(marked(*a_number_over_turns(n), **sizes))) for n in range(50)) < 3


def test_what_two_documents_find_with_different_scores_is_one_identifier_with_the_better():
    transcript = a_transcript(FILLER * 4 + "then Zebedee rang " + FILLER * 4)
    documents = list(join_turns(transcript.turns, max_chars=240, overlap_chars=60))
    name = [(d, d.text.find("Zebedee")) for d in documents]
    assert sum(at >= 0 for _, at in name) == 2
    scores = iter((0.6, 0.8))
    spans = [
        [Span(at, at + 7, EntityType.PERSON, next(scores), "rule")] if at >= 0 else []
        for _, at in name
    ]
    (turn,) = mark(transcript, documents, spans, Roster(()), RULES).turns
    assert [(s.score, s.recognizer.split("+")[0]) for s in turn.spans] == [(0.8, "rule")]


def test_what_one_document_sees_cut_is_whole_through_the_other():
    transcript = a_transcript("a " * 100 + "Zebedee Quux" + " a" * 100)
    documents = list(join_turns(transcript.turns, max_chars=240, overlap_chars=60))
    whole = transcript.text.index("Zebedee")
    spans = []
    for d in documents:
        start, end = max(whole - d.offset, 0), min(whole + 12 - d.offset, len(d.text))
        spans.append([Span(start, end, EntityType.PERSON, 0.9, "rule")] if start < end else [])
    (turn,) = mark(transcript, documents, spans, Roster(()), RULES).turns
    assert [turn.turn.text[s.start : s.end] for s in turn.spans] == ["Zebedee Quux"]


def test_a_transcript_of_the_usual_length_is_one_document():
    assert len(list(join_turns(a_transcript(*[FILLER * 20] * 50).turns))) == 1


def test_a_transcript_without_turns_has_no_document_and_no_identifier():
    assert list(join_turns(())) == []
    assert marked().turns == ()


def test_a_text_without_white_space_is_cut_all_the_same():
    documents = list(join_turns(a_transcript("天" * 200_000).turns))
    assert len(documents) > 3
    assert rejoin(documents).text == "天" * 200_000


def test_many_near_misses_in_one_turn_take_no_longer_than_their_number():
    transcript = a_transcript("Ab cd " * 30_000)
    documents = list(join_turns(transcript.turns, max_chars=10**6))
    sure = [Span(6 * i, 6 * i + 2, EntityType.PERSON, 0.9, "rule") for i in range(30_000)]
    faint = [Span(6 * i + 3, 6 * i + 5, EntityType.PERSON, 0.1, "rule") for i in range(30_000)]
    started = time.process_time()
    (turn,) = mark(transcript, documents, [sure + faint], Roster(()), RULES).turns
    assert (len(turn.spans), len(turn.near_misses)) == (30_000, 30_000)
    assert time.process_time() - started < 20


TEXTS = st.lists(
    st.one_of(
        st.text(st.sampled_from("ab \n\u200b\u0301ﬁé"), max_size=60),
        st.sampled_from(["", " ", "Kevin Stroud rang", "x" * 70]),
    ),
    min_size=1,
    max_size=8,
)


@given(texts=TEXTS, max_chars=st.integers(1, 200), overlap_chars=st.integers(0, 60))
def test_documents_are_overlapping_stretches_of_all_turns_joined(texts, max_chars, overlap_chars):
    turns = a_transcript(*texts).turns
    documents = list(join_turns(turns, max_chars=max_chars, overlap_chars=overlap_chars))
    whole = rejoin(documents)
    assert whole.text == TURN_BREAK.join(normalise(text).text for text in texts)
    assert whole.turns == turns
    assert (documents[0].offset, documents[-1].end) == (0, len(whole.text))
    least = min(overlap_chars, max_chars // 4)
    for before, after in pairwise(documents):
        assert before.offset < after.offset <= before.end - least
        assert before.end < after.end
    for document in documents:
        assert len(document.text) <= max_chars
        assert whole.text[document.offset : document.end] == document.text


@given(texts=TEXTS, max_chars=st.integers(8, 200), data=st.data())
def test_a_span_no_longer_than_the_overlap_is_whole_in_some_document(texts, max_chars, data):
    documents = list(join_turns(a_transcript(*texts).turns, max_chars=max_chars))
    whole = rejoin(documents)
    if len(whole.text) == 0:
        return
    start = data.draw(st.integers(0, len(whole.text) - 1))
    end = min(len(whole.text), start + max_chars // 4)
    assert any(d.offset <= start and end <= d.end for d in documents)


@given(texts=TEXTS, max_chars=st.integers(1, 200), data=st.data())
def test_spans_of_a_document_come_back_to_the_turns_they_were_found_in(texts, max_chars, data):
    turns = a_transcript(*texts).turns
    documents = list(join_turns(turns, max_chars=max_chars))
    document = data.draw(st.sampled_from(documents))
    if not document.text:
        return
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    span = Span(start, end, EntityType.PERSON, 1.0)
    pieces = split_spans(document, [span])
    assert pieces == split_spans(rejoin(documents), place_in_whole(document, [span]))
    letters = "".join(
        normalise(turns[index].text[piece.start : piece.end]).text
        for index, found in sorted(pieces.items())
        for piece in found
    )
    assert "".join(document.text[start:end].split()) in "".join(letters.split())
