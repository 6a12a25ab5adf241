"""What dask and the database add: ``python benchmarks/campaign/overhead.py [JOBS] [SECONDS] [DEVICES]``.

Jobs that do nothing but wait so long are driven on that many workers. Prints one JSON line: the wall time, that of the
waiting alone, and the difference as a share; the same for one device, and how much faster several are. The workers'
start is not counted: it is paid once a campaign.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from harness.campaign.engine.cluster import Slot, local
from harness.campaign.engine.drive import drive
from harness.campaign.store.home import create
from harness.campaign.store.settings import Settings
from harness.jobs.told import Silent
from tests.campaign import kit
from tests.campaign.engine import fake

LIMIT = 0.02


def driven(devices: int, count: int, seconds: float) -> float:
    """Return the wall time of so many jobs on so many devices."""
    os.environ[fake.SECONDS] = str(seconds)
    with tempfile.TemporaryDirectory(prefix="harness-overhead-") as folder:
        campaign = create(Path(folder), "overhead", Settings())
        with local(campaign, [Slot(f"d{n}", "none") for n in range(devices)]) as client:
            kit.app_with_jobs(campaign.engine, 2 * devices, "com.first")  # the workers load what they need
            drive(campaign, client, Silent(), task=fake.work)
            kit.app_with_jobs(campaign.engine, count)
            begun = time.monotonic()
            done = drive(campaign, client, Silent(), task=fake.work)
            took = time.monotonic() - begun
        campaign.engine.dispose()
    assert done.became == {"done": count}, done
    return took


def main() -> None:
    """Drive, compare, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
    devices = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    together, alone = driven(devices, count, seconds), driven(1, count // devices, seconds)
    waiting = count / devices * seconds
    share = together / waiting - 1
    print(json.dumps({
        "benchmark": "campaign_overhead", "jobs": count, "seconds": seconds, "devices": devices,
        "wall_s": round(together, 2), "waiting_s": round(waiting, 2), "overhead": round(share, 4), "limit": LIMIT,
        "times_one_device": round(devices * alone / together, 2), "cores": os.cpu_count(), "load": os.getloadavg()[0],
    }))  # fmt: skip
    sys.exit(1 if share > LIMIT else 0)


if __name__ == "__main__":
    main()
