"""Every rule of the catalogue through bundles on disk: written by the factory, analysed and judged as a user's are."""

from pathlib import Path

import pytest

import harness
from harness.analysis.facts.blind_spots import of_assessment
from harness.analysis.model_findings import Finding
from harness.api import Opened
from harness.evidence.bundle import Bundle
from harness.evidence.seal import verify
from harness.jobs.factory import Made, write
from harness.rules.case import Case
from harness.rules.catalogue import shipped
from harness.rules.model import Rule
from harness.rules.testing import APP, OTHER, OWN, PUSH, clean, complete, findings, send
from tests.examples import some
from tests.rules.cases import breaking

RULES = [rule for rule in shipped().rules.values() if breaking(rule) is not None]
ADVERSE = {"VIOLATION", "SUSPECTED"}


def judged(case: Case, root: Path) -> Opened:
    made = write(case, root)
    return harness.open(made.bundle, policies=made.policies, countries=made.countries)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    run = judged(complete(clean()), tmp_path_factory.mktemp("right"))
    assert of_assessment(run.assessment()) == [] and run.warnings == []
    return list(run.findings)


@pytest.mark.parametrize("rule", some(RULES), ids=lambda rule: rule.id)
def test_an_app_that_breaks_it(rule: Rule, tmp_path: Path) -> None:
    case = breaking(rule)
    assert case is not None
    mine = [row for row in judged(case, tmp_path).findings if row.rule == rule.id]
    assert mine and {row.verdict for row in mine} <= ADVERSE


@pytest.mark.parametrize("rule", shipped().rules.values(), ids=lambda rule: rule.id)
def test_an_app_that_does_everything_right(rule: Rule, right: list[Finding]) -> None:
    verdicts = {row.verdict for row in right if row.rule == rule.id}
    assert verdicts == {row.verdict for row in findings(complete(clean()), rule)} and not verdicts & ADVERSE


def test_what_was_made_to_leave_is_found_with_who_and_where(tmp_path: Path) -> None:
    found = send(send(clean(), "imei", "before_consent", PUSH, OTHER), "oaid", "foreground", APP, OWN, scheme="http")
    run = judged(complete(send(found, "android_id", "foreground", PUSH, OTHER, form="digest:md5")), tmp_path)
    assert {(row.category, row.actor.id, row.recipient.host, row.phase, row.form) for row in run.disclosures} == {
        ("imei", "sdk:cn.jpush", "track.other.example", "before_consent", "plain"),
        ("oaid", "app", "api.clean.example", "foreground", "plain"),
        ("android_id", "sdk:cn.jpush", "track.other.example", "foreground", "digest:md5"),
    }
    assert {row.recipient.country for row in run.disclosures} == {"CN"}


def test_what_is_written_is_sealed_and_holds_nothing_of_the_case(tmp_path: Path) -> None:
    made: Made = write(complete(clean()), tmp_path)
    bundle = Bundle(made.bundle)
    assert verify(made.bundle).state == "sealed" and bundle.run.outcome == "complete"
    assert not {path.name for path in made.bundle.iterdir()} & {"assessment.json", "findings.json"}
