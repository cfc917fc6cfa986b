"""One cell of the study, and several taken together."""

from datetime import UTC, datetime

import pytest

from sottovoce.model.states import State
from sottovoce.steps.desk.cells import Cell, sum_of

EARLY, LATE = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)


def a_cell(n_released: int = 0, target: int | None = None, **more: object) -> Cell:
    return Cell("s01", "manager", {State.RELEASED: n_released}, target, **more)


@pytest.mark.parametrize(
    ("n_released", "target", "is_complete"),
    [
        pytest.param(0, None, False, id="nobody said how many, and there is none"),
        pytest.param(3, None, False, id="nobody said how many, and there are some"),
        pytest.param(0, 0, True, id="none is wanted"),
        pytest.param(1, 0, True, id="more than none"),
        pytest.param(1, 2, False, id="one short"),
        pytest.param(2, 2, True, id="as many as are wanted"),
        pytest.param(3, 2, True, id="more"),
    ],
)
def test_a_cell_is_complete_when_as_many_are_released_as_are_wanted(
    n_released, target, is_complete
):
    assert a_cell(n_released, target).is_complete is is_complete


def test_what_is_not_released_completes_nothing():
    counts = {State.APPROVED: 2, State.IN_REVIEW: 2, State.QUARANTINED: 2, State.WITHDRAWN: 2}
    assert not Cell("s01", "manager", counts, 1).is_complete


@pytest.mark.parametrize(
    ("targets", "total"),
    [
        pytest.param([None, None], None, id="nobody said"),
        pytest.param([None, 2], 2, id="one is said"),
        pytest.param([1, 2], 3, id="both are"),
        pytest.param([], None, id="no cell"),
    ],
)
def test_several_cells_want_what_is_said_of_them(targets, total):
    assert sum_of(a_cell(target=target) for target in targets).target == total


def test_several_cells_wait_since_the_longest_and_are_never_small():
    cells = [a_cell(1, waiting_since=LATE, is_small=True), a_cell(2, waiting_since=EARLY)]
    together = sum_of(cells, role="manager")
    assert (together.released, together.waiting_since) == (3, EARLY)
    assert not together.is_small
