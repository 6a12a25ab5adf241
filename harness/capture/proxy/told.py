"""What the agent tells of its route, as rows and flows: datagrams, what was refused, what did not reach the proxy."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from harness.capture.host_clock import now_us
from harness.capture.proxy.datagrams import Datagram
from harness.capture.proxy.proxy import Proxy
from harness.evidence.rows import Connection

MOST_ROWS = 1000
"""Of connections that did not reach the proxy."""


class Told:
    """Takes what the agents of all processes tell."""

    def __init__(self, proxy: Proxy, on_connection: Callable[[Connection], None]) -> None:
        """``on_connection`` is given the rows of what came to nothing."""
        self._proxy = proxy
        self._on_connection = on_connection
        self._rows: Counter[str] = Counter()

    def take(self, pid: int, told: dict[str, Any], data: bytes) -> None:
        """Take one message (on a thread of Frida's). It comes out of the app's process: anything may be in it."""
        host, port = told.get("address"), told.get("port")
        if not isinstance(host, str) or not isinstance(port, int) or not 0 <= port < 65536 or len(host) > 64:
            return
        name = told.get("name")
        name = name[:255] if isinstance(name, str) else ""
        match told.get("t"):
            case "datagram":
                local = told.get("local")
                if isinstance(local, int):
                    sent = told.get("sent") is True
                    self._proxy.datagram(
                        Datagram(pid=pid, local=local, host=host, port=port, sent=sent, content=bytes(data), name=name)
                    )
            case "refused":
                self._row("refused", name or host, host, port, "HTTP/3, refused so that the app falls back to TCP")
            case "unrouted":
                self._row("denied", name or host, host, port, str(told.get("reason", ""))[:300])

    def _row(self, state: str, host: str, address: str, port: int, reason: str) -> None:
        self._rows[state] += 1
        if self._rows[state] <= MOST_ROWS:
            self._on_connection(
                Connection(
                    id=f"{state}-by-agent-{self._rows[state]}", time_us=now_us(), host=host, port=port,
                    state=state, reason=reason, extra={"address": address},
                )
            )  # fmt: skip
