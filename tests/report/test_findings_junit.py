"""A test case for each rule: what is against the app fails, what is open is skipped and not passed."""

import re
from xml.etree import ElementTree

import pytest

from harness.report.findings_junit import render_junit
from harness.report.redact import redacted
from tests.report.factory import VALUES
from tests.report.findings_views import hostile, view, with_values


def suite(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text.encode())  # noqa: S314 - our own
    assert root.tag == "testsuites" and len(root) == 1
    assert root.attrib == {key: value for key, value in root[0].attrib.items() if key != "name"}
    return root[0]


def test_cases() -> None:
    found = suite(render_junit(view(), "en"))
    assert found.attrib == {
        "name": "harness com.brightbeam.lantern", "tests": "5", "failures": "2", "skipped": "2", "errors": "0",
    }  # fmt: skip
    kinds = {case.attrib["name"]: [part.tag for part in case] for case in found}
    assert kinds == {
        "A1 title": ["failure"],
        "B2 title": ["failure"],
        "C3 title": ["skipped"],
        "D4 title": [],
        "E5 title": ["skipped"],
    }
    failure = found[0][0]
    assert failure.attrib == {"type": "VIOLATION", "message": "it happened"}
    assert "call it later" in (failure.text or "") and "SUSPECTED fa1b" in (failure.text or "")
    assert "run --scenario background" in found[2][0].attrib["message"]
    assert suite(render_junit(view(), "zh"))[0].attrib["name"] == "A1 题"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_are_text(lang: str) -> None:
    text = render_junit(hostile(), lang)
    found = suite(text)
    assert len(text) < 100_000 and "<script>" not in text and len(found) == 3
    assert re.search(r"[\x00-\x08\x0b-\x1f\u202e]", text) is None


def test_without_values() -> None:
    imei = str(VALUES["telephony.imei"])
    assert imei in render_junit(with_values(), "en") and imei not in render_junit(redacted(with_values()), "en")
