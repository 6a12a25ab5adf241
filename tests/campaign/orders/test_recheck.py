"""The second look: what is fixed, what remains, what is new, and what nobody can say."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, select

from harness.analysis.across.change import Aspect, Change
from harness.analysis.model_findings import Said
from harness.campaign.orders import recheck
from harness.campaign.orders.recheck import about, became_of, conclude, plan_second
from harness.campaign.store.claims import claim
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import finish
from harness.campaign.store.tables import apps, builds, jobs, order_events, orders, rechecks
from harness.jobs.told import Silent
from tests.campaign import kit


def change(kind: str, *verdicts: str, came: str = "", went: str = "") -> Change:
    aspects = (
        [Aspect(name="verdict", added=[came] if came else [], removed=[went] if went else [])] if came or went else []
    )
    return Change(kind=kind, before="x", after="y", rule="R-1", verdicts=list(verdicts), aspects=aspects,
                  text=Said(zh="中", en="e"), hosts=["h.example"])  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "became"),
    [
        (change("gone", "VIOLATION"), "fixed"),
        (change("not_seen", "VIOLATION"), "undetermined"),
        (change("same", "VIOLATION"), "remaining"),
        (change("changed", "VIOLATION"), "remaining"),
        (change("varies", "VIOLATION"), "remaining"),
        (change("new", "VIOLATION"), "new"),
        (change("changed", "VIOLATION", came="VIOLATION", went="SUSPECTED"), "new"),
        (change("changed", "SUSPECTED", came="SUSPECTED", went="VIOLATION"), "undetermined"),
        (change("changed", "SUSPECTED", "VIOLATION", came="SUSPECTED"), "remaining"),
        (change("new", "SUSPECTED"), ""),
        (change("same", "SUSPECTED"), ""),
        (change("gone", "SUSPECTED"), ""),
    ],
)
def test_what_became_of_a_finding(row: Change, became: str) -> None:
    assert became_of(row) == became


@pytest.fixture
def order(campaign: Campaign) -> int:
    (job,) = kit.app_with_jobs(campaign.engine, 1)
    held = claim(campaign.engine, job, "d", campaign.settings)
    assert held and finish(campaign.engine, held, kit.outcome())
    with campaign.engine.begin() as connection:
        connection.execute(insert(orders).values(id=3, app_id=1, result_id=1, state="ordered", dossier="x"))
        connection.execute(insert(builds).values(id=5, app_id=1, content="newer"))
        connection.execute(insert(apps).values(id=2, package="com.shop", signer="another"))
        connection.execute(insert(builds).values(id=6, app_id=2, content="x"))
    return 3


def test_a_newer_version_is_run_as_the_old_one_was_before_all_others(campaign: Campaign, order: int) -> None:
    job = plan_second(campaign, order, 5)
    assert plan_second(campaign, order, 5) == job
    with campaign.engine.connect() as connection:
        row = connection.execute(select(jobs).where(jobs.c.id == job)).one()
    assert (row.build_id, row.branch, row.device_class, row.priority) == (5, "accept", "any", 1_000_000)
    assert about(campaign, order).bundle == "bundles/1"


@pytest.mark.parametrize(("build", "why"), [(1, "nothing was changed"), (6, "another signer")])
def test_what_is_no_newer_version_of_it_is_refused(campaign: Campaign, order: int, build: int, why: str) -> None:
    with pytest.raises(CampaignError, match=why):
        plan_second(campaign, order, build)


def test_the_second_look_is_kept_with_the_order(
    campaign: Campaign, order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = plan_second(campaign, order, 5)
    with pytest.raises(CampaignError, match="Nothing came of"):
        conclude(campaign, order, job, Silent())
    held = claim(campaign.engine, job, "d", campaign.settings)
    assert held and finish(campaign.engine, held, kit.outcome())
    seen: list[Any] = []

    def differences(old: Path, new: Path, told: Any, rules: list[str], allow: Any) -> Any:
        seen.append((old, new, allow))
        return SimpleNamespace(findings=[change("gone", "VIOLATION"), change("same", "VIOLATION")])

    monkeypatch.setattr(recheck, "differences", differences)
    for _ in range(2):  # once more is no more
        done = conclude(campaign, order, job, Silent(), ["hooks_failed"])
    assert (done.fixed, done.remaining, done.new, done.undetermined) == (1, 1, 0, 0)
    assert seen[0] == (campaign.home / "bundles/1", campaign.home / "bundles/1", ["hooks_failed"])
    assert [row.became for row in kit.rows(campaign.engine, rechecks)] == ["fixed", "remaining"]
    (row,) = kit.rows(campaign.engine, orders)
    assert (row.state, row.recheck_id) == ("rechecked", 2)
    (_, said) = kit.rows(campaign.engine, order_events)
    assert said.note == "fixed: 1, remains: 1, new: 0, undetermined: 0; accepted: hooks_failed"


def test_a_closed_order_is_not_looked_at_again(campaign: Campaign, order: int) -> None:
    with campaign.engine.begin() as connection:
        connection.execute(orders.update().values(state="closed"))
    with pytest.raises(CampaignError, match="closed"):
        about(campaign, order)
