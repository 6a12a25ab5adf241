"""Connections that say where they were meant to go, as the agent's do."""

import http.client
import socket
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import dns as mitm_dns
from mitmproxy.net.dns import types

from harness.capture.proxy.datagrams import MOST_BYTES, Datagram
from harness.capture.proxy.proxy_protocol import SIGNATURE, BadPreamble, read_preamble
from harness.capture.proxy.told import Told
from tests.capture.proxy.running import TOKEN, header, running, tls

MESSAGE: Any = getattr(mitm_dns, "DNSMessage", None) or mitm_dns.Message


def test_the_header_is_read_however_it_is_cut() -> None:
    whole = header(("203.0.113.5", 443), name="a.example")
    for cut in range(len(whole)):
        assert read_preamble(whole[:cut], TOKEN) is None
    found = read_preamble(whole + b"rest", TOKEN)
    assert found is not None
    preamble, rest = found
    assert (preamble.source, preamble.destination) == (("192.0.2.1", 40_000), ("203.0.113.5", 443))
    assert (preamble.name, preamble.pid, rest) == ("a.example", 77, b"rest")


def test_both_versions_of_addresses() -> None:
    found = read_preamble(header(("2001:db8::1", 80), source=("fd00::2", 9)), TOKEN)
    assert found is not None and found[0].destination == ("2001:db8::1", 80)
    found = read_preamble(header(("::ffff:203.0.113.5", 80), source=("::ffff:10.0.0.1", 9)), TOKEN)
    assert found is not None and (found[0].source, found[0].destination) == (("10.0.0.1", 9), ("203.0.113.5", 80))


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01",
        header(("203.0.113.5", 443), token=bytes(16)),
        SIGNATURE + b"\x20\x11\x00\x0c" + bytes(12),
        SIGNATURE + b"\x21\x31\x00\x0c" + bytes(12),
        SIGNATURE + b"\x21\x11\x00\x02" + bytes(2),
        SIGNATURE + b"\x21\x11\xff\xff" + bytes(64),
        SIGNATURE + b"\x21\x11\x00\x0c" + bytes(12),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadPreamble):
        read_preamble(data, TOKEN)


def test_https_is_decrypted_and_has_the_apps_own_port(ca: Path) -> None:
    with running(ca) as found:
        client = tls(found.proxy, found.connect(("198.18.0.5", 443), "a.example"), "a.example")
        client.sendall(b"POST /p HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nid=1")
        assert b"200 OK" in client.recv(1000)
        client.close()
        (exchange,) = found.exchanges()
    assert (exchange.url, exchange.request_body, exchange.client_port) == ("https://a.example/p", b"id=1", 40_000)
    (row,) = found.rows
    assert (row.host, row.port, row.state) == ("a.example", 443, "decrypted")
    assert row.extra == {"address": "198.18.0.5", "pid": 77}


def test_tls_that_is_not_http_is_read_in_a_sinkhole(ca: Path) -> None:
    with running(ca) as found:
        client = tls(found.proxy, found.connect(("198.18.0.6", 8883)), "mqtt.example")
        client.sendall(b"\x01\x0c\x00\x04MORE\x04\x02secret")
        while not found.proxy.recorder.in_flight:
            pass
        client.close()
        (exchange,) = found.exchanges()
    assert (exchange.kind, exchange.host, exchange.port) == ("tcp", "mqtt.example", 8883)
    assert [message.data for message in exchange.messages] == [b"\x01\x0c\x00\x04MORE\x04\x02secret"]
    assert found.rows[0].host == "mqtt.example"


def test_plain_tcp_keeps_the_name_that_was_looked_up(ca: Path) -> None:
    with running(ca) as found:
        client = found.connect(("198.18.0.7", 7000), "raw.example")
        client.sendall(b"\x00\x01raw")
        while not found.proxy.recorder.in_flight:
            pass
        client.close()
        (exchange,) = found.exchanges()
    assert (exchange.kind, exchange.host, exchange.port) == ("tcp", "raw.example", 7000)


