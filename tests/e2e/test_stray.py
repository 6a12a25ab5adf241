"""An app that asks no proxy is seen on its way out, and in a sinkhole nothing of it arrives anywhere."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.analysis.assessment import assess
from harness.analysis.from_bundle import recording_from_bundle
from harness.capture.device.options import DeviceOptions
from harness.capture.device.sandbox import SandboxDevice
from harness.capture.options import RunOptions, RunResult
from harness.capture.run import run
from harness.capture.scenario import load_scenario
from harness.catalog.points import load_points
from harness.evidence.bundle import FLOWS, LOGCAT, Bundle
from harness.evidence.flows import FlowsFile
from harness.evidence.rows import Connection, Observation
from harness.persona.generate import generate
from tests.apps.build import apk
from tests.sockets import hang_up

pytestmark = pytest.mark.e2e

OUTSIDE = "127.0.0.2"
"""The world, to a sandbox: its apps' own servers are on 127.0.0.1."""
PATIENCE_MS = {"sinkhole": 1_500, "live": 60_000}
"""How long the app waits for an answer: where none comes it is to hear silence, where one comes however late it is."""
SCENARIO = """\
schema: 1
name: stray
permissions: granted_at_install
phases:
  - name: straying
    steps:
      - launch
      - tap: {text: done, at_most_s: 300}
branches:
  ignore:
    - name: after
      steps:
        - wait: {seconds: 0.1}
"""


