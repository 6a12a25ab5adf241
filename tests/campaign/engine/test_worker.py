"""What a worker does with an id; dask itself is not needed for it."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update

from harness.campaign.engine import patience, worker
from harness.campaign.engine.worker import Unfit
from harness.campaign.store.claims import claim
from harness.campaign.store.errors import NotStored, StoreError
from harness.campaign.store.home import Campaign
from harness.campaign.store.tables import attempts, devices, jobs, results
from harness.errors import HarnessError
from tests.campaign import kit


@pytest.fixture(autouse=True)
def as_a_worker(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(worker.HOME, str(campaign.home))
    monkeypatch.setenv(worker.DATABASE, campaign.url)
    monkeypatch.setattr(worker, "get_worker", lambda: SimpleNamespace(name="one"))
    monkeypatch.setattr(patience, "SECONDS", (0, 0))
    worker._campaign.cache_clear()
    kit.device(campaign.engine, "one")


def good(campaign: Campaign, held: Any, device: str) -> Any:
    return kit.outcome()


def test_a_job_is_claimed_run_and_ended_once(campaign: Campaign) -> None:
    (job,) = kit.app_with_jobs(campaign.engine, 1)
    assert worker.work_with(job, good) == "done"
    assert worker.work_with(job, good) == "over"
    assert len(kit.rows(campaign.engine, results)) == 1


def test_the_device_is_the_environments_or_the_workers_name(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    first, second = kit.app_with_jobs(campaign.engine, 2)

    def run(campaign: Campaign, held: Any, device: str) -> Any:
        said.append(device)
        return kit.outcome()

    worker.work_with(first, run)
    monkeypatch.setenv(worker.DEVICE, "sandbox")
    worker.work_with(second, run)
    assert said == ["one", "sandbox"]


@pytest.mark.parametrize("error", [HarnessError("the app does not start"), KeyError("x"), OSError(5, "disk")])
def test_whatever_goes_wrong_is_the_jobs_failure_in_one_sentence(campaign: Campaign, error: Exception) -> None:
    (job,) = kit.app_with_jobs(campaign.engine, 1)

    def bad(campaign: Campaign, held: Any, device: str) -> Any:
        raise error

    assert worker.work_with(job, bad) == "planned"
    (row,) = kit.rows(campaign.engine, attempts)
    assert row.outcome == "failed" and row.reason and "\n" not in row.reason


def test_a_device_in_quarantine_takes_nothing(campaign: Campaign) -> None:
    (job,) = kit.app_with_jobs(campaign.engine, 1)
    with campaign.engine.begin() as connection:
        connection.execute(update(devices).values(quarantined="x"))
    assert worker.work_with(job, good) == "ill"
    assert kit.rows(campaign.engine, jobs)[0].token == 0


def test_a_result_of_who_was_taken_for_lost_is_refused(campaign: Campaign) -> None:
    (job,) = kit.app_with_jobs(campaign.engine, 1)

    def slow(campaign: Campaign, held: Any, device: str) -> Any:
        assert claim(campaign.engine, job, "another", campaign.settings)
        return kit.outcome()

    assert worker.work_with(job, slow) == "late"
    assert kit.rows(campaign.engine, results) == []


def test_a_database_that_is_away_for_a_moment_costs_no_result(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it wrote and could not say so."""
    first, second, third = kit.app_with_jobs(campaign.engine, 3)
    whole, fate = worker.finish, iter(["away", "wrote", "there", "there", "away", "away", "away"])

    def finish(*args: Any) -> bool:
        now = next(fate)
        done = now != "away" and whole(*args)
        if now != "there":
            raise StoreError("away")
        return done

    monkeypatch.setattr(worker, "finish", finish)
    assert [worker.work_with(job, good) for job in (first, second)] == ["done", "done"]
    assert len(kit.rows(campaign.engine, results)) == 2
    with pytest.raises(Unfit):
        worker.work_with(third, good)


def test_a_claim_that_was_made_and_not_heard_of_is_made_again_and_no_failure(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = kit.app_with_jobs(campaign.engine, 1)
    whole, fate = worker.claim, iter(["away", "made", "there"])

    def claim(*args: Any) -> Any:
        now = next(fate)
        held = None if now == "away" else whole(*args)
        if now != "there":
            raise StoreError("away")
        return held

    monkeypatch.setattr(worker, "claim", claim)
    assert worker.work_with(job, good) == "done"
    assert kit.rows(campaign.engine, jobs)[0].failures == 0
    assert [row.outcome for row in kit.rows(campaign.engine, attempts)] == ["interrupted", "done"]


@pytest.mark.parametrize("away", [1, 2, 3])
def test_nothing_is_begun_that_could_not_be_kept(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, away: int
) -> None:
    """The object store is away for so many attempts, of which it makes three."""
    (job,) = kit.app_with_jobs(campaign.engine, 1)
    tries = iter([True] * away + [False])

    def reach(self: Campaign, slot: str) -> None:
        if next(tries):
            raise StoreError("The object store does not do it.")

    monkeypatch.setattr(Campaign, "reach", reach)
    if away < 3:
        assert worker.work_with(job, good) == "done"
        return
    with pytest.raises(Unfit) as said:
        worker.work_with(job, good)
    assert (said.value.slot, str(said.value)) == ("one", "The object store does not do it.")
    assert kit.rows(campaign.engine, jobs)[0].token == 0


def test_evidence_that_cannot_be_kept_is_nobodys_failure(campaign: Campaign) -> None:
    (job,) = kit.app_with_jobs(campaign.engine, 1)

    def run(campaign: Campaign, held: Any, device: str) -> Any:
        raise StoreError("The object store does not do it.")

    with pytest.raises(Unfit, match="does not do it"):
        worker.work_with(job, run)
    (row,) = kit.rows(campaign.engine, jobs)
    assert (row.state, row.failures, row.reason) == ("planned", 0, "The object store does not do it.")
    assert [row.in_a_row for row in kit.rows(campaign.engine, devices)] == [0]


def test_a_file_that_is_not_there_is_the_jobs_failure(campaign: Campaign) -> None:
    (job,) = kit.app_with_jobs(campaign.engine, 1)

    def run(campaign: Campaign, held: Any, device: str) -> Any:
        raise NotStored("The object store has no apks/x.")

    assert worker.work_with(job, run) == "planned"
    assert [row.outcome for row in kit.rows(campaign.engine, attempts)] == ["failed"]


def test_a_worker_without_a_campaign_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(worker.HOME)
    with pytest.raises(StoreError, match="HARNESS_CAMPAIGN=DIRECTORY"):
        worker.work(1)
