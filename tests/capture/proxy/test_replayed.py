"""A recording played back through a running proxy: HTTP, WebSocket and gRPC, with clients that are not ours."""

import http.client
import json
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from mitmproxy import http as recorded_http
from mitmproxy.websocket import WebSocketData, WebSocketMessage
from websockets.sync.client import connect
from wsproto.frame_protocol import Opcode

from harness.capture.proxy import unheard
from harness.capture.proxy.datagrams import Datagram
from tests.capture.proxy.replay.kit import Playing, answered, asked
from tests.capture.proxy.running import Running, running, tls
from tests.capture.proxy.test_sunk_grpc import Calls, framed

API = "https://api.example"


def get(found: Running, path: str, body: bytes | None = None) -> tuple[int, bytes, Any]:
    """Ask over TLS."""
    client = http.client.HTTPSConnection("api.example", context=ssl.create_default_context())
    client.sock = tls(found.proxy, found.connect(("198.18.0.5", 443), "api.example"), "api.example")
    client.request("GET" if body is None else "POST", path, body)
    answer = client.getresponse()
    done = answer.status, answer.read(), answer.headers
    client.close()
    return done


def test_http_gets_what_was_recorded_and_else_what_a_sinkhole_says(ca: Path) -> None:
    playing = Playing(
        answered(asked(f"{API}/config?ts=1"), '{"feature": "on"}', content_type="application/json", x_served_by="them"),
        answered(asked(f"{API}/gone", "POST", b"x"), "not here", 404),
    )
    with running(ca, player=playing.player) as found:
        status, body, headers = get(found, "/config?ts=2")
        assert (status, json.loads(body), headers["x-served-by"]) == (200, {"feature": "on"}, "them")
        assert get(found, "/gone", b"y")[:2] == (404, b"not here")
        assert get(found, "/config?ts=3")[1] == body, "again"
        assert get(found, "/unheard-of")[:2] == (200, b"{}")
        exchanges = found.exchanges()
    assert [each.status for each in exchanges] == [200, 404, 200, 200]
    assert exchanges[0].response_body == b'{"feature": "on"}'
    assert [(row.outcome, row.index, row.again) for row in playing.rows] == [
        ("recorded", 0, False), ("recorded", 1, False), ("recorded", 0, True), ("unrecorded", -1, False),
    ]  # fmt: skip
    assert [row.exchange for row in playing.rows] == [each.id for each in exchanges]
    assert found.gaps == []


def socket_of(path: str, *said: tuple[bool, str | bytes]) -> recorded_http.HTTPFlow:
    words = {"upgrade": "websocket", "connection": "Upgrade", "sec_websocket_version": "13"}
    item = answered(asked(f"http://ws.example{path}", sec_websocket_key="x", **words), "", 101, upgrade="websocket")
    messages = [
        WebSocketMessage(Opcode.TEXT, by, data.encode())
        if isinstance(data, str)
        else WebSocketMessage(Opcode.BINARY, by, data)
        for by, data in said
    ]
    item.websocket = WebSocketData(messages=messages)
    return item


def test_a_websocket_goes_in_step(ca: Path) -> None:
    said = [(False, "welcome"), (True, '{"id": 1}'), (False, "one"), (False, b"\x01\x02"), (True, "x"), (False, "two")]
    playing = Playing(socket_of("/chat", *said))
    with running(ca, player=playing.player) as found:
        sock = found.connect(("198.18.0.5", 80), "ws.example")
        with connect("ws://ws.example/chat", sock=sock) as client:
            assert client.recv(10) == "welcome"
            client.send('{"id": 7}')
            assert [client.recv(10), client.recv(10)] == ["one", b"\x01\x02"]
            client.send("y")
            assert client.recv(10) == "two"
        assert found.gaps == []
        with connect("ws://ws.example/other", sock=found.connect(("198.18.0.5", 80), "ws.example")) as client:
            client.send("who is there")
        exchange, other = found.exchanges()
    assert [message.data for message in exchange.messages] == [
        b"welcome",
        b'{"id": 7}',
        b"one",
        b"\x01\x02",
        b"y",
        b"two",
    ]
    assert other.status == 101
    assert [row.outcome for row in playing.rows] == ["recorded", "unrecorded"]
    assert [(gap.kind, gap.host) for gap in found.gaps] == [(unheard.UNANSWERED, "ws.example:80")]