class Outside:
    """Listeners that nobody in the run has anything to do with."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.http = socket.create_server((OUTSIDE, 0))
        self.tcp = socket.create_server((OUTSIDE, 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((OUTSIDE, 0))
        self.ports = [item.getsockname()[1] for item in (self.http, self.tcp, self.udp)]
        for work in (self._http, self._tcp, self._udp):
            threading.Thread(target=work, daemon=True).start()

    def _serve(self, server: socket.socket, what: str, answer: bytes) -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client, contextlib.suppress(OSError):
                client.settimeout(10)
                got = client.recv(4096)
                while what == "http" and b"id=" not in got and (more := client.recv(4096)):
                    got += more
                if got:  # a proxy that asks whether anybody is there says nothing
                    self.heard.append((what, got))
                client.sendall(answer)

    def _http(self) -> None:
        self._serve(self.http, "http", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    def _tcp(self) -> None:
        self._serve(self.tcp, "tcp", b"hello")

    def _udp(self) -> None:
        while True:
            try:
                got, sender = self.udp.recvfrom(4096)
            except OSError:
                return
            if not got:  # hung up
                return
            self.heard.append(("udp", got))
            self.udp.sendto(b"pong", sender)

    def close(self) -> None:
        hang_up(self.http, self.tcp, self.udp)


class Strayed:
    """A finished run of the app."""

    def __init__(self, result: RunResult, outside: Outside, android_id: str) -> None:
        self.result = result
        self.heard = list(outside.heard)
        self.ports = outside.ports
        self.id = android_id
        self.bundle = Bundle(result.bundle)
        log = self.bundle.read_bytes(LOGCAT).decode()
        self.log = dict(re.findall(r" Stray *: (\w+): (.*)$", log, re.MULTILINE))
        self.exchanges = list(FlowsFile(result.bundle / FLOWS))
        self.sent = {
            name: exchange
            for exchange in self.exchanges
            for message in exchange.messages
            for name in re.findall(rf"^@(\w+) {android_id}", message.data.decode("latin-1"), re.MULTILINE)
        }
        self.assessment: dict[str, Any] = assess(recording_from_bundle(self.bundle))


def strayed(out: Path, network: str) -> Strayed:
    outside = Outside()
    persona = generate()
    told = (OUTSIDE, *outside.ports, PATIENCE_MS[network])

    class Told(SandboxDevice):
        def install(self, apk: Path, **words: Any) -> None:
            super().install(apk, **words)
            self.link.put_setting("global", "stray", " ".join(map(str, told)))

    scenario = out / "stray.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    options = RunOptions(
        apk=apk("stray"), out=out / "bundle", scenario=load_scenario(str(scenario)), branch="ignore", persona=persona,
        points=load_points(), network=network,  # type: ignore[arg-type]
    )  # fmt: skip
    try:
        result = run(options, lambda: Told(DeviceOptions(route="agent")))
    finally:
        outside.close()
    return Strayed(result, outside, persona.get("android_id") or "")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strayed]:
    yield strayed(tmp_path_factory.mktemp("closed"), "sinkhole")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strayed]:
    yield strayed(tmp_path_factory.mktemp("opened"), "live")


def test_nothing_leaves_a_sinkhole(closed: Strayed) -> None:
    assert closed.result.outcome == "complete", closed.result.reason
    assert closed.heard == []


def test_all_of_it_is_seen_in_a_sinkhole(closed: Strayed) -> None:
    bodies = {exchange.url: exchange.request_body for exchange in closed.exchanges if exchange.kind == "http"}
    assert bodies[f"http://{OUTSIDE}:{closed.ports[0]}/plain"] == f"id={closed.id}".encode()
    assert bodies["https://tls.stray.example/secret"] == f"id={closed.id}".encode()
    assert set(closed.sent) == {"socket", "name", "ipv6", "channel", "datagram", "connected", "named"}
    assert closed.sent["named"].host == "udp.stray.example"
    assert closed.sent["name"].host == "raw.stray.example"
    assert closed.sent["ipv6"].host == "2001:db8::7"
    assert closed.sent["datagram"].kind == "udp"
    assert (closed.sent["socket"].host, closed.sent["socket"].port) == (OUTSIDE, closed.ports[1])


def test_the_app_cannot_tell(closed: Strayed, opened: Strayed) -> None:
    assert closed.log["http"] == closed.log["https"] == "200"
    assert closed.log["socket"] == closed.log["name"] == closed.log["ipv6"] == "same silence"
    assert closed.log["channel"] == f"to /{OUTSIDE}:{closed.ports[1]}"
    assert closed.log["connected"] == f"to /{OUTSIDE}:{closed.ports[2]}"
    assert closed.log["datagram"].startswith("java.net.SocketTimeoutException")
    assert opened.log["http"] == "200"
    assert opened.log["socket"] == "same hello"
    assert opened.log["datagram"] == f"pong from {opened.ports[2]}"
    for one in (closed, opened):
        assert one.log["own"] == "7 same"
        assert "PortUnreachable" in one.log["quic"] or "Connection refused" in one.log["quic"]


def test_an_open_network_is_reached_and_seen(opened: Strayed) -> None:
    assert opened.result.outcome == "complete", opened.result.reason
    heard = {name for _, got in opened.heard for name in re.findall(r"^@(\w+) ", got.decode("latin-1"), re.MULTILINE)}
    assert heard == {"socket", "channel", "datagram", "connected"}
    assert any(what == "http" and f"id={opened.id}".encode() in got for what, got in opened.heard)
    assert {"socket", "channel", "datagram", "connected"} <= set(opened.sent)
    answer = opened.sent["datagram"].messages[-1]
    assert (answer.from_client, answer.data) == (False, b"pong")


@pytest.mark.parametrize("name", ["socket", "channel", "datagram", "connected"])
def test_each_is_joined_to_the_code_that_opened_it(closed: Strayed, opened: Strayed, name: str) -> None:
    for one in (closed, opened):
        exchange = one.sent[name]
        rows = [row for row in one.bundle.rows(Observation) if row.category == "channel.socket"]
        ports = [
            row
            for row in rows
            if any(
                value.fields.get("local") is not None
                and (value.fields["local"].text or "").endswith(f":{exchange.client_port}")
                for value in row.args
            )
        ]
        assert ports, (name, exchange.client_port)
        assert any("org.harness.stray" in frame for row in ports for frame in row.stack)


def test_http3_refused_is_a_row(closed: Strayed) -> None:
    rows = [row for row in closed.bundle.rows(Connection) if row.state == "refused"]
    assert [(row.host, row.port) for row in rows] == [("203.0.113.9", 443)]


def test_the_bundle_says_which_way_and_that_it_holds(closed: Strayed, opened: Strayed) -> None:
    route = closed.bundle.run.route
    assert (route.kind, route.held, route.open) == ("agent", True, [])
    assert not opened.bundle.run.route.says("held")
