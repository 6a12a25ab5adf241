"""Submits what the database holds as planned until nothing is, and asks the database what became of it."""

import contextlib
import os
import secrets
import signal
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

import msgspec
from distributed import Client, Future, wait
from distributed.client import ClosedClientError, FuturesCancelledError
from distributed.comm.core import CommClosedError
from sqlalchemy import Engine

from harness.campaign.engine.alone import Still
from harness.campaign.engine.cluster import ANY, RESOURCE, EngineError, keep_up, missing, needs, retire, workers
from harness.campaign.engine.patience import patiently
from harness.campaign.engine.worker import Unfit, work
from harness.campaign.store.claims import Next, classes, following, lost, overdue, put_off, state_of
from harness.campaign.store.errors import StoreError
from harness.campaign.store.home import Campaign
from harness.campaign.store.priorities import prioritise
from harness.campaign.store.slots import ill, note_devices
from harness.errors import HarnessError
from harness.files.names import shown
from harness.jobs.told import Told

Said = ParamSpec("Said")
Answer = TypeVar("Answer")
TICK_SECONDS = 2.0
"""How often it is looked for jobs that take too long, and devices that are ill, while nothing else happens."""
GONE_SECONDS = 180.0
"""How long a worker may be away: it is started anew, which takes seconds, and a minute where everything is busy."""
GRACE_SECONDS = 120.0
"""How long beyond its budget a run may take to end by itself, to seal and to be analysed."""


PRIORITIES_SECONDS = 60.0
"""How often it is worked out anew how urgent what waits is: each result may say what an SDK does."""
_PRIORITIES_SHARE = 100
"""How many times as long as that takes it is not done again, in a campaign so large that it takes long."""


class Driven(msgspec.Struct):
    """What came of it: how many jobs became what, and what could not be run any more for want of devices."""

    became: dict[str, int] = {}
    stranded: int = 0
    retired: dict[str, str] = {}


def drive(
    campaign: Campaign,
    client: Client,
    told: Told,
    *,
    only: Collection[int] | None = None,
    task: Callable[[int], str] = work,
    heard: Callable[[Counter[str]], None] = lambda became: None,
    still: Still = lambda: None,
) -> Driven:
    """Run what is planned (``only`` these jobs), the most urgent first; ``heard`` is told of every job that ends.

    A database that is away for a moment is waited for; ``still`` sees then that nobody else drives. Raises
    :class:`EngineError` where something is missing before anything is submitted, where no worker can work, and where
    the scheduler is lost; what was being run then is taken up again by the next one who drives.
    """
    with _reaching(client):
        return _Driver(campaign, client, told, only, task, heard, still).run()


