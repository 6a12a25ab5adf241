"""gRPC in a sinkhole, called by grpcio: all kinds of calls succeed, and what they carry is recorded."""

import base64
import http.client
import io
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import h2.config
import h2.connection
import h2.events
import pytest
from mitmproxy.io import FlowReader

from harness.capture.proxy import unheard
from harness.capture.proxy.proxy import Proxy
from harness.capture.proxy.replay.player import Player
from harness.evidence.exchange import Exchange
from harness.evidence.flows import exchange_from_flow
from harness.evidence.rows import Connection, Gap
from tests.capture.proxy.running import Running, running


class Calls:
    """A channel of grpcio through the proxy as an explicit one: grpcio opens its sockets itself."""

    def __init__(self, ca: Path, secure: bool, player: Player | None = None) -> None:
        self.flows = io.BytesIO()
        self.gaps: list[Gap] = []
        rows: list[Connection] = []
        self.proxy = Proxy(
            self.flows, rows.append, network="sinkhole", ca_dir=ca, on_gap=self.gaps.append, player=player
        ).start()
        options = [("grpc.http_proxy", f"http://127.0.0.1:{self.proxy.port}"), ("grpc.enable_retries", 0)]
        if secure:
            credentials = grpc.ssl_channel_credentials(self.proxy.ca_pem())
            self.channel = grpc.secure_channel("rpc.example:443", credentials, options)
        else:
            self.channel = grpc.insecure_channel("rpc.example:50051", options)

    def __enter__(self) -> "Calls":
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self.proxy.stop()

    def exchanges(self) -> list[Exchange]:
        self.proxy.stop()
        flows = FlowReader(io.BytesIO(self.flows.getvalue())).stream()
        return [exchange_from_flow(flow, index) for index, flow in enumerate(flows)]


def framed(*messages: bytes) -> bytes:
    return b"".join(b"\0" + len(message).to_bytes(4, "big") + message for message in messages)


@pytest.mark.parametrize("secure", [True, False])
def test_every_kind_of_call_succeeds_and_is_recorded(ca: Path, secure: bool) -> None:
    with Calls(ca, secure) as calls:
        channel: Any = calls.channel
        assert channel.unary_unary("/p.S/One")(b"imei=490154203237518", timeout=60) == b""
        assert list(channel.unary_stream("/p.S/Listen")(b"who", timeout=60)) == [b""]
        assert channel.stream_unary("/p.S/Upload")(iter([b"a" * 70_000, b"b", b"c"]), timeout=60) == b""
        assert list(channel.stream_stream("/p.S/Talk")(iter([b"x", b"y"]), timeout=60)) == [b""]
        exchanges = calls.exchanges()
    bodies = {exchange.url.rpartition("/")[2]: exchange.request_body for exchange in exchanges}
    assert bodies == {
        "One": framed(b"imei=490154203237518"), "Listen": framed(b"who"),
        "Upload": framed(b"a" * 70_000, b"b", b"c"), "Talk": framed(b"x", b"y"),
    }  # fmt: skip
    assert {exchange.status for exchange in exchanges} == {200}
    assert calls.gaps == []


def test_a_stream_that_waits_gets_a_first_answer_and_is_told_at_the_end(ca: Path) -> None:
    with Calls(ca, True) as calls:
        more = threading.Event()

        def messages() -> Iterator[bytes]:
            yield b"hello"
            more.wait(60)
            yield b"imei=490154203237518"
            time.sleep(20)

        talk: Any = calls.channel.stream_stream("/p.S/Talk")(messages())  # type: ignore[call-arg]
        assert next(talk) == b"", "before the app has ended its half"
        more.set()
        while not any(len(body()) > 20 for body in calls.proxy.recorder._growing.values()):
            time.sleep(0.01)
        assert calls.proxy.recorder.unanswered == 0
        (exchange,) = calls.exchanges()
        talk.cancel()
    assert exchange.request_body == framed(b"hello", b"imei=490154203237518")
    assert [(gap.kind, gap.host) for gap in calls.gaps] == [(unheard.UNANSWERED, "rpc.example:443")]


@pytest.mark.parametrize(("kind", "decode"), [("grpc-web+proto", bytes), ("grpc-web-text", base64.b64decode)])
def test_grpc_web(ca: Path, kind: str, decode: Any) -> None:
    with Calls(ca, False) as calls:
        client = http.client.HTTPConnection("127.0.0.1", calls.proxy.port, timeout=60)
        client.request("POST", "http://rpc.example/p.S/One", framed(b"abc"), {"Content-Type": f"application/{kind}"})
        answer = client.getresponse()
        assert (answer.status, answer.headers["Content-Type"]) == (200, f"application/{kind}")
        assert decode(answer.read()) == framed(b"") + b"\x80\0\0\0\x0fgrpc-status:0\r\n"
        client.close()
        assert calls.exchanges()[0].request_body == framed(b"abc")


def test_http2_without_tls_however_it_is_cut(found: Running) -> None:
    client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
    client.initiate_connection()
    place = [(":authority", "h.example:8080"), (":path", "/p")]
    client.send_headers(1, [(":method", "POST"), (":scheme", "http"), *place])
    client.send_data(1, b"id=1", end_stream=True)
    sent = client.data_to_send()
    sock = found.connect(("198.18.0.5", 8080), "h.example")
    sock.settimeout(60)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.sendall(sent[:11])
    time.sleep(0.05)
    sock.sendall(sent[11:])
    events: list[Any] = []
    while not any(isinstance(event, h2.events.StreamEnded) for event in events):
        events += client.receive_data(sock.recv(4096))
    assert b"".join(event.data for event in events if isinstance(event, h2.events.DataReceived)) == b"{}"
    (exchange,) = found.exchanges()
    assert (exchange.url, exchange.request_body) == ("http://h.example:8080/p", b"id=1")


@pytest.mark.parametrize("extended", [True, False])
def test_a_connect_of_http2_is_kept_and_told(found: Running, extended: bool) -> None:
    """RFC 8441 lets no client ask so that has not been told it may; whoever does it all the same is not passed over."""
    client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, validate_outbound_headers=False))
    client.initiate_connection()
    head = [(":method", "CONNECT"), (":authority", "h.example")]
    head += [(":protocol", "websocket"), (":scheme", "http"), (":path", "/chat")] if extended else []
    client.send_headers(1, head)
    sock = found.connect(("198.18.0.5", 8080), "h.example")
    sock.settimeout(60)
    sock.sendall(client.data_to_send())
    while sock.recv(4096):
        pass
    (exchange,) = found.exchanges()
    assert exchange.kind == "tcp" and exchange.messages[0].data
    assert [(gap.kind, gap.host) for gap in found.gaps] == [(unheard.UNREAD, "h.example:8080")]


def test_http2_without_tls_reaches_a_server_of_an_open_network(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        port = server.getsockname()[1]
        client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        client.initiate_connection()
        client.send_headers(1, [(":method", "GET"), (":scheme", "http"), (":authority", "h"), (":path", "/")], True)
        sock = found.connect(("127.0.0.1", port))
        sock.sendall(client.data_to_send())
        taken, _ = server.accept()
        taken.settimeout(60)
        heard = b""
        while len(heard) < 24:
            heard += taken.recv(1000)
        assert heard.startswith(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        taken.close()
        sock.close()
