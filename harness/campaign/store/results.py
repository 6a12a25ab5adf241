"""What came of a job goes into the database once: with its evidence's rows, and never of an older claim."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Engine, Table, bindparam, case, func, insert, select, text, update

from harness.analysis.model import Actor, Assessment
from harness.campaign.store.claims import Claim
from harness.campaign.store.clock import now_us
from harness.campaign.store.database import reading, writing
from harness.campaign.store.prepared import Joined, Prepared, Together, at_once
from harness.campaign.store.tables import (
    Words,
    apps,
    attempts,
    builds,
    collected,
    devices,
    disclosures,
    findings,
    jobs,
    results,
    seen_in,
)

GRAVITY = ("VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS")
"""Verdicts, the gravest first."""
_WITHOUT_CONSENT = ("before", "refused")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run left. ``bundle`` is its path below the campaign's directory, ``found`` its assessment.

    ``not_restored`` says why the device is not as it was before; empty where it is.
    """

    outcome: str
    bundle: str
    manifest: str
    found: Assessment
    not_restored: str = ""


def verdict_of(found: Assessment) -> str:
    """Return the gravest verdict among findings that count: what is for information only accuses nobody."""
    said = {row.verdict for row in found.findings if not (row.adverse and row.severity == "info")}
    return next((verdict for verdict in GRAVITY if verdict in said), "UNDETERMINED")


def finish(engine: Engine, held: Claim, outcome: Outcome) -> bool:
    """End a job with what came of it. ``False``: it is not ours any more, and nothing was written."""
    rows = _rows(outcome.found)
    now, said = now_us(), [str(row.verdict) for row in outcome.found.findings]
    ill = f"it is not as it was: {outcome.not_restored}" if outcome.not_restored else ""
    with writing(engine) as connection:
        with at_once(connection):
            ours = _DONE.send(connection, job=held.job, held=held.token)
            if connection.dialect.name == "postgresql":
                # Two jobs of one app that end at once: the second one waits, and counts what the first one has.
                _HOLD.send(connection, of=held.app)
            kept = _RESULT.send(
                connection, job_id=held.job, app_id=held.app, build_id=held.build, token=held.token, finished=now,
                outcome=outcome.outcome, verdict=verdict_of(outcome.found), bundle=outcome.bundle,
                manifest=outcome.manifest, counts=json.dumps({name: said.count(name) for name in GRAVITY}),
            )  # fmt: skip
            was = _WAS_SEEN.send(connection, of=held.app)
        result = kept.fetchone()
        if not ours.rowcount or result is None:  # somebody else's now; or there is a result, and this is the second
            connection.rollback()
            return False
        more = _counted(held.app, outcome.found, was.fetchall())
        with at_once(connection, commit=True):
            _REST.send(
                connection,
                *([{**row, "result_id": result[0], "app_id": held.app} for row in several] for several in rows),
                more, more, {"of": held.app}, {"job": held.job, "held": held.token, "now": now},
                {"device": held.device, "now": now, "ill": ill},
            )  # fmt: skip
    return True


def _adding(table: Table) -> Together:
    names = [column.name for column in table.columns if column.name != "id"]
    listed = ", ".join(names)
    whole = f"SELECT {listed} FROM json_populate_recordset(NULL::{table.name}, CAST(:rows AS json))"  # noqa: S608 - ours
    each = insert(table).values({name: bindparam(name) for name in names})
    return Together(each, f"INSERT INTO {table.name} ({listed}) {whole}")


_DONE = Prepared(
    update(jobs)
    .where(jobs.c.id == bindparam("job"), jobs.c.token == bindparam("held"), jobs.c.state == "running")
    .values(state="done", reason="")
)
_HOLD = Prepared(select(apps.c.id).where(apps.c.id == bindparam("of")).with_for_update())
_RESULT_HAS = [column for column in results.columns if column.name != "id"]
_RESULT = Prepared(
    text(
        f"INSERT INTO results ({', '.join(column.name for column in _RESULT_HAS)}) "  # noqa: S608 - ours
        f"VALUES ({', '.join(f':{column.name}' for column in _RESULT_HAS)}) "
        "ON CONFLICT (job_id) DO NOTHING RETURNING id"
    ).bindparams(*(bindparam(column.name, type_=column.type) for column in _RESULT_HAS))
)
_ENDED = Prepared(
    update(attempts)
    .where(attempts.c.job_id == bindparam("job"), attempts.c.token == bindparam("held"))
    .values(outcome="done", ended=bindparam("now"))
)
_WELL = Prepared(
    update(devices)
    .where(devices.c.name == bindparam("device"))
    .values(
        runs=devices.c.runs + 1, in_a_row=0, last_app=0, last=bindparam("now"),
        quarantined=case((bindparam("ill", type_=Words()) == "", devices.c.quarantined),
                         else_=bindparam("ill", type_=Words())),
    )
)  # fmt: skip
_OF_APP = results.alias()
_NEWEST_VERDICT = Prepared(
    update(apps)
    .where(apps.c.id == bindparam("of"))
    .values(
        verdict=func.coalesce(
            select(results.c.verdict)
            .where(
                results.c.app_id == bindparam("of"),
                results.c.build_id == select(func.max(_OF_APP.c.build_id))
                .where(_OF_APP.c.app_id == bindparam("of")).scalar_subquery(),
            )
            .order_by(case({name: number for number, name in enumerate(GRAVITY)}, value=results.c.verdict))
            .limit(1)
            .scalar_subquery(),
            "",
        )
    )
)  # fmt: skip
"""Keeps with an app the gravest verdict of its newest version that has any."""


