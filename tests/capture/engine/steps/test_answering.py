"""Steps that answer what the app and the system ask; policies: tests/capture/engine/test_desk.py."""

from pathlib import Path

import pytest

from harness.evidence.rows import ConsentScreen, PermissionRequest
from tests.capture.engine.phone import CONSENT, Control, Phone, dialog, text
from tests.capture.engine.usual import START, run

pytestmark = pytest.mark.usefixtures("fast_clock")


def asking(phone: Phone, does: str) -> None:
    phone.at = {"agree": "home", "near": "LOCATION"}.get(does, "home" if "LOCATION" in does else phone.at)


def played(tmp_path: Path, steps: str):
    home = [text("首页"), Control("附近", does="near")]
    phone = Phone({"main": CONSENT, "home": home, "LOCATION": dialog()}, asking)
    more = f"  - name: foreground\n    permissions: leave\n    steps: [tap: 附近, {steps}]\n"
    return run(tmp_path, START + more, phone=phone)


@pytest.mark.parametrize(
    ("steps", "answer"),
    [
        ("permission: grant", "granted"),
        ("policy: grant_all, permission: policy", "granted"),
        ("policy: deny_all, permission: policy", "denied"),
    ],
)
def test_a_dialog_is_answered(tmp_path: Path, steps: str, answer: str) -> None:
    done = played(tmp_path, steps)
    assert done.states["foreground"] == "done", done.runner.problems()
    assert [row.answer for row in done.bundle.rows(PermissionRequest)] == [answer]


def test_a_dialog_that_does_not_come(tmp_path: Path) -> None:
    done = run(
        tmp_path, START + "  - {name: foreground, steps: [wait: 0, permission: {answer: grant, at_most_s: 0}]}\n"
    )
    assert "no control 'of a permission dialog' came on screen" in done.runner.problems()[0]
    more = "  - {name: foreground, steps: [permission: {answer: grant, at_most_s: 0, optional: true}]}\n"
    assert run(tmp_path / "2", START + more).states["foreground"] == "done"


def test_the_decision_is_made(tmp_path: Path) -> None:
    done = run(tmp_path, START.replace("consent: accept", "consent: refuse"))
    assert "tap 不同意" in done.phone.log
    assert [row.act for row in done.bundle.rows(ConsentScreen)] == ["seen", "refuse"]
