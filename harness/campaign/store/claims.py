"""The life of a job's row: claimed with a fencing token, ended by one conditional write, accepted once.

Whoever runs jobs may die, be cut off or be started twice. So nobody is believed but this row: each claim counts its
token up, and only who holds the newest one may end the job. That is the whole of the agreement between workers.

A token is held together with the moment of its claim. A server that crashes may take the last claims back: who claims
such a job next gets its token once more, at another moment.
"""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Connection, Engine, Select, bindparam, case, func, insert, select, update

from harness.campaign.store.clock import now_us
from harness.campaign.store.counted import counted
from harness.campaign.store.database import alone, reading, writing
from harness.campaign.store.prepared import Prepared
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import Words, apps, attempts, builds, devices, jobs

LOST = "its worker was lost"


class Claim(msgspec.Struct, frozen=True):
    """A job that is ours to run, until somebody else claims it, since ``started`` (microseconds since the Unix epoch,
    of this host). ``file`` is the app's below the campaign's APKs.

    In the order in which :data:`_FIRST` says it.
    """

    job: int
    device: str
    started: int
    token: int
    build: int
    branch: str
    repetition: int
    app: int
    package: str
    app_type: str
    sha256: str
    file: str


class Next(msgspec.Struct, frozen=True):
    """A job that may be submitted."""

    id: int
    device_class: str


def claim(engine: Engine, job: int, device: str, settings: Settings) -> Claim | None:
    """Claim a job for a device, from whoever has it; ``None`` where it is over, or is given up now.

    Who had it before was lost: that counts as a failure. Raises ``StoreError``.
    """
    return _claim_first(engine, job, device) or _claim_again(engine, job, device, settings)


def _claim_first(engine: Engine, job: int, device: str) -> Claim | None:
    """Claim a job that nobody has had yet, with one statement, where a database can do that in one."""
    if engine.dialect.name != "postgresql":
        return None
    now = now_us()
    with alone(engine) as connection:
        row = _FIRST.send(connection, job=job, device=device, now=now).fetchone()
    return None if row is None else Claim(job, device, now, *row[:-1])


def _claim_again(engine: Engine, job: int, device: str, settings: Settings) -> Claim | None:
    with writing(engine) as connection:
        taking = _TAKE_FREE if connection.dialect.name == "postgresql" else _TAKE
        row = taking.send(connection, job=job).fetchone()
        if row is None:
            return None
        token, failures, build, *more = row
        lost = _end_open(connection, job, token, "lost", LOST) if token > 1 else 0
        if lost:
            connection.execute(update(jobs).where(jobs.c.id == job).values(failures=jobs.c.failures + lost))
        if failures + lost >= settings.failures or token > settings.most_claims:
            _give_up(connection, job, f"given up after {token - 1} attempts, the last one lost: {LOST}")
            return None
        now = now_us()
        _BEGIN.send(connection, job=job, token=token, device=device, now=now)
        return Claim(job, device, now, token, build, *more, *_WHOSE.send(connection, build=build).fetchone())


def fail(engine: Engine, held: Claim, reason: str, settings: Settings) -> str:
    """End an attempt that did not come to its end; return what became of the job: planned, failed, or late."""
    with writing(engine) as connection:
        held_still = ours(held.job, held.token, held.started)
        over = jobs.c.failures + 1 >= settings.failures
        done = connection.execute(
            update(jobs)
            .where(held_still)
            .values(failures=jobs.c.failures + 1, reason=reason, state=case((over, "failed"), else_="planned"))
            .returning(jobs.c.state)
        ).first()
        if done is None:
            return "late"
        _end_open(connection, held.job, held.token + 1, "failed", reason)
        _device_failed(connection, held.device, held.app, reason, settings)
        if done.state == "failed":
            _quarantine_if_it_breaks(connection, held.app, settings)
        return str(done.state)


def lost(engine: Engine, job: int, settings: Settings, *, reason: str = LOST) -> str:
    """Take a job back from a worker that is known to be gone; return its state then."""
    with writing(engine) as connection:
        row = connection.execute(
            update(jobs)
            .where(jobs.c.id == job, jobs.c.state == "running")
            .values(state="planned", failures=jobs.c.failures + 1, reason=reason)
            .returning(jobs.c.failures, jobs.c.token)
        ).first()
        if row is not None:
            of = select(attempts.c.device, builds.c.app_id).join_from(attempts, jobs).join(builds)
            who = connection.execute(of.where(jobs.c.id == job, attempts.c.token == row.token)).first()
            _end_open(connection, job, row.token + 1, "lost", reason)
            if who is not None:
                _device_failed(connection, who.device, who.app_id, reason, settings)
            if row.failures >= settings.failures:
                _give_up(connection, job, f"given up after {row.token} attempts: {reason}")
        return str(connection.execute(select(jobs.c.state).where(jobs.c.id == job)).scalar_one())


