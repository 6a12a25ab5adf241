"""A campaign run: alone, from what the database holds, on this machine's devices or on a team's."""

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
    with alone(campaign):
        if taken := interrupted(campaign.engine):
            told.warn(f"{taken} jobs were being run when the campaign was interrupted: they are run again")
        prioritise(campaign.engine)
        told.progress("starting the workers")
        with remote(scheduler) if scheduler else local(campaign, devices) as client:
            return drive(campaign, client, told, only=only, heard=heard)
