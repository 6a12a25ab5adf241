"""What may become of an order."""

import pytest
from sqlalchemy import delete, insert, update

from harness.campaign.store.claims import claim
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.campaign.store.order_states import FOLLOWS, move, state_of_order
from harness.campaign.store.results import finish
from harness.campaign.store.tables import order_events, orders, rechecks
from tests.campaign import kit


@pytest.fixture
def order(campaign: Campaign) -> int:
    (job,) = kit.app_with_jobs(campaign.engine, 1)
    held = claim(campaign.engine, job, "d", campaign.settings)
    assert held and finish(campaign.engine, held, kit.outcome())
    with campaign.engine.begin() as connection:
        connection.execute(insert(orders).values(id=3, app_id=1, result_id=1, state="ordered", dossier="x"))
    return 3


def found(campaign: Campaign, *became: str) -> None:
    with campaign.engine.begin() as connection:
        connection.execute(delete(rechecks))
        connection.execute(update(orders).values(recheck_id=1))
        for word in became:
            connection.execute(insert(rechecks).values(order_id=3, became=word))


def test_an_order_goes_its_way_and_each_step_is_kept(campaign: Campaign, order: int) -> None:
    move(campaign.engine, order, "rectified", "the operator wrote")
    move(campaign.engine, order, "rechecked")
    found(campaign, "fixed", "fixed")
    move(campaign.engine, order, "closed")
    assert state_of_order(campaign.engine, order) == "closed"
    said = [(row.state, row.note) for row in kit.rows(campaign.engine, order_events)]
    assert said == [("rectified", "the operator wrote"), ("rechecked", ""), ("closed", "")]


@pytest.mark.parametrize("to", ["closed", "ordered", "nonsense"])
def test_what_cannot_follow_is_refused_and_nothing_changes(campaign: Campaign, order: int, to: str) -> None:
    with pytest.raises(CampaignError):
        move(campaign.engine, order, to)
    assert state_of_order(campaign.engine, order) == "ordered"
    assert kit.rows(campaign.engine, order_events) == []


def test_without_a_second_look_a_note_says_why_it_is_closed(campaign: Campaign, order: int) -> None:
    move(campaign.engine, order, "rechecked", "looked at by hand")
    for note in ("", "  "):
        with pytest.raises(CampaignError, match="No second look at order 3"):
            move(campaign.engine, order, "closed", note)
    move(campaign.engine, order, "closed", "the app was withdrawn")


def test_what_remains_or_is_new_keeps_an_order_open(campaign: Campaign, order: int) -> None:
    move(campaign.engine, order, "rechecked")
    for word in ("remaining", "new"):
        found(campaign, "fixed", word)
        with pytest.raises(CampaignError, match=f"1 {word}"):
            move(campaign.engine, order, "closed", "whatever is said")
    found(campaign, "fixed", "undetermined")
    with pytest.raises(CampaignError, match="say in a note"):
        move(campaign.engine, order, "closed")
    move(campaign.engine, order, "closed", "the policy was read by hand")


def test_every_state_that_may_follow_is_one() -> None:
    assert {to for several in FOLLOWS.values() for to in several} < set(FOLLOWS)
    with pytest.raises(KeyError):
        FOLLOWS["assessed"]


def test_an_order_that_is_none(campaign: Campaign) -> None:
    for act in (lambda: move(campaign.engine, 9, "closed"), lambda: state_of_order(campaign.engine, 9)):
        with pytest.raises(CampaignError, match="no order 9"):
            act()
