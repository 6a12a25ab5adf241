"""The program, for tests of faults: SIGUSR1 makes every bound of it short from then on, SIGUSR2 lets no file grow.

With the variable ``HARNESS_FAULT_STARTING`` its device starts for as long as nothing interrupts it.
"""

import os
import resource
import runpy
import signal
import time

from harness.capture import bounds
from harness.capture.device import sandbox

STARTING = "HARNESS_FAULT_STARTING"

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


if __name__ == "__main__":
    if STARTING in os.environ:
        sandbox.AdbServer.start = starting  # type: ignore[assignment, method-assign]
    signal.signal(signal.SIGUSR1, shorten)
    signal.signal(signal.SIGUSR2, no_growth)
    runpy.run_module("harness", run_name="__main__")
