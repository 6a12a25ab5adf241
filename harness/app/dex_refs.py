"""What a dex file names: the classes that it defines, and every class, method and field that its code refers to.

Format: https://source.android.com/docs/core/runtime/dex-format.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from harness.app.dex import DexRefused

_HEADER = 0x70
_NONE = 0xFFFFFFFF
_LONGEST = 4096
"""Bytes of a name that are read."""


class Member(NamedTuple):
    """A method (``descriptor`` is ``(I)V``) or a field (``I``) as code refers to it; ``owner`` with slashes."""

    owner: str
    name: str
    descriptor: str


class Defined(NamedTuple):
    """A class that the file defines: what it extends and implements, and its own members by name and descriptor."""

    parents: tuple[str, ...]
    members: frozenset[tuple[str, str]]


class DexRefs(NamedTuple):
    """The names of one file, classes with slashes."""

    defined: dict[str, Defined]
    types: frozenset[str]
    members: frozenset[Member]


def read_refs(data: bytes) -> DexRefs:
    """Read what a dex file defines and refers to. Raises :class:`DexRefused`."""
    try:
        return _Reader(data).read()
    except (struct.error, IndexError, RecursionError) as error:
        raise DexRefused("The dex file is broken: its tables point outside it.") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(b"dex\n"):
            raise DexRefused("It is no dex file.")
        self._data = data
        self._strings: dict[int, str] = {}
        (self._string_count, self._strings_at, count, at, protos, protos_at, fields, fields_at, methods, methods_at) = (
            struct.unpack_from("<10I", data, 0x38)
        )
        self._types = [self._string(index) for (index,) in self._table("<I", at, count)]
        shapes = [
            f"({''.join(self._list(parameters))}){self._types[returned]}"
            for _, returned, parameters in self._table("<III", protos_at, protos)
        ]
        self._methods = [
            Member(self._types[owner], self._string(name), shapes[shape])
            for owner, shape, name in self._table("<HHI", methods_at, methods)
        ]
        self._fields = [
            Member(self._types[owner], self._string(name), self._types[kind])
            for owner, kind, name in self._table("<HHI", fields_at, fields)
        ]

    def read(self) -> DexRefs:
        count, at = struct.unpack_from("<II", self._data, 0x60)
        defined = {}
        for index, _, above, interfaces, _, _, members, _ in self._table("<8I", at, count):
            parents = [] if above == _NONE else [self._types[above]]
            parents += self._list(interfaces)
            defined[_plain(self._types[index])] = Defined(
                tuple(map(_plain, parents)), frozenset(self._own(members)) if members else frozenset()
            )
        return DexRefs(
            defined,
            frozenset(_plain(name) for name in self._types if "L" in name),
            frozenset(Member(_plain(m.owner), m.name, m.descriptor) for m in (*self._methods, *self._fields)),
        )

    def _table(self, form: str, at: int, count: int) -> Iterator[tuple[int, ...]]:
        size = struct.calcsize(form)
        if count and at + size * count > len(self._data):
            raise DexRefused("The dex file is cut: its tables end behind it.")
        return struct.iter_unpack(form, memoryview(self._data)[at : at + size * count])

    def _list(self, at: int) -> list[str]:
        """The types of a type_list; none at 0."""
        if not at:
            return []
        (count,) = struct.unpack_from("<I", self._data, at)
        return [self._types[index] for (index,) in self._table("<H", at + 4, count)]

    def _string(self, index: int) -> str:
        found = self._strings.get(index)
        if found is None:
            if index >= self._string_count:
                raise DexRefused("The dex file is broken: a name is not in it.")
            (place,) = struct.unpack_from("<I", self._data, self._strings_at + 4 * index)
            _, place = self._number(place)
            end = self._data.find(b"\0", place, place + _LONGEST)
            found = self._data[place : end if end >= 0 else place + _LONGEST].decode("utf-8", "replace")
            self._strings[index] = found
        return found

    def _own(self, at: int) -> Iterator[tuple[str, str]]:
        """The members of a class_data_item."""
        counts = []
        for _ in range(4):
            count, at = self._number(at)
            counts.append(count)
        for part, count in enumerate(counts):
            known, index = (self._fields, 0) if part < 2 else (self._methods, 0)
            for _ in range(count):
                step, at = self._number(at)
                _, at = self._number(at)
                if part >= 2:
                    _, at = self._number(at)
                index += step
                member = known[index]
                yield member.name, member.descriptor

    def _number(self, at: int) -> tuple[int, int]:
        """A ULEB128 and where it ends."""
        value = shift = 0
        while True:
            byte = self._data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value, at
            shift += 7
            if shift > 28:
                raise DexRefused("The dex file is broken: a number does not end.")


def _plain(descriptor: str) -> str:
    """``[Lcom/a/B;`` -> ``com/a/B``."""
    return descriptor.lstrip("[").removeprefix("L").removesuffix(";")
