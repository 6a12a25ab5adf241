"""Ending a job: all of it or nothing, in either database, and each app counted once whoever ends together."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import Engine, delete, text, update

from harness.campaign.store.claims import Claim, claim
from harness.campaign.store.results import finish
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import (
    apps,
    builds,
    collected,
    disclosures,
    findings,
    jobs,
    results,
    seen_in,
    tallies,
)
from tests.campaign import kit
from tests.campaign.conftest import BOTH

EVIDENCE = (findings, disclosures, collected, seen_in, tallies)


def held(engine: Engine, job: int) -> Claim:
    found = claim(engine, job, "d", Settings())
    assert found is not None
    return found


@pytest.mark.parametrize("url", BOTH, indirect=True)
@pytest.mark.parametrize("why", ["claimed again", "done", "has a result"])
def test_a_job_that_is_not_ours_any_more_is_left_as_it_is(engine: Engine, why: str) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    ours = held(engine, job)
    if why == "claimed again":
        held(engine, job)
    else:
        assert finish(engine, ours, kit.outcome())
    with engine.begin() as connection:
        for table in EVIDENCE:
            connection.execute(delete(table))
        if why == "has a result":
            connection.execute(update(jobs).values(state="running"))
    state, kept = kit.rows(engine, jobs), kit.rows(engine, results)
    assert not finish(engine, ours, kit.outcome())
    assert [kit.rows(engine, table) for table in EVIDENCE[:3]] == [[], [], []]
    assert (kit.rows(engine, jobs), kit.rows(engine, results)) == (state, kept)
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT (SELECT COUNT(*) FROM seen_in) + (SELECT COUNT(*) FROM tallies)")).scalar()
            == 0
        )


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_an_app_has_the_gravest_verdict_of_its_newest_version(engine: Engine) -> None:
    old, second = kit.app_with_jobs(engine, 2)
    with engine.begin() as connection:
        made = connection.execute(builds.insert().values(app_id=1, content="newer", sha256="1" * 64, file="y.apk"))
        connection.execute(update(jobs).where(jobs.c.id == second).values(build_id=made.inserted_primary_key[0]))  # type: ignore[index]
    for job, verdict, now in ((second, "PASS", "PASS"), (old, "VIOLATION", "PASS")):
        assert finish(engine, held(engine, job), kit.outcome(findings=[kit.finding(verdict=verdict)]))
        assert kit.rows(engine, apps)[0].verdict == now


@pytest.mark.parametrize("url", BOTH[1:], indirect=True)
def test_two_jobs_of_one_app_that_end_together_count_it_once(engine: Engine) -> None:
    both = [held(engine, job) for job in kit.app_with_jobs(engine, 2)]
    threads = [threading.Thread(target=finish, args=(engine, each, kit.outcome())) for each in both]
    waiting = text(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.connect() as connection, engine.connect() as looking:
        connection.execute(text("SELECT 1 FROM apps FOR UPDATE"))
        for thread in threads:
            thread.start()
        until = time.monotonic() + 60
        while looking.execute(waiting).scalar_one() < len(threads):
            looking.rollback()
            assert time.monotonic() < until
            time.sleep(0.01)
        connection.rollback()
    for thread in threads:
        thread.join(60)
    assert len(kit.rows(engine, results)) == 2
    with engine.connect() as connection:
        assert {tuple(row) for row in connection.execute(text("SELECT apps, before FROM tallies"))} == {(1, 1)}
