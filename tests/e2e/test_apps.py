"""The sample apps through whole scenarios, against the table of what must and must not be seen (``apps.yaml``).

The whole assessment of one app takes minutes, of which most are the scenario's waiting: ``HARNESS_ACCEPTANCE`` names
the apps to take through it (or ``all``). Without it every app goes through the shorter scenario ``consent``.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.evidence.bundle import Bundle
from harness.evidence.run_record import RunRecord
from tests.e2e.conftest import ROOT, harness
from tests.samples_table import FINDINGS, wrong

RAW = yaml.safe_load((Path(__file__).parent / "apps.yaml").read_text("utf-8"))
NOISE = frozenset(RAW["noise"])
TABLE = {app: columns for app, columns in RAW.items() if isinstance(columns, dict) and "full" in columns}
WHOLE = os.environ.get("HARNESS_ACCEPTANCE", "")
SHORT = ["before=4", "idle=8", "use=90", "background=7", "denied_use=30", "relaunches=2"]
POLITE = ROOT / "samples" / "polite" / "policy.txt"
"""The policy that polite keeps: its runs are judged by it, too."""
ADVERSE = {"VIOLATION", "SUSPECTED"}
LONGEST_S = 2400

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(LONGEST_S)]


@dataclass(frozen=True)
class Branch:
    """One run: its assessment, its ``run.json``, the phases that it went through, what the app wrote into the device's
    log, and what the table says of it."""

    assessment: dict[str, Any]
    run: RunRecord
    phases: list[dict[str, Any]]
    log: str
    expected: dict[str, Any]


def scenario(app: str) -> str:
    return "full" if WHOLE == "all" or app in WHOLE.split() else "consent"


def run(app: str, out: Path) -> dict[str, Branch]:
    """Take an app through all branches of its scenario, of which the table must have every one."""
    column = TABLE[app][scenario(app)]
    apk = ROOT / "samples" / app / f"{app}.apk"
    words = ["run", str(apk), "--device", "sandbox", "--scenario", scenario(app), "--out", str(out)]
    words += ["--policy", str(POLITE)] if app == "polite" else []
    if scenario(app) == "full":
        words += [word for value in SHORT for word in ("--set", value)]
    found: dict[str, Branch] = {}
    done = harness(*words, "--branch", "all", "--json", cwd=ROOT, timeout=LONGEST_S)
    for line in done.stdout.splitlines():
        bundle = ROOT / json.loads(line)["bundle"]
        record = Bundle(bundle).run
        found[record.branch] = Branch(
            json.loads(bundle.with_name(f"{bundle.name}.assessment.json").read_bytes()),
            record,
            [json.loads(line) for line in (bundle / "phases.jsonl").read_bytes().splitlines()],
            (bundle / "log" / "logcat.txt").read_text("utf-8", "replace"),
            column[record.branch] or {},
        )
    assert list(found) == list(column), done.stderr
    return found


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[dict[str, Branch]]]]:
    """The apps of the tests that were chosen, two at a time: most of a scenario is waiting."""
    calls = [item.callspec for item in request.session.items if hasattr(item, "callspec")]
    apps = {call.params["app"] for call in calls if call.params.get("app") in TABLE} | {"polite"}
    with ThreadPoolExecutor(2) as pool:
        yield {app: pool.submit(run, app, tmp_path_factory.mktemp(app)) for app in TABLE if app in apps}


@pytest.fixture
def branches(app: str, runs: dict[str, Future[dict[str, Branch]]]) -> dict[str, Branch]:
    return runs[app].result()


def at(assessment: dict[str, Any], place: str) -> Any:
    """The value at a place of an assessment; ``ways.WHAT`` are the taps of the way that was found to WHAT."""
    if place.startswith("ways."):
        ways = {way["what"]: way["taps"] for way in assessment["consent"]["ways"]}
        return ways.get(place.removeprefix("ways."))
    found: Any = assessment
    for name in place.split("."):
        found = found[name]
    return found


def holds(found: Any, wanted: Any) -> bool:
    return bool(found) is (wanted == "some") if wanted in ("none", "some") else bool(found == wanted)


def seen(branch: Branch, phase: str) -> dict[str, set[str]]:
    """What was collected, asked for in vain, and sent in a phase."""
    rows = [row for row in branch.assessment["collected"] if row["phase"] == phase and row["category"] not in NOISE]
    sent = [row for row in branch.assessment["disclosures"] if row["phase"] == phase]
    got = {row["category"] for row in rows if row.get("denied", 0) < row["count"]}
    return {
        "collects": got,
        "attempts": {row["category"] for row in rows} - got,
        "sends": {f"{row['category']} > {row['recipient']['host']}" for row in sent},
    }


def deviations(branch: Branch) -> list[str]:
    """Where a run differs from the table."""
    found = []
    for phase in dict.fromkeys(row["name"] for row in branch.phases):
        wanted = branch.expected.get(phase) or {}
        may = set(wanted.get("may", []))
        for what, got in seen(branch, phase).items():
            exact = set(wanted.get(what, []))
            if not exact <= got <= exact | may:
                found.append(f"{phase} {what} {sorted(got)}, not {sorted(exact)}")
    return found


def test_the_table_names_phases_that_there_are() -> None:
    from harness.capture.scenario import load_scenario

    for app, columns in TABLE.items():
        for name, column in columns.items():
            script = load_scenario(name)
            for branch, expected in column.items():
                known = {phase.name for phase in script.script(branch)} | {"concluded"}
                assert set(expected or {}) <= known, (app, name, branch)


@pytest.mark.parametrize("app", TABLE)
def test_phases_show_what_the_table_says(app: str, branches: dict[str, Branch]) -> None:
    found = {name: deviations(branch) for name, branch in branches.items()}
    assert {name: rows for name, rows in found.items() if rows} == {}


@pytest.mark.parametrize("app", TABLE)
def test_conclusions_are_what_the_table_says(app: str, branches: dict[str, Branch]) -> None:
    wrong = {}
    for name, branch in branches.items():
        wanted = branch.expected.get("concluded") or {}
        got = {place: at(branch.assessment, place) for place in wanted}
        wrong |= {f"{name} {place}": got[place] for place in wanted if not holds(got[place], wanted[place])}
    assert wrong == {}


@pytest.mark.parametrize("app", TABLE)
def test_runs_come_to_their_end_without_a_hand(app: str, branches: dict[str, Branch]) -> None:
    for name, branch in branches.items():
        assert branch.run.outcome == "complete", (name, branch.run.reason)


@pytest.mark.parametrize("app", TABLE)
def test_every_phase_has_its_boundaries_and_its_picture(app: str, branches: dict[str, Branch]) -> None:
    for branch in branches.values():
        assert branch.phases[0]["name"] == "install"
        for before, after in itertools.pairwise(branch.phases):
            assert before["end_us"] == after["start_us"], (before["name"], after["name"])
        for row in branch.phases:
            assert row["cause"] and row["end_us"] >= row["start_us"] > 0
            assert row.get("screenshot") and row.get("ui_dump"), row["name"]


@pytest.mark.parametrize("app", ["loud"])
def test_nothing_is_touched_that_costs_or_destroys(app: str, branches: dict[str, Branch]) -> None:
    for name, branch in branches.items():
        assert "LoudScreen" in branch.log and "LoudTrap" not in branch.log, (app, name)


@pytest.mark.parametrize("app", TABLE)
def test_findings_are_what_the_table_says(app: str, branches: dict[str, Branch]) -> None:
    column = FINDINGS[app][scenario(app)]
    found = {name: wrong(column[name], branch.assessment["findings"]) for name, branch in branches.items()}
    assert {name: rows for name, rows in found.items() if rows} == {}
    for branch in branches.values():
        rows = [row for row in branch.assessment["findings"] if row["verdict"] in ADVERSE]
        assert {row["fix"] is not None and row["text"]["zh"] != "" for row in rows} <= {True}


def test_polite_has_no_adverse_conclusion(runs: dict[str, Future[dict[str, Branch]]]) -> None:
    for name, branch in runs["polite"].result().items():
        adverse = [row for row in branch.assessment["findings"] if row.get("verdict") in ADVERSE]
        assert adverse == [], name
        (kept,) = branch.run.policies or ()
        assert kept.sha256 == branch.assessment["policy"]["sha256"] == hashlib.sha256(POLITE.read_bytes()).hexdigest()


@pytest.mark.skipif(scenario("polite") != "consent", reason="in the whole scenario it is asked for the weather")
def test_polite_provably_sent_nothing_where_nobody_agreed(runs: dict[str, Future[dict[str, Branch]]]) -> None:
    branches = runs["polite"].result()
    for name in ("refuse", "ignore"):
        summary, level = branches[name].assessment["summary"], branches[name].run.confinement.level
        proved = level in ("full", "partial")
        assert summary["verdict"] == ("none_seen" if proved else "undetermined"), (name, summary)
        assert summary["reasons"] == ([] if proved else ["no_exchanges", "unconfined"]), (name, summary)
