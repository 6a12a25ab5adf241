"""The lines on top of a report."""

import dataclasses

from harness.report.circumstances import circumstances
from harness.report.texts import texts
from tests.report.factory import lantern


def test_a_run_says_what_was_not_recorded_and_a_foreign_recording_what_is_known() -> None:
    view = lantern().view()
    words = texts("en")
    here = dict(circumstances(dataclasses.replace(view, app=dataclasses.replace(view.app, signer="")), words))
    assert here["fact.signer"] == "not recorded" and "sealed off" in here["fact.network"]
    assert here["fact.device"].startswith("Sandbox (simulated device) · ")
    run = dataclasses.replace(
        view.run, foreign=True, scenario="", branch="", network="", recorder="Playwright 1.65", original="ab" * 32
    )
    app = dataclasses.replace(view.app, sha256="", signer="", version_name="", version_code="")
    device = dataclasses.replace(view.device, sandbox=False, model="", android="")
    there = dict(circumstances(dataclasses.replace(view, run=run, app=app, device=device), words))
    assert list(there) == ["fact.date", "fact.recorder", "fact.original"]
    assert there["fact.recorder"] == "Playwright 1.65"
