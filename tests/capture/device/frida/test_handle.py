"""Frida that stands still: a real Frida portal in a process of its own plays the server, and is stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import frida
import pytest

from harness.capture import bounds
from harness.capture.device.errors import DeviceLost
from harness.capture.device.frida.gate import SpawnGate
from harness.capture.device.frida.handle import FridaHandle, FridaSilent, asked
from harness.capture.device.link.server import free_port
from harness.capture.frida_errors import FRIDA_ERRORS, meaning
from tests.faults.named import fault

SERVER = """
import sys, frida
near = frida.EndpointParameters(address="127.0.0.1", port=int(sys.argv[2]))  # 0 would be 27052, for everybody
portal = frida.PortalService(near, frida.EndpointParameters(address="127.0.0.1", port=int(sys.argv[1])))
portal.start()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def short() -> Iterator[None]:
    bounds.shorten(0.005)
    yield
    bounds.shorten(1)


@pytest.fixture(scope="module")
def one() -> Iterator[tuple[subprocess.Popen[str], FridaHandle]]:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port), str(free_port())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        address = f"127.0.0.1:{port}"
        handle = FridaHandle(frida.get_device_manager().add_remote_device(address))
        assert handle.enumerate_processes() == []
        yield process, handle
        process.kill()
        frida.get_device_manager().remove_remote_device(address)


@pytest.fixture
def server(one: Any) -> Iterator[Any]:
    """A server that runs; one that a test has stopped goes on."""
    yield one
    os.kill(one[0].pid, signal.SIGCONT)


@fault("Frida does not come back from a call")
@pytest.mark.parametrize(
    "call",
    [
        lambda handle: handle.enumerate_processes(),
        lambda handle: handle.enable_spawn_gating(),
        lambda handle: handle.enumerate_pending_spawn(),
        lambda handle: handle.attach(1),
        lambda handle: handle.resume(1),
        lambda handle: handle.spawn(["com.example.app"]),
        lambda handle: handle.disable_spawn_gating(),
    ],
    ids=["processes", "gate", "pending", "attach", "resume", "spawn", "close gate"],
)
def test_every_call_to_a_server_that_is_stopped_has_an_end(server: Any, short: None, call: Any) -> None:
    process, handle = server
    os.kill(process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)  # a busy machine lets it answer once more before it stops
    begun = time.monotonic()
    with pytest.raises(FridaSilent):
        call(handle)
    assert handle.silent
    with pytest.raises(FridaSilent):  # the next one is given a moment only
        handle.attach(1)
    assert time.monotonic() - begun < 25  # a call that nobody bounds takes 30
    os.kill(process.pid, signal.SIGCONT)
    bounds.shorten(1)
    assert handle.enumerate_processes() == []
    assert not handle.silent


def test_a_gate_of_a_server_that_is_stopped_is_no_device_that_cannot_hold(server: Any, short: None) -> None:
    process, handle = server
    os.kill(process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)  # a busy machine lets it answer once more before it stops
    with pytest.raises(DeviceLost, match="Frida does not answer"):
        SpawnGate(handle).open("com.example.app")


def test_it_is_one_of_fridas_errors_and_has_words() -> None:
    with pytest.raises(FRIDA_ERRORS) as caught:
        asked(lambda: time.sleep(5), 0.01)
    assert "did not answer in time" in meaning(caught.value)


def test_what_frida_says_is_passed_on() -> None:
    def refuse() -> None:
        raise frida.ProcessNotFoundError("unable to find process")

    with pytest.raises(frida.ProcessNotFoundError):
        asked(refuse)
