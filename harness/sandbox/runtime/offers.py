"""What an app's code finds in the sandbox: classes and members, those that do something and those that are shells."""

from __future__ import annotations

import struct
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .classfile import constants
from .shells.make import MARK
from .shells.signatures import ENUM, Api, load

JAR = Path(__file__).parent / "doubles.jar"


class Offered(NamedTuple):
    """A class: what it extends and implements, its own members by name and descriptor, and which are only shells."""

    parents: tuple[str, ...]
    members: frozenset[tuple[str, str]]
    shells: frozenset[tuple[str, str]] = frozenset()


@cache
def offers() -> dict[str, Offered]:
    """Return the classes of the doubles, and those that are shells altogether, by name with slashes."""
    found = {name: _shell(api) for name, api in load().items()}
    with zipfile.ZipFile(JAR) as archive:
        found.update(_read(archive.read(name)) for name in archive.namelist() if name.endswith(".class"))
    return found


def _shell(api: Api) -> Offered:
    methods = {(each.name, each.shape) for each in api.methods}
    if api.flags & ENUM:
        methods |= {("values", f"()[L{api.name};"), ("valueOf", f"(Ljava/lang/String;)L{api.name};")}
    fields = {(each.name, each.shape) for each in api.fields}
    return Offered((api.above, *api.interfaces), frozenset(methods | fields), frozenset(methods))


def _read(data: bytes) -> tuple[str, Offered]:
    """Read a class file of our own compiler's (JVM specification, 4.1)."""
    known = constants(data)
    texts = {number: text.decode("utf-8", "replace") for number, text in known.texts.items()}
    at = known.end
    _, own, above, interfaces = struct.unpack_from(">HHHH", data, at)
    parents = struct.unpack_from(f">{interfaces}H", data, at + 8)
    at += 8 + 2 * interfaces
    members, shells = [], []
    for _ in range(2):  # fields, then methods
        (count,) = struct.unpack_from(">H", data, at)
        at += 2
        for _ in range(count):
            _, name, shape, attributes = struct.unpack_from(">HHHH", data, at)
            at += 8
            members.append((texts[name], texts[shape]))
            for _ in range(attributes):
                kind, size = struct.unpack_from(">HI", data, at)
                if texts[kind] == MARK:
                    shells.append(members[-1])
                at += 6 + size
    every = (*((above,) if above else ()), *parents)
    return texts[known.classes[own]], Offered(
        tuple(texts[known.classes[each]] for each in every), frozenset(members), frozenset(shells)
    )
