"""After all of that, no word that anybody said is anywhere but where it may be.

Runs last, by its name: it searches what the other tests have left behind. Alone, it leaves
something behind itself.
"""

import pytest
from tests.e2e.desk.conftest import Login
from tests.e2e.desk.people import Desk, wait_for

from sottovoce.model.states import State
from sottovoce_demo.delivery import s3_client
from sottovoce_demo.leak_places import forbidden_places
from sottovoce_demo.leak_search import Place, search
from sottovoce_demo.s3_server import PIPELINE


@pytest.fixture
def used_desk(desk: Desk, log_in: Login) -> Desk:
    """The Desk, after somebody has read and released an interview at it."""
    if State.RELEASED not in desk.states().values():
        session = log_in("manager")
        session.approve(session.open_for_review("call"))
        wait_for(desk, {"call": State.RELEASED})
    return desk


def test_no_name_is_in_airflows_database_in_logs_or_in_the_ledger(used_desk: Desk) -> None:
    desk = used_desk
    client = s3_client(desk.access.s3_endpoint, desk.access.s3_keys[PIPELINE])
    names = desk.study.uploads.distinctive_identifiers
    assert search(names, forbidden_places(desk.state, desk.access, client)) == []


def test_the_same_search_finds_them_where_they_may_be(desk: Desk, log_in: Login) -> None:
    session = log_in("manager")
    session.open_for_review("open")
    page = Place("review page", [session.page.content()])
    assert search(desk.study.uploads.distinctive_identifiers, [page])
