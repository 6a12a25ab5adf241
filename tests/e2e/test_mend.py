"""A run that is killed with SIGKILL leaves a device that the next command puts back."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Hook, file_of
from tests.capture.device.attached import Bench, bench
from tests.capture.device.routes.test_routes import NETD
from tests.e2e.conftest import LANTERN, ROOT, harness

pytestmark = pytest.mark.e2e


def environment(one: Bench, tmp_path: Path) -> dict[str, str]:
    """This user's, with the private adb server and a state directory of the test's own."""
    return os.environ | {"ANDROID_ADB_SERVER_PORT": str(one.server.port), "XDG_STATE_HOME": str(tmp_path / "xdg")}


def test_killed_in_mid_run_and_mended(tmp_path: Path) -> None:
    with bench(tmp_path / "state", runtime=None) as one:
        before = one.facts()
        out, env = tmp_path / "out", environment(one, tmp_path)
        command = [sys.executable, "-m", "harness", "run", str(LANTERN), "--device", one.serial, "--out", str(out)]
        command += ["--network", "sinkhole"]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            deadline = time.monotonic() + 300
            while not list(out.glob(f"*/{file_of(Hook)}")) and time.monotonic() < deadline and run.poll() is None:
                time.sleep(0.02)
            run.send_signal(signal.SIGKILL)
            run.communicate(timeout=60)
        assert run.returncode == -signal.SIGKILL
        assert NETD in one.out("su 0 sh -c 'iptables -t filter -S'"), "names are refused for all, and must not stay so"
        assert one.facts() != before
        (path,) = [item for item in out.iterdir() if item.is_dir()]
        assert not Bundle(path).complete
        done = harness("doctor", "--mend", "--json", cwd=ROOT, env=env)
        assert f"{one.serial}: as it was before the run" in done.stderr, done.stderr
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}
        again = harness("doctor", "--mend", "--json", cwd=ROOT, env=env)
        assert "as it was" not in again.stderr


def test_an_attached_sandbox_is_a_device_like_any_other(tmp_path: Path) -> None:
    with bench(tmp_path / "state", runtime=None, api_level=34, root="su") as one:
        before = one.facts()
        words = ("run", str(LANTERN), "--device", one.serial, "--out", str(tmp_path / "out"))
        done = harness(*words, cwd=ROOT, env=environment(one, tmp_path))
        assert done.returncode == 0, done.stderr
        (path,) = [item for item in (tmp_path / "out").iterdir() if item.is_dir()]
        bundle = Bundle(path)
        assert bundle.complete
        assert bundle.run.device.sandbox is True
        assert bundle.run.route.kind == "agent"
        assert "contact.1.name" not in bundle.run.not_planted
        assert bundle.run.ready.changed["secure/immersive_mode_confirmations"] == "confirmed"
        assert bundle.run.ready.notes == []
        assert bundle.run.pace.looks > 0 and bundle.run.pace.launch_s > 0
        text = bundle.persona_text() or ""
        assert "origin: device" in text
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}
