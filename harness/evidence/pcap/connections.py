"""The packets of a capture put together into connections, and what was said on them."""

import datetime as dt
import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from harness.evidence.exchange import Exchange, Message
from harness.evidence.pcap import http1, http2
from harness.evidence.pcap.apps import App, Apps
from harness.evidence.pcap.heads import TCP, UDP
from harness.evidence.pcap.raw import Raw
from harness.evidence.pcap.said import Place, Speech
from harness.evidence.pcap.segments import Segments
from harness.evidence.pcap.tshark import Layers
from harness.evidence.rows import Connection

_SYN, _ACK, _FIN = 2, 16, 1
_HELLO = "1"
_TLS = b"\x16\x03"
_MOST_UNSURE = 1 << 16
"""Bytes of a first line, after which it is none."""
_MAYBE = re.compile(rb"(?:\r?\n)*[A-Za-z][A-Za-z-]{0,31}(?: [^\r\n]*)?\r?\Z")
_MOST_ROWS = 100_000
_DATAGRAMS, _DATAGRAM_BYTES = 1000, 1 << 20
"""Datagrams of one exchange; what follows is another."""
_KNOWN = {"0", "1", "2", "6", "17", "43", "44", "58", "60"}
"""IP protocols that are taken apart (TCP, UDP), carry nothing of an app (ICMP, IGMP), or are heads of IPv6."""
_TYPES = {1: "A", 2: "NS", 5: "CNAME", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 64: "SVCB", 65: "HTTPS"}


