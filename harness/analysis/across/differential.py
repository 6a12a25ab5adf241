"""What changes in step with the persona: a disclosure, even in a disguise that nobody knows.

Two runs of one scenario with two personas; whatever a field of the traffic always says under the first persona and
never under the second depends on the persona - or on the installation. A further run with the first persona tells these
apart: what differs between two runs of one persona (times, nonces, installation ids) is noise.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from harness.analysis.model import Sighting
from harness.analysis.recording import Recording
from harness.analysis.search.leaves import leaves, normal
from harness.errors import BadInputError
from harness.evidence.exchange import Exchange
from harness.values.key_words import names
from harness.values.needle import from_persona

Confidence = Literal["high", "medium", "low"]
FORM = "differential"
_LEAST_TEXT = 6
_LEAST_BYTES = 4
_LEAST_SPAN = 6
"""Bytes that change together inside a field that also holds noise."""
_MOST_VALUES = 5000
"""Different values of one field that are kept; a field with more is noise."""
_LONGEST = 4096
_MOST_BYTES = 128 << 20
_TIMES = re.compile(rb"\d{10}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?|\d{4}-?\d\d-?\d\d[T ]?\d\d:?\d\d:?\d\d.*")
_RANDOM = re.compile(rb"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?4[0-9a-fA-F]{3}-?[89abAB][0-9a-fA-F]{3}-?[0-9a-fA-F]{12}")
"""A version 4 UUID: random by its own word."""
_DIGITS = re.compile(rb"\d+")


class DifferenceError(BadInputError, ValueError):
    """Recordings cannot be compared. The message is one sentence."""


class Difference(msgspec.Struct, frozen=True):
    """One place of one exchange whose content depends on the persona. ``data`` is what stands there."""

    exchange: Exchange
    where: str
    path: tuple[str, ...]
    start: int
    end: int
    data: bytes
    category: str
    confidence: Confidence


class _Place(NamedTuple):
    host: str
    method: str
    shape: str
    where: str
    path: tuple[str, ...]


class _At(NamedTuple):
    """Where a value stood: an exchange and the exact path in it."""

    exchange: Exchange
    where: str
    path: tuple[str, ...]


class _Field:
    """What one place said in one run, in the order in which it was said."""

    def __init__(self) -> None:
        self.values: dict[bytes, list[_At]] = {}

    def add(self, data: bytes, at: _At) -> None:
        if len(self.values) < _MOST_VALUES or data in self.values:
            self.values.setdefault(data, []).append(at)


def check(first: Recording, second: Recording, noise: Sequence[Recording]) -> None:
    """Raise :class:`DifferenceError` when the recordings are not runs of one scenario with the personas it takes."""
    for other in (second, *noise):
        for key, name in (("package", "app"), ("scenario", "scenario"), ("branch", "branch")):
            one, two = _said(first, key), _said(other, key)
            if one and two and one != two:
                raise DifferenceError(
                    f"The recordings cannot be compared: one is of the {name} {one!r}, one of {two!r}."
                )
    one, two = _persona(first), _persona(second)
    if one and one == two:
        raise DifferenceError(f"Both recordings have the persona {one!r}; compare two runs with different ones.")
    for other in noise:
        if one and _persona(other) and _persona(other) != one:
            raise DifferenceError(
                f"The noise recording has the persona {_persona(other)!r}; it must be another run with {one!r}."
            )


def _said(recording: Recording, key: str) -> str:
    run = recording.run
    return run.app if key == "package" else (run.scenario if key == "scenario" else run.branch) or ""


def _persona(recording: Recording) -> str:
    value: Any = (recording.persona or {}).get("id") or recording.run.persona
    return value if isinstance(value, str) else ""


def differences(
    first: Recording, second: Recording, noise: Sequence[Recording], known: Iterable[Sighting]
) -> list[Difference]:
    """Return what depends on the persona in ``first``, without the places where a known value was found anyway.

    Raises :class:`DifferenceError`, see :func:`check`.
    """
    check(first, second, noise)
    seen: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    for row in known:
        if not row.weak and row.direction == "request":
            seen.setdefault(row.index, []).append((row.where, normal(tuple(row.path))))
    mine, other = _fields(first), _fields(second)
    again = [_fields(recording) for recording in noise]
    planted = sorted({needle.category for needle in from_persona(first.persona)} if first.persona else ())
    found: list[Difference] = []
    for place in sorted(mine.keys() & other.keys()):
        controls = [fields[place] for fields in again if place in fields]
        if len(controls) < len(again):
            continue
        for data, start, end, confidence in _told(mine[place], other[place], controls):
            for at in mine[place].values[data]:
                if not _is_known(at, place.path, seen.get(at.exchange.index, ())):
                    category = _category(at.path, planted)
                    found.append(
                        Difference(at.exchange, at.where, at.path, start, end, data[start:end], category, confidence)
                    )
    return _deepest(found)


def _fields(recording: Recording) -> dict[_Place, _Field]:
    found: dict[_Place, _Field] = {}
    size = 0
    for exchange in recording.exchanges:
        if exchange.kind == "dns":
            continue
        shape = _shape(exchange.url)
        light = msgspec.structs.replace(
            exchange, request_body=b"", response_body=b"", messages=[], request_headers=[], response_headers=[]
        )
        for leaf in leaves(exchange):
            if len(leaf.data) > _LONGEST or size > _MOST_BYTES:
                continue
            size += len(leaf.data)
            where = leaf.where.partition(":")[0] if leaf.where.startswith("message") else leaf.where
            place = _Place(exchange.host, exchange.method, shape, where, normal(leaf.path))
            found.setdefault(place, _Field()).add(leaf.data, _At(light, leaf.where, leaf.path))
    return found


def _shape(url: str) -> str:
    """Return a URL's path with what looks like an id taken out."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return "/".join("*" if any(c.isdigit() for c in part) or len(part) > 20 else part for part in path.split("/"))


