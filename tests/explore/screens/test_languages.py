"""What each language takes for whole, and where it is evaluated."""

import pytest

from harness.capture.agent.prompt import Evaluated
from harness.capture.agent.script import AgentError
from harness.explore.console.console import Console
from harness.explore.control import Control
from harness.explore.screens.languages import JavaScript, Python
from tests.explore.screens.bench import equipped


class Fixed(Console):
    """Gives one answer."""

    def __init__(self) -> None:
        self.interrupts = 0

    def evaluate(self, code: str) -> Evaluated:
        return Evaluated(text=f"of {code}", failed=code == "bad")

    def interrupt(self) -> None:
        self.interrupts += 1

    def complete(self, line: str) -> list[str]:
        return [line]


@pytest.mark.parametrize(
    ("code", "unfinished"),
    [
        ("1", False), ("for x in y:", True), ("for x in y:\n    x", True), ("for x in y:\n    x\n", False),
        ("f(1,", True), ("def f(:", False), ("a = 1\nb = 2", False), ("'''x", True),
    ],
)  # fmt: skip
def test_python_goes_on_as_long_as_a_block_is_open(code: str, unfinished: bool) -> None:
    assert Python(Fixed(), None).unfinished(code) is unfinished


def test_python_in_a_session_is_a_step() -> None:
    control, bench = equipped()
    python = Python(Fixed(), control)
    assert python.evaluate("1").text == "of 1" and python.evaluate("bad").failed
    assert bench.done == [
        ("python", {"code": "1", "result": "of 1"}), ("python", {"code": "bad", "failed": "of bad"}),
    ]  # fmt: skip
    python.turn()
    python.interrupt()
    assert python.complete("di") == ["di"] and "beside" in python.where()


def test_javascript_goes_on_after_a_backslash_and_is_of_one_process() -> None:
    control, bench = equipped()
    script = JavaScript(control)
    assert script.unfinished("1 +\\") and not script.unfinished("1 +")
    script.evaluate("1 +\\\n2")
    script.turn()
    script.evaluate("3")
    assert bench.done == [("evaluate", ("1 +\n2", 0)), ("evaluate", ("3", 12))]
    assert script.where() == "JavaScript in com.x:push (12)" and script.complete("x = Java.us") == ["use"]
    script.interrupt()
    assert bench.done[-1] == ("interrupt", None)


def test_without_an_app_there_is_no_javascript() -> None:
    script = JavaScript(Control())
    script.turn()
    script.interrupt()
    assert script.where() == "no process of the app runs" and script.complete("x") == []
    with pytest.raises(AgentError, match="not started yet"):
        script.evaluate("1")
