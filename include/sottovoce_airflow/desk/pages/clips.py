"""The sound of one turn, for whoever reads its interview."""

import re
from typing import Literal

from fastapi import APIRouter, Request, Response

from sottovoce.steps.desk.clips import turn_clip
from sottovoce.steps.workplace import workplace
from sottovoce_airflow.desk.pages.review import Interview

router = APIRouter()

_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")
_HEADERS = {"Cache-Control": "no-store", "Accept-Ranges": "bytes"}


@router.get("/review/{interview_id}/clip/{turn}")
def play(
    asked: Interview, turn: int, request: Request, sound: Literal["raw", "muted"] = "muted"
) -> Response:
    """Play a turn: as it was recorded, or as it would be given away.

    Each request is a look of its own in the list of looks, and players may ask in several parts.
    """
    wav = turn_clip(workplace(), asked.interview_id, asked.person.name, turn, sound)
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
