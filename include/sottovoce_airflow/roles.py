"""Create the Desk's roles in Airflow's own user database: ``python -m sottovoce_airflow.roles``.

For the FAB auth manager; the simple one has roles already (:mod:`sottovoce_airflow.desk.access`).
Safe to repeat: each role ends up with exactly what is listed here, so what was given to one of them
by hand is taken back. Who needs more is given a second role.
"""

import logging
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from sottovoce.errors import SottovoceError, StudyConfigError
from sottovoce_airflow.desk.access import RESOURCES, Role

Permission = tuple[str, str]
"""An action and the resource that it is done to, as FAB calls them."""

NAMES = {
    Role.VIEWER: "Desk viewer",
    Role.REVIEWER: "Desk reviewer",
    Role.MANAGER: "Desk data manager",
    Role.ADMIN: "Desk admin",
}
"""What each role is called in Airflow's pages on users."""

_LOOK = {
    *(("can_read", resource) for resource in ("Website", "Plugins", "My Profile", "My Password")),
    *(("can_edit", resource) for resource in ("My Profile", "My Password")),
    *(
        ("can_read", resource)
        for resource in (
            "DAGs",
            "DAG Runs",
            "Task Instances",
            "DAG Dependencies",
            "DAG Versions",
            "DAG Warnings",
            # Airflow's list of DAGs is not shown without. A question holds counts.
            "HITL Detail",
            "Assets",
            "Asset Aliases",
            "Cluster Activity",
        )
    ),
    *(("menu_access", resource) for resource in ("DAGs", "DAG Runs", "Task Instances", "Browse")),
}
_ANSWER = {
    ("can_edit", "HITL Detail"),
    ("menu_access", "HITL Detail"),
    # Airflow wants both for an answer. This one also allows to pause that DAG.
    ("can_edit", "DAG:review"),
}
_RUN = {
    ("can_edit", "DAGs"),
    ("can_create", "DAG Runs"),
    ("can_edit", "DAG Runs"),
    ("can_create", "Task Instances"),
    ("can_edit", "Task Instances"),
    ("can_create", "Assets"),
    *(("can_read", resource) for resource in ("DAG Code", "Task Logs", "XComs", "Jobs")),
    *(("can_read", resource) for resource in ("ImportError", "Pools", "Backfills")),
    *((action, "Pools") for action in ("can_edit", "menu_access")),
    *(("menu_access", resource) for resource in ("Admin", "Assets", "Jobs", "XComs")),
}
_OF_AIRFLOW = {
    Role.VIEWER: _LOOK,
    Role.REVIEWER: _LOOK | _ANSWER,
    Role.MANAGER: _LOOK | _ANSWER | _RUN,
}


def permissions_of(role: Role, everything: Iterable[Permission]) -> set[Permission]:
    """Return what a role may do in Airflow and at the Desk.

    Args:
        role: The role.
        everything: What Airflow's own role ``Admin`` may do, for :attr:`Role.ADMIN`.
    """
    of_desk = {("can_read", RESOURCES[least]) for least in Role if least <= role}
    return of_desk | (set(everything) if role is Role.ADMIN else _OF_AIRFLOW[role])


def create_roles() -> Mapping[Role, str]:
    """Create the Desk's roles, or set them right; return their names.

    Raises:
        StudyConfigError: This Airflow keeps its users elsewhere.
    """
    _check_auth_manager()
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as builder:
        security = builder.sm
        security.sync_roles()
        of_admin = security.find_role("Admin").permissions
        everything = {(each.action.name, each.resource.name) for each in of_admin}
        for role, name in NAMES.items():
            _set_role(security, name, permissions_of(role, everything))
        # So that Airflow's own Admin, who could give himself anything, need not wait for a restart.
        security.update_admin_permission()
    return NAMES


def _set_role(security: Any, name: str, permissions: Iterable[Permission]) -> None:
    role = security.add_role(name)
    role.permissions = [security.create_permission(*each) for each in sorted(permissions)]
    security.session.commit()


def _check_auth_manager() -> None:
    from airflow.api_fastapi.app import get_auth_manager_cls
    from airflow.providers.fab.auth_manager.fab_auth_manager import FabAuthManager

    if not issubclass(get_auth_manager_cls(), FabAuthManager):
        raise StudyConfigError(
            "This Airflow does not keep its users with the FAB auth manager, so it has no place "
            "for roles. Set [core] auth_manager to FabAuthManager, or give them where users are."
        )


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    try:
        create_roles()
    except SottovoceError as error:
        sys.exit(f"roles: {error}")
