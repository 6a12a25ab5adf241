"""Crypto operations put together from recorded calls: what an object was given, and what it made of it.

One object's calls (``update``, ``update``, ``doFinal``) are one operation. They are told apart by process, object and
kind of object, whichever threads they came from; ``init`` begins anew. Bytes keep their place in the whole stream,
so that a call that was cut, summarised or lost leaves a gap and shifts nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from harness.analysis.calls.hashed import tail_for
from harness.evidence.rows import Observation, Value

_MAX_OPERATIONS = 50_000
_MAX_BYTES = 128 << 20
_LEAST = 8
"""Outputs shorter than this occur by chance."""

CIPHER, DIGEST, MAC, SIGNATURE, DEFLATER = "cipher", "digest", "mac", "signature", "deflater"
HASHES = frozenset({DIGEST, MAC, SIGNATURE})
_STARTS = frozenset({"init", "initsign", "reset"})
_FEEDS = frozenset({"update", "setinput", "write", "deflate"})
_ENDS = frozenset({"dofinal", "digest", "sign", "wrap", "unwrap", "final"})


class Role(msgspec.Struct, frozen=True):
    """What a crypto point's call does: ``kind`` of object, ``step`` (``start``, ``feed``, ``end``), ``mode``."""

    kind: str
    step: str
    mode: str = ""


class Run(msgspec.Struct):
    """Bytes recorded at their places of a stream. ``size`` is the stream's, recorded or not."""

    starts: list[int] = []
    pieces: list[bytes] = []
    size: int = 0

    def add(self, data: bytes, size: int = 0) -> None:
        """Append ``data``, the recorded head of ``size`` bytes."""
        if data:
            self.starts.append(self.size)
            self.pieces.append(data)
        self.size += max(size, len(data))

    def pop(self) -> bytes:
        """Take the last bytes away again."""
        if not self.pieces:
            return b""
        self.size = self.starts.pop()
        return self.pieces.pop()

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return sum(map(len, self.pieces)) == self.size

    def stretches(self) -> list[tuple[int, bytes]]:
        """Return the recorded bytes without gaps in them: (place, bytes)."""
        found: list[tuple[int, list[bytes], int]] = []
        for start, piece in zip(self.starts, self.pieces, strict=True):
            if found and found[-1][2] == start:
                place, parts, end = found[-1]
                parts.append(piece)
                found[-1] = (place, parts, end + len(piece))
            else:
                found.append((start, [piece], start + len(piece)))
        return [(place, b"".join(parts)) for place, parts, _ in found]


class Operation(msgspec.Struct, frozen=True):
    """One operation: ``given`` became ``made``, both as stretches (place, bytes).

    ``cuts`` are the places in ``made`` where a call's output begins; ``spans`` says for each of them which part of
    ``given`` it tells, where that is not the same place (compression). ``sizes`` are the true sizes of both sides.
    ``key`` and ``iv`` are what the object was initialised with, empty when not recorded. ``ids`` are observations.
    """

    kind: str
    algorithm: str
    mode: str
    given: tuple[tuple[int, bytes], ...]
    made: tuple[tuple[int, bytes], ...]
    cuts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    sizes: tuple[int, int]
    key: bytes
    iv: bytes
    ids: tuple[str, ...]
    complete: bool

    @property
    def input(self) -> bytes:
        """What is recorded of the input, from its start to its first gap."""
        return _head(self.given)

    @property
    def output(self) -> bytes:
        """What is recorded of the output, from its start to its first gap."""
        return _head(self.made)

    def given_at(self, start: int, end: int) -> Iterator[bytes]:
        """Yield what is recorded of ``given[start:end]``, one piece for each stretch without a gap."""
        for place, data in self.given:
            piece = data[max(0, start - place) : max(0, end - place)]
            if piece:
                yield piece

    def cut_before(self, place: int) -> int:
        """Return the last cut before ``place``, -1 when there is none."""
        at = bisect_right(self.cuts, place - 1) - 1
        return self.cuts[at] if at >= 0 else -1


def _head(stretches: tuple[tuple[int, bytes], ...]) -> bytes:
    return stretches[0][1] if stretches and stretches[0][0] == 0 else b""


