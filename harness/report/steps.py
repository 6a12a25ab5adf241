"""Replay the way from the wire to the value, so that every step can be checked by eye.

The assessment records the path; the analysis' own decoders walk it again, and each intermediate content is kept with
the place where the next step lies. A step that cannot be replayed ends the replay, and the report says so.
"""

import hashlib
import json
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import quote

from harness.analysis import decode
from harness.analysis.crypto import recorded_calls
from harness.analysis.decode.packed import declared
from harness.analysis.decode.view import Budget, Part, Structure, is_text
from harness.analysis.model import Sighting
from harness.evidence.records import Observation
from harness.report.model import Step

Span = tuple[int, int]
MAX_WIRE = 2 << 20
"""Larger messages are not decoded a second time for the report."""
_FIELDS = frozenset({"json", "form", "query", "xml", "multipart", "cookie", "line"})
_TRIES = 400
_DEPTH = 12


def chain(path: Sequence[str], form: str) -> str:
    """Return the disguise innermost first, as the app built it: ``md5 > json`` or ``base64 > form > gzip``.

    A variant (a number without its country code) is a spelling, not a disguise, and has no link in the chain; nor has
    the field in which the value plainly stands inside an encoding (the JSON that was encrypted).
    """
    kinds: list[str] = []
    kind, _, detail = form.partition(":")
    if kind == "digest":
        kinds.append(detail)
    for step in reversed(path):
        name, _, detail = step.partition(":")
        if name == "cipher":
            name = detail.partition("/")[0] or name
        if not kinds or kinds[-1] != name:
            kinds.append(name)
    inner = next((i for i, name in enumerate(kinds) if name not in _FIELDS), 0)
    return " > ".join(kinds[inner:])


def find(content: bytes, needles: Sequence[bytes]) -> Span | None:
    """Return where the first of ``needles`` that occurs in ``content`` stands, in any case of its letters."""
    for needle in needles:
        at = content.find(needle) if needle else -1
        if at < 0 and needle:
            at = content.lower().find(needle.lower())
        if at >= 0:
            return at, at + len(needle)
    return None


def needles(value: str, form: str) -> list[bytes]:
    """Return the byte forms in which a value of this form is looked for when its place is marked."""
    raw = value.encode("utf-8", "surrogatepass")
    kind, _, name = form.partition(":")
    algorithm = name.replace("-", "").lower()
    if kind == "digest" and algorithm in {"md5", "sha1", "sha256", "sha512"}:
        digest = hashlib.new(algorithm, raw, usedforsecurity=False).digest()
        return [digest.hex().encode(), b64encode(digest).rstrip(b"="), digest]
    quoted = quote(value, safe="", errors="replace").encode()
    return [raw, quoted, json.dumps(value)[1:-1].encode()]


def replay(
    wire: bytes, sighting: Sighting, values: Sequence[str], coding: str = "", calls: Sequence[Observation] = ()
) -> tuple[tuple[Step, ...], bool]:
    """Walk a sighting's path from ``wire``. Return the steps seen, and whether the walk came to its end.

    ``values`` are the parts of the value (a place has two), ``coding`` is the body's declared content coding; ``calls``
    are the recorded cipher and digest calls by which the analysis understood the bytes.
    """
    if len(wire) > MAX_WIRE:
        return (Step("", wire, None, "", len(wire)),), False
    walk = _Walk(sighting, values, calls)
    path = tuple(sighting.path)
    head: list[Step] = []
    name = ""
    for one in reversed([part.strip().lower() for part in coding.split(",")]) if coding else ():
        part = declared(wire, one, walk.budget)
        if part is None or path[: len(part.elements)] != part.elements:
            break
        head.append(Step(name, wire, (0, len(wire)), "", len(wire)))
        name, wire, path = " > ".join(part.elements), part.data, path[len(part.elements) :]
    structure = _start(sighting.where)
    tail = walk.way(name, wire, path, structure)
    if tail is None:
        return (*head, Step(name, wire, None, "", len(wire))), False
    return (*head, *tail), True


def _start(where: str) -> Structure | None:
    if where == "url":
        return decode.URL_STRUCTURE
    if where.lower() in {"header:cookie", "header:set-cookie"}:
        return decode.COOKIE_STRUCTURE
    return None


