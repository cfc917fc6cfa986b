"""The demo's S3 server as one process: ``python -m sottovoce_demo.s3_process``.

It is ministack behind a guard, because as it comes ministack is a tool for developers:

* Its administrator's keys are well known (``test``, and any twelve digits) and their signatures
  are not checked. The guard lets in only requests that carry a signature of one other key, and
  the administrator's key is random and known to this machine's demo alone.
* Anyone who reaches its port can reset it. The guard hides everything but S3, IAM and health.
* It writes users, keys and empty buckets to disk when it shuts down, so a kill forgets them. The
  guard writes them before the caller hears that they exist. Objects are on disk anyway before
  they are acknowledged.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH_PATH = "/_ministack/health"

_AUTHORIZATION = re.compile(
    rb"AWS4-HMAC-SHA256 Credential=(?P<key>[A-Za-z0-9]{16,128})/\d{8}/[a-z0-9-]+/"
    rb"(?P<service>s3|iam)/aws4_request,.*"
)
_WELL_KNOWN = re.compile(rb"test|\d{12}")
_ELSEWHERE = ("/_", "/iceberg", "/v20180820")
"""Paths that ministack does not route by the service a request was signed for."""

_REFUSAL = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
)


class Guard:
    """An ASGI application that lets signed S3 and IAM requests through to another."""

    def __init__(self, inner: Application, save: Callable[[], None]) -> None:
        """Guard an application.

        Args:
            inner: The server proper.
            save: Writes users, keys and buckets to disk.
        """
        self._inner = inner
        self._save = save

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, as ASGI has it."""
        if scope["type"] == "lifespan" or _is_health_check(scope):
            await self._inner(scope, receive, send)
        elif scope["type"] == "http" and (service := _signed_service(scope)):
            is_change = _changes_accounts(scope, service)
            await self._inner(scope, receive, self._saving(send) if is_change else send)
        elif scope["type"] == "http":
            await _refuse(send)

    def _saving(self, send: Send) -> Send:
        async def send_after_saving(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self._save()
            await send(message)

        return send_after_saving


def _is_health_check(scope: Scope) -> bool:
    return bool(
        scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == HEALTH_PATH
    )


def _signed_service(scope: Scope) -> str | None:
    """Return the service a request is signed for; None unless the guard lets it through."""
    headers = [value for name, value in scope["headers"] if name.lower() == b"authorization"]
    signature = _AUTHORIZATION.fullmatch(headers[0]) if len(headers) == 1 else None
    if signature is None or _WELL_KNOWN.fullmatch(signature["key"]):
        return None
    if scope["path"].startswith(_ELSEWHERE) or _has_signed_query(scope["query_string"]):
        return None
    return signature["service"].decode()


def _has_signed_query(query: bytes) -> bool:
    # A second identity in the address would make it a question whose policy counts.
    return any(word in query.lower() for word in (b"x-amz-credential", b"awsaccesskeyid"))


def _changes_accounts(scope: Scope, service: str) -> bool:
    is_bucket = "/" not in scope["path"].strip("/")
    return service == "iam" or (scope["method"] in {"PUT", "DELETE"} and is_bucket)


async def _refuse(send: Send) -> None:
    headers = [
        (b"content-type", b"application/xml"),
        (b"content-length", str(len(_REFUSAL)).encode()),
        # The body of a refused upload is not read, so the connection can't be used again.
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSAL})


def main() -> None:
    """Serve until asked to stop, with the settings of :meth:`S3Server.env`."""
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack import app as ministack
    from ministack.core.persistence import save_all

    def save() -> None:
        save_all(ministack._build_persistence_save_dict())

    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = 75
    config.loglevel = os.environ["LOG_LEVEL"]
    asyncio.run(serve(Guard(ministack.app, save), config))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
