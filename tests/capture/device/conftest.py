"""An SDK with a fake emulator, an AVD, and an adb server of the test's own."""

import json
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import adbutils
import pytest

from harness.capture.device.link.server import ALONE, AdbServer

ROOT = Path(__file__).resolve().parents[3]
AVD = "Pixel_6_API_33"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory with nothing of Android's in it, no SDK in the environment."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT", "ANDROID_AVD_HOME", "ANDROID_USER_HOME", "ANDROID_SDK_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    return folder


@pytest.fixture
def adb_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[adbutils.AdbClient]:
    """A private adb server that programs find as the user's own."""
    server = AdbServer().start()
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(server.port))
    for name, value in ALONE.items():  # nor do servers that the tests' programs start
        monkeypatch.setenv(name, value)
    yield server.client()
    server.stop()


@pytest.fixture
def avd(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Install the fake emulator and an AVD; call it with the misbehaviour to have. Returns the content directory."""
    sdk = home / "Android" / "Sdk"
    program = sdk / "emulator" / "emulator"
    program.parent.mkdir(parents=True)
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tests.capture.device.fake_emulator "$@"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("ANDROID_HOME", str(sdk))
    avds = home / ".android" / "avd"
    content = avds / f"{AVD}.avd"
    content.mkdir(parents=True)
    (avds / f"{AVD}.ini").write_text(
        f"avd.ini.encoding=UTF-8\npath={content}\npath.rel=avd/{AVD}.avd\ntarget=android-33\n"
    )
    (home / ".emulator_console_auth_token").write_text("a1B2c3D4e5F6g7H8")

    def make(**misbehaviour: object) -> Path:
        (content / "fake.json").write_text(json.dumps(misbehaviour))
        return content

    return make
