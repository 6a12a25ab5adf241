"""Reverse forwards through adb's own server: several at once, each carries; a port that is taken is not taken twice."""

import random
import socket
from collections.abc import Iterator

import pytest

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.link.server import free_port
from tests.capture.device.attached import Bench, bench


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("device"), root="none") as found:
        yield found


@pytest.fixture
def device(one: Bench) -> Iterator[AdbDevice]:
    found = one.device()
    found.begin()
    yield found
    found.close()


def carries(listening: socket.socket, device_port: int) -> bool:
    """Whether what connects on the device arrives at the socket of this host. The sandbox's loopback is this host's."""
    listening.settimeout(60)
    with socket.create_connection(("127.0.0.1", device_port), timeout=60) as there:
        here, _ = listening.accept()
        with here:
            there.sendall(b"x")
            return here.recv(1) == b"x"


def test_the_first_still_carries_after_the_second(one: Bench, device: AdbDevice) -> None:
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        ports = [device.link.reverse(each.getsockname()[1]) for each in (first, second)]
        assert carries(second, ports[1])
        assert carries(first, ports[0])
        assert carries(second, ports[1])


def test_a_port_that_is_taken_is_passed_over(one: Bench, device: AdbDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as target:
        free = free_port()
        chosen = iter([taken.getsockname()[1], free])
        monkeypatch.setattr(random.SystemRandom, "randrange", lambda *args: next(chosen))
        assert device.link.reverse(target.getsockname()[1]) == free
    assert [change.what for change in device.link.journal.changes] == [f"the reverse forward of port {free}"]


def test_they_are_gone_afterwards(one: Bench) -> None:
    found = one.device()
    found.begin()
    before = one.facts()["reverses"]
    found.link.reverse(9)
    assert one.facts()["reverses"] != before
    found.close()
    assert one.facts()["reverses"] == before
