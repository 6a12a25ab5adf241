"""An order stands on sealed evidence, and its dossier can be checked."""

import csv
import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from harness.campaign.orders.dossier import after_working_days, check, issue, to_order
from harness.campaign.store.claims import claim
from harness.campaign.store.errors import CampaignError, StoreError
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import Outcome, finish
from harness.campaign.store.tables import complaints, order_events, orders
from harness.errors import HarnessError
from harness.evidence.bundle import Bundle
from harness.evidence.seal import verified
from harness.jobs.told import Silent
from tests.campaign import kit
from tests.jobs.test_compare import bundle, phone

RECORDED = 2.5


def assessed(campaign: Campaign, package: str = "com.shop") -> Path:
    """An app with a violation, whose bundle is there; the bundle."""
    (job,) = kit.app_with_jobs(campaign.engine, 1, package)
    path = bundle(campaign.bundles / package, 1, (RECORDED, phone("a.shop.example")))
    held = claim(campaign.engine, job, "d", campaign.settings)
    assert held
    whole = Outcome(outcome="complete", bundle=str(path.relative_to(campaign.home)),
                    manifest=verified(Bundle(path)).manifest, found=kit.assessment())  # fmt: skip
    assert finish(campaign.engine, held, whole)
    return path


def test_a_dossier_holds_notices_evidence_complaints_and_sealed_bundles(campaign: Campaign) -> None:
    assessed(campaign)
    with campaign.engine.begin() as connection:
        connection.execute(insert(complaints).values(digest="1", app_id=1, text="=HYPERLINK(1)", received=1, times=3))
    assert to_order(campaign) == [1]
    order = issue(campaign, 1, Silent(), dt.date(2026, 12, 24))
    names = {str(path.relative_to(order.dossier)) for path in order.dossier.rglob("*") if path.is_file()}
    assert {"com.shop.zh.notice.html", "com.shop.en.notice.html", "evidence.csv", "complaints.csv", "dossier.json",
            "bundles/com.shop/manifest.json"} <= names  # fmt: skip
    assert "整改" in (order.dossier / "com.shop.zh.notice.html").read_text("utf-8")
    with (order.dossier / "evidence.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["rule"] == "R-1"
    assert "'=HYPERLINK" in (order.dossier / "complaints.csv").read_text("utf-8"), "no spreadsheet runs it"
    about = json.loads((order.dossier / "dossier.json").read_bytes())
    assert (about["package"], about["deadline"], set(about["files"])) == (
        "com.shop",
        "2026-12-24",
        names - {"dossier.json"},
    )
    assert verified(Bundle(order.dossier / "bundles" / "com.shop")).manifest == about["bundles"]["com.shop"]
    assert [row.state for row in kit.rows(campaign.engine, order_events)] == ["ordered"]
    check(campaign, order.id)
    assert to_order(campaign) == []
    with pytest.raises(CampaignError, match="already"):
        issue(campaign, 1, Silent())
    (order.dossier / "com.shop.zh.notice.html").write_text("changed")
    with pytest.raises(HarnessError, match=r"com\.shop\.zh\.notice\.html is another"):
        check(campaign, order.id)


def test_nothing_is_ordered_on_evidence_that_was_changed(campaign: Campaign) -> None:
    path = assessed(campaign)
    flows = path / "flows.mitm"
    flows.write_bytes(flows.read_bytes().replace(b"shop", b"shot"))
    with pytest.raises(StoreError, match="as it was sealed"):
        issue(campaign, 1, Silent())
    assert not any(row.dossier for row in kit.rows(campaign.engine, orders))
    assert not list(campaign.dossiers.glob("*"))


def test_an_order_that_was_begun_and_not_ended_is_issued_under_its_number(campaign: Campaign) -> None:
    assessed(campaign)
    with campaign.engine.begin() as connection:
        connection.execute(insert(orders).values(id=7, app_id=1, result_id=1, state="ordered"))
    assert to_order(campaign) == [1]
    assert issue(campaign, 1, Silent()).id == 7


def test_an_app_without_a_violation_is_not_ordered(campaign: Campaign) -> None:
    kit.app_with_jobs(campaign.engine, 1)
    with pytest.raises(CampaignError, match="nothing to order"):
        issue(campaign, 1, Silent())
    assert to_order(campaign) == []
    with pytest.raises(CampaignError, match="no order 9"):
        check(campaign, 9)


def test_working_days_leave_weekends_out() -> None:
    friday = dt.date(2026, 11, 27)
    assert after_working_days(friday, 1) == dt.date(2026, 11, 30)
    assert after_working_days(friday, 15) == dt.date(2026, 12, 18)


@pytest.mark.slow
def test_a_dossier_that_is_away_is_told(campaign: Campaign) -> None:
    assessed(campaign)
    order = issue(campaign, 1, Silent())
    shutil.rmtree(order.dossier)
    with pytest.raises(HarnessError, match="list of files"):
        check(campaign, order.id)
    with campaign.engine.begin() as connection:
        connection.execute(update(orders).values(state="published"))
