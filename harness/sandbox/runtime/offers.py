"""What the doubles have: their classes, and the members of each, as an app's code would find them."""

from __future__ import annotations

import struct
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .classfile import constants

JAR = Path(__file__).parent / "doubles.jar"


class Offered(NamedTuple):
    """A class of the doubles: what it extends and implements, and its own members by name and descriptor."""

    parents: tuple[str, ...]
    members: frozenset[tuple[str, str]]


@cache
def offers() -> dict[str, Offered]:
    """Return the classes of the doubles by name, with slashes."""
    with zipfile.ZipFile(JAR) as archive:
        found = (_read(archive.read(name)) for name in archive.namelist() if name.endswith(".class"))
        return dict(found)


def _read(data: bytes) -> tuple[str, Offered]:
    """Read a class file of our own compiler's (JVM specification, 4.1)."""
    known = constants(data)
    texts = {number: text.decode("utf-8", "replace") for number, text in known.texts.items()}
    at = known.end
    _, own, above, interfaces = struct.unpack_from(">HHHH", data, at)
    parents = struct.unpack_from(f">{interfaces}H", data, at + 8)
    at += 8 + 2 * interfaces
    members = []
    for _ in range(2):  # fields, then methods
        (count,) = struct.unpack_from(">H", data, at)
        at += 2
        for _ in range(count):
            _, name, shape, attributes = struct.unpack_from(">HHHH", data, at)
            at += 8
            members.append((texts[name], texts[shape]))
            for _ in range(attributes):
                (size,) = struct.unpack_from(">I", data, at + 2)
                at += 6 + size
    every = (*((above,) if above else ()), *parents)
    return texts[known.classes[own]], Offered(tuple(texts[known.classes[each]] for each in every), frozenset(members))
