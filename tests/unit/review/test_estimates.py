from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sottovoce.review.estimates import Totals, estimate_share

INTERVIEWS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=30)


def totals_of(interviews) -> Totals:
    return reduce(add, (Totals.of_interview(*each) for each in interviews if any(each)), Totals())


@pytest.mark.parametrize(
    ("interviews", "share", "low", "high"),
    [
        # One case an interview: 89 of the 90 cases' worth, and t with 89 degrees of freedom leaves
        # 86.6. The score equation, solved by bisection, has these roots.
        pytest.param([(1, 0)] * 81 + [(0, 1)] * 9, 0.9, 0.8189, 0.9471, id="apart"),
        # Nothing missed: Wilson's lower end is n / (n + z²), with n = 200 * (1.96 / 2.093)² = 175.4.
        pytest.param([(10, 0)] * 20, 1.0, 0.9786, 1.0, id="nothing missed"),
        pytest.param([(0, 3)] * 20, 0.0, 0.0, 0.0681, id="nothing found"),
        # Variance by hand: residuals 100 - .9 * 100 and 80 - .9 * 100, so 2 * (10² + 10²) / 200²
        # = .01; .09 / .01 = 9 cases' worth, and t with one degree of freedom leaves .214.
        pytest.param([(100, 0), (80, 20)], 0.9, 0.0428, 0.9994, id="two interviews, far apart"),
    ],
)
def test_an_estimate_is_that_of_the_textbook(interviews, share, low, high):
    estimate = estimate_share(totals_of(interviews))
    assert estimate.share == pytest.approx(share)
    assert (estimate.low == 0, estimate.high == 1) == (low == 0, high == 1)
    assert (estimate.low, estimate.high) == (
        pytest.approx(low, abs=2e-4),
        pytest.approx(high, abs=2e-4),
    )


def test_misses_in_a_clump_are_worth_less_than_as_many_apart():
    clump = estimate_share(totals_of([(20, 0)] * 9 + [(11, 9)]))
    apart = estimate_share(totals_of([(19, 1)] * 9 + [(20, 0)]))
    assert clump.share == apart.share
    assert clump.low < apart.low


@pytest.mark.parametrize(
    ("interviews", "share"),
    [pytest.param([], None, id="none"), pytest.param([(18, 2)], 0.9, id="a single one")],
)
def test_fewer_than_two_interviews_have_no_interval(interviews, share):
    estimate = estimate_share(totals_of(interviews))
    assert (estimate.share, estimate.low, estimate.high) == (share, None, None)


@given(interviews=INTERVIEWS, more=INTERVIEWS)
def test_sums_of_parts_are_the_sums_of_the_whole(interviews, more):
    assert totals_of(interviews) + totals_of(more) == totals_of(interviews + more)


@given(interviews=INTERVIEWS)
def test_the_share_lies_in_its_interval_and_the_interval_between_0_and_1(interviews):
    estimate = estimate_share(totals_of(interviews))
    if estimate.low is not None:
        assert 0 <= estimate.low <= estimate.share + 1e-9
        assert estimate.share - 1e-9 <= estimate.high <= 1
        assert estimate.low < estimate.high


@given(interviews=INTERVIEWS)
def test_a_recall_and_what_was_missed_make_the_whole(interviews):
    found = estimate_share(totals_of(interviews))
    missed = estimate_share(totals_of([(b, a) for a, b in interviews]))
    if found.low is not None:
        assert found.share + missed.share == pytest.approx(1)
        assert found.low + missed.high == pytest.approx(1)


@pytest.mark.parametrize("recall", [0.8, 0.9, 0.97])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(recall):
    import numpy as np

    draw = np.random.default_rng(20240)
    held = []
    for _ in range(800):
        # Interviews differ in length and in how well they are searched: misses come in clumps.
        cases = draw.poisson(40, size=20) + 1
        rates = draw.beta(recall * 15, (1 - recall) * 15, size=20)
        hits = draw.binomial(cases, rates)
        estimate = estimate_share(
            totals_of(zip(hits.tolist(), (cases - hits).tolist(), strict=True))
        )
        held.append(estimate.low <= recall <= estimate.high)
    assert 0.92 <= sum(held) / len(held) <= 0.985
