"""A claim down to its sentence, its document and what rests on it."""

import json
from typing import Any

import pytest

from harness.analysis.model import Assessment
from harness.policy.explained import explain_claim
from harness.policy.stated import state
from harness.policy.together import together
from harness.rules.case import Case, Stated
from harness.rules.catalogue import shipped
from harness.rules.engine import judge
from harness.rules.facts import put
from harness.rules.testing import clean, read
from tests.policy.said import policy


def judged() -> Assessment:
    found = clean()
    found.collected.append(read("contacts", "foreground"))
    both = together(
        [policy("一、收集\n我们收集以下信息：\n1. 您的手机号。"), policy("我们不会收集您的通讯录\x1b[31m。")]
    )
    case = Case(found, "", Stated(both, state(found, both)))
    put(found, judge(case, list(shipped().rules.values()), shipped().rules.values()))
    return found


def of(found: Assessment) -> dict[str, Any]:
    assert found.policy is not None
    return found.policy


def test_what_a_broken_promise_rests_on_and_what_rests_on_it() -> None:
    found = judged()
    denied = next(row for row in of(found)["claims"] if row["kind"] == "does_not_collect")
    assert denied["id"].startswith("2.")
    text = explain_claim(found, denied["id"]).text()
    for said in (
        "does_not_collect (contacts)",
        "通讯录",
        "characters 0 to",
        "held to   denied contacts",
        "contradicted",
    ):
        assert said in text
    assert "VIOLATION of CAC191-3-9" in text and "\x1b" not in text
    assert of(found)["documents"][1]["sha256"] in text


def test_what_leads_a_list_is_said() -> None:
    found = judged()
    claim = next(row for row in of(found)["claims"] if row["category"] == "phone_number")
    said = explain_claim(found, claim["id"])
    assert [row.text for row in said.leads] == ["我们收集以下信息:"]
    assert json.loads(said.json())["claim"]["id"] == claim["id"]


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(LookupError, match="no policy was given"):
        explain_claim(clean(), "c0001")
    with pytest.raises(LookupError, match="There is no claim 'c9999' in"):
        explain_claim(judged(), "c9999")
