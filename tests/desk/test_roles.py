"""What each role in FAB is made of. That Airflow keeps to it is tested in ``tests/desk_server``."""

import pytest

from sottovoce.errors import StudyConfigError
from sottovoce_airflow.desk.access import Role
from sottovoce_airflow.roles import create_roles, permissions_of

OF_ADMIN = {("can_read", "Users"), ("can_edit", "DAGs")}
CHANGES = ("can_create", "can_edit", "can_delete")
OWN_ACCOUNT = {"My Profile", "My Password"}


@pytest.mark.parametrize(
    ("role", "of_desk"),
    [
        (Role.VIEWER, {"Desk counts"}),
        (Role.REVIEWER, {"Desk counts", "Desk review"}),
        (Role.MANAGER, {"Desk counts", "Desk review", "Desk management"}),
        (
            Role.ADMIN,
            {"Desk counts", "Desk review", "Desk management", "Desk administration"},
        ),
    ],
)
def test_a_role_reads_at_the_desk_what_those_before_it_read(role, of_desk):
    granted = permissions_of(role, OF_ADMIN)
    assert {name for action, name in granted if name.startswith("Desk ")} == of_desk


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        pytest.param(Role.VIEWER, set(), id="a viewer"),
        pytest.param(
            Role.REVIEWER,
            {("can_edit", "HITL Detail"), ("can_edit", "DAG:review")},
            id="a reviewer",
        ),
    ],
)
def test_who_only_looks_or_reviews_changes_nothing_else_of_airflow(role, changes):
    granted = {p for p in permissions_of(role, OF_ADMIN) if p[1] not in OWN_ACCOUNT}
    assert {p for p in granted if p[0] in CHANGES} == changes


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.MANAGER])
@pytest.mark.parametrize("what", ["Connections", "Variables", "Configurations", "Users", "Roles"])
def test_nobody_but_an_admin_sees_keys_settings_or_users(role, what):
    assert what not in {name for _, name in permissions_of(role, OF_ADMIN)}


@pytest.mark.parametrize("what", ["Task Logs", "XComs", "DAG Code"])
def test_what_tasks_wrote_is_for_data_managers(what):
    may = {role for role in Role if ("can_read", what) in permissions_of(role, OF_ADMIN)}
    assert may == {Role.MANAGER}


def test_an_admin_has_what_airflows_own_has():
    assert permissions_of(Role.ADMIN, OF_ADMIN) > OF_ADMIN


def test_the_simple_auth_manager_has_no_place_for_roles(monkeypatch):
    simple = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
    monkeypatch.setenv("AIRFLOW__CORE__AUTH_MANAGER", simple)
    with pytest.raises(StudyConfigError, match="FAB auth manager"):
        create_roles()
