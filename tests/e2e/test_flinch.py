"""An app that looks for Frida and ends when it finds it: seen doing so, and proven to live without."""

import json

import pytest

from harness.evidence.rows import Observation, Phase, Process
from tests.apps.build import apk
from tests.e2e.conftest import ROOT, Finished, harness

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def flinched(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("flinch")
    words = ("run", str(apk("flinch")), "--device", "sandbox", "--branch", "ignore", "--out", str(out))
    return Finished(harness(*words, cwd=ROOT, timeout=500), out)


def test_it_survives_without_the_agent_and_the_bundle_says_so(flinched: Finished) -> None:
    assert flinched.done.returncode == 3, flinched.done.stderr
    assert "started the same way without the agent, it survives" in " ".join(flinched.done.stderr.split())
    found = flinched.bundle.run.without_agent
    assert found.survived is True
    assert found.phases == ["before_consent"]
    assert flinched.bundle.run.reason.endswith("started the same way without the agent, it survives.")


def test_nothing_of_the_second_start_is_in_the_bundle(flinched: Finished) -> None:
    (process,) = flinched.bundle.rows(Process)
    assert {row.pid for row in flinched.bundle.rows(Observation)} == {process.pid}
    assert [row.name for row in flinched.bundle.rows(Phase)] == ["install", "before_consent", "ignored"]


def test_how_it_looked_for_frida_is_told(flinched: Finished) -> None:
    found = json.loads(flinched.assessment.read_bytes())["coverage"]["defences"]
    assert {(row["point"], row["where"]) for row in found["detection"]} == {("native.connect", "port 27042")}
    assert {row["where"] for row in found["inspection"]} == {
        "/proc/self/maps", "/proc/self/task", "/proc/self/task/*/comm"
    }  # fmt: skip
    assert [(row["name"], row["where"]) for row in found["words"]] == [("gum-js-loop", "classes.dex")]
    (maps,) = [row for row in flinched.bundle.rows(Observation) if row.point == "self.maps"]
    assert any("org.harness.flinch.FlinchApp.has" in frame for frame in maps.stack)


def test_the_verdict_is_undetermined_and_says_why(flinched: Finished) -> None:
    summary = json.loads(flinched.assessment.read_bytes())["summary"]
    assert summary["verdict"] == "undetermined"
    assert {"died_with_agent", "frida_detection", "incomplete"} <= set(summary["reasons"])
    report = flinched.report.read_text("utf-8")
    assert "The app died with the instrumentation in it; started the same way without, it survived." in report
    assert "The app looked for Frida." in report
