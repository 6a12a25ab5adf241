"""A stock adb client with a server of its own, and devices whose apps are ``fake_app.py``."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import adbutils
import pytest

from harness.capture.device.link.server import AdbServer
from harness.sandbox import Sandbox

from .apks import apk

HERE = Path(__file__).parent
PACKAGE = "com.example.app"
ASKED = ("android.permission.READ_CONTACTS", "android.permission.ACCESS_FINE_LOCATION", "android.permission.INTERNET")


@dataclass
class Adb:
    """Runs ``adb`` against one device."""

    server_port: int
    serial: str

    def run(self, *args: str, data: bytes | None = None, timeout: float = 120) -> subprocess.CompletedProcess[bytes]:
        command = [adbutils.adb_path(), "-P", str(self.server_port), "-s", self.serial, *args]
        return subprocess.run(
            command, input=data if data is not None else b"", capture_output=True, timeout=timeout, check=False
        )

    def shell(self, line: str, data: bytes | None = None) -> tuple[int, str, str]:
        """Exit code, output and errors of a shell line."""
        done = self.run("shell", line, data=data)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def out(self, line: str) -> str:
        """The output of a line that must succeed."""
        code, output, errors = self.shell(line)
        assert code == 0, (line, code, output, errors)
        return output

    def dump(self) -> str:
        return self.out("uiautomator dump /dev/tty")

    def tap(self, text: str) -> None:
        """Touch the view that shows this text or has this resource id."""
        found = re.search(rf'<node [^>]*(?:text|resource-id)="{re.escape(text)}"[^>]*bounds="([^"]+)"', self.dump())
        assert found, (text, self.dump())
        left, top, right, bottom = map(int, re.findall(r"\d+", found.group(1)))
        self.out(f"input tap {(left + right) // 2} {(top + bottom) // 2}")

    def wait(self, line: str, wanted: str, seconds: float = 60) -> str:
        """Repeat a line until its output contains ``wanted``."""
        deadline = time.monotonic() + seconds
        while wanted not in (output := self.shell(line)[1]):
            assert time.monotonic() < deadline, (wanted, output[-3000:])
            time.sleep(0.03)
        return output


@pytest.fixture(scope="session")
def adb_server() -> Iterator[int]:
    """The port of a private adb server."""
    server = AdbServer().start()
    yield server.port
    server.stop()


def connect(server_port: int, serial: str) -> Adb:
    base = [adbutils.adb_path(), "-P", str(server_port)]
    done = subprocess.run([*base, "connect", serial], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("connected"), done.stdout
    return Adb(server_port, serial)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A device for a test module; its apps are the fake."""
    with Sandbox(
        state_dir=tmp_path_factory.mktemp("device"), runtime=[sys.executable, str(HERE / "fake_app.py")]
    ) as device:
        yield device


@pytest.fixture(scope="module")
def adb(adb_server: int, sandbox: Sandbox) -> Iterator[Adb]:
    """adb connected to the module's device."""
    assert sandbox.info is not None
    client = connect(adb_server, sandbox.info.serial)
    yield client
    client.run("disconnect", sandbox.info.serial)


@pytest.fixture
def app(adb: Adb, tmp_path: Path) -> Iterator[Adb]:
    """A fresh device with the example app installed and its first activity in front."""
    adb.out("cmd sandbox reset")
    path = tmp_path / "app.apk"
    path.write_bytes(apk(permissions=ASKED))
    done = adb.run("install", str(path))
    assert b"Success" in done.stdout, (done.stdout, done.stderr)
    adb.out(f"monkey -p {PACKAGE} -c android.intent.category.LAUNCHER 1")
    adb.wait("dumpsys activity activities", "state=RESUMED")
    yield adb
    adb.shell(f"am force-stop {PACKAGE}")