class _Driver:
    def __init__(
        self,
        campaign: Campaign,
        client: Client,
        told: Told,
        only: Collection[int] | None,
        task: Callable[[int], str],
        heard: Callable[[Counter[str]], None],
        still: Still,
    ) -> None:
        self._campaign, self._client, self._told = campaign, client, told
        self._only, self._task, self._heard, self._still = only, task, heard, still
        self._running: dict[Any, Next] = {}
        self._slots: dict[str, tuple[str, dict[str, float]]] = {}
        self._classes: list[str] = []
        self._gone: dict[str, float] = {}
        self._retired: dict[str, str] = {}
        self._unfit: dict[str, str] = {}
        """Workers that could not work when they were last asked to, and why: none, as soon as any could."""
        self._became: Counter[str] = Counter()
        self._urge_at = time.monotonic() + PRIORITIES_SECONDS
        self._nonce, self._tries = secrets.token_hex(4), 0

    def run(self) -> Driven:
        wanted = self._ask(classes, self._only)
        self._classes = list(wanted)
        self._slots = workers(self._client)
        if lack := missing(self._slots, wanted):
            raise EngineError(lack)
        self._ask(note_devices, _classes_of(self._slots))
        self._look()
        try:
            while self._fill() or self._running:
                self._take()
        finally:
            if self._running and self._client.status == "running":  # otherwise there is nobody who could cancel them
                self._client.cancel(list(self._running), force=True)
        left = sum(self._ask(classes, self._only).values())
        if left and self._unfit:
            self._give_up(next(iter(self._unfit.values())))
        return Driven(dict(self._became), left, self._retired)

    def _ask(self, what: Callable[Concatenate[Engine, Said], Answer], *said: Said.args, **more: Said.kwargs) -> Answer:
        """Ask the database, also where it is away for a moment: what is being run meanwhile is worth some patience."""
        engine = self._campaign.engine
        try:
            return what(engine, *said, **more)
        except StoreError as error:
            self._told.warn(f"waiting: {str(error).rstrip('.')}")
        answer = patiently(lambda: what(engine, *said, **more))
        patiently(self._still)
        return answer

    def _fill(self) -> bool:
        """Submit one job for each device that is free; return whether any was."""
        some, fit = False, {name: row for name, row in self._slots.items() if name not in self._unfit}
        # Not bound to these for ever: they may be others, with other addresses, by the time it is begun.
        where = {"workers": [address for address, _ in fit.values()], "allow_other_workers": True}
        while len(self._running) < len(fit):
            room = self._room(offers for _, offers in fit.values())
            one = self._ask(following, 1, {row.id for row in self._running.values()}, self._only, room)
            if not room or not one:
                break
            self._tries += 1
            (job,) = one
            # No key comes twice: a scheduler may still know those of a program that drove before.
            key = f"job-{job.id}-{self._nonce}-{self._tries}"
            future = self._client.submit(
                self._task, job.id, key=key, resources=needs(job.device_class), pure=False, retries=0,
                **(where if self._unfit else {}),
            )  # fmt: skip
            self._running[future] = job
            some = True
        return some

    def _room(self, offered: Iterable[Mapping[str, float]]) -> list[str]:
        """Return the classes of devices of which one is free, so that no job waits in the way of another."""
        taken, offers = Counter(row.device_class for row in self._running.values()), [each.keys() for each in offered]
        return [name for name in self._classes if taken[name] < sum(needs(name).keys() <= each for each in offers)]

    def _take(self) -> None:
        """Wait for jobs to end, for a while, and see what became of them."""
        with contextlib.suppress(TimeoutError), self._client.as_current():
            wait(list(self._running), timeout=TICK_SECONDS, return_when="FIRST_COMPLETED")
        ended = [future for future in self._running if future.done()]
        for future in ended:
            self._end(future, self._running.pop(future))
        if self._client.status != "running":
            raise FuturesCancelledError([])
        if ended:
            self._heard(self._became)
            self._urge()
        self._look()

    def _urge(self) -> None:
        """Let what results have said meanwhile decide what is run next."""
        if time.monotonic() >= self._urge_at:
            begun = time.monotonic()
            self._ask(prioritise)
            ended = time.monotonic()
            self._urge_at = ended + max(PRIORITIES_SECONDS, _PRIORITIES_SHARE * (ended - begun))

    def _end(self, future: "Future[str]", job: Next) -> None:
        """Count what became of a job: what the database holds, whatever its future says.

        A result is not asked for: dask would run a job again whose worker died after it.
        """
        if future.status == "finished":
            self._unfit.clear()
            said = self._ask(state_of, job.id)
        else:
            error = future.exception() if future.status == "error" else None
            if isinstance(error, Unfit):
                self._cannot(error, job)
                return
            if error is not None and type(error).__name__ not in ("KilledWorker", "CommClosedError"):
                raise EngineError(f"A worker cannot do its work: {shown(str(error)[:300])}") from None
            said = self._ask(lost, job.id, self._campaign.settings)
        self._count(said)

    def _cannot(self, error: Unfit, job: Next) -> None:
        """Take a job back that a worker could not do for want of what all need. Where none can there is no going on."""
        reason = str(error).rstrip(".")
        if self._ask(put_off, job.id, error.slot, str(error)) == "done":
            self._count("done")
        if self._unfit.get(error.slot) != reason:
            self._told.warn(f"the worker {shown(error.slot)} cannot work now: {shown(reason)}")
        self._unfit[error.slot] = reason
        if self._slots.keys() <= self._unfit.keys():
            self._give_up(reason)

    def _give_up(self, reason: str) -> NoReturn:
        raise EngineError(f"No worker can work now: {shown(reason)}. {_RESUME}")

    def _count(self, said: str) -> None:
        self._became[{"planned": "tried again", "running": "late"}.get(said, said)] += 1

    def _look(self) -> None:
        """Let go of devices that are ill, and have workers begin anew whose job takes too long."""
        budget = self._campaign.settings.budget
        for name, reason in self._ask(ill).items():
            if name in self._slots:
                address, _ = self._slots.pop(name)
                self._gone.pop(name, None)
                self._retired[name] = reason
                self._told.warn(f"the device {shown(name)} is in quarantine: {shown(reason)}")
                retire(self._client, name, address)
        for job, device in self._ask(overdue, budget + GRACE_SECONDS):
            if device in self._slots and job in {row.id for row in self._running.values()}:
                reason = f"it took longer than its budget of {budget:g} s"
                self._ask(lost, job, self._campaign.settings, reason=reason)
                self._told.warn(f"job {job} on {shown(device)}: {reason}; its worker begins anew")
                address, _ = self._slots[device]
                self._client.run(_kill, workers=[address], nanny=True, on_error="ignore")  # it may be gone by itself
        self._renew()

    def _renew(self) -> None:
        """Take up workers that came, and let go of those that do not come back."""
        now = {name: row for name, row in workers(self._client).items() if name not in self._retired}
        if new := set(now) - set(self._slots):
            self._ask(note_devices, _classes_of({name: now[name] for name in new}))
        self._gone = {name: self._gone.get(name, time.monotonic()) for name in set(self._slots) - set(now)}
        if self._gone:
            keep_up(self._client, self._gone)
        for name, since in self._gone.items():
            if time.monotonic() - since > GONE_SECONDS:  # one that begins anew is not there for a moment
                del self._slots[name]
                self._told.warn(f"the worker {shown(name)} is gone and does not come back")
        self._slots |= now
        if not self._slots and self._running:
            if not self._retired:
                raise EngineError(f"No worker with a device is left: start some; {_RESUME}")
            self._strand()

    def _strand(self) -> None:
        """Take back what was handed out when the last device went into quarantine: dask would keep it for ever."""
        for future, job in self._running.items():
            if future.done():
                self._end(future, job)
            elif self._ask(state_of, job.id) == "running":
                self._count(self._ask(lost, job.id, self._campaign.settings))
        self._client.cancel(list(self._running), force=True)
        self._running.clear()


@contextlib.contextmanager
def _reaching(client: Client) -> Iterator[None]:
    """Word it in one sentence when the scheduler cannot be reached any more, whatever was just being asked of it."""
    try:
        yield
    except HarnessError:
        raise
    except (FuturesCancelledError, Exception) as error:
        # Dask has no one error for it: its own three, a time-out, and whatever comes up while it connects anew.
        if client.status == "running" and not isinstance(error, _LOST):
            raise
        raise EngineError(f"Dask's scheduler is lost: {_RESUME}") from error


def _classes_of(found: Mapping[str, tuple[str, Mapping[str, float]]]) -> dict[str, str]:
    """Return the classes of each device, as they are shown: the one that all have where it has no other."""
    return {name: ",".join(sorted(offers.keys() - {RESOURCE})) or ANY for name, (_, offers) in found.items()}


def _kill(dask_worker: Any) -> None:
    """Kill the worker of a nanny, which starts another one: a run that hangs ends in no gentler way."""
    os.kill(dask_worker.pid, signal.SIGKILL)


_LOST = (FuturesCancelledError, ClosedClientError, CommClosedError, TimeoutError)
_RESUME = "harness campaign resume goes on from what the database holds."
