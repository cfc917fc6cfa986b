"""How a turn is cut: what is masked must look masked, and characters must count as on the server."""

from hypothesis import given
from hypothesis import strategies as st

from sottovoce.model.spans import EntityType
from sottovoce.review.items import Item, ItemKind
from sottovoce.steps.desk.reading import ReadTurn, ShownSpan
from sottovoce_airflow.desk.pages.review_turns import (
    KINDS,
    STATES,
    clock,
    cut,
    item_key,
    stretch,
    view_turn,
)

IN_VIEW = {"near_miss", "shown", "left"}
STATES_OF_SPANS = sorted(STATES.keys() - {"left"})
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@st.composite
def a_text_with_places(draw):
    text = draw(TEXT)
    edges = st.integers(0, len(text)).flatmap(
        lambda start: st.tuples(st.just(start), st.integers(start, len(text)))
    )
    places = draw(st.lists(edges.filter(lambda edge: edge[0] < edge[1]), max_size=6))
    spans = [
        ShownSpan(start, end, EntityType.PERSON, draw(st.sampled_from(STATES_OF_SPANS)))
        for start, end in places
    ]
    items = [
        Item(3, start, end, EntityType.DATE, 0.5, ItemKind.DOUBTFUL)
        for start, end in draw(st.lists(st.sampled_from(places), max_size=3))
    ] if places else []  # fmt: skip
    return text, spans, items


@given(a_text_with_places())
def test_pieces_have_every_character_once_and_in_order(case):
    text, spans, items = case
    pieces = cut(text, spans, items)
    assert [len(piece.text) for piece in pieces if not piece.text] == []
    shown = "".join(piece.text for piece in pieces)
    assert len(shown) == len(text)
    assert all(was == now or now == " " for was, now in zip(text, shown, strict=True))
    at = 0
    for piece in pieces:
        if piece.mark:
            assert (piece.mark.start, piece.mark.end) == (at, at + len(piece.text))
        at += len(piece.text)


@given(a_text_with_places())
def test_no_character_in_view_looks_masked_and_the_first_masked_span_looks_so_in_full(case):
    text, spans, items = case
    masked = {i for s in spans if s.state not in IN_VIEW for i in range(s.start, s.end)}
    shown = {
        i
        for piece in cut(text, spans, items)
        if piece.mark and piece.mark.state not in IN_VIEW
        for i in range(piece.mark.start, piece.mark.end)
    }
    assert shown <= masked
    if spans and len(masked) == sum(s.end - s.start for s in spans if s.state not in IN_VIEW):
        assert shown == masked  # where spans do not overlap, as the steps give them


@given(a_text_with_places())
def test_every_item_is_in_exactly_one_marked_piece(case):
    text, spans, items = case
    held = [key for piece in cut(text, spans, items) for key in piece.items]
    assert sorted(held) == sorted(item_key(item) for item in items)


def test_what_browsers_drop_is_shown_as_spaces_so_that_both_count_alike():
    (piece,) = cut("a\r\nb\x00c\td", ())
    assert piece.text == "a \nb c\td"


def test_a_near_miss_that_was_left_in_view_still_has_its_place():
    item = Item(0, 2, 5, EntityType.PERSON, 0.04, ItemKind.NEAR_MISS, decided=True)
    turn = ReadTurn(0, None, None, "o Idris", (), None)
    view = view_turn(turn, [item])
    assert [piece.mark.state for piece in view.pieces if piece.mark] == ["left"]
    assert (view.decided, view.speaker, view.time) == ("0-2-5", (), None)


def test_every_type_has_a_letter_of_its_own():
    assert KINDS.keys() == set(EntityType)
    assert len({kind.key for kind in KINDS.values()}) == len(EntityType)


def test_stretches_keep_every_turn_in_order():
    turns = [view_turn(ReadTurn(i, None, None, "Mm.", (), None), ()) for i in range(95)]
    stretches = stretch(turns)
    assert [turn for each in stretches for turn in each.turns] == turns
    assert stretch([]) == []


def test_times_are_told_as_a_clock_shows_them():
    assert [clock(s) for s in (None, 0.0, 61.9, 10_799.99)] == [
        None,
        "0:00:00",
        "0:01:01",
        "2:59:59",
    ]
