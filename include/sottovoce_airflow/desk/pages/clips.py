"""The sound of one turn, for whoever reads its interview."""

import re
from typing import Literal

from fastapi import APIRouter, HTTPException, Request, Response

from sottovoce.model.ids import InterviewId
from sottovoce.steps.desk.clips import turn_clip
from sottovoce.steps.workplace import workplace
from sottovoce_airflow.desk.access import Reviewer

router = APIRouter()

_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")
_HEADERS = {"Cache-Control": "no-store", "Accept-Ranges": "bytes"}


@router.get("/review/{interview_id}/clip/{turn}")
def clip(
    interview_id: str,
    turn: int,
    request: Request,
    person: Reviewer,
    sound: Literal["raw", "muted"] = "muted",
) -> Response:
    """Play a turn: as it was recorded, or as it would be given away.

    Each request is a look of its own in the list of looks, and players may ask in several parts.
    """
    interview = InterviewId(interview_id)
    place = workplace()
    if not person.may_read(place.ledger.interview(interview).site):
        raise HTTPException(403)
    wav = turn_clip(place, interview, person.name, turn, sound)
    return _part(wav, request.headers.get("range", ""))


def _part(wav: bytes, wanted: str) -> Response:
    """Return what of a file is asked for; tablets play nothing that can't be had in parts."""
    asked = _RANGE.fullmatch(wanted)
    if asked is None:
        return Response(wav, media_type="audio/wav", headers=_HEADERS)
    first = int(asked[1])
    last = min(int(asked[2] or len(wav)), len(wav) - 1)
    if first > last:
        return Response(
            status_code=416, headers={**_HEADERS, "Content-Range": f"bytes */{len(wav)}"}
        )
    headers = {**_HEADERS, "Content-Range": f"bytes {first}-{last}/{len(wav)}"}
    return Response(wav[first : last + 1], 206, media_type="audio/wav", headers=headers)
