"""A recorded WebSocket goes in step with the app."""

from mitmproxy.websocket import WebSocketData, WebSocketMessage
from wsproto.frame_protocol import Opcode

from harness.capture.proxy.replay.talk import Talk


def talk(*said: tuple[bool, bytes | str]) -> Talk:
    messages = [
        WebSocketMessage(
            Opcode.TEXT if isinstance(data, str) else Opcode.BINARY,
            from_client,
            data.encode() if isinstance(data, str) else data,
        )
        for from_client, data in said
    ]
    return Talk(WebSocketData(messages=messages))


def test_the_server_says_what_it_said_when_the_app_has_said_what_it_had() -> None:
    found = talk(
        (False, "hello"), (True, '{"op": "login", "id": "1"}'), (False, '{"ok": 1}'), (False, b"\x01"),
        (True, b"\x02\x03"), (False, "bye"),
    )  # fmt: skip
    assert found.begin() == ["hello"]
    assert found.hear('{"op": "login", "id": "2"}') == ['{"ok": 1}', b"\x01"]
    assert found.hear(b"\x07\x08\x09") == ["bye"]
    assert found.answers
    assert found.hear("more") == []
    assert not found.answers


def test_messages_in_another_order_get_their_own_answers() -> None:
    found = talk(
        (True, '{"op": "a", "n": 1}'), (False, "to a"), (True, '{"op": "b", "n": 1}'), (False, "to b"),
        (True, '{"tick": 5}'), (False, "to tick"),
    )  # fmt: skip
    assert found.hear('{"tick": 9}') == ["to tick"]
    assert found.hear('{"op": "b", "n": 3}') == ["to b"]
    assert found.hear("unheard of") == ["to a"], "the next one"


def test_pings_are_no_part_of_it() -> None:
    messages = [WebSocketMessage(Opcode.PING, True, b"x"), WebSocketMessage(Opcode.TEXT, False, b"first")]
    assert Talk(WebSocketData(messages=messages)).begin() == ["first"]
