"""A job that takes no device: it waits, says that it ran, and finds something."""

import os
import time

from harness.campaign.engine.worker import work_with
from harness.campaign.store.claims import Claim
from harness.campaign.store.errors import StoreError
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import Outcome
from harness.errors import HarnessError
from tests.campaign import kit

SECONDS, LOG = "FAKE_SECONDS", "ran"


def work(job: int) -> str:
    return work_with(job, run)


def run(campaign: Campaign, held: Claim, device: str) -> Outcome:
    """Run; what apps are called says what they do to whoever runs them."""
    _said(campaign, f"begin {held.job} {held.token} {os.getpid()} {device}")
    if held.package == "com.away" or held.package.startswith(f"com.away.for.{held.device}."):
        raise StoreError("The object store does not do it.")
    if held.package.startswith("com.fails"):
        raise HarnessError("the app does not start")
    if held.package.startswith("com.kills"):
        os.kill(os.getpid(), 9)
    if held.package.startswith("com.hangs"):
        time.sleep(3600)
    time.sleep(float(os.environ.get(SECONDS, "0")))
    _said(campaign, f"end {held.job} {held.token} {os.getpid()} {device}")
    return kit.outcome()


def _said(campaign: Campaign, line: str) -> None:
    handle = os.open(campaign.home / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)
