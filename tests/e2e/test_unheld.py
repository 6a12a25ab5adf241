"""An app that Frida cannot start held: it is started as it is, hooked late, and everything says so."""

import json
import subprocess
import sys

import pytest

from harness.evidence.rows import Gap, Observation, Process
from tests.e2e.conftest import LANTERN, ROOT, Finished

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

#: The program as a user runs it, on a device of whose zygote Frida says what it says where Zygisk is on.
PROGRAM = """
import sys
from harness.capture.device.errors import CannotHold
from harness.capture.device.sandbox import AttachedSandbox

def launch_held(self, package, processes=()):
    raise CannotHold("Frida cannot start it here.")

AttachedSandbox.launch_held = launch_held
from harness.cli.main import main
sys.exit(main())
"""


def test_it_is_hooked_late_and_that_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("unheld")
    words = ["run", str(LANTERN), "--device", "sandbox", "--branch", "accept", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], cwd=ROOT, capture_output=True, text=True, timeout=500
    )
    finished = Finished(done, out)
    assert done.returncode == 0, done.stderr
    assert "It is started unheld and hooked late." in " ".join(done.stderr.split())
    first = next(row for row in finished.bundle.rows(Process) if row.origin == "launch")
    assert first.attached_us
    assert not first.gated
    assert first.late_us > 0
    (gap,) = finished.bundle.rows(Gap)
    assert (gap.kind, gap.pid, gap.detail) == ("started_unheld", first.pid, "Frida cannot start it here.")
    assert gap.from_us < gap.to_us
    assessment = json.loads(finished.assessment.read_bytes())
    assert {"started_unheld", "processes_late"} <= set(assessment["summary"]["reasons"])
    assert assessment["coverage"]["gaps"]["started_unheld"][0]["reason"] == gap.detail
    assert "could not be held as it started" in finished.report.read_text("utf-8")
    assert any(row.phase for row in finished.bundle.rows(Observation))
