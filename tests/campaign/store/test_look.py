"""Lists that are shown: what is in them, and in which order."""

import pytest
from sqlalchemy import Engine, insert, update

from harness.campaign.store.claims import claim
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.look import (
    app_named,
    complaint_list,
    device_list,
    given_up,
    league,
    order_list,
    overview,
)
from harness.campaign.store.results import finish
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import apps, complaints, devices, jobs, orders, tallies
from tests.campaign import kit
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_how_far_a_campaign_is(engine: Engine) -> None:
    for package, verdict in (("com.a", "VIOLATION"), ("com.b", "PASS")):
        (job,) = kit.app_with_jobs(engine, 1, package)
        held = claim(engine, job, "d", Settings())
        assert held and finish(engine, held, kit.outcome(findings=[kit.finding(verdict=verdict)]))
    kit.app_with_jobs(engine, 2, "com.c")
    with engine.begin() as connection:
        connection.execute(insert(orders).values(id=1, app_id=1, result_id=1, state="closed", dossier="x"))
    found = overview(engine)
    assert found.jobs == {"planned": 2, "running": 0, "done": 2, "failed": 0}
    assert found.verdicts == {"VIOLATION": 1, "SUSPECTED": 0, "UNDETERMINED": 0, "PASS": 1, "none": 1}
    assert found.funnel == {"taken": 3, "assessed": 2, "violating": 1, "ordered": 1, "closed": 1}
    with engine.begin() as connection:
        connection.execute(update(apps).where(apps.c.id == 1).values(verdict="PASS"))
    assert overview(engine).funnel["violating"] == 1, "what was put right since was found nevertheless"


def test_lists_begin_with_what_is_looked_for(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    held = claim(engine, job, "d", Settings())
    assert held and finish(engine, held, kit.outcome())
    with engine.begin() as connection:
        connection.execute(update(jobs).values(state="failed", reason="why"))
        connection.execute(insert(devices).values(name="a"))
        connection.execute(insert(devices).values(name="b", quarantined="ill"))
        connection.execute(insert(complaints), [{"digest": str(n), "text": str(n)} for n in range(3)])
        connection.execute(insert(orders).values(id=1, app_id=1, result_id=1, state="ordered"))
        connection.execute(tallies.delete())
        connection.execute(insert(tallies), [{"kind": "sdk", "key": key, "apps": n} for key, n in (("x", 1), ("y", 5))])
    assert [row.reason for row in given_up(engine)] == ["why"]
    assert [row.name for row in device_list(engine)] == ["b", "a"]
    assert [row.text for row in complaint_list(engine, 2)] == ["2", "1"]
    assert [row.key for row in league(engine, "sdk")] == ["y", "x"]
    assert order_list(engine) == [], "without a dossier it is no order yet"


def test_an_app_is_named_by_its_package_or_its_number(engine: Engine) -> None:
    kit.app_with_jobs(engine, 1, "com.a")
    assert app_named(engine, "com.a") == app_named(engine, "1") == 1
    with engine.begin() as connection:
        connection.execute(insert(apps).values(package="com.a", signer="another"))
    for name in ("com.a", "com.none", "99"):
        with pytest.raises(CampaignError):
            app_named(engine, name)
