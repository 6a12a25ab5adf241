"""The agent's messages, typed. The app controls every text in them, so everything is checked and bounded here."""

from typing import Any

import msgspec

from harness.evidence.rows import Observation, Value

_MAX_DEPTH = 8
_MAX_BATCH = 64 * 1024 * 1024
MOST_VALUE = 1 << 20
"""Characters or bytes of one value that are kept: the agent's bound (``crypto.ts``), which an app may have moved."""
MOST_EVENT = 8 << 20
"""Characters and bytes of all values of one event that are kept. What is cut says so (``truncated``)."""
MOST_VALUES = 20_000
"""Values in one event, those within others counted: what is over that is left out, and said in the same way."""
MOST_NAME = 2000
"""Characters of a thread's name or of a stack's line: no program has longer ones, and an app may make some up."""
MOST_FRAMES = 200
"""Lines of a stack: the agent takes 64 (``core.h``)."""
MOST_TEXT = 4000
"""Characters of an exception."""


MOST_ARGS = 255
"""Arguments of a call: the class file format has no method with more (JVMS 4.3.3)."""


def cut(text: str, most: int) -> str:
    """Return a text that is at most so long, with an ellipsis where something is missing."""
    return text if len(text) <= most else f"{text[:most]}\u2026"


def named(name: str) -> str:
    """Return a name as long as names are."""
    return cut(name, MOST_NAME)


def frames(lines: list[str]) -> list[str]:
    """Return a stack as deep, and its lines as long, as such are; who acted is told by how a line begins."""
    kept = [named(line) for line in lines[:MOST_FRAMES]]
    return kept if len(lines) <= MOST_FRAMES else [*kept, "\u2026"]


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


class _Room:
    """What of one event's values is still kept."""

    def __init__(self) -> None:
        self.left = MOST_EVENT
        self.values = MOST_VALUES

    def take(self, size: int) -> int:
        """Return how much of so many characters or bytes is kept."""
        kept = max(0, min(size, MOST_VALUE, self.left))
        self.left -= kept
        return kept


def value(raw: _WireValue, blobs: list[bytes], room: _Room | None = None, depth: int = 0) -> Value:
    """Turn a value of the agent's into a bundle's ``Value``, cut where it is longer than any that the agent takes."""
    room = room or _Room()
    room.values -= 1
    made = Value(type=raw.t[:MOST_NAME], text=raw.x, truncated=bool(raw.c), size=raw.n if raw.c else 0)
    if made.text is not None and (kept := room.take(len(made.text))) < len(made.text):
        made.size, made.truncated, made.text = made.size or len(made.text), True, made.text[:kept]
    if raw.b is not None:
        if not 0 <= raw.b < len(blobs):
            raise BatchError("a value that refers to bytes which are not in the batch")
        made.data = blobs[raw.b]
        if (kept := room.take(len(made.data))) < len(made.data):
            made.size, made.truncated, made.data = made.size or len(made.data), True, made.data[:kept]
    if depth >= _MAX_DEPTH:
        return made
    try:
        for name, part in raw.f.items():
            if room.values <= 0:
                made.truncated = True
                break
            name = name[: room.take(min(len(name), MOST_NAME))]
            made.fields[name] = value(msgspec.convert(part, _WireValue), blobs, room, depth + 1)
        for part in raw.i:
            if room.values <= 0:
                made.truncated, made.size = True, made.size or len(raw.i)
                break
            made.items.append(value(msgspec.convert(part, _WireValue), blobs, room, depth + 1))
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
    room = _Room()
    return Observation(
        seq=event.seq,
        time_us=mono // 1000 + batch.offset,
        mono_ns=mono,
        pid=pid,
        process=process,
        thread_id=event.tid,
        thread=named(event.thread),
        point=point[0],
        category=point[1],
        kind=event.kind,
        stack=stack,
        object_id=event.object_id,
        args=[value(arg, blobs, room) for arg in event.args[:MOST_ARGS]],
        result=None if event.result is None else value(event.result, blobs, room),
        exception=None if event.exception is None else cut(event.exception, MOST_TEXT),
        count=max(1, event.count),
        last_us=int(event.last) // 1000 + batch.offset if event.count > 1 else 0,
        within=within,
    )