class Connections:
    """Everything that a capture's packets make. Iterating it yields exchanges as they are complete.

    ``rows`` are the connections, those that could not be read with the reason; ``lost`` says in words what else of
    them is not there; ``count`` is how many exchanges there were. All are whole when the iteration has ended.
    """

    def __init__(self, pieces: Iterable[Iterable[Layers]], apps: Callable[[], Apps] = Apps, wanted: str = "") -> None:
        """Take the packets of each piece in the order in which they were captured; no connection is in two pieces.

        ``apps`` returns whose connections are; of other apps than ``wanted`` nothing is kept (``left_out`` counts
        their connections), unless they belong to the system, or to nobody known.
        """
        self._pieces = pieces
        self._apps = apps
        self._wanted = wanted
        self._named_apps: dict[str, App] = {}
        self._piece = 0
        self.left_out = 0
        self.rows: list[Connection] = []
        self.lost: list[str] = []
        self.count = 0
        self._tcp: dict[str, _Tcp] = {}
        self._udp: dict[str, _Udp] = {}
        self._done: set[str] = set()
        self._others: Counter[str] = Counter()
        self._partial = self._unknown = 0
        self._unrowed = 0

    def __iter__(self) -> Iterator[Exchange]:
        """Yield the exchanges."""
        for found in self._all():
            found.index = self.count
            self.count += 1
            yield found

    def _all(self) -> Iterator[Exchange]:
        for number, packets in enumerate(self._pieces):
            self._piece = number
            yield from self._of_piece(packets)
        for protocol, count in sorted(self._others.items()):
            self.lost.append(f"{count} packets of IP protocol {protocol} are not taken apart")
        if self._unknown:
            self.lost.append(f"{self._unknown} packets are from a kind of network that is not taken apart")
        if self._partial:
            self.lost.append(f"{self._partial} packets were captured only in part (snapshot length)")
        if self._unrowed:
            self.lost.append(f"{self._unrowed} more connections could not be read")

    def _of_piece(self, packets: Iterable[Layers]) -> Iterator[Exchange]:
        for packet in packets:
            time_us = _time_us(packet)
            self._partial += packet.captured[:1] != packet.length[:1]
            if packet.asked and (not packet.answer or str(packet.answer[0]) in ("0", "False")):
                app = self._app(packet, time_us)
                if self._keeps(app):
                    yield _question(packet, time_us, app.name if app else "")
            if packet.tcp:
                yield from self._of_tcp(packet, packet.tcp[0], time_us)
            elif packet.udp:
                yield from self._of_udp(packet, packet.udp[0], time_us)
            elif not any(packet.protocols):
                self._unknown += 1
            else:
                found = (packet.ip_protocol or packet.ip6_protocol)[:1]
                self._others.update(each for each in found if each not in _KNOWN)
        for open_tcp in self._tcp.values():
            yield from self._ended(open_tcp)
        for open_udp in self._udp.values():
            yield from self._ended(open_udp)
        for known in (self._tcp, self._udp, self._done):
            known.clear()

    def _app(self, packet: Layers, time_us: int) -> App | None:
        """Return whose packet it is, where the capture says."""
        apps = self._apps()
        if not apps:
            return None
        try:
            ends = ipaddress.ip_address(_source(packet)).packed, ipaddress.ip_address(_target(packet)).packed
        except ValueError:
            return None
        if packet.tcp:
            return apps.of(TCP, ends[0], _port(packet.tcp_source), ends[1], _port(packet.tcp_target), time_us)
        return apps.of(UDP, ends[0], _port(packet.udp_source), ends[1], _port(packet.udp_target), time_us)

    def _keeps(self, app: App | None) -> bool:
        """Whether an app's connections are wanted: of the system, and of nobody known, they may be the app's."""
        if app is None or app.system:
            return True
        self._named_apps[app.name] = app
        return not self._wanted or self._wanted in (app.package, app.label, app.name)

    @property
    def named(self) -> list[str]:
        """The apps that the capture names, as they are called here; those of the system are none."""
        return list(self._named_apps)

    @property
    def package(self) -> str:
        """The package of the only app that the capture names, empty where it names more or none."""
        packages = [app.package for app in self._named_apps.values()]
        return packages[0] if len(packages) == 1 else ""

    def _named(self, kind: str, stream: str) -> str:
        """Return a connection's name: each piece numbers its own."""
        return f"{kind}{stream}" if not self._piece else f"{self._piece}.{kind}{stream}"

    def _of_tcp(self, packet: Layers, stream: str, time_us: int) -> Iterator[Exchange]:
        if stream in self._done:
            return
        found = self._tcp.get(stream)
        if found is None:
            app = self._app(packet, time_us)
            if not self._keeps(app):
                self._done.add(stream)
                self.left_out += 1
                return
            found = self._tcp[stream] = _Tcp(packet, self._named("tcp", stream), time_us)
            found.place.app = app.name if app else ""
        found.take(packet, time_us)
        yield from found.place.found
        found.place.found.clear()
        if found.closed:
            del self._tcp[stream]
            self._done.add(stream)
            yield from self._ended(found)

    def _of_udp(self, packet: Layers, stream: str, time_us: int) -> Iterator[Exchange]:
        if packet.asked or "dns" in _protocols(packet):
            return
        known = f"udp{stream}"
        if known in self._done:
            return
        found = self._udp.get(stream)
        if found is None:
            app = self._app(packet, time_us)
            if not self._keeps(app):
                self._done.add(known)
                self.left_out += 1
                return
            found = self._udp[stream] = _Udp(packet, self._named("udp", stream), time_us)
            found.place.app = app.name if app else ""
        found.take(packet, time_us)
        yield from found.place.found
        found.place.found.clear()

    def _ended(self, found: "_Tcp | _Udp") -> Iterator[Exchange]:
        row = found.end()
        yield from found.place.found
        place = found.place
        self.lost += [f"connection to {place.host}:{place.port}: {why}" for why in place.lost]
        if row is None:
            return
        if len(self.rows) < _MOST_ROWS:
            self.rows.append(row)
        elif row.state == "failed":
            self._unrowed += 1


