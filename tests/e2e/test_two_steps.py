"""Hooks that are not all in when a process must run: the rest goes in before the app's first line all the same."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Gap, Hook, Process, SelfTest
from tests.apps.build import apk
from tests.e2e.conftest import ROOT, Finished, untroubled
from tests.e2e.test_choir import HOOKED, ISOLATED, SCENARIO, own_counts, seen_counts

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

#: The program as a user runs it, with a budget that is used up at once: each process runs after the first point.
PROGRAM = """
import sys
from harness.capture.agent.hold import Hold
Hold.budget_s = 0.0
from harness.cli.main import main
sys.exit(main())
"""


@pytest.fixture(scope="module")
def sung(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("steps")
    scenario = out / "choir.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    words = ["run", str(apk("choir")), "--device", "sandbox", "--branch", "ignore", "--scenario", str(scenario)]

    def run(runs: Path) -> Finished:
        command = [sys.executable, "-c", PROGRAM, *words, "--out", str(runs)]
        return Finished(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500), runs)

    return untroubled(run, out)


def hooked(bundle: Bundle) -> dict[str, set[str]]:
    points: dict[str, set[str]] = defaultdict(set)
    for hook in bundle.rows(Hook):
        if hook.resolved:
            points[hook.process].add(hook.point)
    return points


def test_every_process_ran_before_its_hooks_were_in_and_waited_for_them(sung: Finished) -> None:
    assert sung.done.returncode == 0, sung.done.stderr
    rows = {row.name: row for row in sung.bundle.rows(Process)}
    assert set(rows) == HOOKED | {ISOLATED}
    for name in HOOKED:
        row = rows[name]
        assert 0 < row.resumed_us < row.attached_us, row
        assert row.held_us > 0
        assert row.bound_us > 0, row
        assert row.gated and not row.late_us and not row.lost and row.flushed, row
        assert not row.extra.get("agent_errors"), row
    assert list(sung.bundle.rows(Gap)) == []


def test_not_one_call_of_the_app_was_missed(sung: Finished) -> None:
    bundle = sung.bundle
    names = {row.pid: row.name for row in bundle.rows(Process)}
    seen = seen_counts(bundle)
    own = {pid: counts for pid, counts in own_counts(bundle).items() if names[pid] != ISOLATED}
    assert set(map(names.get, own)) == HOOKED
    assert seen == own


def test_the_report_of_the_hooks_is_as_ever(sung: Finished) -> None:
    bundle = sung.bundle
    points = hooked(bundle)
    assert set(points) == HOOKED
    assert all(each == points[f"{next(iter(HOOKED))}"] for each in points.values())
    assert min(map(len, points.values())) > 300
    results = {(row.family, row.result) for row in bundle.rows(SelfTest)}
    assert "missed" not in {result for _, result in results}
    assert ("method", "seen") in results


def test_the_assessment_does_not_call_them_late(sung: Finished) -> None:
    assessment = json.loads(sung.assessment.read_bytes())
    assert "processes_late" not in assessment["summary"]["reasons"]
