"""The files of /proc that a command reads are as they are at that moment; what it does not read costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.sandbox.system.procfs import refresh
from tests.sandbox.system.local import made

TABLES = [f"/proc/net/{name}" for name in ("tcp", "tcp6", "udp", "udp6")]


@pytest.mark.parametrize(
    ("named", "renewed"),
    [
        (["/proc/net/udp"], {"/proc/net/udp"}),
        (["/proc/net/tcp", "/proc/net/tcp6"], {"/proc/net/tcp", "/proc/net/tcp6"}),
        (["/proc/net"], set(TABLES)),
        (["/proc/net/tcp", "/proc/net/*"], set(TABLES)),
        (["/proc/1/../net/tcp"], set(TABLES)),
        (["/proc/self/mounts"], set()),
    ],
)
def test_the_tables_that_are_named_are_renewed(tmp_path: Path, named: list[str], renewed: set[str]) -> None:
    device = made(tmp_path)
    refresh(device, ["/proc/net/udp"])
    assert all(device.vfs.exists(table) for table in TABLES), "the first time all are written: a pattern finds them"
    for table in TABLES:
        device.vfs.write_bytes(table, b"old")
    refresh(device, named)
    assert {table for table in TABLES if device.vfs.read_bytes(table) != b"old"} == renewed
