"""What is read of apps to be shown: a page of them with what leaves each, and everything of one."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Select, func, select, tuple_

from harness.campaign.store.database import reading
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.look import MOST
from harness.campaign.store.tables import (
    apps,
    attempts,
    builds,
    collected,
    complaints,
    disclosures,
    findings,
    jobs,
    listings,
    order_events,
    orders,
    rechecks,
    results,
)

PAGE = 40
_MOST_PLACES = 4


class Cell(msgspec.Struct, frozen=True):
    """What of one category leaves an app: in which phases, to whom, and whether without consent."""

    category: str
    phases: list[str]
    domains: list[str]
    early: bool


class AppRow(msgspec.Struct, frozen=True):
    """An app in a list, with its row of the matrix."""

    id: int
    package: str
    label: str
    verdict: str
    priority: int
    quarantined: str
    cells: list[Cell]


class Page(msgspec.Struct, frozen=True):
    """Some apps, the most urgent first; ``after`` is where the next page begins, empty at the end."""

    rows: list[AppRow]
    after: str


class Known(msgspec.Struct, frozen=True):
    """Everything that is known of one app. Lists hold the first rows of their kind, as mappings of names to values."""

    id: int
    package: str
    label: str
    signer: str
    verdict: str
    priority: int
    quarantined: str
    versions: list[dict[str, Any]]
    runs: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    sent: list[dict[str, Any]]
    read: list[dict[str, Any]]
    complaints: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    events: list[dict[str, Any]]
    second: list[dict[str, Any]]


def page_of(engine: Engine, *, verdict: str = "", words: str = "", after: str = "") -> Page:
    """Return a page of apps: of one verdict (``none``: not assessed), whose package or name has these words."""
    of = select(apps).order_by(apps.c.priority.desc(), apps.c.id.desc()).limit(PAGE + 1)
    if verdict:
        of = of.where(apps.c.verdict == ("" if verdict == "none" else verdict))
    if words:
        of = of.where(apps.c.package.contains(words, autoescape=True) | apps.c.label.contains(words, autoescape=True))
    priority, _, last = after.partition(".")
    if priority.isdecimal() and last.isdecimal():
        of = of.where(tuple_(apps.c.priority, apps.c.id) < tuple_(int(priority), int(last)))
    with reading(engine) as connection:
        found = list(connection.execute(of))
        cells = _cells(connection, [row.id for row in found[:PAGE]])
    rows = [
        AppRow(row.id, row.package, row.label, row.verdict, row.priority, row.quarantined, cells.get(row.id, []))
        for row in found[:PAGE]
    ]
    return Page(rows, f"{rows[-1].priority}.{rows[-1].id}" if len(found) > PAGE else "")


def _cells(connection: Connection, ids: Sequence[int]) -> dict[int, list[Cell]]:
    of = (
        select(disclosures.c.app_id, disclosures.c.category, disclosures.c.phase, disclosures.c.consent,
               disclosures.c.domain, disclosures.c.host)
        .where(disclosures.c.result_id.in_(_newest_results(connection, ids)))
        .distinct()
        .limit(PAGE * MOST)
    )  # fmt: skip
    found: dict[int, dict[str, list[Any]]] = {}
    for row in connection.execute(of):
        found.setdefault(row.app_id, {}).setdefault(row.category, []).append(row)
    return {
        app: [
            Cell(
                category,
                sorted({row.phase for row in rows})[:_MOST_PLACES],
                sorted({row.domain or row.host for row in rows})[:_MOST_PLACES],
                any(row.consent in ("before", "refused") for row in rows),
            )
            for category, rows in sorted(several.items())
        ]
        for app, several in found.items()
    }


def _newest_results(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Return the results of the newest assessed version of each app."""
    found: dict[int, tuple[int, list[int]]] = {}
    of = select(results.c.id, results.c.app_id, results.c.build_id).where(results.c.app_id.in_(ids))
    for row in connection.execute(of.order_by(results.c.build_id)):
        build, several = found.get(row.app_id, (0, []))
        found[row.app_id] = (row.build_id, [*(several if build == row.build_id else []), row.id])
    return [result for _, several in found.values() for result in several]


def known(engine: Engine, app: int) -> Known:
    """Return everything of one app. Raises :class:`CampaignError` where there is none."""
    with reading(engine) as connection:

        def rows(query: Select[Any]) -> list[dict[str, Any]]:
            return [dict(row) for row in connection.execute(query.limit(MOST)).mappings()]

        row = connection.execute(select(apps).where(apps.c.id == app)).first()
        if row is None:
            raise CampaignError(f"There is no app {app}.")
        stores = (
            select(func.count(listings.c.id))
            .where(listings.c.build_id == builds.c.id)
            .correlate(builds)
            .scalar_subquery()
            .label("stores")
        )
        versions = rows(select(builds, stores).where(builds.c.app_id == app).order_by(builds.c.id.desc()))
        for version in versions:
            of = select(listings.c.store).where(listings.c.build_id == version["id"]).distinct().limit(20)
            version["stores"] = sorted(filter(None, connection.execute(of).scalars()))
        own = select(orders.c.id).where(orders.c.app_id == app, orders.c.dossier != "")
        return Known(
            id=row.id, package=row.package, label=row.label, signer=row.signer, verdict=row.verdict,
            priority=row.priority, quarantined=row.quarantined, versions=versions, runs=_runs(connection, app),
            findings=rows(_of(findings, app).order_by(findings.c.verdict.desc(), findings.c.rule, findings.c.id)),
            sent=rows(_of(disclosures, app).order_by(disclosures.c.id)),
            read=rows(_of(collected, app).order_by(collected.c.id)),
            complaints=rows(select(complaints).where(complaints.c.app_id == app).order_by(complaints.c.id.desc())),
            orders=rows(select(orders).where(orders.c.id.in_(own)).order_by(orders.c.id)),
            events=rows(select(order_events).where(order_events.c.order_id.in_(own)).order_by(order_events.c.id)),
            second=rows(select(rechecks).where(rechecks.c.order_id.in_(own)).order_by(rechecks.c.id)),
        )  # fmt: skip


def _of(table: Any, app: int) -> Select[Any]:
    """Rows of the app's newest assessed version."""
    newest = select(func.max(results.c.build_id)).where(results.c.app_id == app).scalar_subquery()
    of = select(results.c.id).where(results.c.app_id == app, results.c.build_id == newest)
    return select(table).where(table.c.result_id.in_(of))


def _runs(connection: Connection, app: int) -> list[dict[str, Any]]:
    of = (
        select(jobs.c.id, jobs.c.branch, jobs.c.state, jobs.c.reason, builds.c.version_name,
               results.c.id.label("result"), results.c.verdict, results.c.bundle)
        .join_from(jobs, builds)
        .outerjoin(results, results.c.job_id == jobs.c.id)
        .where(builds.c.app_id == app)
        .order_by(jobs.c.id.desc())
        .limit(MOST)
    )  # fmt: skip
    found = [dict(row) for row in connection.execute(of).mappings()]
    tried: dict[int, list[str]] = {row["id"]: [] for row in found}
    each = select(attempts).where(attempts.c.job_id.in_(tried)).order_by(attempts.c.id)
    for row in connection.execute(each):
        said = f"{row.device}: {row.outcome or 'running'}"
        tried[row.job_id].append(f"{said} ({row.reason})" if row.reason else said)
    return [{**row, "attempts": tried[row["id"]]} for row in found]
