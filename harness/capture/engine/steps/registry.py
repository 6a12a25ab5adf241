"""Which function carries out which step."""

from collections.abc import Callable
from typing import Any, TypeVar

from harness.capture.engine.stage import Stage
from harness.capture.scenario import Step

_S = TypeVar("_S", bound=Step)

_Executor = Callable[[Stage, _S], None]
EXECUTORS: dict[type[Step], _Executor[Any]] = {}
"""What carries out each kind of step; it raises ``StepFailed`` when it cannot."""


def carries_out(kind: type[_S]) -> Callable[[_Executor[_S]], _Executor[_S]]:
    """Say that a function carries out a kind of step."""

    def registered(function: _Executor[_S]) -> _Executor[_S]:
        if kind in EXECUTORS:
            raise TypeError(f"{kind.__name__} is carried out twice")
        EXECUTORS[kind] = function
        return function

    return registered


def carry_out(stage: Stage, step: Step) -> None:
    """Carry out one step. Raises ``StepFailed``."""
    EXECUTORS[type(step)](stage, step)
