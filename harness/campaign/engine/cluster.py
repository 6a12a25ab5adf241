"""Dask's scheduler and workers: a cluster of this machine, one worker a device, or somebody's by its address."""

import contextlib
import logging
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import dask
import msgspec
from distributed import Client, Nanny, Scheduler, Security, SpecCluster
from distributed.comm.core import CommClosedError
from distributed.core import Status

from harness.campaign.engine.worker import DATABASE, DEVICE, HOME
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.errors import HarnessError
from harness.files.names import shown

ANY = "any"
"""The class that every device has."""
RESOURCE = "device"
"""The resource that every worker with a device offers once; further ones are its classes."""
_START_SECONDS = 120
_CONNECT_SECONDS = 10
_CONFIG = {
    # We are told of every lost worker: whether its job is tried again is for the database to say.
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # It keeps frames of a run from another thread, and with them objects that may not leave theirs.
    "distributed.worker.profile.enabled": False,
    # Fifty times a second otherwise, of which the programs of four idle devices took a tenth of a processor; a fiftieth
    # so.
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.cycle": "10s",
    "distributed.admin.system-monitor.interval": "10s",
    # After 15 s, as it is otherwise, a cluster closes the nanny of a worker that is away; on a busy machine one that
    # begins anew takes longer.
    "distributed.deploy.lost-worker-timeout": "60 s",
}
_SLOT = re.compile(r"(?P<name>[^*=]+)(\*(?P<count>\d{1,3}))?(=(?P<classes>[\w.,-]+))?")


class EngineError(HarnessError):
    """Nothing can be run: no worker, no scheduler, no device for what is to be done."""


class Slot(msgspec.Struct, frozen=True):
    """A device of this machine: the worker's name, what ``--device`` is for it, the classes it has besides ``any``."""

    name: str
    device: str
    classes: tuple[str, ...] = ()


def slots(said: Sequence[str]) -> list[Slot]:
    """Return what ``--device NAME[*COUNT][=CLASS,...]`` mean. Raises :class:`CampaignError`."""
    found: list[Slot] = []
    for text in said:
        match = _SLOT.fullmatch(text)
        if match is None or not 1 <= int(match["count"] or 1) <= 64:
            raise CampaignError(f"A device is NAME, NAME*COUNT or NAME=CLASS, not {shown(text[:80])!r}.")
        name, classes = match["name"], tuple(filter(None, (match["classes"] or "").split(",")))
        if int(match["count"] or 1) > 1 and name != "sandbox":
            raise CampaignError(f"There is one {shown(name)}: only the sandbox can be there several times.")
        found += [Slot(name, name, classes)] * int(match["count"] or 1)
    named: list[Slot] = []
    for number, slot in enumerate(found, 1):
        if slot.name == "sandbox":
            slot = msgspec.structs.replace(slot, name=f"sandbox-{number}")
        if any(other.name == slot.name for other in named):
            raise CampaignError(f"The device {shown(slot.name)} is named twice.")
        named.append(slot)
    return named


@contextlib.contextmanager
def local(campaign: Campaign, devices: Sequence[Slot]) -> Iterator[Client]:
    """Start a scheduler and one worker a device on this machine; they end with the block, and with this program.

    They talk over TLS with keys that are made for this: whoever can speak to a scheduler can have anything run.
    """
    environment = {HOME: str(campaign.home.resolve()), DATABASE: campaign.url}
    security = Security.temporary()
    ways: dict[str, Any] = {"security": security, "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    specs = {
        slot.name: {
            "cls": Nanny,
            "options": {
                "name": slot.name, "nthreads": 1, "memory_limit": 0, "env": environment | {DEVICE: slot.device},
                "resources": {RESOURCE: 1} | dict.fromkeys(slot.classes, 1), "dashboard": False,
                "silence_logs": logging.CRITICAL, **ways,
            },
        }
        for slot in devices
    }  # fmt: skip
    scheduler = {"cls": Scheduler, "options": {"port": 0, "protocol": "tls://", "dashboard": False, **ways}}
    with dask.config.set(_CONFIG), _quiet():
        try:
            cluster = SpecCluster(workers=specs, scheduler=scheduler, security=security, silence_logs=False)
        except (OSError, RuntimeError, TimeoutError) as error:
            raise EngineError(f"Dask's scheduler does not start here: {_line(error)}.") from None
        with cluster, Client(cluster, set_as_default=False) as client:
            try:
                client.wait_for_workers(len(devices), timeout=_START_SECONDS)
            except TimeoutError:
                raise EngineError(f"Dask's workers did not start within {_START_SECONDS} s.") from None
            yield client


