"""The program, for tests of what happens to a part of it that hangs: SIGUSR1 makes every bound short from then on."""

import runpy
import signal

from harness.capture import bounds

SHARE = 0.1


def shorten(*_: object) -> None:
    bounds.shorten(SHARE)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, shorten)
    runpy.run_module("harness", run_name="__main__")
