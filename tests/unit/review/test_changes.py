import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.model.spans import EntityType, Span
from sottovoce.model.transcripts import MarkedTranscript, MarkedTurn, Turn
from sottovoce.review.changes import compare

TEXT = "Well Bronagh saw him on the fourth of May"
PERSON, DATE, PLACE = EntityType.PERSON, EntityType.DATE, EntityType.LOCATION


def a_span(start=5, end=12, kind=PERSON, score=0.9) -> Span:
    return Span(start, end, kind, score, "test")


def marked(
    *spans: Span, label: tuple[Span, ...] = (), near: tuple[Span, ...] = ()
) -> MarkedTranscript:
    turn = Turn(0, "Bronagh Quill", None, None, TEXT)
    return MarkedTranscript((MarkedTurn(turn, spans, label, near),), "txt")


def changes(before, now, doubtful_before=0.5, doubtful_now=0.5) -> dict[str, dict]:
    found = compare(before, now, doubtful_before=doubtful_before, doubtful_now=doubtful_now)
    return {kind: dict(counts) for kind, counts in found.by_kind().items() if counts}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(marked(a_span()), marked(a_span()), {}, id="the same"),
        pytest.param(marked(a_span()), marked(a_span(score=0.7)), {}, id="less sure, not doubtful"),
        pytest.param(marked(), marked(a_span()), {"added": {PERSON: 1}}, id="added"),
        pytest.param(marked(a_span()), marked(), {"removed": {PERSON: 1}}, id="removed"),
        pytest.param(marked(a_span()), marked(a_span(0, 12)), {"moved": {PERSON: 1}}, id="wider"),
        pytest.param(
            marked(a_span()), marked(a_span(6, 12)), {"moved": {PERSON: 1}}, id="narrower"
        ),
        pytest.param(
            marked(a_span()), marked(a_span(kind=PLACE)), {"retyped": {PLACE: 1}}, id="retyped"
        ),
        pytest.param(
            marked(a_span()),
            marked(a_span(24, 30, DATE)),
            {"added": {DATE: 1}, "removed": {PERSON: 1}},
            id="another place",
        ),
        pytest.param(
            marked(), marked(label=(a_span(0, 7),)), {"added": {PERSON: 1}}, id="in a label"
        ),
        pytest.param(
            marked(a_span(0, 7)),
            marked(label=(a_span(0, 7),)),
            {"added": {PERSON: 1}, "removed": {PERSON: 1}},
            id="a label is not its text",
        ),
        pytest.param(
            marked(),
            marked(a_span(score=0.4)),
            {"added": {PERSON: 1}, "newly_doubtful": {PERSON: 1}},
            id="new and doubtful",
        ),
        pytest.param(
            marked(a_span()),
            marked(a_span(score=0.4)),
            {"newly_doubtful": {PERSON: 1}},
            id="doubtful by now",
        ),
        pytest.param(
            marked(a_span(score=0.4)), marked(a_span(score=0.3)), {}, id="somebody looked at it"
        ),
        pytest.param(
            marked(a_span(score=0.4)),
            marked(a_span(0, 12, score=0.4)),
            {"moved": {PERSON: 1}, "newly_doubtful": {PERSON: 1}},
            id="somebody looked at a part of it",
        ),
        pytest.param(
            marked(), marked(near=(a_span(),)), {"newly_doubtful": {PERSON: 1}}, id="nearly masked"
        ),
        pytest.param(marked(near=(a_span(),)), marked(near=(a_span(),)), {}, id="nearly, again"),
        pytest.param(
            marked(near=(a_span(),)),
            marked(a_span(score=0.4)),
            {"added": {PERSON: 1}},
            id="nearly masked before, masked now",
        ),
        pytest.param(
            marked(a_span()),
            marked(near=(a_span(score=0.1),)),
            {"removed": {PERSON: 1}, "newly_doubtful": {PERSON: 1}},
            id="masked before, nearly masked now",
        ),
        pytest.param(
            None,
            marked(a_span(), a_span(24, 30, DATE, 0.4)),
            {"added": {PERSON: 1, DATE: 1}, "newly_doubtful": {DATE: 1}},
            id="nobody knows what was found before",
        ),
    ],
)
def test_changes_are_counted_by_kind_and_type(before, now, expected):
    assert changes(before, now) == expected


@pytest.mark.parametrize(
    ("doubtful_before", "doubtful_now", "expected"),
    [
        pytest.param(0.5, 0.8, {"newly_doubtful": {PERSON: 1}}, id="raised over the score"),
        pytest.param(0.8, 0.9, {}, id="doubtful before as now"),
        pytest.param(0.8, 0.5, {}, id="lowered"),
    ],
)
def test_a_review_threshold_that_is_raised_makes_doubtful_what_nobody_looked_at(
    doubtful_before, doubtful_now, expected
):
    same = marked(a_span(score=0.7))
    assert changes(same, same, doubtful_before, doubtful_now) == expected


SPANS = st.builds(
    lambda start, n, kind, score: Span(start, start + n, kind, score, "test"),
    st.integers(0, 30),
    st.integers(1, 10),
    st.sampled_from([PERSON, DATE, PLACE]),
    st.floats(0, 1),
)
FOUND = st.lists(SPANS, max_size=6).map(lambda spans: marked(*spans))


@given(before=FOUND, now=FOUND)
def test_every_doubtful_character_nobody_was_asked_about_counts_as_newly_doubtful(before, now):
    asked = {
        char
        for span in before.turns[0].spans
        if span.score < 0.5
        for char in range(span.start, span.end)
    }
    new = [
        span
        for span in now.turns[0].spans
        if span.score < 0.5 and not set(range(span.start, span.end)) <= asked
    ]
    found = compare(before, now, doubtful_before=0.5, doubtful_now=0.5)
    assert found.newly_doubtful.total() == len(new)


@given(before=FOUND, now=FOUND)
def test_what_the_ledger_keeps_is_numbers_by_kind_and_type(before, now):
    detail = compare(before, now, doubtful_before=0.5, doubtful_now=0.5).as_detail()
    assert all(isinstance(n, int) for n in detail.values())
    for kind in ("added", "removed", "moved", "retyped", "newly_doubtful"):
        of_types = [n for key, n in detail.items() if key.startswith(f"{kind}_")]
        assert detail[kind] == sum(of_types)
