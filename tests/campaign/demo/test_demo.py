"""The demonstration from end to end, with runs that are played; a real one takes minutes."""

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.campaign.demo import demo as module
from harness.campaign.demo.demo import demo
from harness.campaign.engine.drive import Driven
from harness.campaign.store.claims import claim, following
from harness.campaign.store.home import Campaign, open_campaign
from harness.campaign.store.order_states import state_of_order
from harness.campaign.store.results import Outcome, finish
from harness.evidence.bundle import Bundle
from harness.evidence.seal import verified
from harness.jobs.told import Silent
from tests.campaign import kit
from tests.jobs.test_compare import bundle, phone


@pytest.mark.slow
def test_complaint_orders_second_look_and_bulletins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = bundle(tmp_path / "recorded", 1, (2.5, phone("a.shop.example")))
    first: list[str] = []

    def run(campaign: Campaign, told: Any, *, only: Any = None, **more: Any) -> Driven:
        while jobs := following(campaign.engine, 1, (), only):
            held = claim(campaign.engine, jobs[0].id, "d", campaign.settings)
            assert held
            first.append(held.package)
            path = campaign.bundles / str(held.job)
            shutil.copytree(recorded, path)
            bad = "lamp" in held.package or "torch" in held.package
            found = kit.assessment(findings=[kit.finding(verdict="VIOLATION" if bad and only is None else "PASS")])
            whole = Outcome(outcome="complete", bundle=f"bundles/{held.job}",
                            manifest=verified(Bundle(path)).manifest, found=found)  # fmt: skip
            assert finish(campaign.engine, held, whole)
        return Driven()

    real = module.conclude
    monkeypatch.setattr(module, "run", run)
    # The bundles that are played break no rule: nothing of them can be fixed.
    monkeypatch.setattr(module, "conclude", lambda *what: msgspec.structs.replace(real(*what), fixed=2))
    done = demo(tmp_path / "out", Silent(), "zh")
    assert first[0] == module.COMPLAINED, "who was complained of comes first"
    assert first[-1] == module.COMPLAINED, "and is looked at again"
    assert done.jobs == {"planned": 0, "running": 0, "done": 13, "failed": 0}
    assert [order.dossier.name for order in done.orders] == ["0001-com.night.lamp", "0002-com.nova.torch"]
    made = open_campaign(tmp_path / "out")
    assert [state_of_order(made.engine, order.id) for order in done.orders] == ["closed", "ordered"]
    assert all(path.stat().st_size for path in done.files) and len(done.files) == 4
