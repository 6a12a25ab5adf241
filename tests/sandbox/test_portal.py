"""Stand-ins for frida-server on one machine, each beside the others."""

import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest

from harness.capture.device.link.server import free_port

pytestmark = pytest.mark.device


def test_two_run_beside_each_other_and_a_port_in_use_is_told() -> None:
    with ExitStack() as stack:
        taken = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def started(port: int) -> str:
            command = [sys.executable, "-m", "harness.sandbox.portal", f"127.0.0.1:{port}"]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            assert process.stdout is not None
            return process.stdout.readline()

        assert [started(free_port()), started(free_port())] == ["ready\n", "ready\n"]
        assert started(taken.getsockname()[1]).startswith("Unable to start: ")
