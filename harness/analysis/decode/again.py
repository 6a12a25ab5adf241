"""Doing an encoding again when what it says has changed, in the manner in which it was done before.

What cannot be done so is ``None``: whoever asks leaves something out instead.
"""

import re
import struct
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Redo(NamedTuple):
    """``data`` is to be said where ``was`` said ``said``; ``element`` is the path's word for the encoding."""

    data: bytes
    was: bytes
    said: bytes
    element: str = ""


class Edit(NamedTuple):
    """``data`` instead of ``view[start:end]``. ``said``: it is what a leaf says, its own escapes still to be made."""

    start: int
    end: int
    data: bytes
    said: bool = False

    @property
    def grows(self) -> int:
        """How many bytes longer the view becomes."""
        return len(self.data) - (self.end - self.start)


Encode = Callable[[Redo], "bytes | None"]
Fit = Callable[[bytes, Sequence[Edit]], "bytes | None"]
Rebuild = Callable[[bytes, Sequence[bytes]], "bytes | None"]


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return ``data`` with edits made, which come in their order and do not overlap."""
    out, at = bytearray(), 0
    for edit in edits:
        out += data[at : edit.start]
        out += edit.data
        at = edit.end
    return bytes(out + data[at:])


def within(edits: Iterable[Edit], start: int, end: int) -> list[Edit]:
    """Return the edits of ``view[start:end]``, with their places in it. Raises ``ValueError`` where one crosses it."""
    found = []
    for edit in edits:
        if edit.end <= start or edit.start >= end:
            continue
        if edit.start < start or edit.end > end:
            raise ValueError("an edit crosses the bounds of a leaf")
        found.append(edit._replace(start=edit.start - start, end=edit.end - start))
    return found


def escaping(escaped: Callable[[Redo], bytes]) -> Fit:
    """Return how a view of text is changed whose leaves have escapes of their own, which ``escaped`` makes."""

    def fit(data: bytes, edits: Sequence[Edit]) -> bytes:
        return splice(
            data,
            (
                edit._replace(data=escaped(Redo(edit.data, data[edit.start : edit.end], b""))) if edit.said else edit
                for edit in edits
            ),
        )

    return fit


class Sign(NamedTuple):
    """One sign of escaped text: what it ``said`` (a byte, a character, a unit of UTF-16) and how it stood there.

    ``escaped``: not as itself. ``behind`` stands behind it and says nothing (a broken line).
    """

    said: object
    was: bytes
    escaped: bool
    behind: bytes = b""


def alike(signs: Sequence[Sign], said: Sequence[object], write: Callable[[object, "bytes | None"], bytes]) -> bytes:
    """Return escaped text that says ``said``: what it said before as it stood there, the rest as what it replaces was.

    ``write`` is given one thing to say and an escape to imitate, ``None`` where there was none.
    """
    ahead = 0
    while ahead < min(len(signs), len(said)) and signs[ahead].said == said[ahead]:
        ahead += 1
    back = 0
    while back < min(len(signs), len(said)) - ahead and signs[-1 - back].said == said[-1 - back]:
        back += 1
    old, new = signs[ahead : len(signs) - back], said[ahead : len(said) - back]
    out = bytearray(b"".join(sign.was + sign.behind for sign in signs[:ahead]))
    if len(old) == len(new):
        for sign, one in zip(old, new, strict=True):
            out += sign.was if sign.said == one else write(one, sign.was if sign.escaped else None)
            out += sign.behind
    else:
        escapes = [sign.was for sign in old or signs if sign.escaped]
        like = escapes[0] if 2 * len(escapes) > len(old or signs) else None
        out += b"".join(write(one, like) for one in new)
    out += b"".join(sign.was + sign.behind for sign in signs[len(signs) - back :])
    return bytes(out)


def signs_of(
    escape: "re.Pattern[bytes]",
    data: bytes,
    undone: Callable[[bytes], Sequence[object]],
    plain: Callable[[bytes], Sequence[Sign]],
) -> list[Sign]:
    """Take escaped text apart. ``undone`` says what an escape says (nothing: it stands behind the sign before it).

    ``plain`` takes apart what stands between escapes.
    """
    found: list[Sign] = []
    at = 0
    for one in (*escape.finditer(data), None):
        found += plain(data[at : one.start() if one else len(data)])
        if one is None:
            return found
        things = undone(one.group())
        if things:
            found.append(Sign(things[0], one.group(), True))
            found += [Sign(thing, b"", True) for thing in things[1:]]
        elif found:
            found[-1] = found[-1]._replace(behind=found[-1].behind + one.group())
        at = one.end()
    return found


def units(data: bytes) -> list[int]:
    """Return text in UTF-8 as units of UTF-16. Raises ``UnicodeError``."""
    wide = data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
    return list(struct.unpack(f"<{len(wide) // 2}H", wide))


def plain_bytes(data: bytes) -> list[Sign]:
    """Take text apart into bytes."""
    return [Sign(byte, bytes([byte]), escaped=False) for byte in data]


def plain_units(data: bytes) -> list[Sign]:
    """Take text in UTF-8 apart into units of UTF-16. Raises ``UnicodeError``."""
    found = []
    for char in data.decode("utf-8", "surrogatepass"):
        one = char.encode("utf-8", "surrogatepass")
        said = units(one)
        found.append(Sign(said[0], one, escaped=False))
        found += [Sign(unit, b"", escaped=False) for unit in said[1:]]
    return found
