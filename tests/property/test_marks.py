"""What a person decided is what is masked: no more is in view than they said, and no less."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn
from sottovoce.review.marks import REVIEWER, Mark, Verdict, apply_marks, apply_question, union

LENGTH = 24
WORDS = st.text("abc d-'s", min_size=LENGTH, max_size=LENGTH)
PLACES = (
    st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH))
    .map(sorted)
    .filter(lambda place: place[0] < place[1])
)
KINDS = st.sampled_from([EntityType.PERSON, EntityType.LOCATION, EntityType.DATE])


@st.composite
def transcripts(draw) -> MarkedTranscript:
    turns = []
    for index in range(draw(st.integers(1, 3))):
        text = draw(WORDS)
        found = [
            Span(*p, draw(KINDS), draw(st.sampled_from([0.3, 0.8])), "rule")
            for p in draw(st.lists(PLACES, max_size=4))
        ]
        disjoint: list[Span] = []
        for span in sorted(found):
            if not any(map(span.overlaps, disjoint)):
                disjoint.append(span)
        is_near = draw(st.lists(st.booleans(), min_size=len(disjoint), max_size=len(disjoint)))
        spans = tuple(s for s, near in zip(disjoint, is_near, strict=True) if not near)
        near = tuple(s for s, near in zip(disjoint, is_near, strict=True) if near)
        label = draw(st.sampled_from([None, "a" * LENGTH]))
        labels = (Span(0, 4, EntityType.PERSON, 0.9, "speaker-label"),) if label else ()
        turns.append(MarkedTurn(Turn(index, label, None, None, text), spans, labels, near))
    return MarkedTranscript(tuple(turns), "txt")


@st.composite
def marks_for(draw, marked: MarkedTranscript, most: int = 6) -> list[Mark]:
    made = []
    for number in range(draw(st.integers(0, most))):
        turn = draw(st.sampled_from(marked.turns)).turn
        field = draw(st.sampled_from(["text", "speaker"] if turn.speaker else ["text"]))
        verdict = draw(st.sampled_from(Verdict))
        kind = draw(KINDS) if verdict is Verdict.MASK else None
        place = draw(PLACES)
        made.append(Mark(number, turn.index, *place, verdict, kind, field))
    return made


def masked(marked: MarkedTranscript) -> set[tuple[int, str, int]]:
    return {
        (turn.turn.index, field, char)
        for turn in marked.turns
        for field, spans in (("text", turn.spans), ("speaker", turn.speaker_spans))
        for span in spans
        for char in range(span.start, span.end)
    }


def said(marked: MarkedTranscript, places: set) -> set:
    """Those of some places where a letter stands."""
    texts = {
        (turn.turn.index, field): text
        for turn in marked.turns
        for field, text in (("text", turn.turn.text), ("speaker", turn.turn.speaker or ""))
    }
    return {(i, field, at) for i, field, at in places if texts[i, field][at].isalpha()}


def chars(mark: Mark) -> set[tuple[int, str, int]]:
    return {(mark.turn, mark.field, char) for char in range(mark.start, mark.end)}


def places(marked: MarkedTranscript) -> list:
    return [
        [(s.start, s.end, s.entity_type, s.score) for s in spans]
        for turn in marked.turns
        for spans in (turn.spans, turn.speaker_spans, turn.near_misses)
    ]


@given(st.data())
@settings(max_examples=100)
def test_the_same_marks_again_change_nothing(data):
    marked = data.draw(transcripts())
    marks = data.draw(marks_for(marked))
    once = apply_marks(marked, marks)
    assert places(apply_marks(once, marks)) == places(once)


@given(st.data())
@settings(max_examples=100)
def test_a_mask_covers_its_own_and_uncovers_nothing(data):
    marked = data.draw(transcripts())
    mark = data.draw(marks_for(marked, 1).filter(lambda m: m and m[0].entity_type))[0]
    now = apply_marks(marked, [mark])
    assert said(marked, masked(marked)) <= masked(now)
    assert chars(mark) <= masked(now)


@given(st.data())
@settings(max_examples=100)
def test_what_is_shown_uncovers_its_own_and_no_other_word(data):
    marked = data.draw(transcripts())
    mark = data.draw(marks_for(marked, 1).filter(lambda m: m and not m[0].entity_type))[0]
    now = apply_marks(marked, [mark])
    assert not masked(now) & chars(mark)
    assert masked(now) <= masked(marked)
    lost = said(marked, masked(marked) - masked(now) - chars(mark))
    # All that may go with it is a possessive's ending, when nothing else is left of the span.
    texts = {turn.turn.index: turn.turn.text for turn in marked.turns}
    assert all(
        field == "text" and texts[i][at] == "s" and texts[i][at - 1] == "'" for i, field, at in lost
    )


@given(st.data())
@settings(max_examples=100)
def test_the_last_mark_over_a_character_decides(data):
    marked = data.draw(transcripts())
    marks = data.draw(marks_for(marked))
    now = masked(apply_marks(marked, marks))
    for turn, field, at in said(marked, {c for m in marks for c in chars(m)}):
        over = [m for m in marks if (turn, field, at) in chars(m)]
        if over and all(m.verdict is Verdict.MASK for m in over):
            assert (turn, field, at) in now
        if (
            over
            and all(m.verdict is Verdict.SHOW for m in over)
            and not any(m.verdict is Verdict.MASK for m in marks)
        ):
            assert (turn, field, at) not in now


@given(st.data())
@settings(max_examples=100)
def test_order_matters_only_where_marks_meet(data):
    marked = data.draw(transcripts())
    marks = data.draw(marks_for(marked, 2).filter(lambda m: len(m) == 2))
    one, other = marks
    near = {(t, f, at + d) for t, f, at in chars(one) for d in range(-LENGTH, LENGTH)}
    if near & chars(other):
        return
    swapped = [Mark(1, *_rest(one)), Mark(0, *_rest(other))]
    assert places(apply_marks(marked, marks)) == places(apply_marks(marked, swapped))


def _rest(mark: Mark) -> tuple:
    return (
        mark.turn,
        mark.start,
        mark.end,
        mark.verdict,
        mark.entity_type,
        mark.field,
    )


@given(st.data())
@settings(max_examples=100)
def test_spans_stay_disjoint_and_near_misses_in_view(data):
    marked = data.draw(transcripts())
    now = apply_marks(marked, data.draw(marks_for(marked)))
    for turn in now.turns:
        for spans in (turn.spans, turn.speaker_spans, turn.near_misses):
            ends = [(s.start, s.end) for s in spans]
            assert all(a[1] <= b[0] for a, b in pairwise(ends))
        assert not any(n.overlaps(s) for n in turn.near_misses for s in turn.spans)


@given(st.data())
@settings(max_examples=100)
def test_two_readers_mask_what_either_masks(data):
    marked = data.draw(transcripts())
    first, second = data.draw(marks_for(marked)), data.draw(marks_for(marked))
    one, other = apply_marks(marked, first), apply_marks(marked, second)
    both = apply_question(marked, [first, second])
    assert said(marked, masked(one) | masked(other)) <= masked(both)
    assert said(marked, masked(both)) <= masked(one) | masked(other)
    assert said(marked, masked(union(other, one))) == said(marked, masked(both))


@given(st.data())
@settings(max_examples=100)
def test_a_question_that_was_decided_decides_the_same_again(data):
    marked = data.draw(transcripts())
    readings = [data.draw(marks_for(marked)), data.draw(marks_for(marked))]
    once = apply_question(marked, readings)
    again = apply_question(once, readings)
    assert said(marked, masked(again)) == said(marked, masked(once))


@given(st.data())
def test_what_a_person_masked_is_certain_and_says_so(data):
    marked = data.draw(transcripts())
    marks = [m for m in data.draw(marks_for(marked)) if m.verdict is Verdict.MASK]
    by_person = [
        span
        for turn in apply_marks(marked, marks).turns
        for span in (*turn.spans, *turn.speaker_spans)
        if REVIEWER in span.recognizer.split("+")
    ]
    assert all(span.score == 1.0 for span in by_person)
    assert len(by_person) >= bool(marks)
