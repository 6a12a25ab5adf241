"""WebSockets in a sinkhole, opened by clients that are not ours: everything the client says is recorded."""

import contextlib
import os
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Ping, Pong, Request, TextMessage
from wsproto.extensions import PerMessageDeflate

from harness.capture.proxy import unheard
from harness.evidence.exchange import Exchange
from tests.capture.proxy.running import Running, tls

UPGRADE = b"GET /up HTTP/1.1\r\nHost: ws.example\r\nConnection: Upgrade\r\n"
KEY = b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"


def opened(found: Running, path: str = "/chat", **more: Any) -> ClientConnection:
    """A WebSocket of the library ``websockets``."""
    sock = found.connect(("198.18.0.5", 80), "ws.example")
    return connect(f"ws://ws.example{path}", sock=sock, **more)


def said(exchange: Exchange) -> list[bytes]:
    return [message.data for message in exchange.messages if message.from_client]


def kinds(found: Running) -> list[tuple[str, str]]:
    return [(row.kind, row.host) for row in found.gaps]


def test_what_an_app_says_is_recorded_over_tls(ca: Path, found: Running) -> None:
    sock = tls(found.proxy, found.connect(("198.18.0.5", 443), "ws.example"), "ws.example")
    with connect("ws://ws.example/chat?id=1", sock=sock, subprotocols=["chat.v2", "chat.v1"]) as client:  # type: ignore[list-item]
        assert client.subprotocol == "chat.v2"
        assert client.response is not None and "Sec-WebSocket-Extensions" not in client.response.headers
        client.send("imei=490154203237518")
        client.send(bytes(range(256)) * 300)
        client.send(["first ", "second ", "third"])  # one message in three frames
        assert client.ping(b"payload").wait(60), "a ping is answered"
        client.close(1000, "bye imei=490154203237518")
    (exchange,) = found.exchanges()
    assert (exchange.kind, exchange.url, exchange.status) == ("websocket", "https://ws.example/chat?id=1", 101)
    assert said(exchange) == [
        b"imei=490154203237518", bytes(range(256)) * 300, b"first second third", b"payload",
        b"bye imei=490154203237518",
    ]  # fmt: skip
    assert kinds(found) == [(unheard.UNANSWERED, "ws.example:443")]
    assert found.rows[0].state == "decrypted" and found.rows[0].sent > 76_800


def test_a_second_client_of_another_maker(found: Running) -> None:
    sock = found.connect(("198.18.0.5", 80), "ws.example")
    sock.settimeout(60)
    client = WSConnection(ConnectionType.CLIENT)
    sock.sendall(client.send(Request(host="ws.example", target="/w", extensions=[PerMessageDeflate()])))
    events: list[Any] = []

    def until(kind: type) -> Any:
        while not any(isinstance(event, kind) for event in events):
            client.receive_data(sock.recv(4096))
            events.extend(client.events())
        return next(event for event in events if isinstance(event, kind))

    assert until(AcceptConnection).extensions == []
    sock.sendall(client.send(TextMessage("ha", message_finished=False)) + client.send(TextMessage("lf")))
    sock.sendall(client.send(BytesMessage(b"\0\xff")) + client.send(Pong(b"unasked")) + client.send(Ping(b"there?")))
    assert until(Pong).payload == b"there?"
    sock.sendall(client.send(CloseConnection(1001, "gone")))
    assert until(CloseConnection).code == 1001
    (exchange,) = found.exchanges()
    assert said(exchange) == [b"half", b"\0\xff", b"unasked", b"there?", b"gone"]


def test_one_that_is_cut_off_or_never_finished_loses_nothing(found: Running) -> None:
    client = opened(found)
    client.send("whole")
    client.socket.sendall(b"\x01\x84\0\0\0\0part")  # a first frame of a message without an end
    known = found.proxy.recorder._connections
    while (open_ := known.ids()) and not any(row.sent for name in open_ if (row := known.row(name))):
        time.sleep(0.01)
    client.socket.shutdown(socket.SHUT_RDWR)
    other = opened(found, "/open")
    other.send("still open at the end")
    while found.proxy.recorder.in_flight > 1:
        time.sleep(0.01)
    assert found.proxy.recorder.unanswered == 0, "an open WebSocket keeps no phase waiting"
    exchanges = {exchange.url: said(exchange) for exchange in found.exchanges()}
    other.socket.close()
    assert exchanges["http://ws.example/chat"] == [b"whole", b"part"]
    assert exchanges["http://ws.example/open"] == [b"still open at the end"]


def test_frames_that_are_none_are_kept_as_they_came(found: Running) -> None:
    client = opened(found)
    client.socket.sendall(b"\xf3\x85....imei=490154203237518")
    with pytest.raises(ConnectionClosed):
        client.recv(10)
    kinds_of = {exchange.kind: said(exchange) for exchange in found.exchanges()}
    assert kinds_of == {"websocket": [], "tcp": [b"\xf3\x85....imei=490154203237518"]}
    assert (unheard.UNREAD, "ws.example:80") in kinds(found)


