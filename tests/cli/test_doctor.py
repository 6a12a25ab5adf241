"""``harness doctor`` as a user runs it: what it prints and how it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.capture.device.link.server import AdbServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A home of its own and an adb server of its own, which knows no device."""
    server = AdbServer().start()
    yield os.environ | {
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
        "ANDROID_ADB_SERVER_PORT": str(server.port),
        "NO_COLOR": "1",
    }
    server.stop()


def doctor(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "harness", "doctor", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=500)


def test_json_on_stdout_alone(environment: dict[str, str]) -> None:
    done = doctor(environment, "--json", "--device", "sandbox")
    result = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert (result["schema"], result["state"]) == (1, "warn")
    assert {check["name"] for check in result["host"]} >= {"adb", "kvm", "disk"}
    assert {check["state"] for check in result["devices"]["sandbox"]} == {"ok"}
    assert all(set(check) == {"name", "state", "found", "consequence", "remedy"} for check in result["host"])


def test_a_device_that_is_not_there_ends_with_3(environment: dict[str, str]) -> None:
    done = doctor(environment, "--device", "emulator-5554")
    assert done.returncode == 3
    assert "fail device emulator-5554" in done.stdout
    assert "attached: none" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_command_is_one_line_however_narrow_the_terminal(environment: dict[str, str]) -> None:
    done = doctor(environment | {"COLUMNS": "40", "PATH": "/usr/bin:/bin"})
    assert done.returncode == 0
    advice = "install Android Studio or its command line tools (https://developer.android.com/studio)"
    assert any(line.strip() == advice for line in done.stdout.splitlines())
    assert all(not line or line.startswith("  ") or line == "this host" for line in done.stdout.splitlines())


def test_mending_where_nothing_is_left(environment: dict[str, str]) -> None:
    done = doctor(environment, "--mend")
    assert done.returncode == 0
    assert "nothing was left to undo" in done.stderr