def test_an_open_network_is_asked_for_the_address_not_the_name(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        port = server.getsockname()[1]
        client = found.connect(("127.0.0.1", port), "nowhere.example")
        client.sendall(b"\x00\x01hello")
        taken, _ = server.accept()
        with taken:
            assert taken.recv(100) == b"\x00\x01hello"
            taken.sendall(b"\x02back")
            assert client.recv(100) == b"\x02back"
        client.close()
        (exchange,) = found.exchanges()
    assert (exchange.host, exchange.port, len(exchange.messages)) == ("nowhere.example", port, 2)


def test_a_server_that_does_not_answer_is_said(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with running(ca, "live") as found:
        assert found.connect(("127.0.0.1", port)).recv(10) == b""
        found.exchanges()
    assert found.rows[0].reason is not None
    assert found.rows[0].reason.startswith("no connection to the server")


def test_who_does_not_know_the_token_is_sent_away(ca: Path) -> None:
    with running(ca) as found:
        assert found.connect(("198.18.0.7", 7000), token=bytes(16)).recv(10) == b""
        client = http.client.HTTPConnection("127.0.0.1", found.proxy.port, timeout=60)
        with pytest.raises(http.client.HTTPException):
            client.request("GET", "http://a.example/")
            client.getresponse()
        assert found.exchanges() == []


def datagram(content: bytes, sent: bool = True, **more: Any) -> Datagram:
    words = {"pid": 7, "local": 5000, "host": "203.0.113.9", "port": 9000} | more
    return Datagram(sent=sent, content=content, **words)


def test_datagrams_are_conversations(ca: Path) -> None:
    with running(ca, "live") as found:
        found.proxy.datagram(datagram(b"id=1"))
        found.proxy.datagram(datagram(b"ok", sent=False))
        found.proxy.datagram(datagram(b"other", local=5001, name="u.example"))
        assert found.exchanges()
        exchanges = {exchange.client_port: exchange for exchange in found.exchanges()}
    assert [(m.from_client, m.data) for m in exchanges[5000].messages] == [(True, b"id=1"), (False, b"ok")]
    assert (exchanges[5001].kind, exchanges[5001].host) == ("udp", "u.example")
    row = next(row for row in found.rows if row.host == "203.0.113.9")
    assert (row.sent, row.received, row.extra["transport"]) == (4, 2, "udp")


def test_dns_of_the_apps_own_is_dns(ca: Path) -> None:
    def question(number: int, kind: int) -> Any:
        return MESSAGE(
            timestamp=0, id=number, query=True, op_code=0, authoritative_answer=False, truncation=False,
            recursion_desired=True, recursion_available=False, reserved=0, response_code=0,
            questions=[mitm_dns.Question("a.example", kind, 1)], answers=[], authorities=[], additionals=[],
        )  # fmt: skip

    with running(ca, "live") as found:
        both = [question(1, types.A), question(2, types.AAAA)]
        for one in both:
            found.proxy.datagram(datagram(one.packed, port=53))
        for one in both:
            found.proxy.datagram(datagram(one.fail(3).packed, sent=False, port=53))
        found.proxy.datagram(datagram(b"not dns", port=53))
        exchanges = found.exchanges()
    assert sorted((exchange.kind, exchange.host) for exchange in exchanges) == [
        ("dns", "a.example"), ("dns", "a.example"), ("udp", "203.0.113.9"),
    ]  # fmt: skip


def test_a_long_conversation_is_cut_and_says_so(ca: Path) -> None:
    with running(ca) as found:
        for _ in range(MOST_BYTES // 60_000 + 2):
            found.proxy.datagram(datagram(bytes(60_000)))
        (exchange,) = found.exchanges()
    assert sum(len(message.data) for message in exchange.messages) <= MOST_BYTES
    assert found.rows[0].sent > MOST_BYTES and found.rows[0].reason is not None


def test_what_the_agent_tells_comes_out_of_the_app(ca: Path) -> None:
    with running(ca) as found:
        told = Told(found.proxy, found.rows.append)
        odd: list[dict[str, Any]] = [
            {},
            {"t": "datagram", "address": 7},
            {"t": "refused", "address": "a" * 99, "port": 1},
            {"t": "refused", "address": "1.2.3.4", "port": "x"},
            {"t": "unrouted", "address": "1", "port": -1},
        ]
        for one in odd:
            told.take(1, one, b"")
        told.take(1, {"t": "refused", "address": "198.18.0.9", "port": 443, "name": "q.example"}, b"")
        told.take(1, {"t": "unrouted", "address": "198.18.0.9", "port": 80, "reason": "why"}, b"")
        told.take(1, {"t": "datagram", "address": "198.18.0.9", "port": 80, "local": 4, "sent": True}, b"data")
        assert len(found.exchanges()) == 1
    assert [(row.state, row.host, row.reason) for row in found.rows[:2]] == [
        ("refused", "q.example", "HTTP/3, refused so that the app falls back to TCP"), ("denied", "198.18.0.9", "why"),
    ]  # fmt: skip