def _structure(data: bytes) -> Structure | None:
    known = decode.TEXT_STRUCTURES if is_text(data) else decode.BINARY_STRUCTURES
    return next((structure for structure in known if structure.matches(data)), None)


def _locate(data: bytes, structure: Structure | None, span: Span, depth: int = 0) -> tuple[str, ...]:
    """Return the names that lead to a place of a view, through structures within leaves."""
    if structure is None or depth > _DEPTH:
        return ()
    places = structure.places(data)
    at = bisect_right([place.start for place in places], span[0]) - 1
    if at < 0 or places[at].end < span[1]:
        return ()
    place = places[at]
    leaf = data[place.start : place.end]
    if len(leaf) == len(data):
        return place.elements
    inner = (span[0] - place.start, span[1] - place.start)
    return place.elements + _locate(leaf, _structure(leaf), inner, depth + 1)


class _Walk:
    """A depth-first search for the recorded path; bounded, since the traffic chooses how many branches there are."""

    def __init__(self, sighting: Sighting, values: Sequence[str], calls: Sequence[Observation]) -> None:
        self.budget = Budget()
        self._at = (sighting.offset, sighting.offset + sighting.length)
        self._needles = [needle for value in values for needle in needles(value, sighting.form)]
        self._calls = recorded_calls(calls)
        self._tries = _TRIES

    def way(
        self, name: str, data: bytes, path: tuple[str, ...], structure: Structure | None
    ) -> tuple[Step, ...] | None:
        """Return the steps from ``data`` on to the value, or None when the path does not lead to it for certain.

        A value that cannot be recognised (written in a variant) is taken by its recorded place, and only when the path
        fits a single way.
        """
        for exact in (True, False):
            self._tries = _TRIES
            ways = list(islice(self._ways(name, data, path, structure, exact, 0), 1 if exact else 2))
            if len(ways) == 1:
                return ways[0]
        return None

    def _ways(
        self, name: str, data: bytes, path: tuple[str, ...], structure: Structure | None, exact: bool, depth: int
    ) -> Iterator[tuple[Step, ...]]:
        self._tries -= 1
        if self._tries < 0 or depth > _DEPTH or not self.budget.take(len(data)):
            return
        structure = structure or _structure(data)
        mark = self._value(data, path, structure, exact)
        if mark is not None:
            yield (Step(name, data, mark, " > ".join(path), len(data)),)
        for part in self._parts(data, structure):
            if not part.data or part.data == data:
                continue
            place = _locate(data, structure, (part.start, part.end))
            way = place + part.elements
            if path[: len(way)] != way:
                continue
            step = Step(name, data, (part.start, part.end), " > ".join(place), len(data))
            undone = " > ".join(part.elements or place[-1:])
            for rest in self._ways(undone, part.data, path[len(way) :], part.structure, exact, depth + 1):
                yield (step, *rest)

    def _value(self, data: bytes, path: tuple[str, ...], structure: Structure | None, exact: bool) -> Span | None:
        """Return where the value stands in ``data``, when ``path`` names no more than that place."""
        if exact:
            here = find(data[slice(*self._at)], self._needles)
            spans = [(self._at[0] + here[0], self._at[0] + here[1]) if here else None, find(data, self._needles)]
        else:
            spans = [self._at]
        for span in spans:
            if span is not None and span[0] < span[1] <= len(data) and _locate(data, structure, span) == path:
                return span
        return None

    def _parts(self, data: bytes, structure: Structure | None) -> Iterator[Part]:
        yield from self._called(data)
        if structure is not None:
            yield from structure.parts(data, self.budget)
        if is_text(data):
            decoders = (*decode.text_decoders(structure), *decode.LAST_TEXT_DECODERS)
        else:
            decoders = (*decode.BINARY_DECODERS, *decode.LAST_DECODERS)
        for decoder in decoders:
            yield from decoder(data, self.budget)

    def _called(self, data: bytes) -> Iterator[Part]:
        """Yield what the app handed to a recorded call whose output stands in ``data``."""
        for call in self._calls:
            for output in (call.made, *call.pieces):
                at = data.find(output)
                if at >= 0:
                    yield Part((call.element,), call.given, at, at + len(output))
                    break
