"""The statements that end a job with its result: for SQLite one after the other, for PostgreSQL all in one.

PostgreSQL is a message away, and takes longer to begin with a statement than to put a row in. SQLite is here.
"""

from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    Engine,
    Select,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from harness.analysis.model import Assessment
from harness.campaign.store.claims import ours
from harness.campaign.store.database import alone, writing
from harness.campaign.store.documents import from_document
from harness.campaign.store.evidence import GRAVITY, rows_of, seen_with
from harness.campaign.store.held import cleaned, words_of
from harness.campaign.store.prepared import Prepared, Routine
from harness.campaign.store.tables import (
    Words,
    apps,
    attempts,
    collected,
    devices,
    disclosures,
    findings,
    jobs,
    results,
    seen_in,
    tallies,
)

Values = dict[str, Any]
_JOB, _HELD = bindparam("job", type_=BigInteger), bindparam("held", type_=BigInteger)
_APP, _NOW = bindparam("app", type_=BigInteger), bindparam("now", type_=BigInteger)
_BUILD, _VERDICT = bindparam("build", type_=BigInteger), bindparam("gravest", type_=Words())
_ILL = bindparam("ill", type_=Words())
_OURS = ours(_JOB, _HELD, bindparam("since", type_=BigInteger))


def end(engine: Engine, values: Values, found: Assessment) -> bool:
    """End a job with its result and what was found, and commit; ``False`` where it is not ours, or has one already.

    ``values`` are those of a result (``_RESULT_HAS``) with ``device`` and ``ill``. Raises ``StoreError``.
    """
    return (_together if engine.dialect.name == "postgresql" else _one_by_one)(engine, values, found)


def _together(engine: Engine, values: Values, found: Assessment) -> bool:
    """Lock, write and commit for one message and its answer.

    The lock is a statement of its own: of two jobs of one app that end together the second one sees what the first one
    counted. In one statement it would see everything as it was before it waited.
    """
    rows = {**rows_of(found), "seen": seen_with(found)}
    module: Any = engine.dialect.dbapi
    with alone(engine) as connection:
        try:
            return _ALL.send(connection, **values, **rows) is not None
        except module.DataError:  # of a text that it cannot hold: looking for one takes longer than its telling
            rows = {name: cleaned(each, words_of(_COLUMNS[name])) for name, each in rows.items()}
            return _ALL.send(connection, **values, **rows) is not None


def _one_by_one(engine: Engine, values: Values, found: Assessment) -> bool:
    with writing(engine) as connection:
        result = _RESULT.send(connection, **values).fetchone()
        if result is None:
            return False
        whose = {"result_id": result[0], "app_id": values["app"]}
        for name, rows in rows_of(found).items():
            _ADD[name].send_many(connection, [{**row, **whose} for row in rows])
        was = {(kind, key): early for kind, key, early in _WAS_SEEN.send(connection, **values).fetchall()}
        new = [
            {**row, "app": values["app"], "new": int(early is None), "more": row["early"] - (early or 0)}
            for row in seen_with(found)
            if (early := was.get((row["kind"], row["key"]))) is None or row["early"] > early
        ]
        _SEE.send_many(connection, new)
        _COUNT.send_many(connection, new)
        for step in _STEPS:
            step.send(connection, **values)
    return True


_RESULT_HAS = {
    "job_id": _JOB, "app_id": _APP, "build_id": _BUILD, "token": _HELD, "finished": _NOW,
    "outcome": bindparam("ended_as", type_=results.c.outcome.type), "verdict": _VERDICT,
    "bundle": bindparam("kept_in", type_=Words()), "manifest": bindparam("sealed", type_=results.c.manifest.type),
    "counts": bindparam("counted", type_=Words()),
}  # fmt: skip
"""A result's columns, and what their values are called here."""
_EVIDENCE = (findings, disclosures, collected)
_COLUMNS: dict[str, list[Column[Any]]] = {
    **{
        table.name: [each for each in table.columns if each.name not in ("id", "result_id", "app_id")]
        for table in _EVIDENCE
    },
    "seen": [seen_in.c.kind, seen_in.c.key, tallies.c.name, Column("early", BigInteger)],
}
"""What the rows of each document have."""
_SEEN = ("kind", "key", "app_id", "before")
_COUNTED = ("kind", "key", "name", "apps", "before")
_ENDS = (
    update(jobs).where(jobs.c.id == _JOB).values(state="done", reason=""),
    update(attempts).where(attempts.c.job_id == _JOB, attempts.c.token == _HELD).values(outcome="done", ended=_NOW),
    update(devices)
    .where(devices.c.name == bindparam("device", type_=Words()))
    .values(
        runs=devices.c.runs + 1, in_a_row=0, last_app=0, last=_NOW,
        quarantined=case((_ILL == "", devices.c.quarantined), else_=_ILL),
    ),
)  # fmt: skip


