"""What Airflow is told of the Desk.

Every process of Airflow loads this, tasks too, so it imports next to nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf

PREFIX = "/desk"
"""Where the Desk is, below Airflow's own address."""

_AIRFLOW = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")

_Message = MutableMapping[str, Any]
_App = Callable[
    [_Message, Callable[[], Awaitable[_Message]], Callable[[_Message], Awaitable[None]]],
    Awaitable[None],
]


class LazyDesk:
    """The Desk, made at its first request: schedulers and tasks never make it."""

    def __init__(self) -> None:
        self._desk: _App | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: _Message, receive: Any, send: Any) -> None:
        """Serve one request."""
        desk = self._desk or await self._made()
        await desk(scope, receive, send)

    async def _made(self) -> _App:
        async with self._making:
            if self._desk is None:
                # Its imports take a second, in which tasks must go on to reach this server.
                self._desk = await asyncio.to_thread(_make)
            return self._desk


def _make() -> _App:
    from sottovoce_airflow.desk.app import create_desk

    return create_desk()


FASTAPI_APPS = [{"app": LazyDesk(), "url_prefix": PREFIX, "name": "Desk"}]
"""As a plugin's ``fastapi_apps``."""

VIEWS = [
    {
        "name": "Desk",
        # Airflow's pages take these as they are, also when Airflow itself is below a path.
        "href": f"{_AIRFLOW}{PREFIX}/",
        "destination": "nav",
        "nav_top_level": True,
        "url_route": "desk",
        "icon": f"{_AIRFLOW}{PREFIX}/static/desk.svg",
        "icon_dark_mode": f"{_AIRFLOW}{PREFIX}/static/desk-dark.svg",
    }
]
"""As a plugin's ``external_views``."""
