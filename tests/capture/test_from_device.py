"""What a device notes of a run by itself is in the bundle."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.capture import from_device
from harness.capture.device.structs import Ended
from harness.capture.processes.watch import Watch
from harness.evidence.bundle import LOGCAT, Bundle
from harness.evidence.rows import Attempt, Connection, Process
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from tests.capture.blank import Blank

PROXY: Any = SimpleNamespace(recorder=SimpleNamespace(brought=lambda host, port: port == 53))


class Phone(Blank):
    """Refused one connection and one program, and saw some go past the proxy."""

    def connections(self) -> list[dict[str, Any]]:
        past = {"time_us": 5, "host": "a.example", "reason": "no proxy"}
        return [
            {**past, "port": 443, "protocol": "tcp"}, {**past, "port": 53, "protocol": "udp"},
            {"kind": "udp", "packets": 3, "size": 90},
        ]  # fmt: skip

    def denied_connections(self) -> list[dict[str, Any]]:
        return [{"time_us": 7, "host": "b.example", "port": 80}]

    def shells_called(self) -> dict[str, int]:
        return {"android.view.View.measure": 1, "android.view.View.layout": 3}

    def attempts(self) -> list[Attempt]:
        return [Attempt(time_us=1, last_us=2, what="exec", target="/bin/sh", answer="refused")]

    def ended(self, package: str) -> list[Ended]:
        return [Ended(pid=1, time_us=9, how="signal 9")]

    def logcat(self) -> Iterator[bytes]:
        yield b"I/x: said\n"
        raise ValueError("the device is gone")


@pytest.fixture
def written(tmp_path: Path) -> Iterator[tuple[BundleWriter, Path]]:
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        yield writer, tmp_path / "b"


def test_what_went_past_the_proxy_but_for_the_agents_own(written: tuple[BundleWriter, Path]) -> None:
    writer, root = written
    from_device.passed_by(Phone(), PROXY, writer)
    writer.seal("complete")
    rows = [(row.host, row.port, row.state) for row in Bundle(root).rows(Connection)]
    assert rows == [("a.example", 443, "direct")]
    route = Bundle(root).run.route
    assert route is not None and route.counted["udp"].packets == 3


def test_what_was_refused_is_told_in_the_bundles_time(written: tuple[BundleWriter, Path]) -> None:
    writer, root = written
    from_device.refused(Phone(), 100, writer)
    writer.seal("complete")
    assert [(row.host, row.state) for row in Bundle(root).rows(Connection)] == [("b.example", "denied")]
    assert [(row.time_us, row.last_us) for row in Bundle(root).rows(Attempt)] == [(101, 102)]


def test_how_processes_ended(written: tuple[BundleWriter, Path]) -> None:
    writer, root = written
    watch = Watch(SimpleNamespace())  # type: ignore[arg-type]
    for pid in (1, 2):
        watch.process(Process(pid=pid, name="a", start_us=0, gated=True))
    from_device.ends(Phone(), "a", watch, writer)
    writer.seal("complete")
    assert [(row.pid, row.end, row.extra["how"]) for row in Bundle(root).rows(Process)] == [
        (1, "process-terminated", "signal 9")
    ]


def test_the_log_is_kept_until_the_device_is_gone(written: tuple[BundleWriter, Path]) -> None:
    writer, root = written
    from_device.follow_log(Phone(), 0, writer, lambda text: None)
    for thread in threading.enumerate():
        if thread.name == "logcat":
            thread.join(60)
    writer.seal("complete")
    assert Bundle(root).read_bytes(LOGCAT) == b"I/x: said\n"
