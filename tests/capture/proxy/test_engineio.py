"""Engine.IO by polling, as clients of Socket.IO begin."""

import http.client
import json
import threading

import pytest
from mitmproxy.http import Request

from harness.capture.proxy import engineio
from tests.capture.proxy.running import Running


def ask(found: Running, path: str, body: str | None = None) -> str:
    client = http.client.HTTPConnection("io.example")
    client.sock = found.connect(("198.18.0.5", 80), "io.example")
    client.request("GET" if body is None else "POST", path, body)
    answer = client.getresponse().read().decode()
    client.close()
    return answer


def test_a_session_of_version_4(found: Running) -> None:
    path = "/socket.io/?EIO=4&transport=polling&t=1"
    opened = ask(found, path)
    assert opened[:1] == "0"
    session = json.loads(opened[1:])
    assert session["upgrades"] == ["websocket"]
    path += f"&sid={session['sid']}"
    heard: list[str] = []
    poll = threading.Thread(target=lambda: heard.append(ask(found, path)))
    poll.start()
    assert ask(found, path, '40{"token":"x"}\x1e40/chat,') == "ok"
    poll.join(60)
    first, second = heard[0].split("\x1e")
    assert first.startswith('40{"sid":') and second.startswith('40/chat,{"sid":')
    assert ask(found, path, '420["imei","490154203237518"]') == "ok"
    assert ask(found, path) == "430[]"
    assert b"490154203237518" in b"".join(exchange.request_body for exchange in found.exchanges())
    assert found.gaps == []


def test_a_session_of_version_3(found: Running) -> None:
    path = "/socket.io/?EIO=3&transport=polling"
    head, _, rest = ask(found, path).partition(":")
    packet, after = rest[: int(head)], rest[int(head) :]
    assert after == "2:40"
    path += f"&sid={json.loads(packet[1:])['sid']}"
    assert ask(found, path, '6:40/foo9:427["a",1]') == "ok"
    assert ask(found, path) == "7:40/foo,5:437[]"


def test_a_poll_with_nothing_to_say_ends_and_keeps_no_phase_waiting(
    found: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engineio, "HOLD_S", 0.5)
    heard: list[str] = []
    path = "/engine.io/?EIO=4&transport=polling&sid=abc"
    poll = threading.Thread(target=lambda: heard.append(ask(found, path)))
    poll.start()
    while not found.proxy.recorder.in_flight:
        pass
    assert found.proxy.recorder.unanswered == 0
    poll.join(60)
    assert heard == ["6"]


def test_any_other_request_is_none() -> None:
    for path in ("/", "/?EIO=5&transport=polling", "/?EIO=4", "/?EIO=4&transport=x"):
        assert engineio.asked(Request.make("GET", f"http://io.example{path}")) is None


def test_what_is_cut_is_read_as_far_as_it_goes() -> None:
    assert engineio._read("5:42[1]4:abc", 3) == ["42[1]", "abc"]
    assert engineio._read("x", 3) == [] and engineio._read("99999999999:", 3) == []
