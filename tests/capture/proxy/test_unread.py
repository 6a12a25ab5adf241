"""Nothing that an app sends is passed over because mitmproxy cannot read it."""

import socket
import threading
from pathlib import Path

import pytest

from harness.capture.proxy import guard, proxy_protocol, unheard
from harness.capture.proxy.http_layers import Http
from tests.capture.proxy.running import Running, running

SECRET = b"imei=490154203237518"
HEAD = b"POST /p HTTP/1.1\r\nHost: a.example\r\n"


def sent(found: Running, data: bytes, port: int = 80) -> None:
    """Send it, and be gone; the proxy has seen all of it then."""
    client = found.connect(("198.18.0.5", port), "a.example")
    client.sendall(data)
    client.close()
    found.over()


@pytest.mark.parametrize(
    "data",
    [
        b"SEND the following\r\n" + SECRET + b"\r\n\r\n",
        b"GET / HTTP/9.7\r\n" + SECRET + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon " + SECRET + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + SECRET,  # the head never ends
        HEAD + b"Content-Length: -5\r\n\r\n" + SECRET,
        HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n" + SECRET,
        HEAD + b"Content-Length: 1\r\n\r\n1NONSENSE is next\r\n" + SECRET + b"\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n" + SECRET + b"\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Trailer: " + SECRET + b"\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SECRET * 3,
    ],
)
@pytest.mark.parametrize("kept", [False, True])
def test_what_is_no_http_is_in_the_recording_and_told(
    found: Running, data: bytes, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kept:  # its last byte might be the first of the mark that ends what an app says, and comes by itself then
        monkeypatch.setattr(proxy_protocol, "end_of_input", lambda token: data[-1:] + bytes(15))
    sent(found, data)
    exchanges = found.exchanges()
    held = [message.data for exchange in exchanges for message in exchange.messages]
    held += [exchange.request_body for exchange in exchanges]
    held += [value.encode() for exchange in exchanges for _, value in exchange.request_headers]
    assert any(SECRET in one for one in held), exchanges
    assert {row.kind for row in found.gaps} == {unheard.UNREAD}
    assert all(row.host == "a.example:80" and "recorded as they came" in row.detail for row in found.gaps)


@pytest.mark.parametrize(
    "data",
    [HEAD + b"Content-Length: 100\r\n\r\n" + SECRET, HEAD + b"Transfer-Encoding: chunked\r\n\r\n14\r\n" + SECRET],
)
def test_of_a_body_that_is_never_whole_what_came_is_kept(found: Running, data: bytes) -> None:
    sent(found, data)
    (exchange,) = found.exchanges()
    assert exchange.request_body == SECRET


def test_nor_is_it_lost_at_the_end_of_the_run(found: Running) -> None:
    client = found.connect(("198.18.0.5", 80), "a.example")
    client.sendall(HEAD + b"Content-Length: 100\r\n\r\n" + SECRET)
    growing = found.proxy.recorder._growing
    found.until(lambda: growing and all(body() for body in list(growing.values())))
    (exchange,) = found.exchanges()
    assert exchange.request_body == SECRET
    client.close()


@pytest.mark.parametrize("data", [SECRET, b"\0\x20" + SECRET + bytes(12), b"\0\0" + SECRET])
def test_what_is_no_dns_on_its_port(found: Running, data: bytes) -> None:
    sent(found, data, 53)
    exchanges = found.exchanges()
    assert b"".join(message.data for exchange in exchanges for message in exchange.messages) == data
    assert {row.kind for row in found.gaps} == {unheard.UNREAD}


def test_an_open_network_loses_nothing_either(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        client = found.connect(("127.0.0.1", server.getsockname()[1]))
        client.sendall(b"SEND the following\r\n" + SECRET + b"\r\n\r\n")
        client.recv(100)
        exchanges = found.exchanges()
        client.close()
    assert SECRET in b"".join(message.data for exchange in exchanges for message in exchange.messages)
    assert [row.kind for row in found.gaps] == [unheard.UNREAD]


@pytest.mark.parametrize("apart", [False, True])
def test_a_layer_that_fails_is_told_with_what_it_failed_on(
    found: Running, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    failed = threading.Event()

    def fails(*_: object) -> None:
        failed.set()
        raise RuntimeError("a fault of mitmproxy's")

    monkeypatch.setattr(Http, "make_stream", fails)
    if apart:  # what comes behind it is no less the app's
        monkeypatch.setattr(guard, "_REST_S", 60.0)
        client = found.connect(("198.18.0.5", 80), "a.example")
        client.sendall(HEAD + b"\r\n")
        assert failed.wait(60)
        client.sendall(SECRET)
        client.close()
        found.over()
    else:
        sent(found, HEAD + b"\r\n" + SECRET)
    assert any(SECRET in exchange.messages[0].data for exchange in found.exchanges())
    assert "RuntimeError: a fault of mitmproxy's" in found.gaps[0].detail
