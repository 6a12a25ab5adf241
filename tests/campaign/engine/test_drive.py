"""Driving with real workers of dask on this machine, and jobs that take no device."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from distributed import Client
from distributed.client import ClosedClientError, FuturesCancelledError
from distributed.comm.core import CommClosedError
from sqlalchemy import func, insert, select, update

from harness.campaign.engine import cluster as clusters
from harness.campaign.engine import drive as module
from harness.campaign.engine import patience
from harness.campaign.engine.cluster import EngineError, Slot, keep_up, local, workers
from harness.campaign.engine.drive import drive
from harness.campaign.store.claims import Next, claim, interrupted, states
from harness.campaign.store.errors import CampaignError, StoreError
from harness.campaign.store.home import Campaign, create
from harness.campaign.store.settings import Settings, encode
from harness.campaign.store.tables import apps, attempts, devices, jobs, results, seen_in
from harness.campaign.store.tables import campaign as table
from harness.jobs.told import Silent
from tests.campaign import kit
from tests.campaign.engine import fake
from tests.campaign.engine.line import line

pytestmark = pytest.mark.slow


class Hearing(Silent):
    def __init__(self) -> None:
        self.said: list[str] = []

    def warn(self, text: str) -> None:
        self.said.append(text)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Campaign, Client]]:
    """A campaign and two workers, for the whole module: they take seconds to start."""
    home = tmp_path_factory.mktemp("driven")
    made = create(home, "driven", Settings(failures=2, ill=2))
    with local(made, [Slot("one", "sandbox"), Slot("two", "sandbox", ("android13",))]) as client:
        yield made, client


@pytest.fixture(autouse=True)
def both_there(cluster: tuple[Campaign, Client]) -> None:
    """What an earlier test killed is there again."""
    end = time.monotonic() + 400
    while gone := {"one", "two"} - set(workers(cluster[1])):
        assert time.monotonic() < end, f"{gone} did not come back"
        keep_up(cluster[1], gone)
        time.sleep(0.5)


def ran(home: Path, word: str) -> list[str]:
    log = home / fake.LOG
    return [line for line in log.read_text().splitlines() if line.startswith(word)] if log.exists() else []


def test_everything_planned_is_run_once_on_both_devices(cluster: tuple[Campaign, Client]) -> None:
    made, client = cluster
    kit.app_with_jobs(made.engine, 8)
    special = kit.app_with_jobs(made.engine, 2, "com.special", device_class="android13")
    done = drive(made, client, Silent(), task=fake.work)
    assert (done.became, done.stranded, done.retired) == ({"done": 10}, 0, {})
    assert len(kit.rows(made.engine, results)) == len(ran(made.home, "end")) == 10
    where = {row.job_id: row.device for row in kit.rows(made.engine, attempts)}
    assert {where[job] for job in special} == {"two"}
    assert set(where.values()) == {"one", "two"}
    assert {row.name: row.device_class for row in kit.rows(made.engine, devices)} == {"one": "any", "two": "android13"}


def test_what_results_say_decides_what_is_run_next(
    cluster: tuple[Campaign, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, client = cluster
    before = len(ran(made.home, "begin"))
    several = [kit.app_with_jobs(made.engine, 1, f"com.several{n}")[0] for n in range(12)]
    with made.engine.begin() as connection:  # the last one holds what three of them will be seen to do
        app = connection.execute(select(func.max(apps.c.id))).scalar_one()
        connection.execute(insert(seen_in).values(kind="holds", key=kit.SDK.id, app_id=app))
    monkeypatch.setattr(module, "PRIORITIES_SECONDS", 0.0)
    monkeypatch.setattr(module, "_PRIORITIES_SHARE", 0)
    assert drive(made, client, Silent(), task=fake.work).became == {"done": 12}
    begun = [int(line.split()[1]) for line in ran(made.home, "begin")[before:]]
    assert sorted(begun) == several
    assert begun.index(several[-1]) < 9


def test_what_is_missing_is_told_before_anything_is_submitted(cluster: tuple[Campaign, Client]) -> None:
    made, client = cluster
    before = len(ran(made.home, "begin"))
    first = kit.app_with_jobs(made.engine, 1, "com.other")
    unknown = kit.app_with_jobs(made.engine, 1, "com.harmony", device_class="harmony")
    with pytest.raises(EngineError, match="class harmony"):
        drive(made, client, Silent(), task=fake.work)
    assert len(ran(made.home, "begin")) == before
    assert drive(made, client, Silent(), task=fake.work, only=first).became == {"done": 1}
    with made.engine.begin() as connection:
        connection.execute(jobs.delete().where(jobs.c.id.in_(unknown)))


def test_a_database_that_is_away_for_a_moment_is_waited_for(
    cluster: tuple[Campaign, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, client = cluster
    monkeypatch.setattr(patience, "SECONDS", (0, 0))
    for name in ("following", "state_of", "overdue", "ill"):
        away = iter([True, False, True, True])
        whole = getattr(module, name)

        def asked(*said: Any, away: Iterator[bool] = away, whole: Any = whole, **more: Any) -> Any:
            if next(away, False):
                raise StoreError("The database is away.")
            return whole(*said, **more)

        monkeypatch.setattr(module, name, asked)
    kit.app_with_jobs(made.engine, 6, "com.calm.meanwhile")
    told, still = Hearing(), list[bool]()
    done = drive(made, client, told, task=fake.work, still=lambda: still.append(True))
    assert done.became == {"done": 6}
    assert set(told.said) == {"waiting: The database is away"}
    assert len(still) == len(told.said) >= 6, "each time nobody else drove"


def test_who_drives_ends_where_another_one_began_meanwhile(
    cluster: tuple[Campaign, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, client = cluster
    monkeypatch.setattr(patience, "SECONDS", (0, 0))
    away, whole = iter([True]), module.following

    def asked(*said: Any) -> Any:
        if next(away, False):
            raise StoreError("The database is away.")
        return whole(*said)

    def still() -> None:
        raise CampaignError("The campaign is being run by another program.")

    monkeypatch.setattr(module, "following", asked)
    (job,) = kit.app_with_jobs(made.engine, 1, "com.calm.another")
    with pytest.raises(CampaignError, match="another program"):
        drive(made, client, Silent(), task=fake.work, still=still)
    assert {row.id: row.state for row in kit.rows(made.engine, jobs)}[job] == "planned"
    assert drive(made, client, Silent(), task=fake.work).became == {"done": 1}


def test_what_one_worker_cannot_keep_another_does(cluster: tuple[Campaign, Client]) -> None:
    made, client = cluster
    several, told = [kit.app_with_jobs(made.engine, 1, f"com.away.for.one.{n}")[0] for n in range(6)], Hearing()
    assert drive(made, client, told, task=fake.work).became == {"done": 6}
    rows = {row.id: row for row in kit.rows(made.engine, jobs)}
    assert {(rows[job].state, rows[job].failures) for job in several} == {("done", 0)}
    assert {row.in_a_row for row in kit.rows(made.engine, devices)} == {0}
    where = [(row.device, row.outcome) for row in kit.rows(made.engine, attempts) if row.job_id in several]
    assert set(where) == {("one", "interrupted"), ("two", "done")}
    assert set(told.said) == {"the worker one cannot work now: The object store does not do it"}


def test_where_no_worker_can_keep_anything_nothing_is_lost(cluster: tuple[Campaign, Client]) -> None:
    made, client = cluster
    (job,) = kit.app_with_jobs(made.engine, 1, "com.away")
    with pytest.raises(
        EngineError, match=r"No worker can work now: The object store does not do it\. harness campaign r"
    ):
        drive(made, client, Silent(), task=fake.work)
    row = {row.id: row for row in kit.rows(made.engine, jobs)}[job]
    assert (row.state, row.failures) == ("planned", 0)
    with made.engine.begin() as connection:
        connection.execute(update(jobs).where(jobs.c.id == job).values(state="failed"))


def test_a_job_that_kills_its_worker_is_given_up_and_the_others_go_on(cluster: tuple[Campaign, Client]) -> None:
    made, client = cluster
    (killer,) = kit.app_with_jobs(made.engine, 1, "com.kills")
    others = kit.app_with_jobs(made.engine, 4, "com.calm")
    done = drive(made, client, Silent(), task=fake.work)
    assert done.became == {"done": 4, "tried again": 1, "failed": 1}
    rows = {row.id: row for row in kit.rows(made.engine, jobs)}
    assert rows[killer].state == "failed" and "lost" in rows[killer].reason
    assert {rows[job].state for job in others} == {"done"}


def test_a_run_that_takes_too_long_is_ended_with_its_worker(
    cluster: tuple[Campaign, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, client = cluster
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.5)
    monkeypatch.setattr(module, "TICK_SECONDS", 0.2)
    (job,) = kit.app_with_jobs(made.engine, 1, "com.hangs")
    told = Hearing()
    done = drive(replace(made, settings=Settings(budget=1, failures=1, ill=9)), client, told, task=fake.work)
    assert states(made.engine)["running"] == 0
    assert "longer than its budget" in {row.id: row.reason for row in kit.rows(made.engine, jobs)}[job]
    assert len(told.said) == 1 and done.stranded == 0


def test_a_worker_whose_nanny_gave_up_is_started_anew(cluster: tuple[Campaign, Client]) -> None:
    """As it does when a worker dies that it did not hear of yet."""
    made, client = cluster
    nanny = client.cluster.workers["one"]
    client.cluster.sync(nanny.close)
    kit.app_with_jobs(made.engine, 3, "com.calm.too")
    assert drive(made, client, Silent(), task=fake.work).became == {"done": 3}
    end = time.monotonic() + 400
    while len(workers(client)) < 2 or client.cluster.workers.get("one", nanny) is nanny:
        assert time.monotonic() < end
        keep_up(client, {"one"})
        time.sleep(0.2)


def test_what_an_earlier_program_left_running_is_taken_up(cluster: tuple[Campaign, Client]) -> None:
    made, client = cluster
    (job,) = kit.app_with_jobs(made.engine, 1, "com.left")
    assert claim(made.engine, job, "one", made.settings)
    assert interrupted(made.engine) == 1
    assert drive(made, client, Silent(), task=fake.work).became == {"done": 1}


def test_a_scheduler_that_cannot_be_reached_any_more_is_told_in_one_sentence(
    cluster: tuple[Campaign, Client], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing comes for a while before: then it is asked for something as the line is cut."""
    made, client = cluster
    monkeypatch.setattr(clusters, "_CONNECT_SECONDS", 1)
    monkeypatch.setattr(clusters, "Client", partial(Client, security=client.security))
    kit.app_with_jobs(made.engine, 6, "com.hangs.now")
    with line(client.scheduler.address) as wire:
        threading.Timer(3, wire.swallow).start()
        threading.Timer(6, wire.cut).start()
        with (
            pytest.raises(EngineError, match="scheduler is lost: harness campaign resume goes on"),
            clusters.remote(f"tls://127.0.0.1:{wire.port}") as other,
        ):
            drive(made, other, Silent(), task=fake.work)
    assert capfd.readouterr().err == ""
    client.restart()  # what hangs goes with its worker
    with made.engine.begin() as connection:
        connection.execute(update(jobs).where(jobs.c.state != "done").values(state="failed"))


