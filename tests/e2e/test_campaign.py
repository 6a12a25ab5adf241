"""A campaign with a real run: dask's worker, the sandbox device, Frida, the proxy, the rules, and an order on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.app.samples import sample
from harness.campaign.engine.cluster import slots
from harness.campaign.engine.run import run
from harness.campaign.orders.dossier import check, issue, to_order
from harness.campaign.planner.listed import listed
from harness.campaign.planner.plan import add
from harness.campaign.questions.ask import ask
from harness.campaign.store.home import create
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import attempts, devices, disclosures, results
from harness.evidence.bundle import Bundle
from harness.evidence.seal import verified
from harness.jobs.told import Silent
from tests.campaign import kit

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_from_an_app_to_an_order(tmp_path: Path) -> None:
    campaign = create(tmp_path, "real", Settings(branches=("accept",), failures=1))
    assert add(campaign, listed(sample("lantern"), "A"), Silent()).jobs == 1
    assert run(campaign, Silent(), devices=slots(["sandbox"])).became == {"done": 1}
    (row,) = kit.rows(campaign.engine, results)
    assert (row.verdict, row.outcome) == ("VIOLATION", "complete")
    found = verified(Bundle(campaign.home / row.bundle))
    assert found.intact and found.manifest == row.manifest
    sent = {(each.category, each.consent) for each in kit.rows(campaign.engine, disclosures)}
    assert ("imei", "before") in sent and ("contacts", "after") in sent
    assert [(each.device, each.outcome) for each in kit.rows(campaign.engine, attempts)] == [("sandbox-1", "done")]
    assert [(each.runs, each.quarantined) for each in kit.rows(campaign.engine, devices)] == [(1, "")]
    _, rows = ask(campaign, "SELECT category, apps FROM sdks_before_consent WHERE category = 'imei'")
    assert rows == [("imei", 1)]
    assert to_order(campaign) == [1]
    order = issue(campaign, 1, Silent())
    check(campaign, order.id)
    assert "整改" in next(order.dossier.glob("*.zh.notice.html")).read_text("utf-8")
    assert run(campaign, Silent(), devices=slots(["sandbox"])).became == {}, "what is done stays done"
    campaign.engine.dispose()
