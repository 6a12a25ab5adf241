"""Tests of another module, to be run here on real ART as they are."""

import types
from collections.abc import Callable
from typing import Any


def taken(module: types.ModuleType, *without: str) -> dict[str, Callable[..., Any]]:
    """Copies of a module's tests: marks put on them here do not reach the originals."""
    tests = {name: test for name, test in vars(module).items() if name.startswith("test_") and name not in without}
    return {name: _copy(test) for name, test in tests.items()}


def _copy(test: types.FunctionType) -> Callable[..., Any]:
    made = types.FunctionType(test.__code__, test.__globals__, test.__name__, test.__defaults__, test.__closure__)
    made.__dict__.update(test.__dict__)
    made.__kwdefaults__ = test.__kwdefaults__
    made.__annotations__ = dict(test.__annotations__)
    made.__doc__ = test.__doc__
    return made