def test_an_app_that_waits_for_the_servers_first_word_is_told(found: Running) -> None:
    with opened(found):
        pass
    assert said(found.exchanges()[0]) == []
    assert kinds(found) == [(unheard.SERVER_FIRST, "ws.example:80")]


def test_what_is_more_than_is_kept_is_cut_and_told(found: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unheard, "MOST_BYTES", 1000)
    monkeypatch.setattr(unheard, "MOST_MESSAGES", 3)
    with opened(found) as client:
        client.send("x" * 900)
        client.send(["y" * 60, "z" * 60])
        client.send("w")
    (exchange,) = found.exchanges()
    assert said(exchange) == [b"x" * 900, b"y" * 60]
    assert (unheard.CUT, "ws.example:80") in kinds(found)


@pytest.mark.parametrize(
    ("protocol", "talk"),
    [
        ("mqtt", [(b"\x10\x0c\0\4MQTT\4\2\0\x3c\0\0", b"\x20\2\0\0"), (b"\x32\7\0\1t\0\7hi", b"\x40\2\0\7")]),
        ("graphql-transport-ws", [('{"type":"connection_init","payload":{"t":1}}', '{"type": "connection_ack"}')]),
        ("v12.stomp", [("CONNECT\naccept-version:1.1,1.2\n\n\0", "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0")]),
    ],
)
def test_protocols_in_which_a_client_waits_for_leave_to_speak(found: Running, protocol: str, talk: Any) -> None:
    with opened(found, subprotocols=[protocol]) as client:
        for asked, answer in talk:
            client.send(asked)
            assert client.recv(10) == answer
    (exchange,) = found.exchanges()
    assert said(exchange) == [asked if isinstance(asked, bytes) else asked.encode() for asked, _ in talk]
    assert found.gaps == []


def test_socket_io(found: Running) -> None:
    with opened(found, "/socket.io/?EIO=4&transport=websocket") as client:
        assert str(client.recv(10)).startswith('0{"sid":')
        client.send('40/chat,{"token":"490154203237518"}')
        assert str(client.recv(10)).startswith('40/chat,{"sid":')
        client.send('42/chat,7["hello","x"]')
        assert client.recv(10) == "43/chat,7[]"
    assert said(found.exchanges()[0]) == [b'40/chat,{"token":"490154203237518"}', b'42/chat,7["hello","x"]']
    assert found.gaps == []


def answered(found: Running, request: bytes) -> tuple[socket.socket, bytes]:
    client = found.connect(("198.18.0.5", 80), "ws.example")
    client.settimeout(60)
    client.sendall(request)
    return client, client.recv(4096)


@pytest.mark.parametrize(
    "request_",
    [
        UPGRADE + b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
        UPGRADE + b"Upgrade: websocket\r\nSec-WebSocket-Version: 8\r\n" + KEY + b"\r\n",
        UPGRADE.replace(b"GET", b"PUT") + b"Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n" + KEY + b"\r\n",
    ],
)
def test_a_websocket_that_is_none_is_refused_by_name(found: Running, request_: bytes) -> None:
    _, answer = answered(found, request_)
    assert answer.startswith(b"HTTP/1.1 426 ")
    found.exchanges()
    assert kinds(found) == [(unheard.REFUSED, "ws.example:80")]


def test_any_other_protocol_is_taken_as_raw_bytes(found: Running) -> None:
    client, answer = answered(found, UPGRADE + b"Upgrade: own/2\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101 ") and b"upgrade: own/2" in answer.lower()
    client.sendall(b"imei=490154203237518")
    client.close()
    found.over()
    exchanges = {exchange.kind: exchange for exchange in found.exchanges()}
    assert said(exchanges["tcp"]) == [b"imei=490154203237518"]
    assert kinds(found) == [(unheard.UNANSWERED, "ws.example:80")]


def test_what_needs_no_upgrade_is_answered_and_tls_is_refused_by_name(found: Running) -> None:
    # java.net.http asks so in every request without TLS, and goes on in HTTP/1.1.
    head = UPGRADE.replace(b"Upgrade", b"Upgrade, HTTP2-Settings")
    _, answer = answered(found, head + b"Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    _, answer = answered(found, UPGRADE + b"Upgrade: TLS/1.2\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    found.exchanges()
    assert kinds(found) == [(unheard.REFUSED, "ws.example:80")]


def test_random_bytes_after_the_handshake_end_in_words(found: Running) -> None:
    for _ in range(20):
        client = opened(found)
        with contextlib.suppress(OSError):  # the proxy may have had enough before all of it was sent
            client.socket.sendall(os.urandom(2000))
            client.socket.shutdown(socket.SHUT_RDWR)
    assert all(exchange.kind in ("websocket", "tcp") for exchange in found.exchanges())
