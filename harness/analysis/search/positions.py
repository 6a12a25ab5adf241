"""What one coordinate proves: with its partner a position, alone little, beside another partner nothing."""

import re
from collections.abc import Sequence

from harness.analysis.search.match import Hit
from harness.analysis.search.patterns import EXACT
from harness.values.variant import Need

_REACH = 200
"""How far apart (bytes) the two numbers of one position stand at most, as text."""
_REACH_BINARY = 24
"""The same for numbers of four bytes, each of which occurs by chance."""
_BESIDE = 40
"""Where a number beside a coordinate may be its partner."""
_DEGREES = re.compile(rb"(?<![0-9.])-?[0-9]{1,3}\.[0-9]{3,}")
_SPACE = rb"(?:\s|\+|%20)*+"
_NEXT_ITEM = re.compile(rb"(?:[\]}]|%[57]D)" + _SPACE + rb"(?:,|%2C)" + _SPACE + rb"(?:[\[{]|%[57]B)", re.IGNORECASE)
"""Between two items of a list, in a form's escapes, too."""
_MOST_BETWEEN = 1
"""Numbers between the two of a position: a height or an accuracy."""
_CERTAIN = 6
"""Decimals (0.1 m) of a number that nothing else in a city has."""
_SHIFTED = ("gcj02", "bd09")


def standing(data: bytes, hit: Hit, hits: Sequence[Hit], *, named: bool) -> bool | None:
    """Return whether a coordinate is proof (true), weak (false), or nothing (``None``).

    ``hits`` are all of the view, ``named`` says that a key names it.
    """
    pattern = hit.pattern
    reach = _REACH_BINARY if pattern.need is Need.PAIR else _REACH
    if any(_partners(hit, other, reach) and _together(data, hit, other) for other in hits):
        return pattern.need is not Need.KEY
    if pattern.need is Need.PAIR:
        return None
    if pattern.form == EXACT:
        return True
    decimals = len(data[hit.start : hit.end].partition(b".")[2])
    if _DEGREES.search(data, hit.end, hit.end + _BESIDE) or _DEGREES.search(
        data, max(0, hit.start - _BESIDE), hit.start
    ):
        return False if decimals >= _CERTAIN and not _system(hit) else None
    if pattern.need is Need.KEY and not named:
        return None
    return not _system(hit) and decimals >= _CERTAIN


def _partners(hit: Hit, other: Hit, reach: int) -> bool:
    return (
        other.pattern.ref == hit.pattern.ref
        and other.pattern.axis == 1 - hit.pattern.axis
        and _system(other) == _system(hit)
        and (other.start - hit.end <= reach and hit.start - other.end <= reach)
        and not (other.start < hit.end and hit.start < other.end)
    )


def _together(data: bytes, hit: Hit, other: Hit) -> bool:
    """Whether two numbers may be of one position: no item of a list ends between them, nor do several numbers stand."""
    first, second = sorted((hit, other), key=lambda one: one.start)
    between = data[first.end : second.start]
    return _NEXT_ITEM.search(between) is None and len(_DEGREES.findall(between)) <= _MOST_BETWEEN


def _system(hit: Hit) -> str:
    name = hit.pattern.form.partition(":")[2].partition("-")[0]
    return name if name in _SHIFTED else ""
