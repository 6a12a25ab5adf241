"""What is not ADB, or ADB in bad faith, costs its connection and nothing else."""

from __future__ import annotations

import socket
import struct

import pytest

from harness.sandbox import Sandbox
from harness.sandbox.adbd import protocol as p
from tests.sandbox.conftest import Adb


class Host:
    """A hand-made ADB host."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)

    def send(self, command: int, arg0: int, arg1: int, payload: bytes = b"") -> None:
        self.socket.sendall(p.pack(command, arg0, arg1, payload))

    def receive(self) -> tuple[p.Header, bytes]:
        header = p.parse_header(self.exactly(24))
        return header, self.exactly(header.length)

    def exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def connect(self) -> bytes:
        self.send(p.CNXN, p.VERSION_SKIP_CHECKSUM, 4096, b"host::features=shell_v2\0")
        header, banner = self.receive()
        assert (header.command, header.arg0, header.arg1) == (p.CNXN, p.VERSION_SKIP_CHECKSUM, p.MAX_PAYLOAD)
        return banner

    def open(self, name: bytes, number: int = 1) -> int:
        self.send(p.OPEN, number, 0, name + b"\0")
        header, _ = self.receive()
        return header.arg0 if header.command == p.OKAY else 0

    def ended(self) -> bool:
        try:
            while True:
                self.receive()
        except (EOFError, ConnectionError):
            return True
        except TimeoutError:
            return False


@pytest.fixture
def host(sandbox: Sandbox) -> Host:
    assert sandbox.info is not None
    return Host(sandbox.info.port)


def test_banner(host: Host) -> None:
    banner = host.connect().decode()
    assert banner.startswith("device::ro.product.name=") and "features=shell_v2," in banner


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        bytes(24),
        struct.pack("<6I", p.CNXN, 0, 0, 0xFFFFFFFF, 0, p.CNXN ^ 0xFFFFFFFF),
        p.pack(p.OPEN, 1, 0, b"shell:id\0"),
    ],
)
def test_not_adb(host: Host, adb: Adb, data: bytes) -> None:
    host.socket.sendall(data)
    assert host.ended()
    assert adb.out("echo fine") == "fine\n"


@pytest.mark.parametrize(
    "name", [b"jdwp:1", b"track-jdwp", b"host:kill", b"", b"\xff\xfe:", b"tcp:0", b"tcp:99999999", b"tcp:1"]
)
def test_unknown_services_are_refused(host: Host, name: bytes) -> None:
    host.connect()
    assert host.open(name) == 0
    assert host.open(b"shell:true", 2) != 0


def test_flow_control_is_kept(host: Host, adb: Adb) -> None:
    host.connect()
    number = host.open(b"shell:sleep 5")
    for _ in range(10):
        host.send(p.WRTE, 1, number, bytes(4096))
    assert host.ended()
    assert adb.out("echo fine") == "fine\n"


@pytest.mark.parametrize(
    "request_",
    [
        b"SEND" + struct.pack("<I", 0xFFFFFFFF),
        b"SEND" + struct.pack("<I", 3) + b"abc",
        b"WHAT" + struct.pack("<I", 0),
        b"SEND" + struct.pack("<I", 10) + b"/f,0100644" + b"DATA" + struct.pack("<I", 1 << 30),
        b"RCV2" + struct.pack("<I", 2) + b"/x" + b"RCV2" + struct.pack("<I", 1),
    ],
)
def test_bad_sync(host: Host, request_: bytes) -> None:
    host.connect()
    number = host.open(b"sync:")
    host.send(p.WRTE, 1, number, request_)
    answers = b""
    while b"FAIL" not in answers:
        header, payload = host.receive()
        assert header.command != p.CLSE
        answers += payload
        if header.command == p.WRTE:
            host.send(p.OKAY, 1, number)


def test_sync_does_not_leave_the_device(adb: Adb, tmp_path: object) -> None:
    assert adb.run("pull", "/../../../../../../../etc/passwd", "/dev/null").returncode == 1
    done = adb.run("shell", "ln -s ../../../../../../../../etc/passwd /sdcard/l; cat /sdcard/l")
    assert done.returncode == 1 and b"root" not in done.stdout
