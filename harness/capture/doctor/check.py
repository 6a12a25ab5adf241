"""One check and its result."""

from enum import StrEnum

import msgspec


class State(StrEnum):
    """``fail``: a run would not work. ``warn``: it works with less, or only some kinds of device do."""

    ok = "ok"
    warn = "warn"
    fail = "fail"


class Check(msgspec.Struct, kw_only=True):
    """What was found, what follows from it, and the command (or act) that mends it; the last two are empty when ok."""

    name: str
    state: State
    found: str
    consequence: str = ""
    remedy: str = ""


def ok(name: str, found: str) -> Check:
    """All is well."""
    return Check(name=name, state=State.ok, found=found)


def warn(name: str, found: str, consequence: str, remedy: str) -> Check:
    """Something works less well, or not everywhere."""
    return Check(name=name, state=State.warn, found=found, consequence=consequence, remedy=remedy)


def fail(name: str, found: str, consequence: str, remedy: str) -> Check:
    """A run would not work."""
    return Check(name=name, state=State.fail, found=found, consequence=consequence, remedy=remedy)


def worst(checks: list[Check]) -> State:
    """Return the worst state among them; ``ok`` of none."""
    return max((check.state for check in checks), key=list(State).index, default=State.ok)