class Recorded(msgspec.Struct, frozen=True):
    """All operations of a run, and how many calls were left out because there were too many."""

    operations: list[Operation]
    skipped: int = 0


class _Stream:
    """One object's operation under way."""

    def __init__(self) -> None:
        self.algorithm = self.mode = ""
        self.key = self.iv = b""
        self.given, self.made = Run(), Run()
        self.chunks: list[bytes] = []
        self.spans: list[tuple[int, int]] = []
        self.ids: list[str] = []

    def again(self) -> "_Stream":
        """Return the state of the object after its operation ended: as it was initialised."""
        fresh = _Stream()
        fresh.algorithm, fresh.mode, fresh.key, fresh.iv = self.algorithm, self.mode, self.key, self.iv
        return fresh


def observation_id(row: Observation) -> str:
    """Return the id by which an assessment names an observation: process id and sequence number."""
    return f"{row.pid}:{row.seq}"


@lru_cache(maxsize=4096)
def role(point: str) -> Role | None:
    """Return what a point's call does, by the last two parts of its id (``cipher.doFinal``, ``evp.encryptUpdate``).

    ``None`` for points that are no crypto, and for those whose output can be undone without a record (Base64, gzip).
    """
    kind, _, method = point.rpartition(".")
    kind, method = kind.rpartition(".")[2].lower(), method.lower().replace("_", "")
    if kind in HASHES or kind in (CIPHER, DEFLATER):
        step = _step(method)
        return Role(kind, step) if step else None
    if kind in ("evp", "hmac", "openssl", "crypto"):
        return _native(method if kind != "hmac" else f"hmac{method}")
    return None


def _step(method: str) -> str:
    if method in _STARTS:
        return "start"
    return "feed" if method in _FEEDS else "end" if method in _ENDS else ""


def _native(method: str) -> Role | None:
    """Read a native function's name (OpenSSL and BoringSSL), with or without its library's prefix."""
    name = method.removeprefix("evp").removesuffix("ex")
    for prefix, kind, mode in (
        ("encrypt", CIPHER, "encrypt"),
        ("decrypt", CIPHER, "decrypt"),
        ("cipher", CIPHER, ""),
        ("digestsign", SIGNATURE, ""),
        ("digest", DIGEST, ""),
        ("hmac", MAC, ""),
    ):
        if name.startswith(prefix):
            rest = name.removeprefix(prefix).removesuffix("ex")
            if rest in ("init", "update", "final"):
                return Role(kind, {"init": "start", "update": "feed", "final": "end"}[rest], mode)
            if rest in ("", "oneshot"):
                return Role(kind, "end", mode)
    return None


def recorded(observations: Iterable[Observation]) -> Recorded:
    """Return the run's operations in the order in which they ended, equal ones once."""
    found = Assembler()
    for row in observations:
        what = role(row.point)
        if what is not None and not row.exception:
            found.take(row, what)
    found.close()
    return Recorded(list(found.operations.values()), found.skipped)


