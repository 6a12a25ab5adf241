"""The captures that tests share, and what was said in them. ``python -m tests.evidence.pcap.samples`` makes them anew.

TLS is different each time it is spoken: the committed captures cannot be made again byte for byte.
"""

import gzip
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from h2.config import H2Configuration
from h2.connection import H2Connection
from mitmproxy import dns

from harness.evidence.pcap.tshark import command, settings
from tests.evidence.pcap.captures import Capture, Talk, Tls

HERE = Path(__file__).parent / "captures"
IMEI = "356938035643809"
_MESSAGE: Any = getattr(dns, "DNSMessage", None) or dns.Message  # DNSMessage from mitmproxy 12 on
_PACKED = gzip.compress(f'{{"imei":"{IMEI}"}}'.encode(), mtime=0)
BODY = _PACKED[:9] + b"\x03" + _PACKED[10:]
"""Pythons differ in the system that they name in the header."""
Say = Callable[[bool, bytes], None]


def http1(say: Say) -> None:
    """Two requests and their answers, one of them in chunks."""
    say(True, b"POST /collect?a=1 HTTP/1.1\r\nHost: api.example\r\nContent-Encoding: gzip\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY)  # fmt: skip
    say(False, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n")
    say(True, b"GET /next HTTP/1.1\r\nHost: api.example\r\n\r\n")
    say(False, b"HTTP/1.1 204 No Content\r\n\r\n")


def http2(say: Say) -> None:
    """The same on two streams of HTTP/2."""
    client = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
    server = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))

    def swap() -> None:
        for from_client, one, other in ((True, client, server), (False, server, client)):
            if data := one.data_to_send():
                say(from_client, data)
                other.receive_data(data)

    client.initiate_connection()
    server.initiate_connection()
    swap()
    head = [(":method", "POST"), (":authority", "api.example"), (":scheme", "https"), (":path", "/collect?a=1")]
    client.send_headers(1, [*head, ("content-encoding", "gzip"), ("content-type", "application/json")])
    client.send_data(1, BODY[:9])
    client.send_data(1, BODY[9:], end_stream=True, pad_length=7)
    client.send_headers(3, [(":method", "GET"), *head[1:3], (":path", "/next")], end_stream=True)
    swap()
    server.send_headers(3, [(":status", "204")], end_stream=True)
    server.send_headers(1, [(":status", "200")])
    server.send_data(1, b"hello world")
    server.send_headers(1, [("grpc-status", "0")], end_stream=True)
    swap()


def in_tls(version: ssl.TLSVersion, speak: Callable[[Say], None], protocol: str) -> tuple[Capture, bytes]:
    """Return a capture of a conversation in TLS, and its keys."""
    capture = Capture()
    talk = Talk(capture)
    tls = Tls(talk, version, alpn=[protocol])
    speak(tls.say)
    talk.close()
    return capture, tls.keys


def dns_question(name: str) -> bytes:
    """Return a question for an address."""
    question = _MESSAGE(
        timestamp=0, id=1, query=True, op_code=0, authoritative_answer=False, truncation=False,
        recursion_desired=True, recursion_available=False, reserved=0, response_code=0,
        questions=[dns.Question(name, 1, 1)], answers=[], authorities=[], additionals=[],
    )  # fmt: skip
    return bytes(question.packed)


def quic() -> Capture:
    """Return a capture of a question to DNS, HTTP/3's first datagram (which names the server), and others."""
    capture = Capture()
    capture.udp(dns_question("h3.example"))
    client = QuicConnection(configuration=QuicConfiguration(server_name="h3.example", alpn_protocols=["h3"]))
    client.connect(("192.0.2.7", 443), now=0.0)
    for data, _ in client.datagrams_to_send(now=0.0):
        capture.udp(data, port=443, client_port=5001)
    capture.udp(b"imei=" + IMEI.encode(), port=7777, client_port=5002)
    capture.udp(b"thanks", port=7777, client_port=5002, from_client=False)
    return capture


def main() -> None:
    """Make the captures, and what tshark says of them."""
    HERE.mkdir(exist_ok=True)
    for name, version, speak, protocol in (
        ("http1-tls12", ssl.TLSVersion.TLSv1_2, http1, "http/1.1"),
        ("http2-tls13", ssl.TLSVersion.TLSv1_3, http2, "h2"),
    ):
        capture, keys = in_tls(version, speak, protocol)
        (HERE / f"{name}.pcapng").write_bytes(capture.pcapng(keys))
        (HERE / f"{name}-sealed.pcap").write_bytes(capture.pcap())
    (HERE / "quic.pcap").write_bytes(quic().pcap())
    for path in (*HERE.glob("*.pcap"), *HERE.glob("*.pcapng")):
        (HERE / f"{path.name}.ek").write_bytes(told(path))


def told(capture: Path) -> bytes:
    """Return what tshark says of a capture."""
    with tempfile.TemporaryDirectory() as folder:
        words = command("tshark", Path(folder), None)
        environment = settings("tshark", Path(folder), capture)
        with capture.open("rb") as file:
            done = subprocess.run(words, stdin=file, capture_output=True, check=True, env=environment)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