@contextlib.contextmanager
def remote(address: str) -> Iterator[Client]:
    """Connect to a team's scheduler; its security is as dask's own configuration says. Raises :class:`EngineError`."""
    with _quiet():
        try:
            client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise EngineError(f"There is no dask scheduler at {shown(address)}: {_line(error)}.") from None
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):  # to one that was lost there is no good-bye
                client.close()
            client.status = "closed"  # also where it was not, or dask would try and complain again as the program ends


def workers(client: Client) -> dict[str, tuple[str, dict[str, float]]]:
    """Return the workers that have a device, by name: their address and what they offer.

    Raises dask's ``CommClosedError`` while the scheduler cannot be asked: dask itself says nothing then.
    """
    info = client.scheduler_info(n_workers=-1)
    if "workers" not in info:
        raise CommClosedError("the scheduler does not answer")
    return {
        str(row["name"]): (address, row["resources"])
        for address, row in info["workers"].items()
        if row.get("resources", {}).get(RESOURCE)
    }


def keep_up(client: Client, gone: Collection[str]) -> None:
    """Start those ``gone`` workers of this machine's cluster anew whose nannies gave up.

    A nanny closes itself when a worker dies that it did not hear of yet, as one does whose first job kills it. Workers
    of a team are kept up by whoever started them.
    """
    cluster = client.cluster
    if not isinstance(cluster, SpecCluster):
        return

    async def forget() -> None:
        for name in gone:
            nanny = cluster.workers.get(name)
            if nanny is not None and nanny.status in (Status.closed, Status.failed):
                del cluster.workers[name]

    cluster.sync(forget)
    cluster.scale(len(cluster.worker_spec))  # it starts what it does not have of these


def retire(client: Client, name: str, address: str) -> None:
    """Let a worker go for good."""
    if isinstance(client.cluster, SpecCluster):
        client.cluster.worker_spec.pop(name, None)
    client.retire_workers([address], close_workers=True)


def needs(device_class: str) -> dict[str, float]:
    """Return the resources of dask that a job of this class takes."""
    return {RESOURCE: 1} if device_class == ANY else {RESOURCE: 1, device_class: 1}


def missing(found: Mapping[str, tuple[str, dict[str, float]]], wanted: Mapping[str, int]) -> str:
    """Say what no worker offers that jobs wait for, in one sentence; empty where nothing is missing.

    Dask would wait for it without a word.
    """
    offered = {name for _, resources in found.values() for name in resources}
    none = sorted(name for name in wanted if not needs(name).keys() <= offered)
    if not found and wanted:
        return "No worker has a device: start some with 'dask worker ADDRESS --nthreads 1 --resources device=1'."
    if not none:
        return ""
    several = ", ".join(f"{wanted[name]} jobs need one of class {shown(name)}" for name in none)
    return f"There is no such device: {several}. The workers offer {', '.join(sorted(offered - {RESOURCE})) or 'none'}."


def _line(error: BaseException) -> str:
    return shown(" ".join(str(error).split())[:200]).rstrip(".") or type(error).__name__


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep dask from the terminal: what matters of what it says comes as errors."""
    logs = [logging.getLogger(name) for name in ("distributed", "distributed.client")]  # it gives both a level
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)
