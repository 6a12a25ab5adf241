"""A record of a hook log as an observation."""

import datetime as dt
import json
import math
import re
from typing import Any

from harness.evidence.calls.access import point_of
from harness.evidence.calls.mapping import UNITS, Mapping, found, has, keys
from harness.evidence.rows import Observation, Value

_MOST_TEXT = 64 << 10
"""Characters of one value."""
_MOST_ITEMS, _DEEPEST = 1000, 8
_MOST_ARGS = 64
_BYTES = frozenset({"[B", "byte[]"})
_LEAST_BYTES = 8
"""So many small numbers in a list whose type is not given are taken for bytes."""
_OBJECT = re.compile(r"<instance: ([\w.$\[;]+)[^>]*>\Z")
"""How Frida's Java bridge, and frooky after it, shows an object."""
_IDENTITY = re.compile(r"[\w.$\[;]+@[0-9a-f]+\Z")
"""What ``Object.toString`` says of an object: nothing of its content."""
_STARTS = ("$init", "<init>")
_WRITES = frozenset({"insert", "update", "delete"})
_ERROR = re.compile(r"(?:Error: |java\.lang\.Exception: )(?=[\w.$]+(?:Exception|Error)\b)")
_EARLIEST, _LATEST = 10**14, 10**17
"""Microseconds: 1973 and 5138, between which a number is told to be seconds, milli-, micro- or nanoseconds."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def fits(record: object, mapping: Mapping) -> bool:
    """Whether a record is a call, by what a mapping says."""
    if not isinstance(record, dict):
        return False
    for key, texts in mapping.only.items():
        held = found(record, key)
        if held is None or not ("*" in keys(texts) or str(held) in keys(texts)):
            return False
    named = found(record, mapping.method) if mapping.method else None
    if isinstance(named, str) and named and (not mapping.class_ or has(record, mapping.class_) or mapping.only):
        return True
    called = found(record, mapping.call) if mapping.call else None
    return isinstance(called, str) and "." in called


def observation(record: dict[str, Any], mapping: Mapping, seq: int, ahead_us: int) -> Observation:
    """Return a record that fits a mapping as the ``seq``-th call of its log.

    ``ahead_us`` is how much the log's clock is ahead of the traffic's, on which the call then is; a call whose time is
    not told, or cannot be read, has the time 0. A call that no access point of the catalogue names has no category,
    and its class and method for a name.
    """
    owner, method = _named(record, mapping)
    args = [_value(item, mapping) for item in _list(found(record, mapping.args))[:_MOST_ARGS]]
    point = point_of(owner, method, args) if owner else None
    thrown = found(record, mapping.exception)
    result = None if thrown else _result(record, mapping)
    time_us = _time(found(record, mapping.time), mapping.time_unit)
    pid = _number(found(record, mapping.pid))
    kind = method if point is not None and point.kind == "provider" and method in _WRITES else "call"
    return Observation(
        seq=seq,
        time_us=time_us - ahead_us if time_us else 0,
        mono_ns=0,
        pid=pid,
        process=_text(found(record, mapping.process)),
        thread_id=_number(found(record, mapping.thread_id)),
        thread=_text(found(record, mapping.thread)),
        point=point.id if point is not None else ".".join(filter(None, (owner, method)))[:_MOST_TEXT],
        category=point.category if point is not None else None,
        kind=kind,
        stack=_stack(found(record, mapping.stack), owner, method),
        object_id=_number(found(record, mapping.object)),
        args=args,
        result=result,
        exception=_ERROR.sub("", _text(thrown), count=1) if thrown else None,
    ).bounded()


def _named(record: dict[str, Any], mapping: Mapping) -> tuple[str, str]:
    """Return class and method; a native function's library stands for the class."""
    method, owner = _text(found(record, mapping.method)), _text(found(record, mapping.class_))
    if not method:
        owner, _, method = _text(found(record, mapping.call)).partition("(")[0].strip().rpartition(".")
    if not owner and (module := _text(found(record, mapping.module))):
        return "", f"{module}!{method}"
    return owner.strip(), "<init>" if method in _STARTS else method.partition("(")[0].strip()


def _result(record: dict[str, Any], mapping: Mapping) -> Value | None:
    if not has(record, mapping.result):
        return None
    held = found(record, mapping.result)
    if isinstance(held, dict) and _text(found(held, mapping.arg_type)) == "void":
        return None
    return _value(held, mapping)


