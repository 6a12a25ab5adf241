"""Which access point of the catalogue a logged call went through."""

from collections.abc import Sequence
from functools import cache

from harness.catalog.points import Point, load_points
from harness.evidence.rows import Value

_DEFAULT_ARG = {"settings": 1}
"""The argument that ``match`` narrows, where a point does not say: as the agent takes it (``capture/agent/script.py``).
"""
_BEGINS = frozenset({"provider", "exec"})
"""Kinds whose ``match`` are beginnings: of URIs, of command lines."""


def point_of(owner: str, method: str, args: Sequence[Value]) -> Point | None:
    """Return the point that a call of ``owner.method`` with these arguments is recorded as, ``None`` where none is.

    Arguments' types are compared only as far as the log gives as many as an overload has: types in logs are written
    in several ways.
    """
    fallback = None
    for point in _by_method().get((owner, method), ()):
        if point.overloads != "all" and not any(len(types) == len(args) for types in point.overloads):
            continue
        if not point.match:
            fallback = fallback or point
            continue
        at = point.match_arg if point.match_arg >= 0 else _DEFAULT_ARG.get(point.kind, 0)
        if at < len(args) and _fits(point, args[at].text):
            return point
    return fallback


def _fits(point: Point, text: str | None) -> bool:
    if text is None:
        return False
    return text.startswith(point.match) if point.kind in _BEGINS else text in point.match


@cache
def _by_method() -> dict[tuple[str, str], list[Point]]:
    """Points in Java by class and method, each also by the classes that implement it."""
    found: dict[tuple[str, str], list[Point]] = {}
    for point in load_points():
        for name in dict.fromkeys((point.class_, *point.hook_class)):
            if name and point.kind != "field":
                found.setdefault((name, point.method), []).append(point)
    return found


@cache
def known_ids() -> frozenset[str]:
    """Return the ids of all access points."""
    return frozenset(point.id for point in load_points())
