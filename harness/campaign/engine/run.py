"""A campaign run: alone, from what the database holds, on this machine's devices or on a team's."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from harness.campaign.engine.alone import alone
from harness.campaign.engine.cluster import Slot, local, remote
from harness.campaign.engine.drive import Driven, drive
from harness.campaign.store.claims import interrupted
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.campaign.store.priorities import prioritise
from harness.jobs.told import Told

SANDBOXES_A_PROCESSOR = 2
"""A run on a sandbox takes four seconds of processor in ten. With more of them at once apps wait longer for their
answers than they have patience."""


def run(
    campaign: Campaign,
    told: Told,
    *,
    devices: Sequence[Slot] = (),
    scheduler: str = "",
    only: Collection[int] | None = None,
    heard: Callable[[Counter[str]], None] = lambda became: None,
) -> Driven:
    """Run what is planned, and take up what whoever drove before has left; see :func:`drive`.

    ``scheduler`` is the address of a team's dask scheduler, whose workers have the devices; else ``devices`` are this
    machine's. Raises :class:`CampaignError` where somebody else drives, and what :func:`drive` raises.
    """
    if not scheduler and not devices:
        raise CampaignError("There is no device to run on: name some with --device, or a --scheduler.")
    with alone(campaign) as still:
        if taken := interrupted(campaign.engine):
            told.warn(f"{taken} jobs were being run when the campaign was interrupted: they are run again")
        if told_of := _crowded(devices):
            told.warn(told_of)
        prioritise(campaign.engine)
        told.progress("starting the workers")
        with remote(scheduler) if scheduler else local(campaign, devices) as client:
            return drive(campaign, client, told, only=only, heard=heard, still=still)


def _crowded(devices: Sequence[Slot]) -> str:
    """Say when this machine has more sandboxes than it can keep going, in one sentence; empty where it has not."""
    many, cores = sum(slot.device == "sandbox" for slot in devices), os.cpu_count() or 1
    if many <= SANDBOXES_A_PROCESSOR * cores:
        return ""
    return (
        f"{many} sandboxes have {cores} processors here: apps that are not answered in time give up, and what they "
        f"would have sent is not seen. Take {SANDBOXES_A_PROCESSOR * cores} at most."
    )
