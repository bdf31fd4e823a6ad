"""Who may speak to the page's server: the page that it gave out itself, and nobody else.

A server on loopback can be reached by everybody on the machine and, through the browser, by every site that it shows. So a
random token stands in the address; the Host must be the server's own, which a site that has its name point to 127.0.0.1
(DNS rebinding) cannot send; and a request that a browser sends for another site says so in its Origin or Sec-Fetch-Site.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost")
# Nothing from anywhere else, no script or style inside the page, and no other page around it.
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Guard:
    """Lets through what begins with `/TOKEN/` and comes from nowhere else, and adds the headers that protect the page."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app, self._token = app, token
        self._hosts = {f"{name}:{port}" for name in NAMES}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.datastructures import Headers, MutableHeaders
        from starlette.responses import JSONResponse

        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refused = "no such address" if scope["type"] != "http" else self._refusal(scope, Headers(scope=scope))
        if refused:
            await JSONResponse({"error": refused}, 403)(scope, receive, sealed)
        else:
            await self._app(scope, receive, sealed)

    def _refusal(self, scope: Scope, headers: Headers) -> str:
        if headers.get("host") not in self._hosts:
            return "this server answers under its own name only"
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if (origin is not None and origin not in self._origins) or site in ("cross-site", "same-site"):
            return "another site may not ask here"
        if scope["method"] == "POST" and (
            origin is None or not headers.get("content-type", "").startswith("application/json")
        ):
            return "only the page itself may change something"
        token = scope["path"].split("/", 2)[1:2]
        if not token or not secrets.compare_digest(token[0].encode(), self._token.encode()):
            return "this address is not known here; open the one that rehear printed"
        return ""
