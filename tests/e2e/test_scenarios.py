"""Scenarios on the sandbox device with the sample apps: boundaries, permissions, the clock, branches."""

import json
import subprocess
from pathlib import Path

import pytest

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Observation, Phase
from tests.e2e.conftest import LANTERN, ROOT, Finished, harness

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

SAMPLES = ROOT / "samples"


def go(tmp: Path, apk: Path, *words: str, timeout: float = 500) -> Finished:
    done = harness("run", str(apk), "--device", "sandbox", "--out", str(tmp), *words, cwd=ROOT, timeout=timeout)
    return Finished(done, tmp)


def script(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def permissions(finished: Finished) -> dict:
    return json.loads(finished.assessment.read_bytes())["permissions"]


@pytest.fixture(scope="module")
def denied(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return go(tmp_path_factory.mktemp("bully"), SAMPLES / "bully" / "bully.apk", "--scenario", "deny-all",
              "--app-type", "utility", "--set", "use=5", "--set", "relaunches=2")  # fmt: skip


def test_an_app_that_leaves_when_permissions_are_denied(denied: Finished) -> None:
    assert denied.done.returncode == 0, denied.done.stderr
    found = permissions(denied)
    assert found["compulsory"]["verdict"] == "compelled"
    assert found["compulsory"]["reactions"] == ["exits"]
    assert found["compulsory"]["type_known"] is True
    first = found["batches"][0]
    assert (first["groups"], first["one_call"], first["at_start"]) == (
        ["PHONE", "CONTACTS", "LOCATION", "STORAGE"],
        True,
        True,
    )
    assert {row["actor"]["id"] for row in found["requests"]} == {"app"}
    purposes = {row["purpose"] for row in found["requests"]}  # on a busy machine a screen may be looked at too late
    assert "not_told" in purposes and purposes <= {"not_told", "unknown"}
    assert all(row["within_48h"] >= 1 and row["user_triggered"] == 0 for row in found["repeats"])
    assert {row["group"] for row in found["repeats"]} == {"PHONE", "CONTACTS", "LOCATION", "STORAGE"}
    for name in found["requests"][0]["evidence"]:
        assert denied.bundle.has(name)


def test_its_phases_and_what_was_not_applicable(denied: Finished) -> None:
    states = {row.phase: row.state for row in denied.bundle.run.phases}
    assert states == {
        "before_consent": "done", "permission_denied": "done", "permission_denied_use": "not_exercised",
        "relaunch_after_denial": "done",
    }  # fmt: skip
    assert [row.app_ended for row in denied.bundle.rows(Phase) if row.name == "permission_denied"] == [True]
    assert "Compulsory authorization" in denied.done.stdout
    assert "when permissions were denied, the app" in denied.report.read_text("utf-8")


def test_every_phase_has_its_proof(denied: Finished) -> None:
    phases = list(denied.bundle.rows(Phase))
    assert [row.code for row in phases][:3] == ["P0_install", "P1_preconsent", "P6_permission_denied"]
    for row in phases:
        assert row.start_us < row.end_us
        assert row.cause
        assert denied.bundle.read_bytes(row.screenshot or "").startswith(b"\x89PNG")
        assert b"<hierarchy" in denied.bundle.read_bytes(row.ui_dump or "")


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], dict[str, Bundle]]:
    """All branches of the default scenario in one run of the program."""
    out = tmp_path_factory.mktemp("branches")
    done = harness(
        "run", str(LANTERN), "--device", "sandbox", "--branch", "all", "--out", str(out), cwd=ROOT, timeout=500
    )
    bundles = [Bundle(path) for path in sorted(out.iterdir()) if path.is_dir()]
    return done, {bundle.run.branch: bundle for bundle in bundles}


Branches = tuple[subprocess.CompletedProcess[str], dict[str, Bundle]]


def test_the_refusal_s_own_moment_divides_the_phases(branches: Branches) -> None:
    """The app reads in the very handler of the tap: the first read comes milliseconds after the finger."""
    bundle = branches[1]["refuse"]
    before, after = list(bundle.rows(Phase))[-2:]
    assert after.uncertain_us == 0, "the device told when the finger went down"
    first = next(row for row in bundle.rows(Observation) if row.phase == "refused")
    assert first.time_us - after.start_us >= 0
    assert all(row.time_us < after.start_us for row in bundle.rows(Observation) if row.phase == before.name)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("moved")
    file = script(out / "moved.yaml", """
schema: 1
name: moved
permissions: deny_all
phases:
  - {name: before_consent, steps: [launch, settle: {quiet_s: 1.2, at_most_s: 8}]}
branches:
  accept:
    - {name: permission_denied, steps: [consent: accept, settle: {quiet_s: 1.2, at_most_s: 10}]}
    - {name: background, steps: [background, wait: 1]}
    - {name: background_killed, steps: [kill, wait: 0.5]}
    - {name: relaunch_within_48h, steps: [set_clock: 47h, relaunch, settle: {quiet_s: 1.2, at_most_s: 10}]}
    - {name: relaunch_after_48h, steps: [set_clock: 2h, relaunch, settle: {quiet_s: 1.2, at_most_s: 10}]}
    - {name: foreground, steps: [clear_data, launch, settle: {quiet_s: 1.2, at_most_s: 8}, screen_off, screen_on]}
""")  # fmt: skip
    return go(out / "out", LANTERN, "--scenario", file)


