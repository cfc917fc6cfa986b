"""The list of what a reader is to decide about."""

from review_builders import a_transcript, a_turn

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.model.spans import EntityType
from sottovoce.review import rank_turns
from sottovoce.review.items import ItemKind, list_items, with_decisions
from sottovoce.review.marks import Mark, Verdict

POLICY = DeidentifyPolicy()


def items(*turns):
    marked = a_transcript(*turns)
    return list_items(marked, rank_turns(marked, POLICY), POLICY)


def test_what_is_doubtful_and_what_was_nearly_masked_is_listed_and_nothing_that_is_certain():
    listed = items(
        a_turn(
            0, "zeb met joan in hull", masked=[("zeb", 0.4), ("joan", 0.99)], near=[("hull", 0.1)]
        )
    )
    assert [(i.kind, i.start) for i in listed] == [(ItemKind.DOUBTFUL, 0), (ItemKind.NEAR_MISS, 16)]


def test_the_turn_to_read_first_comes_first():
    listed = items(
        a_turn(0, "zeb came", masked=[("zeb", 0.6)]), a_turn(1, "hull", near=[("hull", 0.3)])
    )
    assert [item.turn for item in listed] == [1, 0]


def a_mark(number: int, start: int, end: int, **more) -> Mark:
    return Mark(number, 0, start, end, Verdict.SHOW, None, **more)


def test_an_item_is_decided_when_marks_cover_all_of_it():
    (item,) = items(a_turn(0, "ann lee came", masked=[("ann lee", 0.4)]))
    half, rest = a_mark(1, 0, 3), a_mark(2, 3, 7)
    assert not with_decisions([item], [half])[0].decided
    assert with_decisions([item], [half, rest])[0].decided
    assert not with_decisions([item], [a_mark(4, 0, 7, field="speaker")])[0].decided


def test_a_mask_decides_as_well():
    (item,) = items(a_turn(0, "ann lee came", near=[("ann", 0.1)]))
    mask = Mark(1, 0, 0, 7, Verdict.MASK, EntityType.PERSON)
    assert with_decisions([item], [mask])[0].decided
