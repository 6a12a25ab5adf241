"""The program, for tests of faults: SIGUSR1 makes every bound of it short from then on, SIGUSR2 lets no file grow."""

import resource
import runpy
import signal

from harness.capture import bounds

SHARE = 0.1
MOST = 20_000
"""Bytes: the manifest and run.json of a short run have less, the observations more."""


def shorten(*_: object) -> None:
    bounds.shorten(SHARE)


def no_growth(*_: object) -> None:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, hard))


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, shorten)
    signal.signal(signal.SIGUSR2, no_growth)
    runpy.run_module("harness", run_name="__main__")
