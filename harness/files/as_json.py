"""Documents in JSON that no terminal obeys and every reader takes."""

import re
from typing import Any, Literal

import msgspec

_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What turns lines round, hides or drives a terminal, and is no character that JSON itself escapes (RFC 8259, 7)."""


def to_bytes(value: Any, *, indent: int = 0, ordered: bool = False) -> bytes:
    """Return a value as JSON in UTF-8, ``ordered`` by its keys, on one line where ``indent`` is 0.

    Invisible, bidirectional and control characters are written as escapes, which read back as the same text. A
    surrogate that has no partner, which UTF-8 cannot hold, becomes the text ``\\ud800``.
    """
    order: Literal["sorted"] | None = "sorted" if ordered else None
    try:
        data = msgspec.json.encode(value, order=order)
    except UnicodeEncodeError:
        data = msgspec.json.encode(_encodable(msgspec.to_builtins(value)), order=order)
    data = msgspec.json.format(data, indent=indent) if indent else data
    if data.isascii() and b"\x7f" not in data:
        return data
    return _UNSEEN.sub(_escape, data.decode()).encode()


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


def _encodable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {_encodable(key): _encodable(each) for key, each in value.items()}
        case list() | tuple():
            return [_encodable(each) for each in value]
        case _:
            return value
