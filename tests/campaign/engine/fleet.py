"""A whole fleet of processes to kill: scheduler, workers with nannies, who drives, and the database."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, select

from harness.campaign.engine.worker import DATABASE, DEVICE, HOME
from harness.campaign.store.home import Campaign
from harness.campaign.store.tables import attempts, jobs, results
from tests.campaign.engine import fake

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("worker", "idle worker", "nanny", "scheduler", "harness")


class Fleet:
    """Started once; whatever is killed is started again, as a service manager would."""

    def __init__(self, campaign: Campaign, workers: int = 2, seconds: float = 0.2) -> None:
        self.campaign, self._count = campaign, workers
        self._address = campaign.home / "scheduler.json"
        self._log = (campaign.home / "fleet.log").open("ab")
        self._env = os.environ | {
            "PYTHONPATH": str(ROOT), HOME: str(campaign.home), DATABASE: campaign.url, DEVICE: "none",
            fake.SECONDS: str(seconds), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
            "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s",
        }  # fmt: skip
        self._own: dict[str, subprocess.Popen[bytes]] = {}
        self.keep_up()

    def _start(self, name: str, *words: str) -> None:
        self._own[name] = subprocess.Popen(
            [sys.executable, "-m", *words], env=self._env, cwd=ROOT, stdout=self._log, stderr=self._log
        )

    def keep_up(self) -> None:
        """Start what is not there."""
        if not self._up("scheduler"):
            self._address.unlink(missing_ok=True)
            self._start("scheduler", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
                        "--scheduler-file", str(self._address), "--no-dashboard")  # fmt: skip
            self._wait(self._address.exists)
            for number in range(self._count):  # their scheduler is another one
                self._end(f"nanny {number}")
        for number in range(self._count):
            if not self._up(f"nanny {number}"):
                self._start(f"nanny {number}", "distributed.cli.dask_worker", "--scheduler-file", str(self._address),
                            "--nthreads", "1", "--resources", "device=1", "--name", f"w{number}", "--no-dashboard",
                            "--memory-limit", "0", "--death-timeout", "60")  # fmt: skip

    def drive(self) -> None:
        """Start who drives, if nobody does."""
        if not self._up("harness"):
            self._start("harness", "tests.campaign.engine.driver", str(self.campaign.home), self.campaign.url,
                        str(self._address))  # fmt: skip

    def _up(self, name: str) -> bool:
        return name in self._own and self._own[name].poll() is None

    @staticmethod
    def _wait(what: Any) -> None:
        end = time.monotonic() + 300
        while not what():
            assert time.monotonic() < end, "the fleet does not come up"
            time.sleep(0.02)

    def workers(self) -> list[psutil.Process]:
        """The processes that run jobs: children of nannies."""
        found: list[psutil.Process] = []
        for name, process in self._own.items():
            if name.startswith("nanny") and process.poll() is None:
                with contextlib.suppress(psutil.Error):
                    found += [
                        each for each in psutil.Process(process.pid).children() if "spawn_main" in str(each.cmdline())
                    ]
        return found

    def kill(self, kind: str, dice: random.Random) -> bool:
        """Kill one of a kind with SIGKILL; return whether there was one to kill."""
        if kind == "worker":
            return self._kill_in_mid_job(dice)
        if kind == "idle worker":
            busy = self._busy()
            found = [each.pid for each in self.workers() if each.pid not in busy]
        else:
            found = [each.pid for name, each in self._own.items() if name.startswith(kind) and each.poll() is None]
        if not found:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(dice.choice(found), signal.SIGKILL)
        return True

    def _kill_in_mid_job(self, dice: random.Random) -> bool:
        """Kill a worker that is stopped before it is looked at once more: its job may have ended meanwhile."""
        busy = self._busy()
        found = [each.pid for each in self.workers() if each.pid in busy]
        if not found:
            return False
        pid = dice.choice(found)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            still = pid in self._busy()
            os.kill(pid, signal.SIGKILL if still else signal.SIGCONT)
            return still
        return False

    def _busy(self) -> set[int]:
        """The processes that are in the middle of a job, by what jobs say themselves."""
        log = self.campaign.home / fake.LOG
        if not log.exists():
            return set()
        state: dict[int, str] = {}
        for line in log.read_text().splitlines():
            word, _, _, pid, _ = line.split()
            state[int(pid)] = word
        return {pid for pid, word in state.items() if word == "begin"}

    def _end(self, name: str) -> None:
        process = self._own.get(name)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()

    def close(self) -> None:
        """End everything that was started here."""
        children = self.workers()
        for name in self._own:
            self._end(name)
        for child in children:
            with contextlib.suppress(psutil.Error):
                child.kill()
        self._log.close()


@contextlib.contextmanager
def fleet(campaign: Campaign, **more: Any) -> Iterator[Fleet]:
    made = Fleet(campaign, **more)
    try:
        yield made
    finally:
        made.close()


def left(campaign: Campaign) -> int:
    """How many jobs are not over."""
    with campaign.engine.connect() as connection:
        open_ = select(func.count()).select_from(jobs).where(jobs.c.state.in_(("planned", "running")))
        return int(connection.execute(open_).scalar_one())


def wrong(campaign: Campaign) -> list[str]:
    """What of a campaign that is over is not as it must be: lost, accepted twice, accepted from an old claim."""
    with campaign.engine.connect() as connection:
        every = {row.id: row for row in connection.execute(select(jobs))}
        kept = list(connection.execute(select(results)))
        tried = list(connection.execute(select(attempts)))
    found = [f"job {row.id} is {row.state}: {row.reason}" for row in every.values() if row.state != "done"]
    if sorted(row.job_id for row in kept) != sorted(every):
        found.append("not every job has one result")
    found += [
        f"job {row.job_id} has the result of claim {row.token} of {every[row.job_id].token}"
        for row in kept
        if row.token != every[row.job_id].token
    ]
    done = [(row.job_id, row.token) for row in tried if row.outcome == "done"]
    if sorted(done) != sorted((row.job_id, row.token) for row in kept):
        found.append("attempts and results do not agree")
    found += [f"an attempt of job {row.job_id} is still open" for row in tried if not row.outcome]
    return found