@pytest.mark.parametrize("error", [ClosedClientError(), CommClosedError(), TimeoutError(), FuturesCancelledError([])])
@pytest.mark.parametrize("status", ["running", "connecting", "closed"])
def test_whatever_dask_says_when_its_scheduler_is_lost_is_one_sentence(error: BaseException, status: str) -> None:
    client: Any = SimpleNamespace(status=status)
    with pytest.raises(EngineError, match="scheduler is lost"), module._reaching(client):
        raise error


@pytest.mark.parametrize("error", [KeyError("x"), StoreError("The database is away.")])
def test_anything_else_is_what_it_is(error: Exception) -> None:
    client: Any = SimpleNamespace(status="running")
    with pytest.raises(type(error)), module._reaching(client):
        raise error


class Waiting:
    """A client, and a future that never ends."""

    def __init__(self) -> None:
        self.cancelled: list[Any] = []

    def done(self) -> bool:
        return False

    def cancel(self, what: list[Any], *, force: bool) -> None:
        self.cancelled += what


def test_what_was_handed_out_to_the_last_ill_device_is_taken_back(campaign: Campaign) -> None:
    begun, waits = kit.app_with_jobs(campaign.engine, 2)
    assert claim(campaign.engine, begun, "one", campaign.settings)
    client, futures = Waiting(), [Waiting(), Waiting()]
    driver = module._Driver(campaign, client, Silent(), None, fake.work, lambda became: None, lambda: None)  # type: ignore[arg-type]
    driver._running = {future: Next(job, "any") for future, job in zip(futures, (begun, waits), strict=True)}
    driver._strand()
    assert client.cancelled == futures and driver._running == {} and driver._became == {"tried again": 1}
    assert states(campaign.engine)["planned"] == 2


def test_a_device_on_which_everything_fails_is_let_go(cluster: tuple[Campaign, Client]) -> None:
    """Last: the workers are gone after it."""
    made, client = cluster
    with made.engine.begin() as connection:
        connection.execute(table.update().values(settings=encode(Settings(failures=2, ill=2))))
    for number in range(4):
        kit.app_with_jobs(made.engine, 1, f"com.fails{number}")
    kit.app_with_jobs(made.engine, 1, "com.never", priority=-1)
    told = Hearing()
    done = drive(made, client, told, task=fake.work)
    assert set(done.retired) == {"one", "two"}
    assert done.stranded > 0
    assert any("in quarantine: the app does not start" in text for text in told.said)
