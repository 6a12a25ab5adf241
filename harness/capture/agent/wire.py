"""The agent's messages, typed. The app controls every text in them, so everything is checked and bounded here."""

from typing import Any

import msgspec

from harness.evidence.records import Observation, Value

_MAX_DEPTH = 8
_MAX_BATCH = 64 * 1024 * 1024


class BatchError(ValueError):
    """A batch that is not in the agent's format."""


class _WireValue(msgspec.Struct):
    t: str
    x: str | None = None
    b: int | None = None
    f: dict[str, Any] = {}
    i: list[Any] = []
    n: int = 0
    c: int = 0


class _Event(msgspec.Struct, array_like=True):
    seq: int
    mono: float
    point: int
    kind: str
    tid: int
    thread: str
    stack: int
    object_id: int
    args: list[_WireValue]
    result: _WireValue | None
    exception: str | None
    count: int = 1
    last: float = 0.0
    within: int = -1


class LateHook(msgspec.Struct):
    """A hook in a class that appeared after the start: when (``mono``, ns), and the name of its loader's class
    (``native`` for a function of a library)."""

    point: str
    resolved: bool
    overloads: int
    reason: str | None
    mono: float
    loader: str
    why: str = ""


class Sign(msgspec.Struct):
    """A sign that the app is packed, seen at ``mono`` (ns): a ``library`` with its path, or the class of the
    ``application`` object with the class of its loader."""

    kind: str
    name: str
    detail: str
    mono: float


class Batch(msgspec.Struct):
    """One batch: its number, the next event's number after it, the clock offset (us), and what happened.

    ``final`` is sent as the process ends: nothing observed before it is missing.
    """

    n: int
    next: int
    offset: int
    events: list[_Event]
    stacks: list[tuple[int, list[str]]]
    lost: int
    skipped: dict[str, int]
    errors: dict[str, int]
    blobs: list[int]
    final: bool
    hooks: list[LateHook] = []
    signs: list[Sign] = []


_decoder = msgspec.json.Decoder(Batch)


def decode(size: int, data: bytes) -> tuple[Batch, list[bytes]]:
    """Return a batch and its captured bytes. Raises ``BatchError``."""
    if not 0 <= size <= len(data) <= _MAX_BATCH:
        raise BatchError("a batch of impossible size")
    try:
        batch = _decoder.decode(data[:size])
    except msgspec.DecodeError as error:
        raise BatchError(f"a batch that is not in the agent's format: {error}") from error
    blobs: list[bytes] = []
    at = size
    for length in batch.blobs:
        if length < 0 or at + length > len(data):
            raise BatchError("a batch whose captured bytes are cut off")
        blobs.append(data[at : at + length])
        at += length
    return batch, blobs


def value(raw: _WireValue, blobs: list[bytes], depth: int = 0) -> Value:
    """Turn a value of the agent's into a bundle's ``Value``."""
    made = Value(type=raw.t, text=raw.x, truncated=bool(raw.c), size=raw.n if raw.c else 0)
    if raw.b is not None:
        if not 0 <= raw.b < len(blobs):
            raise BatchError("a value that refers to bytes which are not in the batch")
        made.data = blobs[raw.b]
    if depth >= _MAX_DEPTH:
        return made
    try:
        if raw.f:
            made.fields = {k: value(msgspec.convert(v, _WireValue), blobs, depth + 1) for k, v in raw.f.items()}
        if raw.i:
            made.items = [value(msgspec.convert(v, _WireValue), blobs, depth + 1) for v in raw.i]
    except msgspec.ValidationError as error:
        raise BatchError(f"a value that is not in the agent's format: {error}") from error
    return made


def observation(
    event: _Event,
    batch: Batch,
    blobs: list[bytes],
    pid: int,
    process: str,
    point: tuple[str, str | None],
    stack: list[str],
    within: str = "",
) -> Observation:
    """Turn one event into a row; ``point`` is the access point's id and category, ``within`` the enclosing one's id."""
    mono = int(event.mono)
    return Observation(
        seq=event.seq,
        time_us=mono // 1000 + batch.offset,
        mono_ns=mono,
        pid=pid,
        process=process,
        thread_id=event.tid,
        thread=event.thread,
        point=point[0],
        category=point[1],
        kind=event.kind,
        stack=stack,
        object_id=event.object_id,
        args=[value(arg, blobs) for arg in event.args],
        result=None if event.result is None else value(event.result, blobs),
        exception=event.exception,
        count=max(1, event.count),
        last_us=int(event.last) // 1000 + batch.offset if event.count > 1 else 0,
        within=within,
    )
