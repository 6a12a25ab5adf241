"""The private adb server: there while it is wanted, gone with whoever started it."""

import socket
import subprocess
import sys
import time

import pytest

from harness.capture.device.link.server import AdbServer, protocol_version
from harness.sandbox import Sandbox
from tests.capture.device.conftest import ROOT


def test_it_ends_and_begins_again() -> None:
    server = AdbServer().start()
    assert protocol_version("127.0.0.1", server.port) >= 41
    server.stop()
    with pytest.raises(OSError, match="refused"):
        protocol_version("127.0.0.1", server.port)
    server.stop()
    server.start()
    assert protocol_version("127.0.0.1", server.port) >= 41
    server.stop()


def test_it_goes_with_a_harness_that_is_killed() -> None:
    script = (
        "import os, signal\nfrom harness.capture.device.link.server import AdbServer\n"
        "print(AdbServer().start().port, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    port, deadline = int(done.stdout), time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            protocol_version("127.0.0.1", port)
        except OSError:
            return
        time.sleep(0.05)
    raise AssertionError("the server outlived the harness")


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_knows_no_emulator_that_happens_to_run() -> None:
    """adb looks for emulators at its start, and finds one in some of its starts."""
    port = next(port + 1 for port in range(5554, 5586, 2) if not listens(port) and not listens(port + 1))
    with Sandbox(port=port):
        for _ in range(6):
            server = AdbServer().start()
            time.sleep(0.3)
            assert server.client().list() == []
            server.stop()
