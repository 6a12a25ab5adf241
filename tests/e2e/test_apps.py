"""The sample apps through whole scenarios, against the table of what must and must not be seen (``apps.yaml``).

The whole assessment of one app takes minutes, of which most are the scenario's waiting: ``HARNESS_ACCEPTANCE`` names
the apps to take through it (or ``all``). Without it every app goes through the scenario ``consent``, whose phases are some
of the table's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.conftest import ROOT, harness

TABLE = yaml.safe_load((Path(__file__).parent / "apps.yaml").read_text("utf-8"))
NOISE = frozenset(TABLE.pop("noise"))
WHOLE = os.environ.get("HARNESS_ACCEPTANCE", "")
SHORT = ["before=4", "idle=4", "use=60", "background=7", "denied_use=20", "relaunches=2"]
ADVERSE = {"VIOLATION", "SUSPECTED"}
LONGEST_S = 1500

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(LONGEST_S)]


@dataclass(frozen=True)
class Branch:
    """One run: its assessment, and the phases that it went through."""

    assessment: dict[str, Any]
    meta: dict[str, Any]
    phases: list[dict[str, Any]]


def whole(app: str) -> bool:
    return WHOLE == "all" or app in WHOLE.split()


def run(app: str, out: Path) -> dict[str, Branch]:
    """Take an app through all branches of its scenario."""
    apk = ROOT / "samples" / app / f"{app}.apk"
    words = ["run", str(apk), "--device", "sandbox", "--branch", "all", "--out", str(out)]
    if whole(app):
        words += ["--scenario", "full", *(word for value in SHORT for word in ("--set", value))]
    done = harness(*words, cwd=ROOT, timeout=LONGEST_S)
    found: dict[str, Branch] = {}
    for path in sorted(out.glob("*.assessment.json")):
        bundle = path.with_name(path.name.removesuffix(".assessment.json"))
        meta = json.loads((bundle / "run.json").read_bytes())
        phases = [json.loads(line) for line in (bundle / "phases.jsonl").read_bytes().splitlines()]
        found[meta["branch"]] = Branch(json.loads(path.read_bytes()), meta, phases)
    assert found, done.stderr
    return found


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[dict[str, Branch]]]]:
    """All apps at once, two at a time: most of a scenario is waiting."""
    with ThreadPoolExecutor(2) as pool:
        yield {app: pool.submit(run, app, tmp_path_factory.mktemp(app)) for app in TABLE}


@pytest.fixture
def branches(app: str, runs: dict[str, Future[dict[str, Branch]]]) -> dict[str, Branch]:
    return runs[app].result()


def at(assessment: dict[str, Any], place: str) -> Any:
    found: Any = assessment
    for name in place.split("."):
        found = found[name]
    return found


def holds(found: Any, wanted: Any) -> bool:
    return bool(found) is (wanted == "some") if wanted in ("none", "some") else bool(found == wanted)


def seen(branch: Branch, phase: str) -> tuple[set[str], set[str]]:
    """What was collected and what was sent in a phase."""
    rows = branch.assessment
    collected = {row["category"] for row in rows["collected"] if row["phase"] == phase}
    sent = {f"{row['category']} > {row['recipient']['host']}" for row in rows["disclosures"] if row["phase"] == phase}
    return collected - NOISE, sent


def deviations(branch: Branch, expected: dict[str, Any]) -> list[str]:
    """Where a run differs from the table."""
    found = []
    for phase in [row["name"] for row in branch.phases]:
        wanted = expected.get(phase, {})
        may = set(wanted.get("may", []))
        for what, got in zip(("collects", "sends"), seen(branch, phase), strict=True):
            exact = set(wanted.get(what, []))
            if got - may != exact - may or not exact <= got:
                found.append(f"{phase} {what} {sorted(got)}, not {sorted(exact)}")
    return found


APPS = list(TABLE)


@pytest.mark.parametrize("app", APPS)
def test_phases_show_what_the_table_says(app: str, branches: dict[str, Branch]) -> None:
    found = {name: deviations(branch, TABLE[app].get(name) or {}) for name, branch in branches.items()}
    assert {name: rows for name, rows in found.items() if rows} == {}


@pytest.mark.parametrize("app", APPS)
def test_conclusions_are_what_the_table_says(app: str, branches: dict[str, Branch]) -> None:
    wrong = {}
    for name, branch in branches.items():
        wanted = (TABLE[app].get(name) or {}).get("concluded") or {}
        if not whole(app):  # what only a whole assessment can know
            wanted = {place: value for place, value in wanted.items() if place != "consent.policy_taps"}
        got = {place: at(branch.assessment, place) for place in wanted}
        wrong |= {f"{name} {place}": got[place] for place in wanted if not holds(got[place], wanted[place])}
    assert wrong == {}


@pytest.mark.parametrize("app", APPS)
def test_every_phase_has_its_boundaries_and_its_picture(app: str, branches: dict[str, Branch]) -> None:
    for branch in branches.values():
        for before, after in zip(branch.phases, branch.phases[1:], strict=False):
            assert before["end_us"] <= after["start_us"] or before["name"] == after["name"]
        for row in branch.phases[1:]:
            assert row["cause"] and row["end_us"] >= row["start_us"] > 0
            assert row.get("ui_dump") or row.get("app_ended"), row["name"]


def test_polite_has_no_adverse_conclusion(runs: dict[str, Future[dict[str, Branch]]]) -> None:
    for name, branch in runs["polite"].result().items():
        adverse = [row for row in branch.assessment["findings"] if row.get("verdict") in ADVERSE]
        assert adverse == [], name
        assert branch.meta["outcome"] == "complete", branch.meta.get("reason")
