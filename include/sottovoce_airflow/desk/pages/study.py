"""The page *Study*: counts for everybody who is let in, and for data managers what needs them."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sottovoce.steps.desk.study import OVERDUE_AFTER, STUCK_AFTER, Week, see_study
from sottovoce.steps.workplace import workplace
from sottovoce_airflow.desk.access import Role, Viewer
from sottovoce_airflow.desk.pages.telling import STATES, TONES, tell_age, tell_role
from sottovoce_airflow.desk.responses import render

router = APIRouter(prefix="/study")

_HEIGHT = 24.0
_BAR = 4.0
_STEP = 10.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a drawing, in its own units, the origin at the top left."""

    x: float
    y: float
    height: float
    is_release: bool


@router.get("")
def show_study(request: Request, person: Viewer) -> Response:
    """Show how the study stands."""
    seen = see_study(workplace(), as_manager=person.role >= Role.MANAGER)
    return render(
        request, "study.html", person, seen=seen, states=STATES, tones=TONES,
        bars=draw_weeks, told=tell_weeks, say=tell_role,
        age=lambda since: tell_age(since, seen.at),
        n_overdue_days=OVERDUE_AFTER.days, n_stuck_minutes=STUCK_AFTER.seconds // 60,
    )  # fmt: skip


def draw_weeks(weeks: Sequence[Week]) -> list[Bar]:
    """Return two bars a week, what came in and what was released, as high as its most."""
    most = max((max(week.received, week.released) for week in weeks), default=0) or 1
    return [
        Bar(
            x=number * _STEP + shift * _BAR,
            y=round(_HEIGHT - _HEIGHT * n / most, 1),
            height=round(_HEIGHT * n / most, 1),
            is_release=bool(shift),
        )
        for number, week in enumerate(weeks)
        for shift, n in enumerate((week.received, week.released))
        if n
    ]


def tell_weeks(weeks: Sequence[Week]) -> str:
    """Return what a drawing shows, for whoever does not see it."""
    received = ", ".join(str(week.received) for week in weeks)
    released = ", ".join(str(week.released) for week in weeks)
    return f"By week, earliest first. Received: {received}. Released: {released}."
