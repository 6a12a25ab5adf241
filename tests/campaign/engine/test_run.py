"""Running is done alone, and takes up what was left."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from harness.campaign.engine import run as module
from harness.campaign.engine.alone import alone
from harness.campaign.engine.cluster import Slot
from harness.campaign.engine.drive import Driven
from harness.campaign.engine.run import run
from harness.campaign.store.claims import claim, states
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.jobs.told import Silent
from tests.campaign import kit


class Hearing(Silent):
    def __init__(self) -> None:
        self.said: list[str] = []

    def warn(self, text: str) -> None:
        self.said.append(text)


def test_what_was_left_is_planned_again_and_driven_where_it_was_asked_for(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = kit.app_with_jobs(campaign.engine, 1)
    assert claim(campaign.engine, job, "d", campaign.settings)
    seen: list[Any] = []

    @contextlib.contextmanager
    def cluster(*what: Any) -> Iterator[str]:
        seen.append(what)
        yield "client"

    def drive(campaign: Campaign, client: Any, told: Any, **more: Any) -> Driven:
        assert states(campaign.engine)["planned"] == 1
        seen.append((client, more["only"]))
        return Driven({"done": 1})

    monkeypatch.setattr(module, "local", cluster)
    monkeypatch.setattr(module, "remote", cluster)
    monkeypatch.setattr(module, "drive", drive)
    told, slots = Hearing(), [Slot("a", "sandbox")]
    assert run(campaign, told, devices=slots, only=[job]).became == {"done": 1}
    run(campaign, told, scheduler="tcp://192.0.2.1:8786")
    assert seen == [(campaign, slots), ("client", [job]), ("tcp://192.0.2.1:8786",), ("client", None)]
    assert told.said == ["1 jobs were being run when the campaign was interrupted: they are run again"]


def test_more_sandboxes_than_the_machine_can_keep_going_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.os, "cpu_count", lambda: 2)
    several = [Slot(f"sandbox-{n}", "sandbox") for n in range(5)]
    assert "5 sandboxes have 2 processors here" in module._crowded(several)
    assert module._crowded([*several[:4], Slot("emulator-5554", "emulator-5554")]) == ""


def test_without_a_device_and_beside_another_nothing_is_run(campaign: Campaign) -> None:
    with pytest.raises(CampaignError, match="no device"):
        run(campaign, Silent())
    with alone(campaign), pytest.raises(CampaignError, match="another program"):
        run(campaign, Silent(), devices=[Slot("a", "sandbox")])
