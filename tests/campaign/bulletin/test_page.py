"""The bulletin names whom it may, and says what nobody knows."""

import re

from sqlalchemy import insert, update

from harness.campaign.bulletin.page import bulletin
from harness.campaign.store.claims import claim
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import finish
from harness.campaign.store.tables import apps, orders
from tests.campaign import kit

SENT = [kit.disclosure(), kit.disclosure("android_id", consent="after")]


def filled(campaign: Campaign) -> None:
    for package in ("com.named", "com.silent"):
        (job,) = kit.app_with_jobs(campaign.engine, 1, package)
        held = claim(campaign.engine, job, "d", campaign.settings)
        assert held and finish(campaign.engine, held, kit.outcome(disclosures=SENT))
    with campaign.engine.begin() as connection:
        connection.execute(insert(orders).values(id=1, app_id=1, result_id=1, state="published", dossier="x"))
        connection.execute(insert(orders).values(id=2, app_id=2, result_id=2, state="ordered", dossier="x"))
        connection.execute(update(apps).where(apps.c.id == 1).values(label="<script>alert(1)</script>"))


def test_only_published_apps_are_named_and_nothing_of_them_is_code(campaign: Campaign) -> None:
    filled(campaign)
    for lang, word in (("en", "before anybody had agreed"), ("zh", "同意之前")):
        page = bulletin(campaign, lang)
        assert "com.named" in page and "com.silent" not in page
        assert "<script" not in page and "&lt;script&gt;" in page
        assert word in page
        assert ("a code by which this phone is told from all others" if lang == "en" else "手机的识别码") in page
        assert not re.search("after their users|同意之后外传", page), "whether they had is not known of every run"
        assert "VIOLATION" not in page, "plain words"
        assert not re.search(r'(src|href)="', page), "one file that asks for nothing"


def test_a_bulletin_of_nothing_does_not_say_that_all_is_well(campaign: Campaign) -> None:
    page = bulletin(campaign, "en")
    assert "In what could be seen, nothing left." in page
    assert "no clean bill of health" in page
