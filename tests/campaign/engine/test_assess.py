"""A job becomes a run with the campaign's settings; the run itself is played here, and real in tests/e2e."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.app.samples import sample
from harness.campaign.engine import assess
from harness.campaign.store.claims import Claim
from harness.campaign.store.errors import NotStored
from harness.campaign.store.files import keep
from harness.campaign.store.home import Campaign
from harness.campaign.store.settings import Settings
from tests.campaign import kit


def claimed(campaign: Campaign, **more: Any) -> Claim:
    file = keep(campaign.apks, sample("polite"))
    whole = {
        "job": 5, "started": 77, "token": 2, "device": "sandbox-1", "app": 1, "build": 1, "package": "../etc/x y",
        "app_type": "", "sha256": file.apk.sha256, "file": file.name, "branch": "refuse", "repetition": 1,
    }  # fmt: skip
    return Claim(**(whole | more))


def played(monkeypatch: pytest.MonkeyPatch, outcome: str = "complete", **more: Any) -> list[Any]:
    seen: list[Any] = []

    def run_app(plan: Any, apk: Path, branch: str, persona: Any, out: Path, told: Any) -> Any:
        seen.append((plan, apk, branch, out))
        (out / "run.json").write_text("{}")
        result = SimpleNamespace(outcome=outcome, reason="the device went away", not_restored=None, **more)
        return SimpleNamespace(result=result, finished=SimpleNamespace(bundle=None, assessment=kit.assessment()))

    monkeypatch.setattr(assess, "run_app", run_app)
    monkeypatch.setattr(assess, "verified", lambda bundle: SimpleNamespace(manifest="ab12"))
    return seen


def test_a_run_has_the_campaigns_settings_and_a_place_of_its_claim(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = played(monkeypatch)
    made = replace(campaign, settings=Settings(network="live", budget=77, rules=("cn",), lang="zh"))
    done = assess.run(made, claimed(made, app_type="24"), "sandbox")
    ((plan, apk, branch, out),) = seen
    assert (plan.device, plan.network, plan.budget_s, plan.rules, plan.lang) == ("sandbox", "live", 77, ["cn"], "zh")
    assert plan.app_type is not None and branch == "refuse"
    assert apk.read_bytes() == sample("polite").read_bytes()
    assert out.relative_to(made.bundles).parts[-1] == "5-refuse-2-77"
    assert out.resolve().is_relative_to(made.bundles.resolve()), "a package is no way out of the campaign"
    assert (done.manifest, made.home / done.bundle) == ("ab12", out)


def test_a_run_that_is_not_whole_is_no_result(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    played(monkeypatch, "incomplete")
    with pytest.raises(assess.RunIncomplete, match="incomplete: the device went away"):
        assess.run(campaign, claimed(campaign), "sandbox")


def test_a_file_that_was_changed_is_not_run(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = played(monkeypatch)
    held = claimed(campaign)
    (campaign.apks / held.file).write_bytes(b"another")
    with pytest.raises(NotStored, match="as it was taken in"):
        assess.run(campaign, held, "sandbox")
    assert seen == []


def test_a_fleet_has_its_files_in_the_object_store(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker on another machine fetches the app, and what it found is there before its result is."""
    played(monkeypatch)
    settings = Settings(objects=f"file://{tmp_path}/objects")
    here = replace(campaign, settings=settings)
    held = claimed(here)
    here.store(f"apks/{held.file}")
    there = replace(here, home=tmp_path / "there")
    done = assess.run(there, held, "sandbox")
    assert (there.apks / held.file).read_bytes() == sample("polite").read_bytes()
    assert (here.here(done.bundle) / "run.json").read_text() == "{}"
