"""What a dask worker does with the id of a job: claims it, runs it on its device, ends it.

A worker knows its campaign and its device from its environment, so that nothing but ids goes over the network.
"""

import os
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path

from distributed import get_worker

from harness.campaign.engine.patience import patiently
from harness.campaign.store.claims import Claim, claim, fail, put_off
from harness.campaign.store.errors import NotStored, StoreError
from harness.campaign.store.home import Campaign, reopen
from harness.campaign.store.results import Outcome, accepted, finish
from harness.campaign.store.slots import is_ill
from harness.files.unexpected import understood

HOME, DATABASE, DEVICE = "HARNESS_CAMPAIGN", "HARNESS_CAMPAIGN_DB", "HARNESS_CAMPAIGN_DEVICE"
"""The environment of a worker: the campaign's directory, its database's URL where that is no file in there, and the
device (as for ``--device``) where the worker does not have its name."""
_UNHEARD = "the worker was not told that it had the job"
Runner = Callable[[Campaign, Claim, str], Outcome]
"""Runs a claimed job on a device; raises where nothing came of it."""


class Unfit(StoreError):
    """A worker (``slot``) that cannot work, since its database or its object store is away, or it was not set up."""

    def __init__(self, reason: str, slot: str) -> None:
        """Dask takes it from one process to the other by these two."""
        super().__init__(reason, slot)
        self.slot = slot

    def __str__(self) -> str:
        """Say why."""
        return str(self.args[0])


def work(job: int) -> str:
    """Run a job. Returned is what became of it, for the eye of who looks at dask: done, planned, failed, over, late,
    ill. What counts is what the database holds."""
    from harness.campaign.engine.assess import run  # Frida and mitmproxy: who drives needs neither

    return work_with(job, run)


def work_with(job: int, run: Runner) -> str:
    """Do so with what runs a job. Raises :class:`Unfit`."""
    slot = str(get_worker().name)
    try:
        campaign = _campaign(_home(), os.environ.get(DATABASE, ""))
        if patiently(lambda: is_ill(campaign.engine, slot)):
            return "ill"
        patiently(lambda: campaign.reach(slot))  # a run that could not be kept is not begun
        held = _claimed(campaign, job, slot)
        return "over" if held is None else _work(campaign, held, run)
    except StoreError as error:
        raise Unfit(str(error), slot) from None


def _claimed(campaign: Campaign, job: int, slot: str) -> Claim | None:
    tries = count()

    def once() -> Claim | None:
        if next(tries):  # the one before may have been made although nobody said so: it is no worker that was lost
            put_off(campaign.engine, job, slot, _UNHEARD)
        return claim(campaign.engine, job, slot, campaign.settings)

    return patiently(once)


def _work(campaign: Campaign, held: Claim, run: Runner) -> str:
    try:
        outcome = run(campaign, held, os.environ.get(DEVICE) or held.device)
    except Exception as error:
        reason = str(understood(error))
        if isinstance(error, StoreError) and not isinstance(error, NotStored):
            patiently(lambda: put_off(campaign.engine, held.job, held.device, reason))
            raise
        return patiently(lambda: fail(campaign.engine, held, reason, campaign.settings))
    return patiently(lambda: _end(campaign, held, outcome))


def _end(campaign: Campaign, held: Claim, outcome: Outcome) -> str:
    if finish(campaign.engine, held, outcome):
        return "done"
    # What was written although nobody said so is ours, too.
    return "done" if accepted(campaign.engine, held) else "late"


def _home() -> str:
    if home := os.environ.get(HOME, ""):
        return home
    raise StoreError(f"The worker does not know its campaign: start it with {HOME}=DIRECTORY in its environment.")


@cache
def _campaign(home: str, url: str) -> Campaign:
    return reopen(Path(home), url)
