"""An app of several processes: each one's reads are seen from its first line on, whenever it starts."""

import json
import re
from collections import Counter, defaultdict

import pytest

from harness.evidence.bundle import LOGCAT, Bundle
from harness.evidence.rows import Hook, Observation, Process, SelfTest
from tests.apps.build import apk
from tests.e2e.conftest import ROOT, Finished, harness, untroubled

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

PACKAGE = "org.harness.choir"
HOOKED = {PACKAGE, f"{PACKAGE}:push", "org.choir.far", f"{PACKAGE}:late"}
ISOLATED = f"{PACKAGE}:render:{PACKAGE}.RenderService"
SCENARIO = """\
schema: 1
name: choir
permissions: granted_at_install
phases:
  - name: singing
    steps:
      - launch
      - settle: {quiet_s: 4, at_most_s: 90}
branches:
  ignore:
    - name: after
      steps:
        - wait: {seconds: 0.1}
"""


@pytest.fixture(scope="module")
def sung(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("choir")
    scenario = out / "choir.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    words = ("run", str(apk("choir")), "--device", "sandbox", "--branch", "ignore", "--scenario", str(scenario))
    return untroubled(lambda runs: Finished(harness(*words, "--out", str(runs), cwd=ROOT, timeout=500), runs), out)


def own_counts(bundle: Bundle) -> dict[int, dict[str, int]]:
    """What each process says it has read, by its number."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    log = bundle.read_bytes(LOGCAT).decode()
    for pid, what, times in re.findall(r"^\S+ \S+ +(\d+) .* ChoirCount: (\w+) (\d+)", log, re.MULTILINE):
        counts[int(pid)][what] = int(times)
    return counts


def seen_counts(bundle: Bundle) -> dict[int, Counter[str]]:
    """What we saw each process read, by its number."""
    points = {"settings.secure.android_id": "android_id", "tm.getDeviceId": "imei"}
    seen: dict[int, Counter[str]] = defaultdict(Counter)
    for row in bundle.rows(Observation):
        if row.point in points:
            seen[row.pid][points[row.point]] += row.count
    return seen


def test_every_process_is_held_hooked_and_lost_nothing(sung: Finished) -> None:
    assert sung.done.returncode == 0, sung.done.stderr
    rows = {row.name: row for row in sung.bundle.rows(Process)}
    assert set(rows) == HOOKED | {ISOLATED}
    for name in HOOKED:
        row = rows[name]
        assert row.gated and row.attached_us and not row.lost and row.flushed, row
        assert row.attached_us <= row.resumed_us
        assert row.origin == ("launch" if name == PACKAGE else "start")
        assert not row.extra.get("agent_errors")
    assert rows[f"{PACKAGE}:late"].extra["how"] == "exit 0"


def test_the_app_s_own_count_of_each_process_is_ours(sung: Finished) -> None:
    bundle = sung.bundle
    names = {row.pid: row.name for row in bundle.rows(Process)}
    seen = seen_counts(bundle)
    own = own_counts(bundle)
    assert {names[pid]: counts for pid, counts in own.items()} == {
        PACKAGE: {"android_id": 1, "imei": 5},
        f"{PACKAGE}:push": {"android_id": 1, "imei": 300},
        "org.choir.far": {"android_id": 1, "imei": 40},
        f"{PACKAGE}:late": {"android_id": 1, "imei": 20},
        ISOLATED: {"android_id": 1, "imei": 3},
    }
    del own[next(pid for pid, name in names.items() if name == ISOLATED)]
    assert seen == own


def test_hooks_were_in_before_the_first_line(sung: Finished) -> None:
    bundle = sung.bundle
    first = {
        row.pid: row for row in reversed(list(bundle.rows(Observation))) if row.point == "settings.secure.android_id"
    }
    assert len(first) == len(HOOKED)
    for row in bundle.rows(Process):
        if row.name in HOOKED:
            assert row.attached_us <= row.resumed_us <= first[row.pid].time_us


def test_every_process_has_its_hooks_and_its_self_test(sung: Finished) -> None:
    bundle = sung.bundle
    hooks = Counter(hook.process for hook in bundle.rows(Hook) if hook.resolved)
    assert set(hooks) == HOOKED
    assert min(hooks.values()) > 300
    tests = list(bundle.rows(SelfTest))
    assert {row.process for row in tests} == HOOKED
    for process in HOOKED:
        found = {row.family: row.result for row in tests if row.process == process}
        assert {family for family, result in found.items() if result == "seen"} == {
            "method", "constructor", "settings", "provider", "listener", "crypto", "exec", "intent", "service",
            "receiver", "permission", "file", "socket", "native", "command",
        }  # fmt: skip
        assert "missed" not in found.values()
    assert not [row for row in bundle.rows(Observation) if row.kind == "canary"]
    whys = {hook.why for hook in bundle.rows(Hook) if not hook.resolved}
    assert {"not_in_app", "no_class", "manifest"} <= whys


def test_the_isolated_process_is_named_as_not_covered(sung: Finished) -> None:
    (row,) = [row for row in sung.bundle.rows(Process) if row.isolated]
    assert (row.name, row.attached_us, row.gated) == (ISOLATED, 0, False)
    assessment = json.loads(sung.assessment.read_bytes())
    assert [item["name"] for item in assessment["coverage"]["processes"]["isolated"]] == [ISOLATED]
    assert "processes_isolated" in assessment["summary"]["reasons"]
    assert assessment["summary"]["verdict"] == "undetermined"
    assert "1 isolated process" in " ".join(sung.done.stdout.split())


def test_the_manifest_s_processes_are_in_the_bundle(sung: Finished) -> None:
    facts = json.loads(sung.bundle.read_bytes("apk/manifest.json"))
    assert facts["processes"] == ["org.choir.far", f"{PACKAGE}:late", f"{PACKAGE}:push", f"{PACKAGE}:render"]
    assert facts["isolated"] == [f"{PACKAGE}.RenderService"]
