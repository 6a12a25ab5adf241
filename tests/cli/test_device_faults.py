"""``harness run`` on a device that cannot be used: one sentence, an exit code that says so, nothing left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.capture.device.fake_adb import fake_adb

ROOT = Path(__file__).resolve().parents[2]
LANTERN = ROOT / "samples" / "lantern" / "lantern.apk"
UNAUTHORIZED = "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set"


@pytest.mark.parametrize(
    ("attached", "name", "code", "sentence"),
    [
        ([("S1", "unauthorized")], "S1", 2, "The device S1 does not accept this computer's adb key"),
        ([("S1", "offline")], "S1", 2, "The device S1 is offline, not ready"),
        ([("S1", "device"), ("S1", "device")], "S1", 2, "2 attached devices call themselves 'S1'"),
        ([("S1", "device"), ("S2", "device")], None, 2, "Name a device with --device (attached: S1 (device), S2"),
        ([], "S1", 2, "There is no device 'S1' (attached: none)"),
    ],
)
def test_one_sentence(
    tmp_path: Path, attached: list[tuple[str, str]], name: str | None, code: int, sentence: str
) -> None:
    with fake_adb(attached, UNAUTHORIZED) as client:
        environment = os.environ | {
            "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "ANDROID_ADB_SERVER_PORT": str(client.port),
            "ANDROID_AVD_HOME": str(tmp_path), "NO_COLOR": "1",
        }  # fmt: skip
        words = ["run", str(LANTERN), "--out", str(tmp_path / "runs"), *(["--device", name] if name else [])]
        done = subprocess.run(
            [sys.executable, "-m", "harness", *words], cwd=ROOT, env=environment, capture_output=True, text=True,
            timeout=500,
        )  # fmt: skip
    said = done.stderr.strip().splitlines()
    assert done.returncode == code, done.stderr
    assert said[-1].startswith(f"harness: {sentence}"), done.stderr
    assert len(said) == 1, done.stderr
    assert done.stdout == ""
    assert not list((tmp_path / "runs").glob("*/*")), "no bundle: the run never began"