def test_the_moved_clock_is_in_the_phases_and_not_in_the_evidence_s_time(moved: Finished) -> None:
    assert moved.done.returncode == 0, moved.done.stderr
    bundle = moved.bundle
    hours = {row.name: round(row.clock_shift_us / 3_600_000_000, 2) for row in bundle.rows(Phase)}
    assert (hours["background_killed"], hours["relaunch_within_48h"], hours["relaunch_after_48h"]) == (0, 47, 49)
    rows = list(bundle.rows(Observation))
    first, *_, last = bundle.rows(Phase)
    start, end = first.start_us, last.end_us
    assert all(start <= row.time_us <= end + 60_000_000 for row in rows), "no hour is off"
    assert {row.phase for row in rows} >= {"before_consent", "permission_denied", "relaunch_within_48h"}
    assert {row.state for row in bundle.run.phases} == {"done"}


def test_an_app_that_asks_and_goes_on(moved: Finished) -> None:
    found = permissions(moved)
    assert found["requests"]
    assert {row["answer"] for row in found["requests"]} == {"denied"}
    assert found["compulsory"]["verdict"] == "not_compelled"
    assert {row["consent"] for row in found["requests"]} == {"after"}
    assert {row["reaction"] for row in found["requests"]} == {"goes_on"}


def test_what_the_system_refused_is_not_said_to_be_read(moved: Finished) -> None:
    rows = json.loads(moved.assessment.read_bytes())["collected"]
    calls = {row["category"]: 0 for row in rows}
    read = dict(calls)
    for row in rows:
        calls[row["category"]] += row["refused"]
        read[row["category"]] += row["count"] - row["refused"] - row["nothing"]
    for category in ("imei", "phone_number", "location_precise", "contacts", "call_log", "sms"):
        assert (calls[category] > 0, read[category]) == (True, 0), category
    assert read["android_id"] > 0
    kept, _, tried = moved.done.stdout.partition("Tried, and not obtained")
    assert "Address book" in tried and "Android ID" in kept
    assert "Address book" not in kept.partition("Read, never seen leaving")[2]


def test_consent_three_screens_deep_and_the_policy_five_taps_away(tmp_path: Path) -> None:
    file = script(tmp_path / "s.yaml", """
schema: 1
phases:
  - {name: before_consent, steps: [launch, settle: {quiet_s: 1, at_most_s: 8}]}
  - {name: consented_idle, steps: [consent: accept, settle: {quiet_s: 1, at_most_s: 8}]}
  - {name: foreground_policy, steps: [find: {what: policy, at_most_taps: 6, at_most_s: 120}]}
""")  # fmt: skip
    found = go(tmp_path / "out", SAMPLES / "maze" / "maze.apk", "--scenario", file)
    assert found.done.returncode == 0, found.done.stderr
    asked = json.loads(found.assessment.read_bytes())["consent"]
    assert (asked["asked"], asked["onward"], asked["pre_ticked"]) == (False, 2, True)
    (way,) = asked["ways"]
    assert (way["taps"], way["certain"]) == (5, True)
    assert [row.name for row in found.bundle.rows(Phase)][:4] == [
        "install", "before_consent", "before_consent_onward", "consented_idle",
    ]  # fmt: skip


def test_branches_from_the_same_state_are_compared(branches: Branches) -> None:
    done, bundles = branches
    assert done.returncode == 0, done.stderr
    assert "What left the device, run by run" in done.stdout
    assert len({bundle.run.persona for bundle in bundles.values()}) == 1
    again = harness("compare", *(str(bundle.path) for bundle in bundles.values()), "--json", cwd=ROOT)
    rows = json.loads(again.stdout)
    names = [run["branch"] for run in rows["runs"]]
    imei = next(row for row in rows["disclosed"] if row["category"] == "imei")
    sms = next(row for row in rows["disclosed"] if row["category"] == "sms")
    assert imei["runs"] == ["yes", "yes", "yes"]
    assert dict(zip(names, sms["runs"], strict=True))["accept"] == "yes"
    assert "yes" not in {state for branch, state in zip(names, sms["runs"], strict=True) if branch != "accept"}


def test_an_upgrade_keeps_what_was_denied(tmp_path: Path) -> None:
    found = go(tmp_path / "out", LANTERN, "--scenario", "upgrade", "--set", f"upgrade={LANTERN}")
    assert found.done.returncode == 0, found.done.stderr
    assert found.bundle.run.installed[0].package == found.bundle.run.apk.package
    last = list(found.bundle.rows(Phase))[-1]
    assert (last.name, last.code) == ("upgraded", "P10_upgrade")
    assert {row.phase for row in found.bundle.rows(Observation)} >= {"before_consent", "upgraded"}
    assert permissions(found)["restored"] == []


def test_an_upgrade_to_another_app_is_refused(tmp_path: Path) -> None:
    file = script(tmp_path / "s.yaml", """
schema: 1
variables: {upgrade: }
phases:
  - {name: upgraded, steps: [install: "${upgrade}"]}
""")  # fmt: skip
    other = go(tmp_path / "other", LANTERN, "--scenario", file, "--set", f"upgrade={SAMPLES / 'bully' / 'bully.apk'}")
    assert other.done.returncode == 3
    assert "is another app" in " ".join(other.done.stderr.split())
