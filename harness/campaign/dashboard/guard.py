"""Who may see the dashboard: whoever has its token, from this machine, and no page of anybody else's."""

import hmac
from collections.abc import Sequence

from starlette.datastructures import URL, Headers, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "harness_campaign"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# With "no-referrer" a browser sends a form of our own pages with "Origin: null", and it would be refused
# (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
_HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    "cache-control": "no-store", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}  # fmt: skip


class Guard:
    """Stands before all pages. Checks the name by which it was called (a foreign one that resolves to this machine is
    no way in), the token, and for what changes something that the form was one of ours."""

    def __init__(self, app: ASGIApp, token: str, hosts: Sequence[str]) -> None:
        """``hosts`` are names with ports, as a ``Host`` header has them."""
        self._app, self._token, self._hosts = app, token, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.decode().lower() not in _HEADERS
                        or (name == b"content-security-policy" and b"sandbox" in value)]  # fmt: skip
                have = {name for name, _ in kept}
                kept += [(n.encode(), v.encode()) for n, v in _HEADERS.items() if n.encode() not in have]
                message["headers"] = kept
            await send(message)

        refused = self._refused(scope)
        await (refused or self._app)(scope, receive, marked)

    def _refused(self, scope: Scope) -> ASGIApp | None:
        headers, asked = Headers(scope=scope), HTTPConnection(scope)
        host = headers.get("host", "")
        if host not in self._hosts:
            return PlainTextResponse("This dashboard is not called so.", 421)
        said = QueryParams(scope["query_string"]).get("token")
        if said is not None:
            if not self._same(said):
                return PlainTextResponse("The token is another one: see where the dashboard was started.", 403)
            there = RedirectResponse(
                str(URL(scope=scope).remove_query_params("token").replace(scheme="", netloc="")), 303
            )
            there.set_cookie(COOKIE, self._token, httponly=True, samesite="strict", path="/")
            return there
        if not self._same(asked.cookies.get(COOKIE, "")):
            return PlainTextResponse(
                "The token is missing: open the address that harness campaign dashboard printed.", 403
            )
        if scope["method"] not in ("GET", "HEAD") and headers.get("origin") != f"http://{host}":
            return PlainTextResponse("This form is not one of ours.", 403)
        return None

    def _same(self, said: str) -> bool:
        return hmac.compare_digest(said.encode("utf-8", "replace"), self._token.encode())
