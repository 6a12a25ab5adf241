"""A WebSocket's messages, in fragments, compressed, and what is left when it breaks off."""

import wsproto.extensions
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Ping, Request, TextMessage

from harness.evidence.pcap.http1 import Http1
from harness.evidence.pcap.said import Place
from tests.evidence.pcap.heard import heard, place


def _said(*, deflate: bool = False) -> list[tuple[bool, bytes]]:
    offered = [wsproto.extensions.PerMessageDeflate()] if deflate else []
    client, server = WSConnection(ConnectionType.CLIENT), WSConnection(ConnectionType.SERVER)
    said = [(True, client.send(Request(host="a", target="/ws", extensions=[*offered])))]
    server.receive_data(said[0][1])
    list(server.events())
    mine = [wsproto.extensions.PerMessageDeflate()] if deflate else []
    said.append((False, server.send(AcceptConnection(extensions=[*mine]))))
    client.receive_data(said[1][1])
    list(client.events())
    said.append((True, client.send(TextMessage("imei=", message_finished=False))))
    said.append((True, client.send(TextMessage("1234"))))
    said.append((True, client.send(Ping(b"ping"))))
    said.append((False, server.send(TextMessage("thanks" * 50))))
    said.append((True, client.send(CloseConnection(1000, "bye imei"))))
    return said


def _messages(at: Place) -> list[tuple[bool, bytes]]:
    (found,) = at.found
    assert found.kind == "websocket" and found.status == 101
    return [(each.from_client, each.data) for each in found.messages]


def test_messages() -> None:
    for deflate in (False, True):
        for step in (1, 1 << 20):
            at = place(80)
            heard(Http1(at), *_said(deflate=deflate), step=step)
            assert _messages(at) == [
                (True, b"imei=1234"), (True, b"ping"), (False, b"thanks" * 50), (True, b"bye imei"),
            ]  # fmt: skip
            assert not at.lost


def test_a_message_that_breaks_off_is_kept() -> None:
    at = place(80)
    heard(Http1(at), *_said()[:3])
    assert _messages(at) == [(True, b"imei=")]


def test_what_is_none_is_said() -> None:
    at = place(80)
    heard(Http1(at), *_said()[:2], (True, b"\xff" * 30))
    assert _messages(at) == []
    assert len(at.lost) == 1 and "could not be followed" in at.lost[0]
