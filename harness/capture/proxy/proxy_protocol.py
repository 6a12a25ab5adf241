"""A way into mitmproxy for connections that say themselves where they were meant to go: PROXY protocol, version 2.

The agent's route (``hooks/agent/src/native/route.ts``) sends the app's connections here, each with that header before
its first byte. Source: https://www.haproxy.org/download/1.8/doc/proxy-protocol.txt, section 2.2. Of its extensions:
``PP2_TYPE_AUTHORITY`` (0x02, the name that the app had looked up) and two of the custom ones (0xE0: the run's token,
0xE1: the process).
"""

import ipaddress
import secrets
import struct
from collections.abc import Callable
from typing import ClassVar, Literal, NamedTuple

from mitmproxy.proxy import commands, events, layer, mode_servers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import modes
from mitmproxy.proxy.mode_specs import ProxyMode

from harness.capture.half_closed import end_of_input
from harness.capture.proxy.ending import Ending

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
AUTHORITY, TOKEN, PROCESS = 0x02, 0xE0, 0xE1
_HEAD = struct.Struct("!12sBBH")
_COMMAND = 0x21
_INET, _INET6 = 0x11, 0x21
_LONGEST = 1024
"""Of the part behind the fixed head; the agent's is at most 400 bytes."""


class Preamble(NamedTuple):
    """What a header says: both ends as (address, port), the name that was looked up ("" when none), the process."""

    source: tuple[str, int]
    destination: tuple[str, int]
    name: str
    pid: int


class BadPreamble(ValueError):
    """The connection is not the agent's."""


def _ends(raw: bytes, width: int) -> tuple[tuple[str, int], tuple[str, int]]:
    ports = struct.unpack_from("!HH", raw, 2 * width)
    addresses = []
    for start in (0, width):
        address = ipaddress.ip_address(raw[start : start + width])
        addresses.append(str(getattr(address, "ipv4_mapped", None) or address))
    return (addresses[0], ports[0]), (addresses[1], ports[1])


def read_preamble(data: bytes, token: bytes) -> tuple[Preamble, bytes] | None:
    """Return the header at the beginning of ``data`` and what follows it; ``None`` when it is not whole yet.

    Raises :class:`BadPreamble` for anything but a header with this token.
    """
    if not SIGNATURE.startswith(data[:12]) and data[:12] != SIGNATURE:
        raise BadPreamble("no header of the PROXY protocol")
    if len(data) < _HEAD.size:
        return None
    _, command, family, size = _HEAD.unpack_from(data)
    width = {_INET: 4, _INET6: 16}.get(family, 0)
    if command != _COMMAND or not width or size > _LONGEST or size < 2 * width + 4:
        raise BadPreamble("an unusual header")
    if len(data) < _HEAD.size + size:
        return None
    body = data[_HEAD.size : _HEAD.size + size]
    source, destination = _ends(body, width)
    more: dict[int, bytes] = {}
    at = 2 * width + 4
    while at + 3 <= len(body):
        kind, length = struct.unpack_from("!BH", body, at)
        more[kind] = body[at + 3 : at + 3 + length]
        at += 3 + length
    if not secrets.compare_digest(more.get(TOKEN, b""), token):
        raise BadPreamble("a header without the run's token")
    name = more.get(AUTHORITY, b"").decode("ascii", "replace")
    pid = int.from_bytes(more.get(PROCESS, b""), "big")
    return Preamble(source, destination, name, pid), data[_HEAD.size + size :]


class ProxyProtocolMode(ProxyMode):
    """mitmproxy's mode ``proxyprotocol:TOKEN`` (the token in hexadecimal)."""

    description = "connections with a header of the PROXY protocol"
    transport_protocol: ClassVar[Literal["tcp", "udp", "both"]] = "tcp"

    def __post_init__(self) -> None:
        """Raise ``ValueError`` unless there is a token."""
        if len(bytes.fromhex(self.data)) != 16:
            raise ValueError("a token of 16 bytes is needed")


class ProxyProtocol(modes.DestinationKnown):
    """Reads the header, sets both ends of the connection from it, and goes on as for any known destination."""

    heard: ClassVar[dict[str, Callable[[str, Preamble], tuple[str, int]]]] = {}
    """By token: who is told of each connection, with mitmproxy's id of it, and says where it goes."""

    def __init__(self, context: Context) -> None:
        """Nothing is read yet."""
        super().__init__(context)
        self._held = b""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start):
            return
        if isinstance(event, events.DataReceived):
            self._held += event.data
            token = self.context.client.proxy_mode.data
            try:
                found = read_preamble(self._held, bytes.fromhex(token))
            except BadPreamble:
                yield commands.CloseConnection(self.context.client)
                self._handle_event = self.done  # type: ignore[method-assign]
                return
            if found is not None:
                yield from self._begin(token, *found)
        elif isinstance(event, events.ConnectionClosed):
            yield commands.CloseConnection(self.context.client)
            self._handle_event = self.done  # type: ignore[method-assign]

    def _begin(self, token: str, preamble: Preamble, rest: bytes) -> layer.CommandGenerator[None]:
        context = self.context
        # The app's own port, by which the flow is joined to the call that opened it; adb's is another.
        context.client.peername = preamble.source
        context.client.sockname = preamble.destination
        # A recording names its modes, and must open in any mitmproxy; to it, this one is as SOCKS.
        context.client.proxy_mode = ProxyMode.parse("socks5")
        asked = self.heard.get(token)
        context.server.address = asked(context.client.id, preamble) if asked else preamble.destination
        self.child_layer = layer.NextLayer(context)
        error = yield from self.finish_start()
        if error:
            yield commands.CloseConnection(context.client)
            return
        self.child_layer = Ending(context, self.child_layer, end_of_input(bytes.fromhex(token)))
        self._handle_event = self.child_layer.handle_event  # type: ignore[method-assign]
        if rest:
            yield from self.child_layer.handle_event(events.DataReceived(context.client, rest))


class ProxyProtocolInstance(mode_servers.AsyncioServerInstance[ProxyProtocolMode]):
    """The mode's listener."""

    def make_top_layer(self, context: Context) -> layer.Layer:
        """Begin each connection with its header."""
        return ProxyProtocol(context)
