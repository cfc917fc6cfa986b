"""The page *Who looked*: every view of raw words, for data managers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from sottovoce.steps.desk.who_looked import who_looked
from sottovoce.steps.workplace import workplace
from sottovoce_airflow.desk.access import Manager
from sottovoce_airflow.desk.pages.telling import LOOKS, tell_time
from sottovoce_airflow.desk.responses import render

router = APIRouter(prefix="/access")


@router.get("")
def show_who_looked(
    request: Request,
    person: Manager,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
) -> Response:
    """Show who saw or heard raw words, latest first."""
    looks = who_looked(workplace(), before=before)
    return render(
        request, "access_log.html", person,
        looks=looks, before=before, what=LOOKS, time=tell_time,
    )  # fmt: skip
