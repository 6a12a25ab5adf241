"""The states of an order, and which may follow which; each step is kept with its time and a note."""

from typing import Final

from sqlalchemy import Connection, Engine, insert, select, update

from harness.campaign.store.clock import now_us
from harness.campaign.store.database import reading, writing
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.tables import order_events, orders, rechecks
from harness.files.names import shown

FOLLOWS: Final = {
    "ordered": ("rectified", "rechecked", "published"),
    "rectified": ("rechecked", "published"),
    "rechecked": ("rectified", "rechecked", "closed", "published"),
    "closed": (),
    "published": ("rectified", "rechecked"),
}
"""From each state the ones that may follow. ``rectified`` is what the operator says, ``rechecked`` what was looked at;
``published`` names the app in public, and the operator may still put things right after it."""
STATES = tuple(FOLLOWS)


def move(engine: Engine, order: int, to: str, note: str = "") -> None:
    """Take an order to another state. Raises :class:`CampaignError` where that cannot follow, or must not yet."""
    with writing(engine) as connection:
        step(connection, order, to, note)


def step(connection: Connection, order: int, to: str, note: str = "") -> None:
    """Do so within a transaction. An order is closed when a second look has seen everything fixed, or a note says
    why that is enough."""
    now = connection.execute(select(orders.c.state).where(orders.c.id == order).with_for_update()).scalar()
    if now is None:
        raise CampaignError(f"There is no order {order}.")
    if to not in FOLLOWS:
        raise CampaignError(f"There is no state {shown(to[:40])!r}: an order can be {', '.join(STATES)}.")
    if to not in FOLLOWS[now]:
        may = ", ".join(FOLLOWS[now]) or "nothing more"
        raise CampaignError(f"Order {order} is {now}: it can become {may}, not {to}.")
    if to == "closed":
        _may_close(connection, order, note)
    connection.execute(update(orders).where(orders.c.id == order).values(state=to))
    connection.execute(insert(order_events).values(order_id=order, state=to, time=now_us(), note=note))


def _may_close(connection: Connection, order: int, note: str) -> None:
    looked = connection.execute(select(orders.c.recheck_id).where(orders.c.id == order)).scalar()
    if looked is None and not note.strip():
        raise CampaignError(f"No second look at order {order} was run: say in a note why it is closed without.")
    said = list(connection.execute(select(rechecks.c.became).where(rechecks.c.order_id == order)).scalars())
    open_ = {word: said.count(word) for word in ("remaining", "new", "undetermined") if word in said}
    if open_.keys() - {"undetermined"} or (open_ and not note.strip()):
        counted = ", ".join(f"{count} {word}" for word, count in open_.items())
        what = "say in a note why that is enough" if open_.keys() == {"undetermined"} else "it cannot be closed"
        raise CampaignError(f"Not everything of order {order} is fixed ({counted}): {what}.")


def state_of_order(engine: Engine, order: int) -> str:
    """Return an order's state. Raises :class:`CampaignError` where there is none."""
    with reading(engine) as connection:
        found = connection.execute(select(orders.c.state).where(orders.c.id == order)).scalar()
    if found is None:
        raise CampaignError(f"There is no order {order}.")
    return str(found)
