"""A proxy that runs, and connections to it that say where they were meant to go, as the agent's do."""

import io
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mitmproxy.io import FlowReader

from harness.capture.proxy.proxy import Proxy
from harness.capture.proxy.proxy_protocol import SIGNATURE
from harness.capture.proxy.replay.player import Player
from harness.evidence.flows import exchange_from_flow
from harness.evidence.rows import Connection, Gap

TOKEN = bytes(range(16))


def tlv(kind: int, value: bytes) -> bytes:
    return struct.pack("!BH", kind, len(value)) + value


def header(
    destination: tuple[str, int], token: bytes = TOKEN, name: str = "", source: tuple[str, int] = ("192.0.2.1", 40_000)
) -> bytes:
    """The header as the specification writes it, by nothing of the house."""
    version = socket.AF_INET6 if ":" in destination[0] else socket.AF_INET
    ends = b"".join(socket.inet_pton(version, end[0]) for end in (source, destination))
    body = ends + struct.pack("!HH", source[1], destination[1]) + tlv(0xE0, token) + tlv(0xE1, struct.pack("!I", 77))
    body += tlv(2, name.encode()) if name else b""
    return SIGNATURE + struct.pack("!BBH", 0x21, 0x21 if version is socket.AF_INET6 else 0x11, len(body)) + body


class Running:
    def __init__(self, proxy: Proxy, flows: io.BytesIO, rows: list[Connection], gaps: list[Gap]) -> None:
        self.proxy, self.flows, self.rows, self.gaps = proxy, flows, rows, gaps

    def connect(self, destination: tuple[str, int], name: str = "", token: bytes | None = None) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.proxy.port), timeout=60)
        client.sendall(header(destination, token or bytes.fromhex(self.proxy.address().token), name))
        return client

    def until(self, true: Callable[[], object], seconds: float = 60) -> None:
        """Wait until something is so; fail when it is not after a time that no machine takes for it."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def over(self) -> None:
        """Wait until the proxy has done with every connection that was made; their ends here are closed."""
        self.until(lambda: self.rows)
        server = self.proxy._master.addons.get("proxyserver")  # type: ignore[union-attr]
        self.until(lambda: not server.connections)

    def exchanges(self) -> list[Any]:
        self.proxy.stop()
        flows = FlowReader(io.BytesIO(self.flows.getvalue())).stream()
        return [exchange_from_flow(flow, index) for index, flow in enumerate(flows)]


@contextmanager
def running(ca: Path, network: str = "sinkhole", player: Player | None = None) -> Iterator[Running]:
    flows, rows, gaps = io.BytesIO(), [], []
    proxy = Proxy(
        flows, rows.append, network=network, ca_dir=ca, kind="agent", on_gap=gaps.append, player=player  # type: ignore[arg-type]
    ).start()  # fmt: skip
    try:
        yield Running(proxy, flows, rows, gaps)
    finally:
        proxy.stop()


def tls(proxy: Proxy, plain: socket.socket, name: str) -> ssl.SSLSocket:
    return ssl.create_default_context(cadata=proxy.ca_pem().decode()).wrap_socket(plain, server_hostname=name)