class Assembler:
    """Puts operations together as their calls come. ``operations`` are those that have ended, in that order."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.operations: dict[tuple[str, str, bytes, bytes], Operation] = {}
        self.skipped = 0
        self._streams: dict[tuple[int, int, str], _Stream] = {}
        self._bytes = 0

    def take(self, row: Observation, what: Role) -> None:
        """Add a call, which does ``what``."""
        if self._bytes > _MAX_BYTES or len(self.operations) >= _MAX_OPERATIONS:
            self.skipped += 1
            return
        key = (row.pid, row.object_id, what.kind)
        stream = self._streams.get(key)
        if stream is None or not row.object_id:
            stream = self._streams[key] = _Stream()
        elif what.step == "start":
            self._finish(what.kind, stream, complete=False)
            stream = self._streams[key] = stream.again()
        args = _state(row, stream)
        stream.mode = stream.mode or what.mode
        if what.step == "start":
            return
        given = Run()
        for value in args:
            if value.type != "output":
                given.add(*_bytes(value))
        made, size = _bytes(row.result) if row.result is not None else (b"", 0)
        if what.kind == DEFLATER and _begins_zlib(made) and stream.made.size:
            # The object was reset, which is not recorded; what it was given last belongs to the new stream.
            last = stream.given.pop()
            self._finish(what.kind, stream, complete=True)
            stream = self._streams[key] = stream.again()
            stream.given.add(last)
        self._bytes += len(made) + sum(map(len, given.pieces))
        _append(stream, given)
        stream.made.add(made, size)
        if made:
            begin = stream.given.starts[-1] if stream.given.starts else 0
            stream.spans.append((begin, stream.given.size))
        if row.count > 1:
            # Further calls were only counted: how much they added is not known.
            stream.given.size += 1 << 40
            stream.made.size += 1 << 40
        if given.size or made:
            stream.ids.append(observation_id(row))
        if what.step == "end":
            self._finish(what.kind, stream, complete=True)
            self._streams[key] = stream.again()

    def close(self) -> None:
        """End what is under way: the last call was lost, but what left before it can still be read."""
        for operation in self.under_way():
            self._add(operation)

    def under_way(self) -> Iterator[Operation]:
        """Yield those that have not ended, as :meth:`close` would end them."""
        for (_, _, kind), stream in self._streams.items():
            if (operation := _operation(kind, stream, complete=kind == DEFLATER)) is not None:
                yield operation

    def _finish(self, kind: str, stream: _Stream, *, complete: bool) -> None:
        if (operation := _operation(kind, stream, complete=complete)) is not None:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        self.operations.setdefault(identity(operation), operation)


def identity(operation: Operation) -> tuple[str, str, bytes, bytes]:
    """Return what equal operations share."""
    return operation.kind, operation.algorithm, operation.output, operation.input


def _operation(kind: str, stream: _Stream, *, complete: bool) -> Operation | None:
    if kind in HASHES and not complete:
        return None
    given, made = stream.given, stream.made
    if made.size < _LEAST or not made.pieces:
        return None
    algorithm = stream.algorithm or "unknown"
    if kind in HASHES and given.whole:
        data = tail_for(kind, algorithm, stream.key, stream.chunks, b"".join(made.pieces))
        given = Run()
        given.add(data)
    if stream.mode in ("decrypt", "unwrap"):
        given, made = made, given
    return Operation(
        kind=kind,
        algorithm=algorithm,
        mode=stream.mode,
        given=tuple(given.stretches()),
        made=tuple(made.stretches()),
        cuts=tuple(made.starts),
        spans=tuple(stream.spans) if kind == DEFLATER else (),
        sizes=(given.size, made.size),
        key=stream.key,
        iv=stream.iv,
        ids=tuple(stream.ids),
        complete=complete,
    )


def _append(stream: _Stream, given: Run) -> None:
    base = stream.given.size
    for start, piece in zip(given.starts, given.pieces, strict=True):
        stream.given.starts.append(base + start)
        stream.given.pieces.append(piece)
        stream.chunks.append(piece)
    stream.given.size = base + given.size


def _state(row: Observation, stream: _Stream) -> list[Value]:
    """Take what the object was initialised with from the call; return the other arguments."""
    plain = []
    for value in row.args:
        if value.type != "state":
            plain.append(value)
            continue
        fields = value.fields
        stream.algorithm = _text(fields.get("algorithm")) or stream.algorithm
        stream.mode = _text(fields.get("mode")) or stream.mode
        for name in ("key", "iv"):
            part = fields.get(name)
            if part is not None and part.data and not part.truncated:
                setattr(stream, name, part.data)
    return plain


def _text(value: Value | None) -> str:
    return (value.text or "") if value else ""


def _bytes(value: Value) -> tuple[bytes, int]:
    """Return the bytes a value holds and how many there were; of a key, its encoded form."""
    if value.data is not None:
        return value.data, max(value.size, len(value.data))
    for name in ("encoded", "getEncoded"):
        if name in value.fields:
            return _bytes(value.fields[name])
    return b"", 0


def _begins_zlib(data: bytes) -> bool:
    return len(data) >= 2 and data[0] == 0x78 and int.from_bytes(data[:2], "big") % 31 == 0
