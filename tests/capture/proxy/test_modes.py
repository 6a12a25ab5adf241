"""The proxy's other ways in: DNS answered in a sinkhole; transparent and WireGuard listeners."""

import io
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import dns
from mitmproxy import io as flow_io
from mitmproxy.net.dns import types

from harness.capture.device.options import RouteKind
from harness.capture.proxy.addon import Network
from harness.capture.proxy.names import SINKHOLE_ADDRESSES, sinkhole_answer
from harness.capture.proxy.proxy import Proxy
from harness.evidence.rows import Connection

MESSAGE: Any = getattr(dns, "DNSMessage", None) or dns.Message
"""Its name from mitmproxy 12 on, and before."""


@contextmanager
def proxy(tmp_path: Path, kind: RouteKind, network: Network = "sinkhole") -> Iterator[tuple[Proxy, io.BytesIO]]:
    flows = io.BytesIO()
    rows: list[Connection] = []
    made = Proxy(flows, rows.append, network=network, ca_dir=tmp_path / "ca", kind=kind)
    made.start()
    try:
        yield made, flows
    finally:
        made.stop()


def question(name: str, kind: int) -> Any:
    return MESSAGE(
        timestamp=0, id=7, query=True, op_code=0, authoritative_answer=False, truncation=False, recursion_desired=True,
        recursion_available=False, reserved=0, response_code=0, questions=[dns.Question(name, kind, 1)], answers=[],
        authorities=[], additionals=[],
    )  # fmt: skip


def test_each_name_has_its_own_address_that_nobody_has() -> None:
    answers = {}
    for name in ("a.example", "A.EXAMPLE", "b.example"):
        answer = sinkhole_answer(question(name, types.A))
        address = ipaddress.ip_address(answer.answers[0].data)
        assert address in SINKHOLE_ADDRESSES
        answers[name] = address
    assert answers["a.example"] == answers["A.EXAMPLE"] != answers["b.example"]


@pytest.mark.parametrize(("kind", "code"), [(types.AAAA, 0), (types.TXT, 3), (types.HTTPS, 3)])
def test_other_questions_have_no_answer(kind: int, code: int) -> None:
    answer = sinkhole_answer(question("a.example", kind))
    assert (answer.answers, answer.response_code) == ([], code)
    assert sinkhole_answer(question("a.example", types.A)).response_code == 0


def test_transparent_mode_brings_a_dns_port(tmp_path: Path) -> None:
    with proxy(tmp_path, "transparent") as (made, flows):
        address = made.address()
        assert 0 < address.port < 65536
        assert 0 < address.dns_port < 65536
        assert address.port != address.dns_port
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(60)
            client.sendto(question("tracker.example", types.A).packed, ("127.0.0.1", address.dns_port))
            answer = MESSAGE.unpack(client.recv(4096))
    assert ipaddress.ip_address(answer.answers[0].data) in SINKHOLE_ADDRESSES
    (flow,) = flow_io.FlowReader(io.BytesIO(flows.getvalue())).stream()
    assert isinstance(flow, dns.DNSFlow)
    assert flow.request.questions[0].name == "tracker.example"
    assert flow.comment == "answered by the sinkhole"


def test_wireguard_mode_gives_a_clients_file(tmp_path: Path) -> None:
    with proxy(tmp_path, "wireguard") as (made, _):
        address = made.address()
        assert "[Interface]" in address.tunnel
        assert address.tunnel_port == address.port > 0
        first = address.tunnel
    with proxy(tmp_path, "wireguard") as (made, _):
        again = made.address().tunnel
    private = [line for line in first.splitlines() if line.startswith("PrivateKey")]
    assert private and private == [line for line in again.splitlines() if line.startswith("PrivateKey")]


def test_the_usual_mode_has_neither(tmp_path: Path) -> None:
    with proxy(tmp_path, "proxy") as (made, _):
        address = made.address()
        assert (address.dns_port, address.tunnel, address.tunnel_port) == (0, "", 0)
