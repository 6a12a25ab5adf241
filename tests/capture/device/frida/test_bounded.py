"""A call that does not come back does not hold up the run."""

import threading

import pytest

from harness.capture.device.frida.bounded import bounded


def test_what_comes_back_in_time() -> None:
    assert bounded(lambda: 7, 10) == 7
    with pytest.raises(KeyError, match="x"):
        bounded(lambda: {}["x"], 10)


def test_what_does_not() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        bounded(never.wait, 0.05)
    never.set()
