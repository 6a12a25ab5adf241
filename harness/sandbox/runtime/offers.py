"""What an app's code finds in the sandbox: classes and members, those that do something and those that are shells."""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .shells.classes import read
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
    """Read a class file of our own compiler's."""
    found = read(data)
    parents = (*((found.above,) if found.above else ()), *found.interfaces)
    members = frozenset((each.name, each.shape) for each in (*found.fields, *found.methods))
    shells = frozenset((each.name, each.shape) for kind, each in found.noted if kind == MARK)
    return found.name, Offered(parents, members, shells)
