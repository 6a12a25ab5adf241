"""Native calls without and with the agent: results, ``errno``, what is read, bad pointers."""

from __future__ import annotations

import pytest

from harness.catalog.points import load_points
from tests.capture.agent.host import hosted

pytestmark = pytest.mark.e2e

SETUP = """
import ctypes, os, socket, struct
c = ctypes.CDLL(None, use_errno=True)
c.fopen.restype = c.opendir.restype = c.popen.restype = ctypes.c_void_p
def call(name, *args):
    ctypes.set_errno(77)
    got = getattr(c, name)(*args)
    return got, ctypes.get_errno()
def opened(name, *args):
    got, error = call(name, *args)
    if got in (None, -1):
        return None, error
    text = None
    if name in ("open", "openat", "open64"):
        text = os.read(got, 4).hex(), os.get_inheritable(got)
        os.close(got)
    return text, error
def address(port):
    return struct.pack("=HH4s8s", 2, socket.htons(port), b"\\x7f\\0\\0\\1", b"")
"""
#: Each is one call, and what an app sees of it.
CALLS = [
    'opened("open", b"/proc/cpuinfo", 0)',
    'opened("open", b"/proc/version", 0o2000000)',
    'opened("open", b"/etc/passwd", 0)',
    'opened("open", b"/no/such/file", 0)',
    'opened("open", b"/proc/self/cmdline", 0)',
    'opened("open", b"relative/nothing", 0)',
    'opened("open", b"", 0)',
    'opened("open", b"x" * 5000, 0)',
    'opened("open", b"/proc/" + b"../proc/" * 300 + b"cpuinfo", 0)',
    'opened("open", None, 0)',
    'opened("open", ctypes.c_void_p(1), 0)',
    'opened("open", ctypes.c_void_p(0x12345678), 0)',
    'opened("open", ctypes.c_void_p((1 << 47) - 8), 0)',
    'opened("openat", -100, b"/proc/cpuinfo", 0)',
    'opened("openat", 999, b"cpuinfo", 0)',
    'opened("openat", -100, ctypes.c_void_p(0x12345678), 0)',
    'opened("fopen", b"/no/such/file", b"r")',
    'opened("fopen", b"/proc/cpuinfo", b"r")',
    'opened("opendir", b"/no/such/folder")',
    'call("connect", 999, address(9), 16)',
    'call("connect", 0, None, 16)',
    'call("connect", socket.socket().fileno(), ctypes.c_void_p(0x12345678), 16)',
    'call("connect", socket.socket().detach(), address(1), 16)',
    'call("sendto", 999, b"x", 1, 0, address(9), 16)',
    'call("sendto", socket.socket(socket.AF_INET, socket.SOCK_DGRAM).detach(), b"x", 1, 0, address(9), 16)',
    'call("ioctl", 999, 0x8927, None)',
    'call("ioctl", socket.socket(socket.AF_INET, socket.SOCK_DGRAM).detach(), 0x8927, ctypes.c_void_p(0x12345678))',
    'call("system", b"exit 3")',
    'call("getaddrinfo", b"no.such.host.invalid", None, None, ctypes.byref(ctypes.c_void_p()))[0] != 0',
    'call("getaddrinfo", b"127.0.0.1", b"80", None, ctypes.byref(ctypes.c_void_p()))[0]',
    'call("kill", os.getpid(), 0)',
    'call("kill", 2147480000, 15)',
    'call("raise", 0)',
    "sorted(os.listdir('/proc/self/fd')) == sorted(os.listdir('/proc/self/fd'))",
    "socket.if_nameindex()",
    "os.getppid() > 0, os.path.exists('/proc/cpuinfo'), len(os.listdir('/proc/self/task')) > 0",
]


def seen(hooked: bool) -> dict[str, object]:
    """What a process sees of each call."""
    with hosted(load_points(), hooked) as host:
        host.run(SETUP)
        found: dict[str, object] = {call: host.run(f"answer = {call}") for call in CALLS}
        host.agent.flush()
        if hooked:
            assert host.rows
            assert not host.errors()
        return found


def test_native_calls_are_what_they_are_without_the_agent() -> None:
    without, hooked = seen(False), seen(True)
    assert {call: (without[call], hooked[call]) for call in CALLS if without[call] != hooked[call]} == {}
    assert without['opened("open", ctypes.c_void_p(0x12345678), 0)'] == (None, 14)  # EFAULT
