"""Raw TCP in a sinkhole: what the app says is recorded, and where it waits for its server, that is told."""

import socket
import ssl
import threading
import time
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from harness.capture.proxy import unheard
from harness.capture.proxy.mqtt import Broker, begins
from harness.evidence.rows import Connection, Gap
from tests.capture.proxy.running import Running, running, tls


def kinds(found: Running) -> list[tuple[str, str]]:
    return [(row.kind, row.host) for row in found.gaps]


class Phone(paho.Client):
    """paho's client, whose socket comes to the proxy as the agent's do."""

    found: Running

    def _create_socket_connection(self) -> socket.socket:
        return self.found.connect(("198.18.0.6", 8883), "mqtt.example")


@pytest.mark.parametrize("version", [paho.MQTTv31, paho.MQTTv311, paho.MQTTv5])
@pytest.mark.parametrize("secure", [True, False])
def test_a_client_of_mqtt_says_all_it_has_to(found: Running, version: Any, secure: bool) -> None:
    client = Phone(CallbackAPIVersion.VERSION2, client_id="phone-490154203237518", protocol=version)
    client.found = found
    if secure:
        context = ssl.create_default_context(cadata=found.proxy.ca_pem().decode())
        client.tls_set_context(context)
    done = threading.Event()
    client.on_connect = lambda *_: client.subscribe([("a/#", 0), ("b", 1)])
    client.on_subscribe = lambda *_: [client.publish("t", f"qos {qos} 490154203237518", qos) for qos in (0, 1, 2)]
    client.on_publish = lambda client, _, mid, *__: done.set() if mid == 4 else None
    client.connect("mqtt.example", 8883)
    client.loop_start()
    assert done.wait(60), "all three are acknowledged"
    gone = threading.Event()
    client.on_unsubscribe = lambda *_: gone.set()
    client.unsubscribe(["a/#", "b"])
    assert gone.wait(60)
    client.disconnect()
    client.loop_stop()
    (exchange,) = found.exchanges()
    sent = b"".join(message.data for message in exchange.messages if message.from_client)
    assert (exchange.kind, exchange.host) == ("tcp", "mqtt.example")
    assert b"phone-490154203237518" in sent and all(b"qos %d 490154203237518" % qos in sent for qos in (0, 1, 2))
    assert found.gaps == []


def test_what_is_agreed_on_with_tls_is_what_the_app_offers(found: Running) -> None:
    context = ssl.create_default_context(cadata=found.proxy.ca_pem().decode())
    context.set_alpn_protocols(["x-amzn-mqtt-ca"])
    client = context.wrap_socket(found.connect(("198.18.0.6", 443)), server_hostname="iot.example")
    assert client.selected_alpn_protocol() == "x-amzn-mqtt-ca"
    client.sendall(b"\x10\x0c\0\4MQTT\4\2\0\x3c\0\0")
    assert client.recv(100) == b"\x20\2\0\0"


def test_any_other_protocol_is_recorded_and_told_of(found: Running) -> None:
    client = found.connect(("198.18.0.7", 7000), "raw.example")
    client.sendall(b"\0\1imei=490154203237518")
    client.sendall(b"\0\1more")
    client.shutdown(socket.SHUT_WR)
    assert client.recv(10) == b""
    (exchange,) = found.exchanges()
    assert b"".join(message.data for message in exchange.messages) == b"\0\1imei=490154203237518\0\1more"
    assert kinds(found) == [(unheard.UNANSWERED, "raw.example:7000")]


def test_more_than_is_kept_is_cut_and_told(found: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unheard, "MOST_BYTES", 1000)
    client = found.connect(("198.18.0.7", 7000), "raw.example")
    for _ in range(5):
        client.sendall(b"\1" * 400)
        time.sleep(0.02)
    client.close()
    found.over()
    (exchange,) = found.exchanges()
    assert 0 < sum(len(message.data) for message in exchange.messages) <= 1000
    assert (unheard.CUT, "raw.example:7000") in kinds(found)
    assert found.rows[0].sent <= 2000


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unheard, "SILENCE_S", 0.05)


