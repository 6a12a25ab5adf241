"""Drives a campaign as ``harness campaign resume`` does, with jobs that take no device; a process to be killed."""

import json
import sys
from pathlib import Path

from harness.campaign.engine.alone import alone
from harness.campaign.engine.cluster import remote
from harness.campaign.engine.drive import drive
from harness.campaign.store.claims import interrupted
from harness.campaign.store.home import open_campaign
from harness.jobs.told import Silent
from tests.campaign.engine import fake


def main() -> None:
    home, url, address = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    campaign = open_campaign(home, url)
    with alone(campaign) as still, remote(json.loads(address.read_text())["address"]) as client:
        client.wait_for_workers(1, timeout=60)
        interrupted(campaign.engine)
        drive(campaign, client, Silent(), task=fake.work, still=still)


if __name__ == "__main__":
    main()