def _value(held: object, mapping: Mapping, deep: int = 0) -> Value:
    """Return a value as the agent would have recorded it, as far as the log tells."""
    if isinstance(held, dict) and has(held, mapping.arg_value) and has(held, mapping.arg_type):
        made = _typed(found(held, mapping.arg_value), _text(found(held, mapping.arg_type)), mapping, deep)
        said = _text(held.get("instanceToString"))
        if said and not _IDENTITY.match(said):
            made.fields = {**made.fields, "toString": _typed(said, "java.lang.String", mapping, deep + 1)}
        return made
    return _typed(held, "", mapping, deep)


def _typed(held: object, type_: str, mapping: Mapping, deep: int) -> Value:
    if held is None:
        return Value(type="null")
    if isinstance(held, str):
        shown = _OBJECT.match(held)
        if shown:
            return Value(type=shown[1][:_MOST_TEXT])
        text = held if len(held) <= _MOST_TEXT else held[:_MOST_TEXT]
        long = len(held) > _MOST_TEXT
        return Value(type=type_ or "java.lang.String", text=text, truncated=long, size=len(held) if long else 0)
    if isinstance(held, bool | int | float):
        return Value(type=type_ or _NUMBERS[type(held)], text=_text(held))
    if isinstance(held, list):
        if _are_bytes(held, type_):
            data = bytes(item & 0xFF for item in held[:_MOST_TEXT])
            return Value(type="[B", data=data, truncated=len(held) > len(data), size=len(held))
        if deep >= _DEEPEST:
            return Value(type=type_ or "java.util.List", size=len(held), truncated=True)
        items = [_value(item, mapping, deep + 1) for item in held[:_MOST_ITEMS]]
        return Value(type=type_ or "java.util.List", items=items, size=len(held), truncated=len(held) > _MOST_ITEMS)
    if isinstance(held, dict) and deep < _DEEPEST:
        some = list(held.items())[:_MOST_ITEMS]
        parts = {str(name)[:_MOST_TEXT]: _value(part, mapping, deep + 1) for name, part in some}
        return Value(type=type_ or "java.util.Map", fields=parts, truncated=len(held) > len(some))
    return Value(type=type_ or "object", truncated=True)


_NUMBERS: dict[type, str] = {bool: "boolean", int: "long", float: "double"}


def _are_bytes(held: list[Any], type_: str) -> bool:
    small = all(type(item) is int and -128 <= item < 256 for item in held)
    return small and (type_ in _BYTES or (not type_ and len(held) >= _LEAST_BYTES))


def _list(held: object) -> list[Any]:
    """Return arguments as a list; logs also hold one text of a list, or an object by names or positions."""
    if isinstance(held, str) and held[:1] in "[{":
        try:
            held = json.loads(held)
        except (ValueError, RecursionError):
            return [held]
    if isinstance(held, dict):
        return list(held.values())
    return held if isinstance(held, list) else [] if held is None else [held]


def _stack(held: object, owner: str, method: str) -> list[str]:
    """Return the callers, innermost first: the hooked method itself stands before them in most logs."""
    lines = held.splitlines() if isinstance(held, str) else [_text(item) for item in _list(held)]
    lines = [line.strip().removeprefix("at ").strip() for line in lines]
    lines = [line for line in lines if line]
    own = f"{owner}.{method}"
    hooked = next((at for at, line in enumerate(lines[:2]) if line.partition("(")[0] == own), -1)
    return lines[hooked + 1 :]


def _time(held: object, unit: str) -> int:
    """Return a time in microseconds since 1970, 0 where there is none or it cannot be read."""
    try:
        if "%" in unit:
            return _since(dt.datetime.strptime(_text(held), unit))
        if isinstance(held, str) and unit in ("iso", "auto") and not _is_number(held):
            return _since(dt.datetime.fromisoformat(held.strip()))
        number = float(_text(held))
        if not math.isfinite(number) or unit == "iso":
            return 0
        scale = UNITS.get(unit) or _scale(number)
        return max(0, round(number * scale))
    except (ValueError, OverflowError):
        return 0


def _is_number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isascii() and text.strip().replace(".", "", 1).isdigit()


def _scale(number: float) -> float:
    return next((scale for scale in UNITS.values() if _EARLIEST <= number * scale < _LATEST), 0.0)


def _since(moment: dt.datetime) -> int:
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0, (moment - _EPOCH) // dt.timedelta(microseconds=1))


def _number(held: object) -> int:
    try:
        return int(_text(held), 0) & 0x7FFF_FFFF_FFFF_FFFF
    except ValueError:
        return 0


def _text(held: object) -> str:
    if isinstance(held, str):
        return held.encode("utf-8", "replace").decode() if not held.isascii() else held
    if isinstance(held, bool):
        return "true" if held else "false"
    if held is None:
        return ""
    return str(held) if isinstance(held, int | float) else json.dumps(held, ensure_ascii=True, default=str)
