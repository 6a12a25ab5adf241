"""Four sandbox devices at once in one process: every bundle holds its own device's rows alone."""

import json
import subprocess
import sys

import pytest

from tests.e2e.conftest import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_four_devices_at_once_do_not_mix() -> None:
    # The benchmark's own check: persona values, processes, traffic and disclosures of each run, by real runs.
    command = [sys.executable, "benchmarks/parallel_devices.py", "4", "threads"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500)
    assert done.returncode in (0, 1), done.stderr
    result = json.loads(done.stdout)
    assert result["devices"] == 4
    assert result["mixed_up"] == []
