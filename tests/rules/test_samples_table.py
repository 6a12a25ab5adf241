"""The table of what rules must find in the sample apps (``tests/e2e/findings.yaml``) speaks of rules that there are."""

from pathlib import Path
from typing import Any

import pytest

from harness.capture.scenario import load_scenario
from harness.catalog.categories import categories
from harness.catalog.permission_dialogs import permission_words
from harness.rules.catalogue import shipped
from tests.samples_table import FINDINGS, listed

APPS = {name: column for name, column in FINDINGS.items() if isinstance(column, dict) and "consent" in column}


def rows(column: Any) -> list[str]:
    exact, may = listed(column)
    return [*exact, *may]


@pytest.mark.parametrize("app", APPS)
def test_rules_verdicts_and_branches_are_known(app: str) -> None:
    groups = {group.id for group in permission_words().groups}
    for scenario, branches in APPS[app].items():
        assert list(branches) == list(load_scenario(scenario).branches)
        for column in branches.values():
            for row in rows(column):
                rule, verdict, *what = row.split()
                assert shipped().rules[rule].evaluator != "any_of" and verdict in ("VIOLATION", "SUSPECTED"), row
                known = {*categories(), *groups, "pre_ticked", "no_refusal", "WRITE_EXTERNAL_STORAGE"}
                assert len(what) <= 1 and set("".join(what).split("+")) - {""} <= known


def test_every_sample_app_is_in_it_and_polite_has_nothing() -> None:
    samples = Path(__file__).parents[2] / "samples"
    assert set(APPS) == {path.parent.name for path in samples.glob("*/*.apk")} - {"escape", "mimic", "probe"}
    assert not any(rows(column) for branches in APPS["polite"].values() for column in branches.values())
