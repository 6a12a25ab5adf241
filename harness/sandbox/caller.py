"""On whose behalf the device acts now: the uid and the mount namespace of the shell command that is running.

Context variables, so that they follow a command through its pipes and background jobs and never leak into another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

ROOT: Final = 0
SHELL: Final = 2000
INIT: Final = 1
"""The pid whose mount namespace adbd and its shells live in."""

uid: ContextVar[int] = ContextVar("uid", default=ROOT)
namespace: ContextVar[int] = ContextVar("namespace", default=INIT)


@contextmanager
def acting(new_uid: int | None = None, new_namespace: int | None = None) -> Iterator[None]:
    """Act as another uid, or within another process's mount namespace, for a while."""
    tokens = [
        (variable, variable.set(value))
        for variable, value in ((uid, new_uid), (namespace, new_namespace))
        if value is not None
    ]
    try:
        yield
    finally:
        for variable, token in reversed(tokens):
            variable.reset(token)
