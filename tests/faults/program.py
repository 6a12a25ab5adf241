"""The program, for tests of faults: SIGUSR1 makes every bound of it short from then on, SIGUSR2 lets no file grow.

With the variable ``HARNESS_FAULT_STARTING`` its device starts for as long as nothing interrupts it; with
``HARNESS_FAULT_GO`` a scenario's ``wait`` is over when the file of that name is there.
"""

import os
import resource
import runpy
import signal
import time
from pathlib import Path

from harness.capture import bounds
from harness.capture.device import sandbox

STARTING, GO = "HARNESS_FAULT_STARTING", "HARNESS_FAULT_GO"

SHARE = 0.1
MOST = 20_000
"""Bytes: the manifest and run.json of a short run have less, the observations more."""


def shorten(*_: object) -> None:
    bounds.shorten(SHARE)


def no_growth(*_: object) -> None:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, hard))


def starting(_: object) -> None:
    time.sleep(600)


def until_go(go: Path) -> None:
    from harness.capture.engine.stage import Stage

    paused = Stage.pause

    def pause(stage: Stage, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not go.exists():
            paused(stage, min(left, 0.5))

    Stage.pause = pause  # type: ignore[method-assign]


if __name__ == "__main__":
    if STARTING in os.environ:
        sandbox.AdbServer.start = starting  # type: ignore[assignment, method-assign]
    if GO in os.environ:
        until_go(Path(os.environ[GO]))
    signal.signal(signal.SIGUSR1, shorten)
    signal.signal(signal.SIGUSR2, no_growth)
    runpy.run_module("harness", run_name="__main__")
