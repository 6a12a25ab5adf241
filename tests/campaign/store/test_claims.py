"""A job is claimed by one at a time, taken from who was lost, and given up when it is time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, delete, select, text, update

from harness.campaign.store.claims import (
    LOST,
    claim,
    classes,
    fail,
    following,
    interrupted,
    lost,
    put_off,
    state_of,
    states,
)
from harness.campaign.store.database import alone
from harness.campaign.store.errors import StoreError
from harness.campaign.store.results import accepted, finish
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import apps, attempts, devices, jobs
from tests.campaign import kit
from tests.campaign.conftest import BOTH

SETTINGS = Settings()
both = pytest.mark.parametrize("url", BOTH, indirect=True)


@both
def test_who_claims_later_has_it_and_the_earlier_one_is_told_that_it_is_late(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    first = claim(engine, job, "a", SETTINGS)
    second = claim(engine, job, "b", SETTINGS)
    assert first and second and (first.token, second.token) == (1, 2)
    assert fail(engine, first, "too late", SETTINGS) == "late"
    assert not finish(engine, first, kit.outcome())
    assert finish(engine, second, kit.outcome())
    assert not finish(engine, second, kit.outcome()), "a second result of the same claim"
    assert claim(engine, job, "c", SETTINGS) is None
    said = [(row.token, row.outcome, row.reason) for row in kit.rows(engine, attempts)]
    assert said == [(1, "lost", LOST), (2, "done", "")]


@both
def test_a_claim_that_a_crash_took_back_holds_nothing_when_its_token_is_another_ones(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    taken_back = claim(engine, job, "a", SETTINGS)
    with engine.begin() as connection:
        connection.execute(delete(attempts))
        connection.execute(update(jobs).values(state="planned", token=0))
    ours = claim(engine, job, "b", SETTINGS)
    assert taken_back and ours and taken_back.token == ours.token
    assert fail(engine, taken_back, "too late", SETTINGS) == "late"
    assert not finish(engine, taken_back, kit.outcome())
    assert finish(engine, ours, kit.outcome())
    assert (accepted(engine, taken_back), accepted(engine, ours)) == (False, True)
    assert [(row.device, row.outcome) for row in kit.rows(engine, attempts)] == [("b", "done")]


@pytest.mark.parametrize("url", BOTH[1:], indirect=True)
def test_a_claim_does_not_wait_for_the_disk_and_whatever_comes_next_does(engine: Engine) -> None:
    on_its_way = text("SELECT pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn()")
    seen = set()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        for job in kit.app_with_jobs(engine, 20):
            assert claim(engine, job, "a", SETTINGS)
            seen.add(looking.execute(on_its_way).scalar_one())
    assert True in seen
    with alone(engine) as connection:  # the one that claimed, out of its pool
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


@both
def test_of_many_that_claim_at_once_each_has_a_token_of_its_own_and_one_result_is_accepted(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    settings = Settings(failures=100, most_claims=100)
    with ThreadPoolExecutor(6) as pool:
        held = [each for each in pool.map(lambda n: claim(engine, job, f"d{n}", settings), range(6)) if each]
        assert len({each.token for each in held}) == len(held)
        accepted = list(pool.map(lambda each: finish(engine, each, kit.outcome()), held))
    assert accepted.count(True) == 1
    assert held[accepted.index(True)].token == max(each.token for each in held)


@both
def test_a_job_that_fails_is_planned_again_with_its_reason_until_it_is_given_up(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    for number in range(3):
        held = claim(engine, job, kit.device(engine, f"d{number}"), SETTINGS)
        assert held
        assert fail(engine, held, "the app did not start", SETTINGS) == ("failed" if number == 2 else "planned")
    (row,) = kit.rows(engine, jobs)
    assert (row.state, row.failures, row.reason) == ("failed", 3, "the app did not start")
    assert state_of(engine, job) == "failed"
    (app,) = kit.rows(engine, apps)
    assert app.quarantined == "3 attempts failed on 3 devices"


@both
def test_a_job_that_is_put_off_is_planned_again_and_nobody_failed(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    held = claim(engine, job, kit.device(engine, "one"), SETTINGS)
    assert held is not None
    assert put_off(engine, job, "another", "the store is away") == "running", "who has it goes on"
    assert put_off(engine, job, "one", "the store is away") == "planned"
    assert put_off(engine, job, "one", "the store is away") == "planned"
    (row,) = kit.rows(engine, jobs)
    assert (row.state, row.failures, row.reason) == ("planned", 0, "the store is away")
    assert [(row.failures, row.in_a_row) for row in kit.rows(engine, devices)] == [(0, 0)]
    assert [(row.outcome, row.reason) for row in kit.rows(engine, attempts)] == [("interrupted", "the store is away")]
    assert not finish(engine, held, kit.outcome()), "it was told that it is not"
    again = claim(engine, job, "one", SETTINGS)
    assert again and finish(engine, again, kit.outcome())
    assert put_off(engine, job, "one", "the store is away") == "done"


@both
def test_a_worker_that_is_lost_each_time_ends_it_as_well(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    for number in range(3):
        assert claim(engine, job, kit.device(engine, f"d{number}"), SETTINGS)
        assert lost(engine, job, SETTINGS) == ("failed" if number == 2 else "planned")
    assert lost(engine, job, SETTINGS) == "failed"
    assert "given up after 3 attempts" in kit.rows(engine, jobs)[0].reason


@both
def test_claims_that_follow_upon_lost_ones_are_counted_too(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    assert [claim(engine, job, "d", SETTINGS) is not None for _ in range(4)] == [True, True, True, False]
    assert kit.rows(engine, jobs)[0].state == "failed"


@both
def test_an_interruption_is_no_failure_of_the_job(engine: Engine) -> None:
    ids = kit.app_with_jobs(engine, 2)
    assert claim(engine, ids[0], "d", SETTINGS)
    assert interrupted(engine) == 1
    assert [row.failures for row in kit.rows(engine, jobs)] == [0, 0]
    assert [row.outcome for row in kit.rows(engine, attempts)] == ["interrupted"]
    assert states(engine) == {"planned": 2, "running": 0, "done": 0, "failed": 0}


def test_a_job_that_ends_everything_each_time_is_not_begun_for_ever(engine: Engine) -> None:
    (job,) = kit.app_with_jobs(engine, 1)
    settings = Settings(most_claims=4)
    for _ in range(4):
        assert claim(engine, job, "d", settings)
        interrupted(engine)
    assert claim(engine, job, "d", settings) is None
    assert state_of(engine, job) == "failed"


def test_the_urgent_come_first_and_what_failed_comes_after_what_did_not(engine: Engine) -> None:
    first, second, third = kit.app_with_jobs(engine, 3)
    with engine.begin() as connection:
        connection.execute(update(jobs).where(jobs.c.id == third).values(priority=5))
    held = claim(engine, first, kit.device(engine), SETTINGS)
    assert held
    fail(engine, held, "x", SETTINGS)
    assert [row.id for row in following(engine, 9, ())] == [third, second, first]
    assert [row.id for row in following(engine, 1, {third})] == [second]
    assert [row.id for row in following(engine, 9, (), only=[first])] == [first]


def test_a_device_on_which_different_apps_fail_is_ill_and_one_bad_app_makes_it_not(engine: Engine) -> None:
    name = kit.device(engine)
    settings = Settings(failures=5)
    (bad,) = kit.app_with_jobs(engine, 1, "com.bad")
    for _ in range(4):
        held = claim(engine, bad, name, settings)
        assert held
        fail(engine, held, "crashed", settings)
    assert kit.rows(engine, devices)[0].quarantined == ""
    for package in ("com.one", "com.two"):
        held = claim(engine, kit.app_with_jobs(engine, 1, package)[0], name, settings)
        assert held
        fail(engine, held, "no answer", settings)
    (row,) = kit.rows(engine, devices)
    assert (row.in_a_row, row.quarantined) == (3, "no answer")


def test_an_app_in_quarantine_has_nothing_left_to_do(engine: Engine) -> None:
    ids = kit.app_with_jobs(engine, 5)
    settings = Settings(failures=2)
    for job in (ids[0], ids[0]):
        held = claim(engine, job, kit.device(engine, f"d{kit.rows(engine, devices).__len__()}"), settings)
        assert held
        fail(engine, held, "x", settings)
    assert states(engine)["failed"] == 5
    with engine.connect() as connection:
        said = set(connection.execute(select(jobs.c.reason).where(jobs.c.id != ids[0])).scalars())
    assert said == {"the app is in quarantine: 2 attempts failed on 2 devices"}


def test_what_waits_for_which_devices(engine: Engine) -> None:
    kit.app_with_jobs(engine, 2)
    kit.app_with_jobs(engine, 1, "com.other", device_class="android13")
    assert classes(engine) == {"any": 2, "android13": 1}


@both
def test_a_claim_that_the_database_cannot_take_is_told_and_leaves_nothing(engine: Engine) -> None:
    """Claims go to the driver past SQLAlchemy: its errors are worded all the same, and the connection is good again."""
    (job,) = kit.app_with_jobs(engine, 1)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE attempts RENAME TO attempts_away"))
    with pytest.raises(StoreError, match=r"does not do it: .*attempts"):
        claim(engine, job, "d", SETTINGS)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE attempts_away RENAME TO attempts"))
    held = claim(engine, job, "d", SETTINGS)
    assert held is not None and held.token == 1
