"""Starting and stopping devices."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.sandbox import Sandbox, SandboxError, list_running, start_background, stop_background
from harness.sandbox.import_path import import_environment


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 60
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def test_two_devices_do_not_collide() -> None:
    with Sandbox() as first, Sandbox() as second:
        assert first.info is not None and second.info is not None
        assert first.info.port != second.info.port and first.info.state_dir != second.info.state_dir
        pids, states = [first.info.pid, second.info.pid], [first.info.state_dir, second.info.state_dir]
    assert all(gone(pid) for pid in pids)
    assert not any(Path(state).exists() for state in states)


def test_port_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SandboxError, match=f"on port {port}: .*in use"):
            Sandbox(port=port).start()


def test_listens_on_loopback_only() -> None:
    with Sandbox() as device:
        assert device.info is not None
        line = f"{device.info.port:04X}"
        for table in ("tcp", "tcp6"):
            rows = [row.split()[1] for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
            assert all(row.startswith("0100007F") for row in rows if row.endswith(f":{line}"))


def test_dies_with_its_parent(tmp_path: Path) -> None:
    program = (
        "import os, sys; from harness.sandbox import Sandbox; "
        "print(Sandbox(state_dir=__import__('pathlib').Path(sys.argv[1])).start().pid, flush=True); os._exit(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=True, env=import_environment()
    )
    assert gone(int(done.stdout))


def test_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    info = start_background()
    try:
        assert list_running() == [info]
        with pytest.raises(SandboxError):
            stop_background("127.0.0.1:1")
    finally:
        assert stop_background(info.serial) == [info]
    assert list_running() == [] and gone(info.pid)


def test_a_dead_entry_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # a killed device leaves its directories
    info = start_background()
    os.kill(info.pid, signal.SIGKILL)
    assert gone(info.pid)
    assert list_running() == []