def _resulting(into: Any) -> Any:
    """The result, where the job is ours and has none."""
    values = select(*_RESULT_HAS.values()).select_from(jobs).where(_OURS)
    made = into(results).from_select(list(_RESULT_HAS), values, include_defaults=False)
    return made.on_conflict_do_nothing(index_elements=["job_id"]).returning(results.c.id)


def _seeing(made: Any) -> Any:
    return made.on_conflict_do_update(index_elements=["kind", "key", "app_id"], set_={"before": 1})


def _counting(made: Any) -> Any:
    """Add to what was counted. Both databases have this clause since long: SQLite's follows PostgreSQL's."""
    more = {name: tallies.c[name] + made.excluded[name] for name in ("apps", "before")}
    return made.on_conflict_do_update(index_elements=["kind", "key"], set_=more)


def _judging() -> Any:
    """Keep with the app the gravest verdict of its newest version that has any, this result's included."""
    has = union_all(
        select(results.c.build_id, results.c.verdict).where(results.c.app_id == _APP),
        select(_BUILD.label("build_id"), _VERDICT.label("verdict")),
    ).subquery()
    rank = case({name: number for number, name in enumerate(GRAVITY)}, value=has.c.verdict)
    gravest = select(has.c.verdict).order_by(has.c.build_id.desc(), rank).limit(1)
    return update(apps).where(apps.c.id == _APP).values(verdict=gravest.scalar_subquery())


def _all() -> Select[Any]:
    """Everything in one statement, whose parts do nothing where there is no result."""
    result = _resulting(postgresql.insert).cte("result")
    there = select(result.c.id).exists()
    parts = [each.where(there) for each in (*_ENDS, _judging())]
    for table in _EVIDENCE:
        names = [each.name for each in _COLUMNS[table.name]]
        rows = from_document(table.name, _COLUMNS[table.name])
        values = select(result.c.id, _APP, *(rows.c[name] for name in names)).select_from(rows).join(result, true())
        parts.append(insert(table).from_select(["result_id", "app_id", *names], values, include_defaults=False))
    new = _new(there)
    seen = select(new.c.kind, new.c.key, _APP, new.c.early)
    parts.append(_seeing(postgresql.insert(seen_in).from_select(_SEEN, seen, include_defaults=False)))
    counted = select(new.c.kind, new.c.key, new.c.name, new.c.new, new.c.more).order_by(new.c.kind, new.c.key)
    parts.append(_counting(postgresql.insert(tallies).from_select(_COUNTED, counted, include_defaults=False)))
    return select(result.c.id).add_cte(*(part.cte(f"part{number}") for number, part in enumerate(parts)))


def _new(there: Any) -> CTE:
    """What the app was not counted for yet: seen for the first time, or for the first time without consent."""
    seen = from_document("seen", _COLUMNS["seen"])
    was = and_(seen_in.c.app_id == _APP, seen_in.c.kind == seen.c.kind, seen_in.c.key == seen.c.key)
    return (
        select(
            seen, case((seen_in.c.before.is_(None), 1), else_=0).label("new"),
            (seen.c.early - func.coalesce(seen_in.c.before, 0)).label("more"),
        )
        .select_from(seen.outerjoin(seen_in, was))
        .where(there, seen_in.c.before.is_(None) | (seen.c.early > seen_in.c.before))
        .cte("new")
    )  # fmt: skip


def _adding(table: Table) -> Prepared:
    return Prepared(
        insert(table).values({each.name: bindparam(each.name) for each in table.columns if each.name != "id"})
    )


def _given(into: Any, **values: str) -> Any:
    return into.values({name: bindparam(value, type_=into.table.c[name].type) for name, value in values.items()})


_LOCK = select(apps.c.id).select_from(jobs.join(apps, apps.c.id == _APP)).where(_OURS).with_for_update()
"""Both rows, where the job is ours."""
_ALL = Routine("finish", Prepared(_LOCK), Prepared(_all()))
_RESULT = Prepared(_resulting(sqlite.insert))
_ADD = {table.name: _adding(table) for table in _EVIDENCE}
_WAS_SEEN = Prepared(select(seen_in.c.kind, seen_in.c.key, seen_in.c.before).where(seen_in.c.app_id == _APP))
_SEE = Prepared(_seeing(_given(sqlite.insert(seen_in), kind="kind", key="key", app_id="app", before="early")))
_COUNT = Prepared(
    _counting(_given(sqlite.insert(tallies), kind="kind", key="key", name="name", apps="new", before="more"))
)
_STEPS = [Prepared(each) for each in (*_ENDS, _judging())]
