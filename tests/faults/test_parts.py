"""A part of a run is killed or stopped: it is named, in bounded time."""

import os
import signal
import time

import pytest

from tests.faults.conftest import Faulty
from tests.faults.named import fault

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@fault("the app is killed as it starts")
def test_the_app_is_killed_as_it_starts(faulty: Faulty) -> None:
    begun = time.monotonic()
    faulty.start().hit("harness.process=", signal.SIGKILL)
    hit = time.monotonic()
    faulty.end().check(3, "ended", "incomplete")
    assert "signal 9" in faulty.said
    assert time.monotonic() - hit < max(15.0, 2 * (hit - begun))


@fault("the sandbox is killed as it starts")
def test_the_sandbox_is_killed_as_it_starts(faulty: Faulty) -> None:
    faulty.start().hit("-m harness.sandbox", signal.SIGKILL).end()
    # On a busy machine the run may have begun before the sandbox was found.
    faulty.check(3, "The sandbox device", "incomplete" if faulty.out.exists() else None)
    assert "did not start within" not in faulty.said


@fault("the sandbox is killed in the middle")
def test_the_sandbox_is_killed(faulty: Faulty) -> None:
    faulty.lasting().hooked().hit("-m harness.sandbox", signal.SIGKILL).go().end()
    faulty.check(3, "The sandbox device has ended (signal 9)", "incomplete")


@fault("the guard of the adb server is killed")
def test_the_guard_of_the_adb_server_is_killed(faulty: Faulty) -> None:
    faulty.lasting().hooked().hit("/bin/sh -c", signal.SIGKILL).go().end().check(0, "bundle: ", "complete")


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        pytest.param("-L tcp:localhost", "The adb server", marks=fault("the adb server is stopped")),
        pytest.param("-m harness.sandbox", "The sandbox device is stopped", marks=fault("the sandbox is stopped")),
    ],
)
def test_a_part_that_is_stopped_is_named(faulty: Faulty, word: str, sentence: str) -> None:
    faulty.lasting().hooked().impatient()
    pids = [pid for pid in faulty.find(word) if pid not in faulty.find("/bin/sh -c")]
    assert pids
    os.kill(pids[0], signal.SIGSTOP)
    faulty.go().end()
    assert faulty.code == 3, faulty.said
    assert sentence in faulty.said
    assert faulty.left() == {}


@fault("the app is stopped")
def test_an_app_that_is_stopped_is_named(faulty: Faulty) -> None:
    faulty.lasting().hooked().impatient().hit("harness.process=", signal.SIGSTOP).go().end()
    faulty.check(3, "does not answer: it is stopped", "incomplete")


@fault("the app is stopped as it starts")
def test_an_app_that_is_stopped_as_it_starts_is_named(faulty: Faulty) -> None:
    faulty.lasting().entered().hit("harness.process=", signal.SIGSTOP).impatient().go().end()
    faulty.check(3, "does not answer: it is stopped", "incomplete")


@fault("Frida's helper is stopped")
def test_fridas_helper_that_is_stopped_is_done_without(faulty: Faulty) -> None:
    faulty.start().hit("idund", signal.SIGSTOP).end().check(0, "bundle: ", "complete")


@fault("Frida's helper is killed")
def test_fridas_helper_that_is_killed_is_started_again(faulty: Faulty) -> None:
    faulty.lasting().hooked().hit("idund", signal.SIGKILL).go().end().check(0, "bundle: ", "complete")