@pytest.mark.usefixtures("impatient")
def test_who_waits_for_the_servers_first_word_is_told_of(found: Running) -> None:
    plain = found.connect(("198.18.0.8", 25), "smtp.example")
    secure = tls(found.proxy, found.connect(("198.18.0.9", 993), "imap.example"), "imap.example")
    open_ = found.connect(("198.18.0.10", 3306), "db.example")
    time.sleep(0.1)
    plain.close()
    secure.close()
    assert found.exchanges() == []
    open_.close()
    assert sorted(kinds(found)) == [
        (unheard.SERVER_FIRST, "db.example:3306"), (unheard.SERVER_FIRST, "imap.example:993"),
        (unheard.SERVER_FIRST, "smtp.example:25"),
    ]  # fmt: skip
    assert all(0 < row.from_us <= row.to_us for row in found.gaps)


@pytest.mark.usefixtures("impatient")
def test_a_spare_connection_is_no_silence(found: Running) -> None:
    spare = found.connect(("198.18.0.5", 80), "a.example")
    used = found.connect(("198.18.0.5", 80), "a.example")
    used.sendall(b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
    assert used.recv(100)
    context = ssl.create_default_context(cadata=found.proxy.ca_pem().decode())
    context.set_alpn_protocols(["h2", "http/1.1"])
    browsers = context.wrap_socket(found.connect(("198.18.0.6", 443)), server_hostname="b.example")
    time.sleep(0.1)
    for one in (spare, used, browsers):
        one.close()
    found.exchanges()
    assert found.gaps == []


def test_one_that_is_closed_at_once_waited_for_nobody(found: Running) -> None:
    found.connect(("198.18.0.8", 25), "smtp.example").close()
    found.exchanges()
    assert found.gaps == []


def test_an_open_network_has_servers_of_its_own(ca: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unheard, "SILENCE_S", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        client = found.connect(("127.0.0.1", server.getsockname()[1]))
        taken, _ = server.accept()
        taken.sendall(b"220 hello\r\n")
        time.sleep(0.05)
        client.close()
        found.exchanges()
        assert found.gaps == []


def test_an_app_that_asks_a_proxy_of_its_own_is_taken_through(found: Running) -> None:
    client = found.connect(("198.18.0.11", 3128), "proxy.example")
    client.sendall(b"CONNECT t.example:443 HTTP/1.1\r\nHost: t.example:443\r\n\r\n")
    assert client.recv(1000).startswith(b"HTTP/1.1 200 ")
    secure = tls(found.proxy, client, "t.example")
    secure.sendall(b"POST /p HTTP/1.1\r\nHost: t.example\r\nContent-Length: 4\r\n\r\nid=1")
    assert b"200 OK" in secure.recv(1000)
    secure.close()
    (exchange,) = found.exchanges()
    assert (exchange.url, exchange.request_body) == ("https://t.example/p", b"id=1")
    assert found.gaps == []


def test_places_are_told_once_and_not_without_end() -> None:
    gaps: list[Gap] = []
    told = unheard.Unheard(gaps.append)
    for turn in range(2):
        for port in range(unheard.MOST_GAPS + 50):
            row = Connection(id=f"{turn}-{port}", time_us=1, host="a.example", port=port, state="plain")
            told.missed(row, unheard.UNANSWERED, "why")
    assert len(gaps) == unheard.MOST_GAPS + 1
    assert "no more are told" in gaps[-1].detail


def test_the_broker_and_what_is_not_for_it() -> None:
    connect = b"\x10\x0c\0\4MQTT\4\2\0\x3c\0\0"
    assert begins(connect) and begins(b"\x10\xff\x01\0\6MQIsdp\3") and not begins(b"\x10\x0cHello") and not begins(b"")
    broker = Broker()
    assert b"".join(broker.hear(connect[at : at + 1]) for at in range(len(connect))) == b"\x20\2\0\0"
    assert broker.hear(b"\xc0\0") == b"\xd0\0" and not broker.lost
    for bad in (b"\x30\xff\xff\xff\xff\xff", b"\x30\xff\xff\xff\x7f", b"\x30\2\xff\xff", b"\x82\4\0\1\0\x09"):
        broker = Broker()
        broker.hear(connect)
        assert broker.hear(bad) == b"" and broker.lost
        assert broker.hear(b"\xc0\0") == b""
    assert Broker().hear(b"\xc0\0") == b"", "nothing before CONNECT"
