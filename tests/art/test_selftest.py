"""The self-test on ART: what it calls is seen, and where hooks do not work it says so."""

from collections.abc import Iterator

import pytest

from harness.evidence.rows import SelfTest
from tests.art.runtime import ON_ART
from tests.capture.agent.app import App, started
from tests.capture.agent.test_agent import calls, of
from tests.capture.agent.test_selftest import NATIVE, results

JAVA = {"initialised", "late", "method", "constructor", "crypto", "exec", "listener"}


@pytest.fixture(scope="module")
def main() -> str:
    return ON_ART


@pytest.fixture(scope="module")
def tests() -> list[SelfTest]:
    return []


@pytest.fixture(scope="module")
def app(on_art: None, tests: list[SelfTest]) -> Iterator[App]:
    tests.clear()
    with started(on_selftest=tests.append) as running:
        yield running


def test_every_family_that_is_here_is_seen_and_no_canary_is_the_app_s(app: App, tests: list[SelfTest]) -> None:
    found = results(tests)
    assert {family for family, result in found.items() if result == "seen"} == NATIVE | JAVA
    assert "missed" not in found.values()
    app.agent.flush()
    assert app.rows == []


def test_a_call_that_is_not_seen_is_of_a_hook_that_is_not_believed(app: App, tests: list[SelfTest]) -> None:
    """Whatever ART does with hooks: no app's call may be lost while its point counts as hooked and tested."""
    believed = {hook.point for hook in app.hooks if hook.resolved} if results(tests)["method"] == "seen" else set()
    for _ in range(2):
        _, rows = app.observe("telephony")
        for point in ("tm.getLine1Number", "tm.getImei", "tm.getSimOperator", "tm.getSubscriberId"):
            assert len(of(rows, point)) == 1 or point not in believed
    answer, rows = app.observe("storm 4 200")
    assert sum(calls(of(rows, point)) for point in ("tm.getDeviceId", "tm.getSimOperator", "tm.getImei")) == int(answer)
