"""A page of apps with what leaves each, and everything of one."""

import pytest
from sqlalchemy import insert

from harness.campaign.store.claims import claim, fail
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.campaign.store.look_app import known, page_of
from harness.campaign.store.results import finish
from harness.campaign.store.tables import builds, jobs, listings
from tests.campaign import kit
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_what_is_shown_of_an_app_is_its_newest_version_and_its_whole_history(campaign: Campaign) -> None:
    engine, settings = campaign.engine, campaign.settings
    (old,) = kit.app_with_jobs(engine, 1, "com.a")
    held = claim(engine, old, kit.device(engine), settings)
    assert held
    fail(engine, held, "no answer", settings)
    held = claim(engine, old, "sandbox-1", settings)
    assert held and finish(engine, held, kit.outcome())
    with engine.begin() as connection:
        connection.execute(insert(builds).values(id=2, app_id=1, content="new", version_name="2"))
        connection.execute(insert(listings), [{"build_id": 2, "store": name, "sha256": name} for name in ("B", "A")])
        connection.execute(insert(jobs).values(id=2, build_id=2, branch="accept", device_class="any"))
    (row,) = page_of(engine).rows
    assert [(cell.category, cell.early, cell.domains) for cell in row.cells] == [("imei", True, ["push.example"])]
    held = claim(engine, 2, "sandbox-1", settings)
    later = [kit.disclosure("oaid", "b.example", "after")]
    assert held and finish(engine, held, kit.outcome(disclosures=later, findings=[], collected=[]))
    (row,) = page_of(engine, words="com.A".lower()).rows
    assert [(cell.category, cell.early) for cell in row.cells] == [("oaid", False)]
    app = known(engine, 1)
    assert [each["stores"] for each in app.versions] == [["A", "B"], []]
    assert app.findings == [] and [each["category"] for each in app.sent] == ["oaid"]
    assert [each["verdict"] for each in app.runs] == ["UNDETERMINED", "VIOLATION"]
    assert app.runs[1]["attempts"] == ["sandbox-1: failed (no answer)", "sandbox-1: done"]


def test_an_app_that_is_none(campaign: Campaign) -> None:
    with pytest.raises(CampaignError, match="no app 7"):
        known(campaign.engine, 7)
    assert page_of(campaign.engine).rows == []
