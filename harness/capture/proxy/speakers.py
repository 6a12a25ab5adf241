"""What a server says on a WebSocket for a client to go on: the first words of the protocols in which it waits for them.

Nothing is made up but the greeting and acknowledgements; no message of a server's own is ever sent.
"""

import json
import re
from typing import Protocol

from mitmproxy import http

from harness.capture.proxy.engineio import EngineIO, Said, asked
from harness.capture.proxy.mqtt import Broker


class Speaker(Protocol):
    """One protocol's server."""

    @property
    def answers(self) -> bool:
        """Whether it understands what the client says; once it does not, it answers nothing any more."""
        ...

    def begin(self) -> list[Said]:
        """Return what is said before the client has said anything."""
        ...

    def hear(self, data: Said) -> list[Said]:
        """Return what is answered to one message."""
        ...


class Mqtt:
    """MQTT over WebSocket: packets in binary messages (MQTT 3.1.1, 6)."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._broker = Broker()

    @property
    def answers(self) -> bool:
        """Whether the client has been understood so far."""
        return not self._broker.lost

    def begin(self) -> list[Said]:
        """The client speaks first."""
        return []

    def hear(self, data: Said) -> list[Said]:
        """Return the broker's answer."""
        answer = self._broker.hear(data.encode() if isinstance(data, str) else data)
        return [answer] if answer else []


class GraphQL:
    """``graphql-transport-ws`` and ``graphql-ws``: the client keeps all queries back until ``connection_ack``."""

    answers = True

    def begin(self) -> list[Said]:
        """The client speaks first."""
        return []

    def hear(self, data: Said) -> list[Said]:
        """Acknowledge the connection, answer pings."""
        try:
            said = json.loads(data)
            kind = said.get("type") if isinstance(said, dict) else None
        except (ValueError, RecursionError):
            return []
        answer = {"connection_init": "connection_ack", "ping": "pong"}.get(kind) if isinstance(kind, str) else None
        return [json.dumps({"type": answer})] if answer else []


class Stomp:
    """STOMP 1.0 to 1.2 (https://stomp.github.io/stomp-specification-1.2.html): CONNECTED, and receipts."""

    answers = True

    def begin(self) -> list[Said]:
        """The client speaks first."""
        return []

    def hear(self, data: Said) -> list[Said]:
        """Answer CONNECT and each wish for a receipt."""
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        if text.startswith(("CONNECT\n", "CONNECT\r\n", "STOMP\n", "STOMP\r\n")):
            versions = re.search(r"\naccept-version:([^\r\n]*)", text)
            offered = versions[1] if versions else ""
            best = next((version for version in ("1.2", "1.1") if version in offered), "1.0")
            return [f"CONNECTED\nversion:{best}\nheart-beat:0,0\n\n\0"]
        receipt = re.search(r"^[A-Z]+\r?\n(?:[^\r\n]+\r?\n)*?receipt:([^\r\n]{1,200})", text)
        return [f"RECEIPT\nreceipt-id:{receipt[1]}\n\n\0"] if receipt else []


def speaker(request: http.Request, subprotocol: str) -> Speaker | None:
    """Return who answers on a WebSocket; ``None`` for a protocol that is not known."""
    chosen = subprotocol.lower()
    if chosen.startswith("mqtt"):
        return Mqtt()
    if chosen in ("graphql-transport-ws", "graphql-ws"):
        return GraphQL()
    if "stomp" in chosen:
        return Stomp()
    if (wish := asked(request)) is not None and wish.transport == "websocket":
        return EngineIO(wish.version, bool(wish.session))
    return None
