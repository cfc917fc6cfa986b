from collections.abc import Iterable
from pathlib import Path

import pytest

from sottovoce.model.states import State
from sottovoce_demo.outcomes import (
    Place,
    Whereabouts,
    find_deviations,
    measure_progress,
    place_of,
)
from sottovoce_demo.study import DemoStudy, DemoSubmission, ExpectedInterview

SOUND = ExpectedInterview(2, "pass")
FAULTY = ExpectedInterview(3, "quarantined", "no-consent", "no-consent")
FOLDER = "Wave one (Orla Quill)"


def a_study(*expected: ExpectedInterview) -> DemoStudy:
    submission = DemoSubmission("s01", FOLDER, Path(), raw_manifest=False, expected=expected)
    return DemoStudy((submission,), frozenset(), frozenset())


def where(state: State, *codes: str, has_receipt: bool = True) -> Whereabouts:
    return Whereabouts("s01-0-r02", state, has_receipt, frozenset(codes))


def seen_at(
    expected: ExpectedInterview, found: Iterable[Whereabouts]
) -> dict[Place, list[Whereabouts]]:
    return {place_of(a_study(expected).submissions[0], expected): list(found)}


@pytest.mark.parametrize(
    ("expected", "found", "problem"),
    [
        pytest.param(SOUND, [where(State.RELEASED)], None, id="released"),
        pytest.param(SOUND, [where(State.IN_REVIEW)], None, id="in review"),
        pytest.param(FAULTY, [where(State.QUARANTINED, "no-consent")], None, id="quarantined"),
        pytest.param(
            FAULTY, [where(State.QUARANTINED, "a", "no-consent")], None, id="other findings too"
        ),
        pytest.param(SOUND, [], "is 0 times in the ledger", id="lost"),
        pytest.param(SOUND, [where(State.RELEASED)] * 2, "is 2 times in the ledger", id="twice"),
        pytest.param(SOUND, [where(State.CHECKED)], "is checked", id="stuck"),
        pytest.param(SOUND, [where(State.QUARANTINED, "x")], "is quarantined (x)", id="refused"),
        pytest.param(FAULTY, [where(State.RELEASED)], "is released", id="fault unseen"),
        pytest.param(
            FAULTY, [where(State.QUARANTINED, "x")], "lacks the finding no-consent", id="wrong why"
        ),
        pytest.param(
            SOUND, [where(State.RELEASED, has_receipt=False)], "has no receipt", id="no receipt"
        ),
    ],
)
def test_a_deviation_is_told_in_one_line(
    expected: ExpectedInterview, found: list[Whereabouts], problem: str | None
) -> None:
    lines = find_deviations(a_study(expected), seen_at(expected, found))
    if problem is None:
        assert lines == []
    else:
        assert len(lines) == 1
        assert problem in lines[0]
        assert lines[0].startswith(f"s01 row {expected.row}")


def test_an_interview_that_nobody_sent_is_a_deviation() -> None:
    seen = seen_at(SOUND, [where(State.RELEASED)])
    seen["s01", "0" * 64, 9] = [where(State.RELEASED)]
    assert find_deviations(a_study(SOUND), seen) == ["s01 row 9: registered, but nobody sent it"]


def test_a_deviation_never_names_the_folder() -> None:
    assert FOLDER not in "".join(find_deviations(a_study(SOUND, FAULTY), {}))


@pytest.mark.parametrize(
    ("found", "is_over"),
    [
        pytest.param([], False, id="not seen"),
        pytest.param([where(State.DEIDENTIFIED)], False, id="under way"),
        pytest.param([where(State.APPROVED)], False, id="approved, not yet released"),
        pytest.param([where(State.IN_REVIEW)], True, id="waits for a person"),
        pytest.param([where(State.RELEASED, has_receipt=False)], False, id="receipt to come"),
        pytest.param([where(State.RELEASED)], True, id="released"),
    ],
)
def test_it_is_over_when_the_machine_has_done_its_part_and_told_the_site(
    found: list[Whereabouts], is_over: bool
) -> None:
    progress = measure_progress(a_study(SOUND), seen_at(SOUND, found))
    assert progress.is_over is is_over
    assert sum(sum(counts.values()) for counts in progress.by_site.values()) == 1
