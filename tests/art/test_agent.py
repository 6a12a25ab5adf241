"""The agent's own suite on real ART: what it records, and that the app cannot tell."""

from collections.abc import Iterator

import pytest

from tests.art.runtime import Mode
from tests.art.taken import taken
from tests.capture.agent import test_agent
from tests.capture.agent.app import App, started

MODES = ("mterp", "jit", "aot")
#: Other ones are here, in test_late.py, or say what a JVM does.
OWN = (
    "test_a_burst_and_then_the_end_loses_nothing",
    "test_a_class_that_a_new_loader_defines_is_hooked_before_its_first_call",
    "test_classes_that_several_threads_load_at_once_are_hooked_and_nobody_waits_for_ever",
    "test_a_class_that_there_was_no_room_to_hook_is_told_of",  # here the agent's own trial of that has none first
)
globals().update(taken(test_agent, *OWN))


@pytest.fixture(scope="module", autouse=True)
def _art(on_art: None) -> None:
    """Every test here runs on ART."""


@pytest.fixture(scope="module")
def app(on_art: None) -> Iterator[App]:
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def unhooked(on_art: None) -> Iterator[App]:
    with started(hooked=False) as running:
        yield running


@pytest.mark.parametrize(
    ("end", "codes", "last"),
    [
        ("exit", (3,), "system.exit"),
        ("halt", (4,), "runtime.halt"),
        ("throw", (1,), ""),
        ("kill", (-9,), "process.kill"),
        ("terminate", (-15,), ""),  # ART lets the signal end the process, as it is
        # ART's handler (runtime_common.cc, HandleUnexpectedSignalCommon) prints registers and frames, and aborts; where
        # printing faults, as it may off a phone, it exits with 1.
        ("crash", (1, -6), ""),
        ("abort", (-6,), ""),
        ("leave", (5,), ""),
    ],
)
def test_a_burst_and_then_the_end_loses_nothing(end: str, codes: tuple[int, ...], last: str, mode: Mode) -> None:
    test_agent.burst_and_end(end, codes, last)
