"""A campaign in numbers, as the press would print them."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import case, func, select

from harness.campaign.store.database import reading
from harness.campaign.store.evidence import GRAVITY
from harness.campaign.store.home import Campaign
from harness.campaign.store.tables import BROKEN, apps, complaints, findings, listings, orders, rechecks, results
from harness.campaign.texts import texts
from harness.rules.catalogue import chosen


class Behaviour(msgspec.Struct, frozen=True):
    """A rule that apps break, and how many."""

    rule: str
    zh: str
    en: str
    apps: int


class Statistics(msgspec.Struct, frozen=True):
    """A campaign in numbers. ``verdicts`` are of apps, the gravest that any version of each had: what was put right
    since was found nevertheless. ``behaviours`` count apps, not runs."""

    name: str
    taken: int
    assessed: int
    stores: int
    complaints: int
    verdicts: dict[str, int]
    orders: dict[str, int]
    rechecks: dict[str, int]
    behaviours: list[Behaviour]


def statistics(campaign: Campaign) -> Statistics:
    """Count. Raises ``StoreError``."""
    with reading(campaign.engine) as connection:

        def one(query: object) -> int:
            return int(connection.execute(query).scalar() or 0)  # type: ignore[call-overload]

        def grouped(column: object, *where: object) -> dict[str, int]:
            query = select(column, func.count()).where(*where).group_by(column)  # type: ignore[call-overload]
            return {str(row[0]): int(row[1]) for row in connection.execute(query)}

        rank = case({name: number for number, name in enumerate(GRAVITY)}, value=results.c.verdict)
        worst = select(func.min(rank).label("rank")).group_by(results.c.app_id).subquery()
        behaviours = connection.execute(
            select(findings.c.rule, func.count(findings.c.app_id.distinct())).where(BROKEN).group_by(findings.c.rule)
        )
        counted = sorted(((row[0], row[1]) for row in behaviours), key=lambda row: (-row[1], row[0]))
        return Statistics(
            name=campaign.name,
            taken=one(select(func.count()).select_from(apps)),
            assessed=one(select(func.count(results.c.app_id.distinct()))),
            stores=one(select(func.count(listings.c.store.distinct())).where(listings.c.store != "")),
            complaints=one(select(func.sum(complaints.c.times))),
            verdicts={
                GRAVITY[row[0]]: int(row[1])
                for row in connection.execute(select(worst.c.rank, func.count()).group_by(worst.c.rank))
            },
            orders=grouped(orders.c.state, orders.c.dossier != ""),
            rechecks=grouped(rechecks.c.became),
            behaviours=_named(campaign, counted),
        )


def _named(campaign: Campaign, counted: Sequence[tuple[str, int]]) -> list[Behaviour]:
    catalogue, _ = chosen(list(campaign.settings.rules))
    found = []
    for name, count in counted:
        rule = catalogue.rules.get(name)
        found.append(Behaviour(name, rule.zh if rule else name, rule.en if rule else name, count))
    return found


def press(found: Statistics, lang: str) -> str:
    """Return the numbers in sentences."""
    words, ordered = texts(lang), sum(found.orders.values())
    finished = {state: found.orders.get(state, 0) for state in ("closed", "published")}
    numbers = {
        "taken": found.taken, "assessed": found.assessed, "stores": found.stores, "complaints": found.complaints,
        "ordered": ordered, **finished, "open": ordered - sum(finished.values()),
        **{name: found.verdicts.get(name, 0) for name in ("VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS")},
        **{name: found.rechecks.get(name, 0) for name in ("fixed", "remaining", "new", "undetermined")},
    }  # fmt: skip
    names = ("apps", "verdicts", "complaints", "orders", "rechecks", "behaviours")
    lines = [words(f"press.{name}", **numbers) for name in names]
    rows = [f"  {row.apps:>6}  {row.zh if lang == 'zh' else row.en} [{row.rule}]" for row in found.behaviours]
    return "\n".join([*lines, *rows]) + "\n"
