"""Consent detection over screens in Chinese and English, and what the app may do to mislead it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.capture.screen.consent import Consent, detect
from harness.capture.screen.controls import Node
from tests.capture.screen.consent.dumps import PACKAGE, dump

SCREENS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("dialogs.yaml").read_text(encoding="utf-8"))


def said(node: Node | None) -> str | None:
    return None if node is None else node.text or node.description


def look(screen: list[Any]) -> Consent:
    return detect(dump(screen), PACKAGE)


def test_there_are_enough_screens_to_mean_something() -> None:
    kinds = [screen["kind"] for screen in SCREENS]
    assert len(kinds) >= 70
    assert kinds.count("none") >= 20
    assert kinds.count("dialog") >= 40


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen['kind']}: {screen['name']}")
def test_screens(screen: dict[str, Any]) -> None:
    found = look(screen["screen"])
    assert found.kind == screen["kind"], found.reasons
    assert (said(found.accept), said(found.refuse)) == (screen.get("accept"), screen.get("refuse"))
    assert found.pre_ticked == screen.get("ticked", False)
    assert found.reasons or found.kind == "none"


def test_the_policy_s_link() -> None:
    found = look(
        [
            "隐私政策提示",
            "请阅读并同意《隐私政策》与其他条款，它们说明我们如何处理您的个人信息，以及您的权利。",
            "*《隐私政策》",
            "*同意",
        ]
    )
    assert [said(node) for node in found.policy_links] == ["《隐私政策》"]
    assert found.policy_in_text
    assert not look(["隐私政策提示", "请您同意", "*同意"]).policy_links


def test_other_apps_controls_are_not_the_app_s() -> None:
    xml = dump(["隐私政策", "请您阅读并同意《隐私政策》", "*不同意", "*同意"])
    assert detect(xml, PACKAGE).kind == "dialog"
    assert detect(xml, "com.other.app").kind == "none"


def test_the_lowest_of_several_controls_with_the_same_words() -> None:
    found = look(["隐私政策", "请您阅读并同意《隐私政策》", "*同意", "其他", "*同意", "*不同意"])
    assert found.accept is not None
    assert found.accept.bounds[1] == 200 + 4 * 140


def test_a_screen_of_a_million_letters_takes_no_time() -> None:
    found = look(["隐私政策" + "同意" * 500_000, "请您同意" + "并" * 300_000, "*" + "不" * 300_000, "*同意"])
    assert said(found.accept) == "同意"
