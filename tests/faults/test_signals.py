"""Signals to the program itself: 130, no traceback, what was begun is put back."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.evidence.rows import Phase, Process, file_of
from harness.files.scratch import KINDS, sweep
from tests.faults.conftest import ROOT, Faulty
from tests.faults.named import fault
from tests.faults.program import STARTING


@fault("ctrl-C while the program is loaded")
@pytest.mark.parametrize("after_ms", [60, 120, 200, 350, 600])
def test_ctrl_c_while_the_program_is_loaded(after_ms: int, tmp_path: Path) -> None:
    # From the moment on when this program's own code runs; before that the signal is Python's.
    ready = tmp_path / "ready"
    code = (
        "import pathlib, sys; from harness import interrupt; interrupt.install(); "
        f"pathlib.Path({str(ready)!r}).touch(); sys.argv = ['harness', 'run', 'no.apk', '--out', {str(tmp_path)!r}]; "
        "from harness.cli.main import main; main(); "
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True) as run:
        while not ready.exists():
            time.sleep(0.001)
        time.sleep(after_ms / 1000)
        if run.poll() is None:
            run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert "Traceback" not in said
    assert run.returncode in (130, 2, 3), said  # 2 and 3: it had ended before the signal came


@pytest.mark.e2e
@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGHUP, marks=fault("the terminal is closed")),
        pytest.param(signal.SIGINT, marks=fault("ctrl-C in the middle of a run")),
    ],
)
def test_a_signal_in_the_middle_of_a_run(faulty: Faulty, number: signal.Signals) -> None:
    faulty.lasting().hooked()
    assert faulty.run is not None
    faulty.run.send_signal(number)
    faulty.end().check(130, "The run was interrupted", "interrupted")
    bundle = faulty.bundle
    assert not bundle.complete
    assert list(bundle.rows(Phase))
    (assessment,) = faulty.out.glob("*.assessment.json")
    assert json.loads(assessment.read_bytes())["summary"]["verdict"] != "none_seen"


@fault("ctrl-C twice")
@pytest.mark.e2e
def test_a_second_ctrl_c_waits_for_the_seal(faulty: Faulty) -> None:
    faulty.lasting().hooked()
    assert faulty.run is not None
    faulty.run.send_signal(signal.SIGINT)
    time.sleep(0.3)
    faulty.run.send_signal(signal.SIGINT)
    faulty.end().check(130, "bundle: ", "interrupted")
    assert faulty.bundle.path.joinpath("manifest.json").exists()


@fault("ctrl-C while the device starts")
@pytest.mark.e2e
def test_ctrl_c_while_the_device_starts(faulty: Faulty) -> None:
    faulty.start(**{STARTING: "1"}).until(lambda: faulty.find("harness.sandbox"))
    assert faulty.run is not None
    os.kill(faulty.run.pid, signal.SIGINT)
    faulty.end().check(130, "Interrupted.", None)


@fault("the program is killed")
@pytest.mark.e2e
def test_the_program_is_killed(faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty.lasting().hooked()
    assert faulty.run is not None
    faulty.until(lambda: any(kept.stat().st_size for kept in faulty.out.glob(f"*/{file_of(Process)}")))
    faulty.run.kill()  # what is lost is the last second at most
    faulty.run.wait(30)
    assert faulty.bundle.run.outcome == "running"
    assert not faulty.bundle.sealed
    assert list(faulty.bundle.rows(Process))
    deadline = time.monotonic() + 60
    while faulty.left() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert faulty.left() == {}, "sandbox, adb server and app end with it"
    monkeypatch.setattr("tempfile.tempdir", str(faulty.temporary))
    sweep()  # what the next run does, and 'harness doctor --mend'
    assert [each.name for each in faulty.temporary.iterdir() if each.name.startswith(KINDS)] == []
