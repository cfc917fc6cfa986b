"""Who may do what at the Desk. Airflow's auth manager says who somebody is and what role they have.

Every route declares one of :data:`viewer`, :data:`reviewer`, :data:`manager` as a dependency; one
without is not served (:func:`sottovoce_airflow.desk.app.create_desk`). There is nothing at the Desk
that an admin may do and a data manager may not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager
from airflow.api_fastapi.core_api.security import get_user
from airflow.configuration import conf
from fastapi import Depends, HTTPException

from sottovoce.model.ids import SiteCode
from sottovoce.steps.workplace import workplace


class Role(IntEnum):
    """What somebody is to the study; each may do what those before it may."""

    VIEWER = 1
    """Sees counts by site code, never a word or a participant's code."""
    REVIEWER = 2
    """Reads and marks the interviews of the sites that the study file assigns."""
    MANAGER = 3
    """Sees and does everything of the study: the data manager."""
    ADMIN = 4
    """A data manager who also runs Airflow."""


RESOURCES = {
    Role.VIEWER: "Desk counts",
    Role.REVIEWER: "Desk review",
    Role.MANAGER: "Desk management",
    Role.ADMIN: "Desk administration",
}
"""What the role may read, as auth managers with permissions of their own (FAB) call it."""

INVALID_TOKEN = "Invalid JWT token"  # noqa: S105
"""What Airflow says, with status 403, of a token that was revoked or is none."""

_SIMPLE_ROLES = {
    "VIEWER": Role.VIEWER,
    "USER": Role.REVIEWER,
    "OP": Role.MANAGER,
    "ADMIN": Role.ADMIN,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is logged in.

    Attributes:
        name: The user name, as Airflow has it.
        role: What they are to the study.
        sites: Sites whose interviews they may read; None for all.
    """

    name: str
    role: Role
    sites: frozenset[SiteCode] | None

    def may_read(self, site: str) -> bool:
        """Whether they may see the raw words of a site."""
        return self.role >= Role.REVIEWER and (self.sites is None or site in self.sites)


def person_of(user: Any) -> Person | None:
    """Return who a user of Airflow is at the Desk; None for somebody without any of its roles."""
    role = _role_of(user)
    if role is None:
        return None
    name = str(user.get_name())
    if role >= Role.MANAGER:
        return Person(name, role, None)
    # As the study file is now: who may no longer read a site must not have to be waited for.
    sites = workplace().study_now().review.sites_of(name) if role is Role.REVIEWER else frozenset()
    return Person(name, role, sites)


def requires(least: Role) -> Callable[..., Any]:
    """Return a dependency that lets in who has at least a role, and returns the person.

    It answers 401 to whoever is not logged in, and 403 to everybody else.
    """

    def person(user: Annotated[Any, Depends(get_user)]) -> Person:
        found = person_of(user)
        if found is None or found.role < least:
            raise HTTPException(403)
        return found

    person.least = least  # type: ignore[attr-defined]  # read by the check that no route lacks one
    return person


viewer = requires(Role.VIEWER)
reviewer = requires(Role.REVIEWER)
manager = requires(Role.MANAGER)

Viewer = Annotated[Person, Depends(viewer)]
Reviewer = Annotated[Person, Depends(reviewer)]
Manager = Annotated[Person, Depends(manager)]


def _role_of(user: Any) -> Role | None:
    auth_manager = get_auth_manager()
    if _is_anybody(user):
        return None
    # What is made of the simple one too: it grants views that it does not know to every viewer.
    if isinstance(auth_manager, SimpleAuthManager):
        return _SIMPLE_ROLES.get(str(user.role).upper())
    for role in sorted(Role, reverse=True):
        if auth_manager.is_authorized_custom_view(
            method="GET", resource_name=RESOURCES[role], user=user
        ):
            return role
    return None


def _is_anybody(user: Any) -> bool:
    """Whether Airflow lets in people who did not say who they are, and this is such a one."""
    if isinstance(get_auth_manager(), SimpleAuthManager):
        return bool(conf.getboolean("core", "simple_auth_manager_all_admins", fallback=False))
    return bool(getattr(user, "is_anonymous", False))
