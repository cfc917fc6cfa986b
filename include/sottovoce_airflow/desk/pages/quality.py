"""The page *Quality*: counts by site code, for everybody who is let in."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from sottovoce.model.ids import SiteCode
from sottovoce.steps.desk.quality import Quality, see_quality
from sottovoce.steps.workplace import workplace
from sottovoce_airflow.desk.access import Viewer
from sottovoce_airflow.desk.drawings import draw_checks, draw_rates, draw_share, floor_of
from sottovoce_airflow.desk.pages.telling_quality import (
    AFTER_SEARCH,
    BEFORE_RELEASE,
    COLUMNS,
    figure_rows,
    tell_points,
    tell_rates,
    tell_share,
    tell_type,
)
from sottovoce_airflow.desk.responses import render

router = APIRouter(prefix="/quality")


@router.get("")
def show_quality(
    request: Request,
    person: Viewer,
    site: Annotated[str, Query(pattern=r"^([a-z][a-z0-9_-]{1,30})?$")] = "",
) -> Response:
    """Show how well identifiers are found."""
    place = workplace()
    if site and site not in place.study_now().sites:
        raise HTTPException(404)
    seen = see_quality(place, site=SiteCode(site) if site else None)
    bars, most = draw_checks(seen.checks, list(BEFORE_RELEASE))
    return render(
        request, "quality.html", person,
        seen=seen, rows=figure_rows(seen.figures), columns=COLUMNS, bars=bars, most=most,
        after_search=AFTER_SEARCH, before_release=BEFORE_RELEASE,
        outcomes=AFTER_SEARCH | BEFORE_RELEASE, str=str,
        floor=floor_of(list(_lowest(seen))),
        draw_rates=draw_rates, draw_share=draw_share,
        share=tell_share, points=tell_points, rates=tell_rates, kind=tell_type,
    )  # fmt: skip


def _lowest(seen: Quality) -> Iterable[float | None]:
    for each in (seen.corrected, *seen.corrected_by_type, *seen.corrected_by_site):
        yield each.recall.share if each.recall.low is None else each.recall.low