class _Tcp:
    """One TCP connection."""

    def __init__(self, packet: Layers, name: str, time_us: int) -> None:
        flags = int(packet.flags[0], 16) if packet.flags else 0
        ends = ((_source(packet), _port(packet.tcp_source)), (_target(packet), _port(packet.tcp_target)))
        self._begun = bool(flags & _SYN)
        likely = _HELLO in packet.handshakes or ends[0][1] > ends[1][1]
        of_client = not flags & _ACK if flags & _SYN else likely
        self._client, server = ends if of_client else ends[::-1]
        self.place = Place(name, "http", server[0], server[1], self._client[1], server[0])
        self._time_us = time_us
        self._sides = {True: Segments(), False: Segments()}
        self._counts = {True: 0, False: 0}
        self._confirmed = {True: 0, False: 0}
        self._fins: dict[bool, int] = {}
        self._tls = False
        self._sealed = self._opened = 0
        self._talk = _Talk(self.place)

    @property
    def closed(self) -> bool:
        """Whether both sides have ended it, and nothing is missing before that."""
        return len(self._fins) == 2 and all(self._sides[side].next >= end for side, end in self._fins.items())

    def take(self, packet: Layers, time_us: int) -> None:
        """Take a packet."""
        from_client = (_source(packet), _port(packet.tcp_source)) == self._client
        flags, seq = int(packet.flags[0], 16) if packet.flags else 0, _number(packet.seq)
        side, length = self._sides[from_client], _number(packet.tcp_length)
        if flags & _SYN:
            side.begin(seq + 1)
        if flags & _FIN:
            self._fins[from_client] = seq + length
        if flags & _ACK:
            self._confirmed[not from_client] = max(self._confirmed[not from_client], _number(packet.ack))
        if not self._tls and "tls" in _protocols(packet):
            self._secure()
        if packet.names:
            self.place.host = packet.names[0][:255]
        if length:
            data = bytes.fromhex(packet.tcp_payload[0]) if packet.tcp_payload else b""
            for chunk in side.add(seq, data, length):
                self._plain(from_client, chunk, time_us)
        if self._tls:
            self._sealed += len(packet.sealed)
            self._opened += len(packet.opened)
            for text in packet.opened:
                self._talk.hear(from_client, bytes.fromhex(text), time_us)

    def _plain(self, from_client: bool, data: bytes, time_us: int) -> None:
        if not self._tls and not self._counts[from_client] and data.startswith(_TLS):
            self._secure()
        self._counts[from_client] += len(data)
        if not self._tls:
            self._talk.hear(from_client, data, time_us)

    def _secure(self) -> None:
        """From here on it is TLS."""
        self._tls = True
        if self._talk.spoken:  # STARTTLS
            self._talk.end()
            self._talk = _Talk(self.place)
        self.place.scheme = "https"

    def end(self) -> Connection | None:
        """Return it as a row, when it is over."""
        for from_client, side in self._sides.items():
            for chunk in side.end():
                self._plain(from_client, chunk, self._time_us)
            side.sent(max(self._confirmed[from_client], self._fins.get(from_client, 0)))
        self._talk.end()
        missing = sum(side.missing for side in self._sides.values())
        why = self._unread(missing)
        if missing and not why:
            self.place.lost.append(f"{missing} bytes of it were sent and not captured")
        if not why and not self._begun and any(self._counts.values()):
            self.place.lost.append("it began before the capture")
        return Connection(
            id=self.place.stream,
            time_us=self._time_us,
            host=self.place.host,
            port=self.place.port,
            state="failed" if why else "decrypted" if self._tls else "plain",
            reason=why or None,
            sent=self._counts[True],
            received=self._counts[False],
        )

    def _unread(self, missing: int) -> str:
        """Return why not all of what was said in TLS is known."""
        if not self._tls:
            return ""
        if not self._opened:
            return "TLS without a key that fits"
        if self._sealed > self._opened:
            return f"{self._sealed - self._opened} of {self._sealed} TLS records could not be decrypted"
        return f"{missing} bytes of TLS were sent and not captured" if missing else ""


