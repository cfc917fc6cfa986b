"""After all of that, no word that anybody said is anywhere but where it may be.

Runs last, by its name: it searches what the other tests have left behind.
"""

from tests.e2e.desk.conftest import Login
from tests.e2e.desk.people import Desk

from sottovoce_demo.delivery import s3_client
from sottovoce_demo.leak_places import forbidden_places
from sottovoce_demo.leak_search import Place, search
from sottovoce_demo.s3_server import PIPELINE


def test_no_name_is_in_airflows_database_in_logs_or_in_the_ledger(desk: Desk) -> None:
    client = s3_client(desk.access.s3_endpoint, desk.access.s3_keys[PIPELINE])
    names = desk.study.uploads.distinctive_identifiers
    assert search(names, forbidden_places(desk.state, desk.access, client)) == []


def test_the_same_search_finds_them_where_they_may_be(desk: Desk, log_in: Login) -> None:
    session = log_in("manager")
    session.open_for_review("open")
    page = Place("review page", [session.page.content()])
    assert search(desk.study.uploads.distinctive_identifiers, [page])