def put_off(engine: Engine, job: int, device: str, reason: str) -> str:
    """Take a job back, if that device has it, which could not go on for want of what all need; return its state then.

    It is no failure: neither of the job nor of the device.
    """
    with writing(engine) as connection:
        its = (attempts.c.job_id == jobs.c.id) & (attempts.c.token == jobs.c.token) & (attempts.c.device == device)
        running = (jobs.c.id == job) & (jobs.c.state == "running") & select(attempts.c.id).where(its).exists()
        taking = update(jobs).where(running).values(state="planned", reason=reason).returning(jobs.c.token)
        if (token := connection.execute(taking).scalar()) is not None:
            _end_open(connection, job, token + 1, "interrupted", reason)
        return str(connection.execute(select(jobs.c.state).where(jobs.c.id == job)).scalar_one())


def interrupted(engine: Engine) -> int:
    """Take back what nobody runs any more, when it is known that nobody does; return how many. It is no failure."""
    with writing(engine) as connection:
        now = now_us()
        taken = connection.execute(update(jobs).where(jobs.c.state == "running").values(state="planned")).rowcount
        connection.execute(
            update(attempts)
            .where(attempts.c.outcome == "")
            .values(outcome="interrupted", ended=now, reason="the campaign was interrupted")
        )
        return int(taken)


def following(
    engine: Engine,
    most: int,
    without: Collection[int],
    only: Collection[int] | None = None,
    of: Collection[str] | None = None,
) -> list[Next]:
    """Return the next jobs to submit: the most urgent first, and of these what has not failed yet.

    ``without`` are those that are submitted; where given, ``only`` these, and ``of`` these classes of devices.
    """
    query = select(jobs.c.id, jobs.c.device_class).where(jobs.c.state == "planned")
    if without:
        query = query.where(jobs.c.id.not_in(without))
    if only is not None:
        query = query.where(jobs.c.id.in_(only))
    if of is not None:
        query = query.where(jobs.c.device_class.in_(of))
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(jobs.c.priority.desc(), jobs.c.failures, jobs.c.id).limit(most))
        return [Next(row.id, row.device_class) for row in rows]


def overdue(engine: Engine, seconds: float) -> list[tuple[int, str]]:
    """Return jobs that run for longer than that, each with its device."""
    since = now_us() - int(seconds * 1e6)
    query = (
        select(attempts.c.job_id, attempts.c.device)
        .join_from(attempts, jobs)
        .where(jobs.c.state == "running", attempts.c.outcome == "", attempts.c.started < since)
    )
    with reading(engine) as connection:
        return [(row.job_id, row.device) for row in connection.execute(query)]


def state_of(engine: Engine, job: int) -> str:
    """Return a job's state."""
    with reading(engine) as connection:
        return str(connection.execute(select(jobs.c.state).where(jobs.c.id == job)).scalar_one())


def states(engine: Engine) -> dict[str, int]:
    """Return how many jobs are in which state."""
    with reading(engine) as connection:
        return counted(connection, jobs.c.state, ("planned", "running", "done", "failed"))


def classes(engine: Engine, only: Collection[int] | None = None) -> dict[str, int]:
    """Return how many jobs (``only`` of these) wait for which class of devices."""
    query = select(jobs.c.device_class, func.count()).where(jobs.c.state.in_(("planned", "running")))
    if only is not None:
        query = query.where(jobs.c.id.in_(only))
    with reading(engine) as connection:
        return {row[0]: row[1] for row in connection.execute(query.group_by(jobs.c.device_class))}


def is_known(job: Any, token: Any, started: Any) -> Any:
    """The condition that there is that claim, and no other one with its token."""
    its = (attempts.c.job_id == job) & (attempts.c.token == token) & (attempts.c.started == started)
    return select(attempts.c.id).where(its).exists()


def ours(job: Any, token: Any, started: Any) -> Any:
    """The condition that a job is held by that claim still."""
    running = (jobs.c.id == job) & (jobs.c.token == token) & (jobs.c.state == "running")
    return running & is_known(job, token, started)


_FREE = select(jobs.c.id).where(
    jobs.c.id == bindparam("job"), (jobs.c.state == "planned") | (jobs.c.state == "running")
)


