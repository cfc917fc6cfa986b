"""Whose session it is: open pages ask for it, so that a view closes with its session."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from sottovoce_airflow.desk.access import Person, Viewer
from sottovoce_airflow.desk.pages.review import Interview

router = APIRouter()


@router.get("/session")
def session(person: Viewer) -> JSONResponse:
    """Say who is logged in."""
    return _tell(person)


@router.get("/review/{interview_id}/session")
def session_of_reader(asked: Interview) -> JSONResponse:
    """Say who is logged in, to somebody who may still read the interview that is open."""
    return _tell(asked.person)


def _tell(person: Person) -> JSONResponse:
    return JSONResponse({"name": person.name, "role": person.role.name.lower()})
