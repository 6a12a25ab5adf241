"""What is read of a campaign to be shown: lists, each in one query that a million jobs do not slow down."""

import msgspec
from sqlalchemy import Engine, func, select

from harness.campaign.store.claims import states
from harness.campaign.store.counted import counted
from harness.campaign.store.database import reading
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.evidence import GRAVITY
from harness.campaign.store.tables import apps, builds, complaints, devices, jobs, orders, tallies
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


class ComplaintRow(msgspec.Struct, frozen=True):
    """A complaint. ``app`` is the app that it is about, None where it is not known."""

    id: int
    package: str
    store: str
    text: str
    received: int
    times: int
    app: int | None


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


class Overview(msgspec.Struct, frozen=True):
    """How far a campaign is: jobs by state, apps by verdict, and the way from apps to closed orders."""

    jobs: dict[str, int]
    verdicts: dict[str, int]
    funnel: dict[str, int]


class Tally(msgspec.Struct, frozen=True):
    """How many apps something was seen in, and in how many of them before consent or against a refusal."""

    key: str
    name: str
    apps: int
    before: int


def overview(engine: Engine) -> Overview:
    """Count how far a campaign is."""
    with reading(engine) as connection:
        verdicts = counted(connection, apps.c.verdict, ("", *GRAVITY))
        issued = orders.c.dossier != ""
        grouped = connection.execute(select(orders.c.state, func.count()).where(issued).group_by(orders.c.state))
        by_state: dict[str, int] = {row[0]: row[1] for row in grouped}
        # What was put right since was found nevertheless.
        mended = connection.execute(
            select(func.count(orders.c.app_id.distinct()))
            .join_from(orders, apps)
            .where(issued, apps.c.verdict != "VIOLATION")
        ).scalar_one()
    taken = sum(verdicts.values())
    waiting = verdicts.pop("")
    funnel = {
        "taken": taken, "assessed": taken - waiting, "violating": verdicts["VIOLATION"] + mended,
        "ordered": sum(by_state.values()), "closed": by_state.get("closed", 0),
    }  # fmt: skip
    return Overview(states(engine), {**verdicts, "none": waiting}, funnel)


def league(engine: Engine, kind: str, most: int = 100) -> list[Tally]:
    """Return what was seen in the most apps, of one kind: ``sdk``, ``recipient``, ``category``."""
    of = (
        select(tallies.c.key, tallies.c.name, tallies.c.apps, tallies.c.before)
        .where(tallies.c.kind == kind)
        .order_by(tallies.c.apps.desc())
        .limit(most)
    )
    with reading(engine) as connection:
        found = [Tally(*row) for row in connection.execute(of)]
    return sorted(found, key=lambda row: (-row.apps, row.key))


def complaint_list(engine: Engine, most: int = MOST) -> list[ComplaintRow]:
    """Return the newest complaints."""
    of = (
        select(
            complaints.c.id, complaints.c.package, complaints.c.store, complaints.c.text, complaints.c.received,
            complaints.c.times, complaints.c.app_id,
        )
        .order_by(complaints.c.id.desc())
        .limit(most)
    )  # fmt: skip
    with reading(engine) as connection:
        return [ComplaintRow(*row) for row in connection.execute(of)]
