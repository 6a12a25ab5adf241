"""Asks an ASGI application as a browser would, without a socket."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple
from urllib.parse import urlencode

HOST, TOKEN = "127.0.0.1:7777", "the-token"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


def ask(
    app: Any, path: str, form: dict[str, str] | None = None, *, cookie: str = f"harness_campaign={TOKEN}",
    host: str = HOST, origin: str = f"http://{HOST}",
) -> Answer:  # fmt: skip
    body = urlencode(form).encode() if form is not None else b""
    where, _, query = path.partition("?")
    headers = [(b"host", host.encode()), (b"cookie", cookie.encode()), (b"origin", origin.encode())]
    if form is not None:
        headers.append((b"content-type", b"application/x-www-form-urlencoded"))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET" if form is None else "POST",
        "scheme": "http", "path": where, "raw_path": where.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [row for row in headers if row[1]], "server": ("127.0.0.1", 7777), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    said: list[dict[str, Any]] = []
    pieces = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        return next(pieces, {"type": "http.disconnect"})

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    asyncio.run(app(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return Answer(said[0]["status"], found, b"".join(each.get("body", b"") for each in said[1:]).decode())
