"""What a dask worker does with the id of a job: claims it, runs it on its device, ends it.

A worker knows its campaign and its device from its environment, so that nothing but ids goes over the network.
"""

import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from distributed import get_worker

from harness.campaign.store.claims import Claim, claim, fail
from harness.campaign.store.errors import StoreError
from harness.campaign.store.home import Campaign, reopen
from harness.campaign.store.results import Outcome, accepted, finish
from harness.campaign.store.slots import is_ill
from harness.files.unexpected import understood

HOME, DATABASE, DEVICE = "HARNESS_CAMPAIGN", "HARNESS_CAMPAIGN_DB", "HARNESS_CAMPAIGN_DEVICE"
"""The environment of a worker: the campaign's directory, its database's URL where that is no file in there, and the
device (as for ``--device``) where the worker does not have its name."""
_PATIENCE = (0.5, 1, 2, 5, 10, 20)
"""Seconds to wait before finishing is tried again."""
Runner = Callable[[Campaign, Claim, str], Outcome]
"""Runs a claimed job on a device; raises where nothing came of it."""


def work(job: int) -> str:
    """Run a job. Returned is what became of it, for the eye of who looks at dask: done, planned, failed, over, late,
    ill. What counts is what the database holds."""
    from harness.campaign.engine.assess import run  # Frida and mitmproxy: who drives needs neither

    return work_with(job, run)


def work_with(job: int, run: Runner) -> str:
    """Do so with what runs a job."""
    home = os.environ.get(HOME, "")
    if not home:
        raise StoreError(f"The worker does not know its campaign: start it with {HOME}=DIRECTORY in its environment.")
    campaign = _campaign(home, os.environ.get(DATABASE, ""))
    slot = str(get_worker().name)
    if is_ill(campaign.engine, slot):
        return "ill"
    held = claim(campaign.engine, job, slot, campaign.settings)
    if held is None:
        return "over"
    try:
        outcome = run(campaign, held, os.environ.get(DEVICE) or slot)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this job's failure and told with it
        return fail(campaign.engine, held, str(understood(error)), campaign.settings)
    return _end(campaign, held, outcome)


def _end(campaign: Campaign, held: Claim, outcome: Outcome) -> str:
    """Finish a job, also where the database is away for a moment: minutes of a device are worth some patience."""
    for seconds in (*_PATIENCE, None):
        try:
            if finish(campaign.engine, held, outcome):
                return "done"
            # What was written although nobody said so is ours, too.
            return "done" if accepted(campaign.engine, held) else "late"
        except StoreError:
            if seconds is None:
                raise
            time.sleep(seconds)
    raise AssertionError  # the last round returns or raises


@cache
def _campaign(home: str, url: str) -> Campaign:
    return reopen(Path(home), url)
