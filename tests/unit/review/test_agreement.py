"""How far two readers agree."""

import pytest
from review_builders import a_transcript, a_turn

from sottovoce.review.agreement import Agreement, compare_readers

TEXT = "zeb met joan in hull on a day in may"


def reading(*masked: str):
    return a_transcript(a_turn(0, TEXT, masked=[(words,) for words in masked]))


def test_who_masks_the_same_agrees_wholly():
    both = compare_readers(reading("zeb", "hull"), reading("zeb", "hull"))
    assert (both.f1, both.kappa) == (1.0, 1.0)


def test_words_and_spans_are_counted_each_in_their_way():
    counts = compare_readers(reading("zeb met", "hull"), reading("zeb", "hull", "may"))
    assert (counts.both, counts.only_first, counts.only_second) == (2, 1, 1)
    assert (counts.spans_first, counts.spans_second, counts.spans_same) == (2, 3, 1)
    assert counts.f1 == pytest.approx(2 / 5)


def test_kappa_is_what_agreement_is_beyond_chance():
    # Of 100 words both mask 20, one more than the other 5, that one 10: Cohen's own arithmetic.
    counts = Agreement(n_tokens=100, both=20, only_first=5, only_second=10)
    by_chance = 0.25 * 0.30 + 0.75 * 0.70
    assert counts.kappa == pytest.approx((0.85 - by_chance) / (1 - by_chance))


def test_where_nobody_masks_anything_there_is_nothing_to_agree_on():
    counts = compare_readers(reading(), reading())
    assert (counts.f1, counts.kappa) == (None, None)
    assert Agreement().kappa is None


def test_counts_can_be_kept_and_added_up():
    one = compare_readers(reading("zeb"), reading("hull"))
    assert Agreement(**one.as_counts()) == one
    assert (one + one).only_first == 2


def test_labels_are_words_too():
    talk = a_transcript(a_turn(0, "so we talked", speaker="Ann Lee"))
    assert compare_readers(talk, talk).n_tokens == 5
