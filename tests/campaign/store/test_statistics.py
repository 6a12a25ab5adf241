"""Numbers count apps, once each."""

from sqlalchemy import insert

from harness.campaign.store.claims import claim
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import finish
from harness.campaign.store.statistics import press, statistics
from harness.campaign.store.tables import complaints, listings, orders, rechecks
from tests.campaign import kit


def test_a_campaign_in_numbers(campaign: Campaign) -> None:
    for package, verdict in (("com.a", "VIOLATION"), ("com.b", "VIOLATION"), ("com.c", "PASS")):
        for job in kit.app_with_jobs(campaign.engine, 2, package):
            held = claim(campaign.engine, job, "d", campaign.settings)
            rows = [kit.finding("CAC191-3-1", verdict), kit.finding("X-9", "VIOLATION", "info")]
            assert held and finish(campaign.engine, held, kit.outcome(findings=rows))
    kit.app_with_jobs(campaign.engine, 1, "com.waiting")
    with campaign.engine.begin() as connection:
        connection.execute(insert(listings).values(build_id=1, store="A"))
        connection.execute(insert(listings).values(build_id=2, store="A"))
        connection.execute(insert(complaints).values(digest="1", times=4))
        connection.execute(insert(orders).values(id=1, app_id=1, result_id=1, state="closed", dossier="x"))
        connection.execute(insert(orders).values(id=2, app_id=2, result_id=3, state="ordered", dossier="x"))
        connection.execute(insert(orders).values(id=3, app_id=2, result_id=4, state="ordered"))  # not issued yet
        connection.execute(insert(rechecks).values(order_id=1, became="fixed"))
    found = statistics(campaign)
    assert (found.taken, found.assessed, found.stores, found.complaints) == (4, 3, 1, 4)
    assert found.verdicts == {"VIOLATION": 2, "PASS": 1}
    assert found.orders == {"closed": 1, "ordered": 1}
    assert [(row.rule, row.apps) for row in found.behaviours] == [("CAC191-3-1", 2)]
    said = press(found, "en")
    assert "Apps taken in: 4, of them assessed: 3; stores they are from: 1." in said
    assert "Apps ordered to rectify: 2; closed: 1, published: 0, open: 1." in said
    assert "已责令 2 款整改" in press(found, "zh")
    assert "[CAC191-3-1]" in said


def test_an_empty_campaign_has_numbers_too(campaign: Campaign) -> None:
    assert "taken in: 0" in press(statistics(campaign), "en")
