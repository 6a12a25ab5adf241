"""What a step is: a name, a question to one device, and one line of answer."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import msgspec

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.options import DeviceOptions
from harness.evidence.run_record import Apk


class State(StrEnum):
    """``skip``: the step does not apply to this device, or needs what an earlier step did not get."""

    ok = "ok"
    warn = "warn"
    fail = "FAIL"
    skip = "skip"


class Finding(msgspec.Struct):
    """What came of a step, in one line."""

    state: State
    detail: str


def ok(detail: str) -> Finding:
    """It is as a run needs it."""
    return Finding(State.ok, detail)


def warn(detail: str) -> Finding:
    """A run works with less, or may not work in time."""
    return Finding(State.warn, detail)


def fail(detail: str) -> Finding:
    """A run would not work, or would say what is not so."""
    return Finding(State.fail, detail)


def skip(why: str) -> Finding:
    """Not done; ``why`` says what it lacks."""
    return Finding(State.skip, f"does not apply: {why}")


class Command(msgspec.Struct):
    """One command that ran on the device during a step. ``output`` is already redacted and cut."""

    line: str
    seconds: float
    code: int | None
    output: str


class Trial(msgspec.Struct, kw_only=True):
    """A step that was done. ``commands`` are the device's own words."""

    name: str
    state: State
    seconds: float
    detail: str
    commands: list[Command] = []


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How long the steps that wait are to wait, in seconds, and how often what is repeated is done."""

    clock_s: float = 60.0
    watch_s: float = 30.0
    gate_s: float = 20.0
    hold_s: float = 12.0
    root_commands: int = 20
    resets: int = 10


BRISK = Pace(clock_s=0.5, watch_s=2.0, gate_s=1.0, hold_s=1.0, root_commands=5, resets=2)
"""For the sandbox, which has neither an emulator's clock nor the system's time-outs that the longer waits are for."""


class Ending(Exception):
    """The user has had enough: a step is to end, and to leave nothing behind."""


class Bench:
    """What the steps share: the device, the sample app, and what earlier steps have found."""

    def __init__(
        self, name: str, device: AdbDevice, options: DeviceOptions, apk: Apk, scratch: Path, pace: Pace
    ) -> None:
        """``name`` is what ``--device`` was given; ``apk`` the sample app at ``options.app``; ``scratch`` is ours."""
        self.name = name
        self.device = device
        self.options = options
        self.apk = apk
        self.scratch = scratch
        self.pace = pace
        self.sandbox = device.info().sandbox
        self.installed = False
        self.frida = False
        self.secrets: set[str] = set()
        """Values that must not be in the file."""
        self.ending = threading.Event()
        self.old_trouble: set[str] = set()
        """Lines of the log that were there before, or are told of already."""

    def pause(self, seconds: float) -> None:
        """Wait. Raises :class:`Ending` when the user ends the self-test meanwhile."""
        if self.ending.wait(seconds):
            raise Ending("The self-test was interrupted.")

    @property
    def app(self) -> Path:
        """The sample app's file."""
        assert self.options.app is not None  # noqa: S101 - the self-test has set it
        return self.options.app

    @property
    def kept(self) -> bool:
        """Whether the device goes on after the self-test: one that it started for itself ends with it."""
        return self.name.partition(":")[0] not in ("sandbox", "avd", "redroid")


Run = Callable[[Bench], Finding]


class Stopwatch:
    """Seconds of the parts of a step, for its detail."""

    def __init__(self) -> None:
        """Nothing is measured yet."""
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Measure one part, also when it fails."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - begun

    def __str__(self) -> str:
        """Such as ``spawn 0.41 s, attach 0.02 s``."""
        return ", ".join(f"{name} {seconds:.2f} s" for name, seconds in self.seconds.items())
