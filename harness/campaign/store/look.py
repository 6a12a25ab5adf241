"""What is read of a campaign to be shown: lists, each in one query that a million jobs do not slow down."""

import msgspec
from sqlalchemy import Engine, select

from harness.campaign.store.database import reading
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.tables import apps, builds, devices, jobs, orders
from harness.files.names import shown

MOST = 200
"""Rows of a list that is shown whole."""


class GivenUp(msgspec.Struct, frozen=True):
    """A job that is not tried any more, and why."""

    id: int
    app: int
    package: str
    branch: str
    reason: str


class DeviceRow(msgspec.Struct, frozen=True):
    """A device and its health. ``last`` is when it ended something last, 0 for never."""

    name: str
    classes: str
    runs: int
    failures: int
    in_a_row: int
    quarantined: str
    last: int


class OrderRow(msgspec.Struct, frozen=True):
    """An order that was issued."""

    id: int
    app: int
    package: str
    label: str
    state: str
    issued: int
    deadline: str
    dossier: str


def given_up(engine: Engine, most: int = MOST) -> list[GivenUp]:
    """Return jobs that are not tried any more."""
    of = (
        select(jobs.c.id, apps.c.id.label("app"), apps.c.package, jobs.c.branch, jobs.c.reason)
        .join_from(jobs, builds)
        .join(apps)
        .where(jobs.c.state == "failed")
        .order_by(jobs.c.priority.desc(), jobs.c.failures, jobs.c.id)
        .limit(most)
    )
    with reading(engine) as connection:
        return [GivenUp(*row) for row in connection.execute(of)]


def device_list(engine: Engine) -> list[DeviceRow]:
    """Return all devices, the ill ones first."""
    of = select(
        devices.c.name, devices.c.device_class, devices.c.runs, devices.c.failures, devices.c.in_a_row,
        devices.c.quarantined, devices.c.last,
    ).order_by(devices.c.quarantined == "", devices.c.name)  # fmt: skip
    with reading(engine) as connection:
        return [DeviceRow(*row) for row in connection.execute(of)]


def order_list(engine: Engine, most: int = MOST) -> list[OrderRow]:
    """Return the orders that were issued, the newest first."""
    of = (
        select(
            orders.c.id, apps.c.id.label("app"), apps.c.package, apps.c.label, orders.c.state, orders.c.issued,
            orders.c.deadline, orders.c.dossier,
        )
        .join_from(orders, apps)
        .where(orders.c.dossier != "")
        .order_by(orders.c.id.desc())
        .limit(most)
    )  # fmt: skip
    with reading(engine) as connection:
        return [OrderRow(*row) for row in connection.execute(of)]


def app_named(engine: Engine, name: str) -> int:
    """Return the app that a package or a number means. Raises :class:`CampaignError` for none and for several."""
    with reading(engine) as connection:
        same = apps.c.id == int(name) if name.isdecimal() else apps.c.package == name
        found = list(connection.execute(select(apps.c.id).where(same).limit(2)).scalars())
    if len(found) != 1:
        what = "several apps are called so, by different signers: give the number" if found else "there is no such app"
        raise CampaignError(f"{shown(name[:200])}: {what}.")
    return int(found[0])