def test_an_app_that_says_more_than_was_recorded_is_told(ca: Path) -> None:
    playing = Playing(socket_of("/chat", (True, "a"), (False, "b")))
    with running(ca, player=playing.player) as found:
        with connect("ws://ws.example/chat", sock=found.connect(("198.18.0.5", 80), "ws.example")) as client:
            client.send("a")
            assert client.recv(10) == "b"
            client.send("and then")
        found.exchanges()
    assert [(gap.kind, gap.host) for gap in found.gaps] == [(unheard.UNANSWERED, "ws.example:80")]


def test_other_protocols_are_told_as_not_recorded(ca: Path) -> None:
    playing = Playing(answered(asked(API), "x"))
    with running(ca, player=playing.player) as found:
        client = found.connect(("198.18.0.6", 1883), "mqtt.example")
        client.sendall(b"\x10\x0c\0\4MQTT\4\2\0\x3c\0\0")
        assert client.recv(100) == b"\x20\2\0\0"
        found.proxy.datagram(Datagram(pid=1, local=4000, host="198.18.0.9", port=123, sent=True, content=b"x"))
        client.close()
        found.exchanges()
    assert {(row.method, row.host, row.port, row.outcome) for row in playing.rows} == {
        ("TCP", "mqtt.example", 1883, "unrecorded"), ("UDP", "198.18.0.9", 123, "unrecorded"),
    }  # fmt: skip
    assert playing.player.record().unrecorded == 2


def call(path: str, request: bytes, answer: bytes, status: str, message: str = "") -> recorded_http.HTTPFlow:
    """A recorded call of gRPC."""
    item = asked(f"https://rpc.example{path}", "POST", request, content_type="application/grpc", te="trailers")
    item.request.http_version = "HTTP/2.0"
    answered(item, answer, content_type="application/grpc")
    assert item.response is not None
    item.response.http_version = "HTTP/2.0"
    item.response.trailers = recorded_http.Headers(
        ((b"grpc-status", status.encode()), (b"grpc-message", message.encode()))
    )
    return item


@pytest.fixture
def recorded() -> Playing:
    return Playing(
        call("/p.S/One", framed(b"\x0a\x011"), framed(b"for a"), "0"),
        call("/p.S/One", framed(b"\x12\x012"), framed(b"for b"), "0"),
        call("/p.S/Listen", framed(b"\x0a\x011"), framed(b"1", b"2", b"3"), "0"),
        call("/p.S/Denied", framed(b""), b"", "7", "not you"),
    )


@pytest.fixture
def calls(ca: Path, recorded: Playing) -> Iterator[Calls]:
    with Calls(ca, True, recorded.player) as found:
        yield found


def test_grpc_gets_messages_and_trailers(calls: Calls, recorded: Playing) -> None:
    channel: Any = calls.channel
    assert channel.unary_unary("/p.S/One")(b"\x12\x019", timeout=60) == b"for b", "by the fields of the message"
    assert channel.unary_unary("/p.S/One")(b"\x0a\x019", timeout=60) == b"for a"
    assert list(channel.unary_stream("/p.S/Listen")(b"\x0a\x019", timeout=60)) == [b"1", b"2", b"3"]
    with pytest.raises(grpc.RpcError) as denied:
        channel.unary_unary("/p.S/Denied")(b"", timeout=60)
    assert (denied.value.code(), denied.value.details()) == (grpc.StatusCode.PERMISSION_DENIED, "not you")
    assert channel.unary_unary("/p.S/Unheard")(b"\x0a\x019", timeout=60) == b"", "as in any sinkhole"
    exchanges = calls.exchanges()
    assert [each.response_body for each in exchanges][:2] == [framed(b"for b"), framed(b"for a")]
    assert calls.gaps == []
    assert [(row.outcome, row.index) for row in recorded.rows] == [
        ("recorded", 1), ("recorded", 0), ("recorded", 2), ("recorded", 3), ("unrecorded", -1),
    ]  # fmt: skip


def test_a_stream_is_answered_before_the_app_has_ended_its_half(calls: Calls) -> None:
    end = threading.Event()

    def messages() -> Iterator[bytes]:
        yield b"\x0a\x019"
        end.wait(60)

    channel: Any = calls.channel
    talk = channel.stream_stream("/p.S/Listen")(messages(), timeout=60)
    assert [next(talk), next(talk), next(talk)] == [b"1", b"2", b"3"]
    end.set()
    assert list(talk) == []
