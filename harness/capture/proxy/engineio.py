"""Engine.IO 3 and 4 with Socket.IO on top, the server's part, over WebSocket and by polling.

Sources: https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/ (with their
histories of versions). A client waits for the open packet, then for its namespace to be confirmed, and keeps back all
events until then. Most begin with polling and move to a WebSocket.
"""

import asyncio
import json
import re
import secrets
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from mitmproxy import http

Said = str | bytes
"""A text or a binary message of a WebSocket."""

NEVER_MS = 86_400_000
"""The interval of a server's pings, which it chooses itself: none is needed within a run."""
HOLD_S = 3.0
"""How long a poll is held when there is nothing to say; a client that moves to a WebSocket waits for its end."""
_STEP_S = 0.1
_MOST_SESSIONS = 1000
_SEPARATOR = "\x1e"
"""Between packets of one poll in version 4; in version 3 each has its length before it."""


class EngineIO:
    """One session's answers."""

    answers = True

    def __init__(self, version: int, upgraded: bool) -> None:
        """``upgraded``: the session began with polling, and is only moved to this WebSocket."""
        self._version = version
        self._upgraded = upgraded

    def begin(self) -> list[Said]:
        """Return the open packet; in version 3 the default namespace is confirmed unasked."""
        return [] if self._upgraded else [*_opened(self._version, secrets.token_urlsafe(15), [])]

    def hear(self, data: Said) -> list[Said]:
        """Confirm namespaces, acknowledge events and answer pings."""
        return [*_answers(data, self._version)] if isinstance(data, str) else []


def _opened(version: int, session: str, upgrades: list[str]) -> list[str]:
    said = {"sid": session, "upgrades": upgrades, "pingInterval": NEVER_MS, "pingTimeout": NEVER_MS}
    return ["0" + json.dumps(said | {"maxPayload": 1_000_000}), *(["40"] if version < 4 else [])]


def _answers(packet: str, version: int) -> list[str]:
    if packet.startswith("2"):
        return ["3" + packet[1:200]]
    if packet.startswith("40"):
        named = re.match(r"40(/[^,?]{0,200})", packet)
        space = f"{named[1]}," if named else ""
        return ["40" + space + (json.dumps({"sid": secrets.token_urlsafe(15)}) if version >= 4 else "")]
    if event := re.match(r"4[25](?:\d{1,9}-)?((?:/[^,]{0,200},)?)(\d{1,18})\[", packet):
        return [f"43{event[1]}{event[2]}[]"]
    return []


class _Asked(NamedTuple):
    version: int
    transport: str
    session: str


def asked(request: http.Request) -> _Asked | None:
    """Return what a request of Engine.IO asks for; ``None`` for any other."""
    query = parse_qs(urlsplit(request.path).query)
    version, transport = query.get("EIO", [""])[0], query.get("transport", [""])[0]
    if version not in ("3", "4") or transport not in ("polling", "websocket"):
        return None
    return _Asked(int(version), transport, query.get("sid", [""])[0])


def polls(request: http.Request) -> bool:
    """Whether a request is one of the transport ``polling``."""
    found = asked(request)
    return found is not None and found.transport == "polling"


class Polling:
    """All sessions that poll. Used on one event loop."""

    def __init__(self) -> None:
        """There are none."""
        self._waiting: dict[str, list[str]] = {}

    async def answer(self, request: http.Request) -> http.Response:
        """Return the answer to a request of which :func:`polls` is true; a poll waits for something to say."""
        found = asked(request)
        assert found is not None  # noqa: S101 - as it says
        session = found.session
        if not session:
            session = secrets.token_urlsafe(15)
            while len(self._waiting) >= _MOST_SESSIONS:
                del self._waiting[next(iter(self._waiting))]
            self._waiting[session] = []
            return _response(_written(_opened(found.version, session, ["websocket"]), found.version))
        waiting = self._waiting.setdefault(session, []) if len(self._waiting) < _MOST_SESSIONS else []
        if request.method == "POST":
            body = (request.raw_content or b"").decode("utf-8", "replace")
            for packet in _read(body, found.version):
                waiting += _answers(packet, found.version)
            return _response("ok")
        for _ in range(round(HOLD_S / _STEP_S)):
            if waiting:
                break
            await asyncio.sleep(_STEP_S)
        said, waiting[:] = [*waiting] or ["6"], []
        return _response(_written(said, found.version))


def _response(text: str) -> http.Response:
    return http.Response.make(200, text.encode(), {"Content-Type": "text/plain; charset=UTF-8"})


def _written(packets: list[str], version: int) -> str:
    return _SEPARATOR.join(packets) if version >= 4 else "".join(f"{len(packet)}:{packet}" for packet in packets)


def _read(body: str, version: int) -> list[str]:
    if version >= 4:
        return body.split(_SEPARATOR)[:_MOST_SESSIONS]
    found: list[str] = []
    at = 0
    while (head := re.compile(r"(\d{1,7}):").match(body, at)) and len(found) < _MOST_SESSIONS:
        at = head.end() + int(head[1])
        found.append(body[head.end() : at])
    return found
