"""What protects every page of the Desk: headers, the origin of writes, and silence about faults.

Plain ASGI, because what is streamed must not be gathered first, and because an exception that
leaves the application is written to the server's log with its text, which may quote a participant.
"""

import logging
from urllib.parse import urlsplit

from airflow.configuration import conf
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sottovoce.steps.faults import describe
from sottovoce_airflow.desk.responses import Problem, answer_problem

log = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""Nothing inline, nothing from elsewhere, nobody else's frame."""

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # With "no-referrer" a browser would send the origin "null" along with forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_READS = {"GET", "HEAD", "OPTIONS"}
_LONGEST_WRITE_BYTES = 1 << 20

_FOREIGN = Problem(
    403,
    "This was not sent from a page of the Desk, so nothing was done.",
    "Open the Desk in this window, and do it there.",
)
_TOO_LONG = Problem(
    413,
    "This is longer than anything that the Desk takes, so nothing was done.",
    "Send less at once.",
)
_FAULT = Problem(
    500,
    "Something in the Desk did not work. What you did last may not be saved.",
    "Load the page again. If it happens twice, tell who runs this server what you did and when.",
)


class Guards:
    """Middleware around the whole of the Desk."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse foreign writes, add the headers, and answer faults without their texts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        if (problem := _refused(request)) is not None:
            await answer_problem(request, problem)(scope, receive, send_guarded)
            return
        try:
            await self._app(scope, receive, send_guarded)
        except Exception as error:  # its text may quote a participant
            log.error("The Desk failed: %s", describe(error))  # noqa: TRY400 - so may a traceback
            if not has_begun:
                await answer_problem(request, _FAULT)(scope, receive, send_guarded)


def _refused(request: Request) -> Problem | None:
    """Return why a request goes no further, before anybody asks who sent it."""
    if request.method in _READS:
        return None if is_own_read(request) else _FOREIGN
    if not is_own_origin(request):
        return _FOREIGN
    return None if _is_short(request) else _TOO_LONG


def is_own_read(request: Request) -> bool:
    """Whether a browser reads for a page of this server, or somebody follows a link to the Desk.

    A page elsewhere must not make a browser look at an interview in its owner's name. One that does
    not say where a request is from is let through: the policy of cookies has to do then.
    """
    headers = request.headers
    if headers.get("sec-fetch-site", "none") in {"same-origin", "none"}:
        return True
    is_link = headers.get("sec-fetch-mode") == "navigate"
    return is_link and headers.get("sec-fetch-dest") == "document"


def is_own_origin(request: Request) -> bool:
    """Whether a browser says that a request comes from a page of this server.

    Browsers state the origin of every write. The cookie goes along from anywhere on the same site,
    so a request that states none is refused like a foreign one.
    """
    headers: Headers = request.headers
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    return headers.get("origin") in _own_origins(request)


def _own_origins(request: Request) -> set[str]:
    here = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return {_origin_of(here), _origin_of(conf.get("api", "base_url", fallback=""))} - {""}


def _origin_of(address: str) -> str:
    """Return the origin of an address as browsers write it; empty if it has none."""
    parts = urlsplit(address.lower())
    usual = {"http": ":80", "https": ":443"}.get(parts.scheme)
    if usual is None or not parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc.removesuffix(usual)}"


def _is_short(request: Request) -> bool:
    if "transfer-encoding" in request.headers:
        return False
    length = request.headers.get("content-length", "0")
    return length.isdecimal() and int(length) <= _LONGEST_WRITE_BYTES