class _Talk:
    """What is said on a connection, once it is known in which protocol."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._speech: Speech | None = None
        self._early: list[tuple[bool, bytes, int]] = []
        self._first = b""
        self._size = 0

    @property
    def spoken(self) -> bool:
        """Whether anything was said."""
        return self._speech is not None or bool(self._early)

    def hear(self, from_client: bool, data: bytes, time_us: int) -> None:
        """Take bytes of one side."""
        if self._speech is not None:
            self._pass(from_client, data, time_us)
            return
        self._early.append((from_client, data, time_us))
        self._size += len(data)
        self._first += data if from_client else b""
        chosen = self._chosen()
        if chosen is not None:
            self._begin(chosen)

    def end(self) -> None:
        """Make of what is unfinished what can be made."""
        if self._speech is None and self._early:
            self._begin(Raw(self._place))
        if self._speech is not None:
            self._speech.end()

    def _chosen(self) -> Speech | None:
        first = self._first
        if first.startswith(http2.PREFACE):
            return http2.Http2(self._place)
        if http1.BEGINS.match(first):
            return http1.Http1(self._place)
        unsure = not first or http2.PREFACE.startswith(first) or _MAYBE.match(first)
        return None if unsure and self._size < _MOST_UNSURE else Raw(self._place)

    def _begin(self, speech: Speech) -> None:
        self._speech, early = speech, self._early
        self._early = []
        for from_client, data, time_us in early:
            self._pass(from_client, data, time_us)

    def _pass(self, from_client: bool, data: bytes, time_us: int) -> None:
        if self._speech is not None:
            self._speech = self._speech.hear(from_client, data, time_us) or self._speech


class _Udp:
    """The datagrams between two ends."""

    def __init__(self, packet: Layers, name: str, time_us: int) -> None:
        self._client = (_source(packet), _port(packet.udp_source))
        server, port = _target(packet), _port(packet.udp_target)
        if self._client[1] == 443 != port:
            self._client, (server, port) = (server, port), self._client
        self.place = Place(name, "udp", server, port, self._client[1], server)
        self._time_us = time_us
        self._messages: list[Message] = []
        self._size = 0
        self._counts = {True: 0, False: 0}
        self._why = "UDP to port 443, which is most likely HTTP/3" if port == 443 else ""

    def take(self, packet: Layers, time_us: int) -> None:
        """Take a datagram."""
        protocols = _protocols(packet)
        if "quic" in protocols:
            self._why = "HTTP/3 (QUIC) is not read"
        elif "dtls" in protocols:
            self._why = "DTLS is not decrypted"
        if packet.names:
            self.place.host = packet.names[0][:255]
        from_client = (_source(packet), _port(packet.udp_source)) == self._client
        data = bytes.fromhex(packet.udp_payload[0]) if packet.udp_payload else b""
        self._counts[from_client] += len(data)
        if not self._why and data:
            self._messages.append(Message(from_client, data, time_us))
            self._size += len(data)
            if len(self._messages) >= _DATAGRAMS or self._size >= _DATAGRAM_BYTES:
                self._flush()

    def _flush(self) -> None:
        if self._messages:
            host, port = self.place.host, self.place.port
            self.place.exchange(
                self._messages[0].time_us, kind="udp", scheme="udp", host=host, port=port, url=f"udp://{host}:{port}",
                messages=self._messages,
            )  # fmt: skip
        self._messages, self._size = [], 0

    def end(self) -> Connection | None:
        """Return it as a row where it could not be read."""
        self._flush()
        if not self._why:
            return None
        return Connection(
            id=self.place.stream,
            time_us=self._time_us,
            host=self.place.host,
            port=self.place.port,
            state="failed",
            reason=self._why,
            sent=self._counts[True],
            received=self._counts[False],
        )


def _question(packet: Layers, time_us: int, app: str) -> Exchange:
    name, kind = packet.asked[0], _number(packet.asked_type)
    return Exchange(
        index=0, id=f"dns{time_us}", time_us=time_us, kind="dns", method=_TYPES.get(kind, f"TYPE{kind}"),
        scheme="dns", host=name, port=53, url=f"dns://{name}", server_ip=_target(packet), app=app,
    )  # fmt: skip


def _protocols(packet: Layers) -> list[str]:
    return packet.protocols[0].split(":") if packet.protocols else []


def _time_us(packet: Layers) -> int:
    """Return when a packet was captured; later versions of tshark may write a date."""
    text = packet.time[0] if packet.time else "0"
    if "T" in text:
        return round(dt.datetime.fromisoformat(text[:26].rstrip("Z") + "+00:00").timestamp() * 1_000_000)
    seconds, _, rest = text.partition(".")
    return int(seconds) * 1_000_000 + int((rest + "000000")[:6])


def _number(texts: list[str]) -> int:
    return int(texts[0], 0) if texts else 0


_port = _number


def _source(packet: Layers) -> str:
    return (packet.source4 or packet.source6 or [""])[0]


def _target(packet: Layers) -> str:
    return (packet.target4 or packet.target6 or [""])[0]