def _told(mine: _Field, other: _Field, controls: Sequence[_Field]) -> list[tuple[bytes, int, int, Confidence]]:
    """Return (value, start, end, confidence) of what a field says under the first persona only."""
    # The second persona must say something of its own: an event that merely did not happen is no difference.
    fresh = [data for data in other.values if data not in mine.values and _telling(data)]
    if not fresh:
        return []
    found: list[tuple[bytes, int, int, Confidence]] = []
    for data, where in mine.values.items():
        if data in other.values or not _telling(data):
            continue
        if controls:
            if all(data in control.values for control in controls):
                found.append((data, 0, len(data), "high" if len(mine.values) == 1 else "medium"))
        elif len(mine.values) == 1 and len(other.values) == 1 and not _looks_random(data):
            # Constant in each run: the persona's, or the installation's.
            found.append((data, 0, len(data), "medium" if len(where) > 1 else "low"))
    if not found and controls:
        found = _spans(mine, other, controls)
    return found


def _telling(data: bytes) -> bool:
    text = data.isascii() and data.decode().isprintable()
    return len(data.strip()) >= (_LEAST_TEXT if text else _LEAST_BYTES) and not _TIMES.fullmatch(data)


def _looks_random(data: bytes) -> bool:
    return _RANDOM.fullmatch(data) is not None


def _spans(mine: _Field, other: _Field, controls: Sequence[_Field]) -> list[tuple[bytes, int, int, Confidence]]:
    """Find what changes with the persona inside values that also hold noise, by its place."""
    found: list[tuple[bytes, int, int, Confidence]] = []
    for size in sorted({len(data) for data in mine.values}):
        own = [data for data in mine.values if len(data) == size]
        same = [*own, *(data for control in controls for data in control.values if len(data) == size)]
        theirs = [data for data in other.values if len(data) == size]
        if not theirs or len(same) == len(own):
            continue
        stable = [len({data[i] for data in same}) == 1 and len({data[i] for data in theirs}) == 1 for i in range(size)]
        for start, end in _runs(stable):
            differing = [i for i in range(start, end) if same[0][i] != theirs[0][i]]
            if not differing or differing[-1] + 1 - differing[0] < _LEAST_SPAN or 2 * len(differing) < _LEAST_SPAN:
                continue
            low, high = differing[0], differing[-1] + 1
            if not _in_a_time(own[0], low, high):
                found += [(data, low, high, "medium") for data in own]
    return found


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    found, start = [], -1
    for at, flag in enumerate((*flags, False)):
        if flag and start < 0:
            start = at
        elif not flag and start >= 0:
            found.append((start, at))
            start = -1
    return found


def _in_a_time(data: bytes, low: int, high: int) -> bool:
    """Whether a span lies inside digits that look like a time."""
    return any(run.start() <= low and high <= run.end() and _TIMES.fullmatch(run[0]) for run in _DIGITS.finditer(data))


def _is_known(at: _At, path: tuple[str, ...], known: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
    return any(
        where == at.where and (way[: len(path)] == path or path[: len(way)] == way)
        for where, way in ((where.lower(), way) for where, way in known)
    )


def _category(path: tuple[str, ...], planted: Collection[str]) -> str:
    """Return the planted category a field's own name speaks of, ``unknown`` when it speaks of none or several."""
    for element in reversed(path):
        key = re.split(r"[:/]", element)[-1]
        named = [category for category in planted if key and names(category, key)]
        if named:
            return named[0] if len(named) == 1 else "unknown"
    return "unknown"


def _deepest(found: Sequence[Difference]) -> list[Difference]:
    """Drop what a difference further in says more exactly."""
    places = {(item.exchange.index, item.where, item.path) for item in found}

    def further_in(item: Difference) -> bool:
        own = (item.exchange.index, item.where, item.path)
        return any(
            place != own and place[:2] == own[:2] and place[2][: len(item.path)] == item.path for place in places
        )

    kept = [item for item in found if not further_in(item)]
    return sorted(kept, key=lambda item: (item.exchange.index, item.where, item.path, item.start))
