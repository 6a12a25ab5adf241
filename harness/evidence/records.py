"""The typed rows of a bundle.

Times are integers: ``time_us`` is wall time in microseconds since the Unix epoch on the *device's* clock,
``mono_ns`` is the device's monotonic clock in nanoseconds. ``run.json`` holds the offset between the two clocks.
"""

from typing import Any, ClassVar, TypeVar

import msgspec

SCHEMA = 1


class Row(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Base of every row. ``extra`` keeps the fields this version does not know, so that they survive a round trip."""

    v: int = SCHEMA
    extra: dict[str, Any] = {}


class Value(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One argument or returned value, as the agent saw it.

    ``text`` holds strings, numbers and booleans in their Java string form; ``data`` holds bytes (base64 in JSON);
    ``fields`` holds named parts of objects (a Location's latitude, a cursor row's columns); ``items`` the elements of
    lists and arrays. ``size`` is the full length in characters or bytes when ``truncated``.
    """

    type: str
    text: str | None = None
    data: bytes | None = None
    fields: dict[str, "Value"] = {}
    items: list["Value"] = []
    size: int = 0
    truncated: bool = False


class Observation(Row):
    """One call of a hooked access point.

    ``stack`` lists the caller's frames, innermost first, as ``package.Class.method(File.java:12)``.
    ``object_id`` identifies the receiver within its process, so that ``Cipher.init`` / ``update`` / ``doFinal`` of one
    object can be tied together. Exactly one of ``result`` and ``exception`` is set, except for void calls (neither).
    ``within`` is the access point of another observed call of which this one is a part: the platform made it.
    ``count`` is more than one when the agent summarised a hot access point; ``time_us`` is then the first call's.
    """

    seq: int
    time_us: int
    mono_ns: int
    pid: int
    process: str
    thread_id: int
    thread: str
    point: str
    category: str | None = None
    kind: str = "call"
    phase: str = ""
    stack: list[str] = []
    object_id: int = 0
    args: list[Value] = []
    result: Value | None = None
    exception: str | None = None
    count: int = 1
    last_us: int = 0
    within: str = ""


class Phase(Row):
    """One phase, written at its end. ``cause`` says what ended it. Files are relative to the bundle."""

    name: str
    start_us: int
    end_us: int
    cause: str
    branch: str = ""
    screenshot: str | None = None
    ui_dump: str | None = None


class Connection(Row):
    """One connection the app opened towards the network.

    ``state`` is ``decrypted`` (TLS, read), ``plain`` (no TLS), ``failed`` (TLS could not be read; see ``reason``) or
    ``denied`` (stopped by the sinkhole), ``direct`` (went past the proxy; only where it went is known).
    """

    id: str
    time_us: int
    host: str
    port: int
    state: str
    reason: str | None = None
    sent: int = 0
    received: int = 0


class Hook(Row):
    """Whether one access point could be hooked in one process."""

    pid: int
    process: str
    point: str
    resolved: bool
    overloads: int = 0
    reason: str | None = None


class Process(Row):
    """One process of the app: when the agent was in, and how the process ended (``exit``, ``killed``, ``crash``...)."""

    pid: int
    name: str
    gated: bool
    start_us: int
    attached_us: int = 0
    resumed_us: int = 0
    end_us: int = 0
    end: str | None = None
    flushed: bool = False
    observed: int = 0
    lost: int = 0


R = TypeVar("R", bound=Row)


class _Codec:
    fields: ClassVar[dict[type, frozenset[str]]] = {}


def _known(cls: type[Row]) -> frozenset[str]:
    known = _Codec.fields.get(cls)
    if known is None:
        known = _Codec.fields[cls] = frozenset(f.encode_name for f in msgspec.structs.fields(cls))
    return known


def encode_row(row: Row) -> bytes:
    """Return the row as one line of JSON (without the line end), unknown fields merged back in."""
    if not row.extra:
        return msgspec.json.encode(row)
    raw = msgspec.to_builtins(row)
    raw.pop("extra", None)
    return msgspec.json.encode({**row.extra, **raw})


def decode_row(cls: type[R], line: bytes | str) -> R:
    """Read one row; fields this version does not know are kept in ``extra``.

    Raises ``msgspec.ValidationError`` (bad shape) or ``msgspec.DecodeError`` (not JSON).
    """
    raw = msgspec.json.decode(line)
    if not isinstance(raw, dict):
        raise msgspec.ValidationError("a row must be a JSON object")
    known = _known(cls)
    extra = {k: raw.pop(k) for k in [k for k in raw if k not in known]}
    row = msgspec.convert(raw, cls)
    if extra:
        row.extra = {**row.extra, **extra}
    return row
