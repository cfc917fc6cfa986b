"""What Airflow is told of the Desk.

Every process of Airflow loads this, tasks too, so it imports next to nothing.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

PREFIX = "/desk"
"""Where the Desk is, below Airflow's own address."""

_Message = MutableMapping[str, Any]
_App = Callable[
    [_Message, Callable[[], Awaitable[_Message]], Callable[[_Message], Awaitable[None]]],
    Awaitable[None],
]


class LazyDesk:
    """The Desk, made at its first request: schedulers and tasks never make it."""

    def __init__(self) -> None:
        self._desk: _App | None = None

    async def __call__(self, scope: _Message, receive: Any, send: Any) -> None:
        """Serve one request."""
        if self._desk is None:
            from sottovoce_airflow.desk.app import create_desk

            self._desk = create_desk()
        await self._desk(scope, receive, send)


FASTAPI_APPS = [{"app": LazyDesk(), "url_prefix": PREFIX, "name": "Desk"}]
"""As a plugin's ``fastapi_apps``."""

VIEWS = [
    {
        "name": "Desk",
        "href": f"{PREFIX}/",
        "destination": "nav",
        "nav_top_level": True,
        "url_route": "desk",
        "icon": f"{PREFIX}/static/desk.svg",
        "icon_dark_mode": f"{PREFIX}/static/desk-dark.svg",
    }
]
"""As a plugin's ``external_views``."""
