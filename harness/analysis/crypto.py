"""What recorded crypto calls were given and what they produced, to turn ciphertext on the wire back into plaintext.

The access points are those of ``hooks/catalog/crypto.yaml``: the id's first part says what kind of object was called,
the second which method. Byte arrays come as ``Value.data``; the object's own state (algorithm, mode) is the last
argument, of type ``state``.
"""

from collections.abc import Iterable, Iterator

import msgspec

from harness.analysis.decode.view import Part
from harness.analysis.patterns import Kind, Pattern, PatternSet
from harness.analysis.scan import Calls
from harness.evidence.records import Observation, Value

_CIPHER = "cipher"
_HASHES = frozenset({"digest", "mac"})
_STARTS = frozenset({"init"})
_FEEDS = frozenset({"update"})
_ENDS = frozenset({"doFinal", "digest"})
_HEAD = 16
"""How many bytes of an output are searched for; the rest is then compared."""
_LEAST = 8
"""Outputs shorter than this occur by chance."""
_MAX_CALLS = 50_000
_MAX_STREAM = 16 << 20


class Call(msgspec.Struct, frozen=True):
    """One finished operation: ``given`` became ``made``. ``element`` names it in a path, ``ids`` the observations."""

    element: str
    form: str
    given: bytes
    made: bytes
    pieces: tuple[bytes, ...]
    ids: tuple[str, ...]


class _Stream:
    """One object's operation under way."""

    def __init__(self) -> None:
        self.algorithm = ""
        self.mode = ""
        self.given: list[bytes] = []
        self.made: list[bytes] = []
        self.ids: list[str] = []
        self.size = 0


def observation_id(row: Observation) -> str:
    """Return the id by which an assessment names an observation: process id and sequence number."""
    return f"{row.pid}:{row.seq}"


def role(point: str) -> tuple[str, str]:
    """Return the kind of object and the method a point's id names, both empty when it is no crypto point."""
    kind, _, method = point.rpartition(".")
    kind = kind.rpartition(".")[2]
    return (kind, method) if kind == _CIPHER or kind in _HASHES else ("", "")


def recorded_calls(observations: Iterable[Observation]) -> list[Call]:
    """Return the finished cipher, digest and MAC operations, each output once."""
    streams: dict[tuple[int, int, str], _Stream] = {}
    calls: dict[tuple[str, bytes], Call] = {}
    for row in observations:
        kind, method = role(row.point)
        if not kind or row.exception or len(calls) >= _MAX_CALLS:
            continue
        key = (row.pid, row.object_id, kind)
        if method in _STARTS or key not in streams or not row.object_id:
            streams[key] = _Stream()
        stream = streams[key]
        _note(stream, row)
        if method in _ENDS:
            finished = _finish(kind, stream)
            if finished:
                calls.setdefault((finished.element, finished.made), finished)
            streams[key] = _again(stream)
    for (_, _, kind), stream in streams.items():
        # The last call was lost, but what left before it can still be read.
        if kind == _CIPHER and stream.made and (finished := _finish(kind, stream)):
            calls.setdefault((finished.element, finished.made), finished)
    return list(calls.values())


def _again(stream: _Stream) -> _Stream:
    """A finished object may be used again with what it was initialised with."""
    fresh = _Stream()
    fresh.algorithm, fresh.mode = stream.algorithm, stream.mode
    return fresh


def _note(stream: _Stream, row: Observation) -> None:
    args = row.args
    if args and args[-1].type == "state":
        state = args[-1].fields
        stream.algorithm = _text(state.get("algorithm")) or stream.algorithm
        stream.mode = _text(state.get("mode")) or stream.mode
        args = args[:-1]
    if role(row.point)[1] in _STARTS:
        return
    given = b"".join(arg.data for arg in args if arg.data and arg.type != "output")
    made = (row.result.data or b"") if row.result else b""
    stream.size += len(given) + len(made)
    if stream.size > _MAX_STREAM:
        return
    if given:
        stream.given.append(given)
    if made:
        stream.made.append(made)
    if given or made:
        stream.ids.append(observation_id(row))


def _text(value: Value | None) -> str:
    return (value.text or "") if value else ""


def _finish(kind: str, stream: _Stream) -> Call | None:
    given, made = b"".join(stream.given), b"".join(stream.made)
    if not given or len(made) < _LEAST:
        return None
    pieces = tuple(piece for piece in stream.made if len(piece) >= _HEAD) if len(stream.made) > 1 else ()
    ids = tuple(stream.ids)
    if kind == _CIPHER:
        element = f"cipher:{stream.algorithm or 'unknown'}"
        if stream.mode in ("decrypt", "unwrap"):
            given, made, pieces = made, given, ()
        return Call(element, "", given, made, pieces, ids)
    name = stream.algorithm.lower().replace("-", "") or kind
    return Call(name, f"digest:{name}", given, made, (), ids)


class RecordedCalls(Calls):
    """Recognises outputs of recorded calls; gives back what the calls were given."""

    def __init__(self, calls: list[Call]) -> None:
        """``calls`` in a fixed order: their positions are the patterns' references."""
        self._calls = calls

    def add_patterns(self, patterns: PatternSet) -> None:
        """Add the heads of all outputs, raw and as they look in base64 and hexadecimal."""
        for ref, call in enumerate(self._calls):
            for output in (call.made, *call.pieces):
                head = output[:_HEAD]
                patterns.add(head, Pattern(Kind.CALL, ref))
                patterns.add_traces(head)

    def undo(self, ref: int, data: bytes, start: int) -> Iterator[tuple[Part, str, tuple[str, ...]]]:
        """Yield what call ``ref`` was given when its output, or the rest of the view, really stands at ``start``."""
        call = self._calls[ref]
        for output in (call.made, *call.pieces):
            size = min(len(output), len(data) - start)
            if size >= min(_HEAD, len(output)) and data[start : start + size] == output[:size]:
                yield Part((call.element,), call.given, start, start + size), call.form, call.ids
                return