def accepted(engine: Engine, held: Claim) -> bool:
    """Whether the result that the database holds of a job is the one of this claim."""
    with reading(engine) as connection:
        of = select(results.c.id).where(results.c.job_id == held.job, results.c.token == held.token)
        return connection.execute(of).first() is not None


def _rows(found: Assessment) -> tuple[list[dict[str, Any]], ...]:
    """Return the rows of findings, disclosures and readings."""
    against = [row for row in found.findings if row.adverse]
    return (
        [
            {
                "finding": row.id, "rule": row.rule, "verdict": row.verdict, "severity": row.severity,
                "status": row.status, "strength": row.strength, "category": row.category, "actor": row.actor,
                "recipient": row.recipient, "phase": row.phase, "zh": row.text.zh, "en": row.text.en,
            }
            for row in against
        ],
        [
            {
                "category": row.category, "actor": row.actor.id, "actor_name": row.actor.name,
                "host": row.recipient.host, "domain": row.recipient.domain, "owner": row.recipient.owner,
                "party": row.recipient.party, "country": row.recipient.country, "phase": row.phase,
                "consent": row.consent, "strength": row.strength, "form": row.form,
            }
            for row in found.disclosures
        ],
        [
            {
                "category": row.category, "actor": row.actor.id, "actor_name": row.actor.name,
                "access_point": row.access_point[:200], "phase": row.phase, "consent": row.consent,
                "count": row.count, "obtained": row.obtained, "leaving": row.leaving,
            }
            for row in found.collected
        ],
    )  # fmt: skip


def _counted(app: int, found: Assessment, seen: Iterable[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Return what is to be counted of an app: it counts once for every SDK, recipient and category that it was seen
    with. ``seen`` are those that it was counted for already."""
    names: dict[tuple[str, str], str] = {}
    before: dict[tuple[str, str], int] = {}
    for kind, key, name, consent in _seen(found):
        names[kind, key] = name
        before[kind, key] = max(before.get((kind, key), 0), int(consent in _WITHOUT_CONSENT))
    was = {(kind, key): early for kind, key, early in seen}
    # In one order: two transactions then never wait for each other.
    return [
        {"kind": kind, "key": key, "name": names[kind, key], "new": int((kind, key) not in was),
         "early": before[kind, key] - was.get((kind, key), 0), "of": app}
        for kind, key in sorted(names)
        if (kind, key) not in was or before[kind, key] > was[kind, key]
    ]  # fmt: skip


_WAS_SEEN = Prepared(select(seen_in.c.kind, seen_in.c.key, seen_in.c.before).where(seen_in.c.app_id == bindparam("of")))
# Both databases have this clause since long: SQLite's follows PostgreSQL's.
_SEE = Together(
    text(
        "INSERT INTO seen_in (kind, key, app_id, before) VALUES (:kind, :key, :of, :early) "
        "ON CONFLICT (kind, key, app_id) DO UPDATE SET before = 1"
    ).bindparams(bindparam("key", type_=Words())),
    'INSERT INTO seen_in (kind, key, app_id, before) SELECT kind, key, "of", early FROM '
    'json_to_recordset(CAST(:rows AS json)) AS r(kind text, key text, "of" bigint, early bigint) '
    "ON CONFLICT (kind, key, app_id) DO UPDATE SET before = 1",
)
_COUNT = Together(
    text(
        "INSERT INTO tallies (kind, key, name, apps, before) VALUES (:kind, :key, :name, :new, :early) ON CONFLICT "
        "(kind, key) DO UPDATE SET apps = tallies.apps + excluded.apps, before = tallies.before + excluded.before"
    ).bindparams(bindparam("key", type_=Words()), bindparam("name", type_=Words())),
    "INSERT INTO tallies (kind, key, name, apps, before) SELECT kind, key, name, new, early FROM "
    "json_to_recordset(CAST(:rows AS json)) AS r(kind text, key text, name text, new bigint, early bigint) ON CONFLICT "
    "(kind, key) DO UPDATE SET apps = tallies.apps + excluded.apps, before = tallies.before + excluded.before",
)


_REST = Joined(*map(_adding, (findings, disclosures, collected)), _SEE, _COUNT, _NEWEST_VERDICT, _ENDED, _WELL)


def _seen(found: Assessment) -> Iterable[tuple[str, str, str, str]]:
    for row in found.collected:
        if row.actor.kind == "sdk" and row.obtained:
            yield "sdk", row.actor.id, _named(row.actor), row.consent
    for sent in found.disclosures:
        if sent.actor.kind == "sdk":
            yield "sdk", sent.actor.id, _named(sent.actor), sent.consent
        whose = sent.recipient
        yield "recipient", whose.domain or whose.host, whose.owner, sent.consent
        yield "category", sent.category, "", sent.consent


def _named(actor: Actor) -> str:
    return f"{actor.name} ({actor.company})" if actor.company else actor.name


def bundle_of(engine: Engine, result: int) -> str:
    """Return where a result's bundle is, below the campaign's directory."""
    with reading(engine) as connection:
        return str(connection.execute(select(results.c.bundle).where(results.c.id == result)).scalar_one())


def newest_of(engine: Engine, app: int) -> int | None:
    """Return the version of an app that was assessed last."""
    with reading(engine) as connection:
        return connection.execute(
            select(func.max(builds.c.id)).join_from(builds, results).where(builds.c.app_id == app)
        ).scalar()
