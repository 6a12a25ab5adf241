"""The second look: the version that is said to be mended, run as the old one was, and held against its findings."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import delete, insert, select, update

from harness.analysis.across.change import Change
from harness.campaign.store.database import reading, writing
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.campaign.store.order_states import FOLLOWS, state_of_order, step
from harness.campaign.store.tables import apps, builds, jobs, orders, rechecks, results
from harness.campaign.texts import texts
from harness.jobs.compare import differences
from harness.jobs.told import Told


class Second(msgspec.Struct, frozen=True):
    """What an order's second look found: how many findings are ``fixed``, ``remaining``, ``new``, ``undetermined``."""

    fixed: int
    remaining: int
    new: int
    undetermined: int


class Of(msgspec.Struct, frozen=True):
    """What an order is about: the app, and the job whose result it rests on."""

    app: int
    package: str
    signer: str
    build: int
    branch: str
    device_class: str
    bundle: str


def about(campaign: Campaign, order: int) -> Of:
    """Return what an order is about. Raises :class:`CampaignError` where it cannot be looked at again."""
    if "rechecked" not in FOLLOWS[state_of_order(campaign.engine, order)]:
        raise CampaignError(f"Order {order} is closed: there is nothing to look at again.")
    of = (
        select(
            apps.c.id, apps.c.package, apps.c.signer, results.c.build_id, jobs.c.branch, jobs.c.device_class,
            results.c.bundle,
        )
        .join_from(orders, results, orders.c.result_id == results.c.id)
        .join(apps, apps.c.id == orders.c.app_id)
        .join(jobs, jobs.c.id == results.c.job_id)
        .where(orders.c.id == order)
    )  # fmt: skip
    with reading(campaign.engine) as connection:
        row = connection.execute(of).one()
    return Of(row.id, row.package, row.signer, row.build_id, row.branch, row.device_class, row.bundle)


def plan_second(campaign: Campaign, order: int, build: int) -> int:
    """Plan the job that looks at a newer version as the order's old one was looked at; return it.

    Raises :class:`CampaignError` for a file that is no other version of the order's app.
    """
    of = about(campaign, order)
    with writing(campaign.engine) as connection:
        row = connection.execute(
            select(apps.c.package, apps.c.signer, builds.c.app_id).join_from(builds, apps).where(builds.c.id == build)
        ).one()
        if row.app_id != of.app:
            why = "by another signer" if row.package == of.package else f"another app: {row.package}"
            raise CampaignError(f"The file is {why}; order {order} is against {of.package}.")
        if build == of.build:
            raise CampaignError(f"The file is the version that order {order} was issued for: nothing was changed.")
        same = {"build_id": build, "branch": of.branch, "repetition": 1, "device_class": of.device_class}
        known = connection.execute(select(jobs.c.id).filter_by(**same)).scalar()
        if known is not None:
            return int(known)
        return int(connection.execute(insert(jobs).values(**same, priority=10**6).returning(jobs.c.id)).scalar_one())


def conclude(campaign: Campaign, order: int, job: int, told: Told, allow: Sequence[str] = ()) -> Second:
    """Hold what the newer version's job found against the old findings, and take the order to ``rechecked``.

    ``allow`` are names of doubts that are accepted, as for ``harness diff``; they are kept with the order. Raises
    ``AllowError`` for a name that is none, and :class:`CampaignError` where the job has no result.
    """
    of = about(campaign, order)
    with reading(campaign.engine) as connection:
        new = connection.execute(select(results.c.id, results.c.bundle).where(results.c.job_id == job)).first()
    if new is None:
        raise CampaignError(f"Nothing came of the second look for order {order}: see harness campaign status.")
    old = campaign.here(of.bundle)
    rows = _rows(old, campaign.here(new.bundle), campaign.settings.rules, allow, told)
    with writing(campaign.engine) as connection:
        connection.execute(delete(rechecks).where(rechecks.c.order_id == order))
        if rows:
            connection.execute(insert(rechecks), [{**row, "order_id": order} for row in rows])
        connection.execute(update(orders).where(orders.c.id == order).values(recheck_id=new.id))
        said = [row["became"] for row in rows]
        counts = {word: said.count(word) for word in ("fixed", "remaining", "new", "undetermined")}
        words = texts(campaign.settings.lang)
        note = ", ".join(f"{words.named('became', word)}: {count}" for word, count in counts.items())
        accepted = f"; {words('orders.accepted')}: {', '.join(sorted(allow))}" if allow else ""
        step(connection, order, "rechecked", note + accepted)
    return Second(**counts)


def _rows(old: Path, new: Path, rules: Sequence[str], allow: Sequence[str], told: Told) -> list[dict[str, str]]:
    found = differences(old, new, told, rules=list(rules), allow=allow).findings
    return [
        {
            "rule": row.rule, "category": row.category, "actor": row.actor.name if row.actor else "",
            "recipient": ", ".join(row.hosts), "became": became,
            "zh": row.text.zh if row.text else "", "en": row.text.en if row.text else "",
        }
        for row in found
        if (became := became_of(row))
    ]  # fmt: skip


def became_of(row: Change) -> str:
    """Return what became of a finding; empty for what was no violation and is none.

    ``fixed`` needs that the newer run could have seen it; else nobody knows. A violation of which only a suspicion is
    left is not known to be fixed either.
    """
    verdict = next((aspect for aspect in row.aspects if aspect.name == "verdict"), None)
    now = row.kind not in ("gone", "not_seen") and "VIOLATION" in row.verdicts
    if row.kind == "new":
        return "new" if now else ""
    was = "VIOLATION" in (row.verdicts if verdict is None else verdict.removed) or (
        verdict is not None and now and "VIOLATION" not in verdict.added
    )
    if not was:
        return "new" if now else ""
    if now:
        return "remaining"
    return "fixed" if row.kind == "gone" else "undetermined"