def _taking(free: Select[int]) -> Prepared:
    return Prepared(
        update(jobs)
        .where(jobs.c.id.in_(free))
        .values(state="running", token=jobs.c.token + 1)
        .returning(jobs.c.token, jobs.c.failures, jobs.c.build_id, jobs.c.branch, jobs.c.repetition)
    )


_TAKE, _TAKE_FREE = _taking(_FREE), _taking(_FREE.with_for_update(skip_locked=True))
"""The second is PostgreSQL's: who is at the row this moment has it. SQLite has one writer anyway."""
_BEGIN = Prepared(
    insert(attempts).values(
        job_id=bindparam("job"), token=bindparam("token"), device=bindparam("device"), started=bindparam("now")
    )
)
_WHOSE = Prepared(
    select(apps.c.id, apps.c.package, apps.c.app_type, builds.c.sha256, builds.c.file)
    .join_from(builds, apps)
    .where(builds.c.id == bindparam("build"))
)


def _claiming_first() -> Prepared:
    new = select(jobs.c.id).where(jobs.c.id == bindparam("job"), jobs.c.state == "planned", jobs.c.token == 0)
    taken = (
        update(jobs)
        .where(jobs.c.id.in_(new.with_for_update(skip_locked=True)))
        .values(state="running", token=1)
        .returning(jobs.c.id, jobs.c.token, jobs.c.build_id, jobs.c.branch, jobs.c.repetition)
        .cte("taken")
    )
    begun = select(taken.c.id, taken.c.token, bindparam("device", type_=Words()), bindparam("now", type_=BigInteger))
    attempt = insert(attempts).from_select(["job_id", "token", "device", "started"], begun, include_defaults=False)
    return Prepared(
        select(taken.c.token, taken.c.build_id, taken.c.branch, taken.c.repetition,
               apps.c.id, apps.c.package, apps.c.app_type, builds.c.sha256, builds.c.file,
               func.set_config("synchronous_commit", "off", True))
        .join_from(taken, builds, builds.c.id == taken.c.build_id)
        .join(apps, apps.c.id == builds.c.app_id)
        .add_cte(attempt.cte("begun"))
    )  # fmt: skip


_FIRST = _claiming_first()
"""PostgreSQL takes a job, begins its attempt and says whose it is in one statement, which is a transaction by itself:
one message and its answer where there were five.

Nor does it wait for the disk (https://www.postgresql.org/docs/current/wal-async-commit.html): a crash of the server may
take back the claims of its last 0.6 s, whole and never one that a result stands on, since what is committed later is on
the disk later. Such a job is planned again, and its holder's result is late (``started``)."""


def _end_open(connection: Connection, job: int, before: int, outcome: str, reason: str) -> int:
    open_ = (attempts.c.job_id == job) & (attempts.c.token < before) & (attempts.c.outcome == "")
    values = {"outcome": outcome, "ended": now_us(), "reason": reason}
    return int(connection.execute(update(attempts).where(open_).values(values)).rowcount)


def _give_up(connection: Connection, job: int, reason: str) -> None:
    connection.execute(update(jobs).where(jobs.c.id == job).values(state="failed", reason=reason))


def _device_failed(connection: Connection, device: str, app: int, reason: str, settings: Settings) -> None:
    """Count a failure of a device. One app that fails again and again is no sign that the device is ill."""
    another = case((devices.c.last_app == app, 0), else_=1)
    ill = devices.c.in_a_row + another >= settings.ill
    connection.execute(
        update(devices)
        .where(devices.c.name == device)
        .values(
            failures=devices.c.failures + 1, in_a_row=devices.c.in_a_row + another, last=now_us(), last_app=app,
            quarantined=case((ill & (devices.c.quarantined == ""), reason), else_=devices.c.quarantined),
        )
    )  # fmt: skip


def _quarantine_if_it_breaks(connection: Connection, app: int, settings: Settings) -> None:
    """Put an app aside whose jobs fail on more than one device: then it is the app."""
    of_app = select(jobs.c.id).join_from(jobs, builds).where(builds.c.app_id == app)
    broke = attempts.c.job_id.in_(of_app) & attempts.c.outcome.in_(("failed", "lost"))
    row = connection.execute(
        select(func.count(), func.count(attempts.c.device.distinct())).select_from(attempts).where(broke)
    ).one()
    if row[0] < settings.failures:
        return
    reason = f"{row[0]} attempts failed on {row[1]} devices"
    connection.execute(update(apps).where(apps.c.id == app, apps.c.quarantined == "").values(quarantined=reason))
    waiting = jobs.c.id.in_(of_app) & (jobs.c.state == "planned")
    connection.execute(update(jobs).where(waiting).values(state="failed", reason=f"the app is in quarantine: {reason}"))
