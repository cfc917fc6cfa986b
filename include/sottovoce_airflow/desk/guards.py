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
from sottovoce_airflow.desk.answers import Problem, answer_problem

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

_FOREIGN = Problem(
    403,
    "This was not sent from a page of the Desk, so nothing was done.",
    "Open the Desk in this window, and do it there.",
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
        if scope["method"] not in _READS and not is_own_origin(request):
            await answer_problem(request, _FOREIGN)(scope, receive, send_guarded)
            return
        try:
            await self._app(scope, receive, send_guarded)
        except Exception as error:  # its text may quote a participant
            log.error("The Desk failed: %s", describe(error))  # noqa: TRY400 - so may a traceback
            if not has_begun:
                await answer_problem(request, _FAULT)(scope, receive, send_guarded)


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
    configured = urlsplit(conf.get("api", "base_url", fallback=""))
    own = {f"{request.url.scheme}://{request.headers.get('host', '')}"}
    if configured.netloc:
        own.add(f"{configured.scheme}://{configured.netloc}")
    return own
