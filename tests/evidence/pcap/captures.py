"""Packet captures made by hand: TCP conversations, with TLS between two ends in memory, written as pcap or pcapng."""

import datetime as dt
import ssl
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CLIENT, SERVER = b"\x0a\x00\x00\x02", b"\xc0\x00\x02\x07"
BEGAN = 1_760_000_000_000_000
SEGMENT = 1400
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


@dataclass
class Packet:
    """An IP packet: when (microseconds), its bytes as captured, and its length on the wire."""

    time_us: int
    data: bytes
    length: int = 0


@dataclass
class Capture:
    """Packets in the order in which they were captured."""

    packets: list[Packet] = field(default_factory=list)
    now: int = BEGAN

    def add(self, data: bytes) -> None:
        """Add a packet, a millisecond after the last."""
        self.now += 1000
        self.packets.append(Packet(self.now, data, len(data)))

    def udp(self, data: bytes, *, from_client: bool = True, port: int = 53, client_port: int = 5000) -> None:
        """Add a datagram."""
        ports = (client_port, port) if from_client else (port, client_port)
        self.add(_ip(17, struct.pack(">HHHH", *ports, 8 + len(data), 0) + data, from_client))

    def pcap(self, link: int = 101) -> bytes:
        """Return it as pcap (of raw IP)."""
        head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, link)
        return head + b"".join(
            struct.pack("<IIII", *divmod(each.time_us, 1_000_000), len(each.data), each.length) + each.data
            for each in self.packets
        )

    def pcapng(self, keys: bytes = b"", more: bytes = b"", comments: Iterable[bytes] = ()) -> bytes:
        """Return it as pcapng, with TLS keys in it as ``editcap --inject-secrets`` puts them there.

        ``more`` are further blocks before the packets, which may each have a comment.
        """
        blocks = [_block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
        blocks.append(_block(1, struct.pack("<HHI", 101, 0, 262144)))
        if keys:
            blocks.append(secrets_block(keys))
        blocks.append(more)
        for each, comment in zip_longest(self.packets, comments, fillvalue=b""):
            high, low = divmod(each.time_us, 1 << 32)
            head = struct.pack("<IIIII", 0, high, low, len(each.data), each.length)
            option = struct.pack("<HH", 1, len(comment)) + comment + bytes(-len(comment) % 4) if comment else b""
            blocks.append(_block(6, head + each.data + bytes(-len(each.data) % 4) + option))
        return b"".join(blocks)


def secrets_block(keys: bytes) -> bytes:
    """Return a pcapng's block of TLS keys."""
    return _block(10, struct.pack("<II", 0x544C534B, len(keys)) + keys)


def trailed(data: bytes, uid: int, name: str) -> bytes:
    """Return an IP packet as PCAPdroid writes it into a pcap with its trailer: Ethernet, padded, with a check sum."""
    frame = bytes(12) + b"\x08\x00" + data
    frame += bytes(-len(frame) % 4) + struct.pack(">Ii20s", 0x01072021, uid, name.encode()[:20])
    return frame + struct.pack("<I", zlib.crc32(frame))


def uid_map(uid: int, package: str, label: str) -> bytes:
    """Return PCAPdroid's block that names a uid."""
    names = [package.encode(), label.encode()]
    return _block(0xBAD, struct.pack("<IHBxiBB", 62652, 1, 1, uid, *map(len, names)) + b"".join(names))


def _block(kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    length = struct.pack("<I", 12 + len(body))
    return struct.pack("<I", kind) + length + body + length


def _ip(protocol: int, body: bytes, from_client: bool) -> bytes:
    ends = CLIENT + SERVER if from_client else SERVER + CLIENT
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0x4000, 64, protocol, 0) + ends
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    return head[:10] + struct.pack(">H", ~(total + (total >> 16)) & 0xFFFF) + head[12:] + body


class Talk:
    """One TCP connection in a capture."""

    def __init__(self, capture: Capture, *, port: int = 443, client_port: int = 40000) -> None:
        """Open it: the handshake is captured."""
        self._capture = capture
        self._ports = (client_port, port)
        self._next = {True: 1000, False: 5000}
        self._segment(True, SYN)
        self._segment(False, SYN | ACK)
        self._segment(True, ACK)

    def say(self, from_client: bool, data: bytes) -> None:
        """Send bytes, in segments."""
        for at in range(0, len(data), SEGMENT):
            self._segment(from_client, PSH | ACK, data[at : at + SEGMENT])

    def close(self) -> None:
        """End it from both sides."""
        self._segment(True, FIN | ACK)
        self._segment(False, FIN | ACK)
        self._segment(True, ACK)

    def _segment(self, from_client: bool, flags: int, data: bytes = b"") -> None:
        ports = self._ports if from_client else self._ports[::-1]
        known = self._next[not from_client] if flags & ACK else 0
        head = struct.pack(">HHIIBBHHH", *ports, self._next[from_client], known, 5 << 4, flags, 65535, 0, 0)
        self._capture.add(_ip(6, head + data, from_client))
        self._next[from_client] += len(data) + bool(flags & (SYN | FIN))


class Tls:
    """TLS over a :class:`Talk`: what either end says is captured encrypted, and the keys are kept."""

    def __init__(
        self, talk: Talk, version: ssl.TLSVersion, *, name: str = "api.example", alpn: Iterable[str] = ()
    ) -> None:
        """Shake hands."""
        self._talk = talk
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder)
            server, client = _contexts(here, version, list(alpn))
            client.keylog_filename = str(here / "keys")
            self._bios = {end: (ssl.MemoryBIO(), ssl.MemoryBIO()) for end in (True, False)}
            self._ends = {
                True: client.wrap_bio(*self._bios[True], server_hostname=name),
                False: server.wrap_bio(*self._bios[False], server_side=True),
            }
            for end in (True, False, True, False):
                _try(self._ends[end].do_handshake)
                self._pass(end)
            self.keys = (here / "keys").read_bytes()
            del client, server
        _try(lambda: self._ends[True].read(1))

    def say(self, from_client: bool, data: bytes) -> None:
        """Encrypt and send."""
        self._ends[from_client].write(data)
        self._pass(from_client)
        _try(lambda: self._ends[not from_client].read(len(data)))

    def _pass(self, from_client: bool) -> None:
        sent = self._bios[from_client][1].read()
        self._talk.say(from_client, sent)
        self._bios[not from_client][0].write(sent)


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except ssl.SSLWantReadError:
        return


def _contexts(here: Path, version: ssl.TLSVersion, alpn: list[str]) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made for a test")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = here / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    server.load_cert_chain(pem)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    for each in (server, client):
        each.minimum_version = each.maximum_version = version
        if alpn:
            each.set_alpn_protocols(alpn)
    return server, client
