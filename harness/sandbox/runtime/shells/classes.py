"""Class files: read as far as merging needs, written as far as shells need (JVM specification, 4)."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import NamedTuple

from harness.sandbox.runtime.classfile import constants

VERSION = 52
"""Java 8: interfaces have methods with bodies, and code without branches needs no frames."""
_FINAL = 0x10
_PARAMETER = re.compile(r"\[*(?:L[^;]+;|.)")


class Member(NamedTuple):
    """A field or method of a compiled class."""

    flags: int
    name: str
    shape: str


class Compiled(NamedTuple):
    """A class file: what it says of itself, and where its parts stand in ``data``."""

    data: bytes
    name: str
    above: str
    interfaces: tuple[str, ...]
    flags: int
    fields: tuple[Member, ...]
    methods: tuple[Member, ...]
    head: int
    """Where the access flags stand."""
    fields_at: int
    methods_at: int
    final_at: tuple[int, ...]
    """Where the flags stand of methods that a class below may not replace."""
    rest_at: int
    """Where the class's attributes stand."""
    noted: frozenset[tuple[str, Member]]
    """The names of members' attributes, each with its member."""


def read(data: bytes) -> Compiled:
    """Read a class file of a compiler's."""
    known = constants(data)
    text = {number: each.decode("utf-8", "replace") for number, each in known.texts.items()}
    flags, own, above, count = struct.unpack_from(">HHHH", data, known.end)
    interfaces = struct.unpack_from(f">{count}H", data, known.end + 8)
    fields_at = known.end + 8 + 2 * count
    noted: set[tuple[str, Member]] = set()
    fields, methods_at, _ = _members(data, fields_at, text, noted)
    methods, rest_at, final_at = _members(data, methods_at, text, noted)
    return Compiled(
        data, text[known.classes[own]], text[known.classes[above]] if above else "",
        tuple(text[known.classes[each]] for each in interfaces), flags, fields, methods,
        known.end, fields_at, methods_at, final_at, rest_at, frozenset(noted),
    )  # fmt: skip


def _members(
    data: bytes, at: int, text: dict[int, str], noted: set[tuple[str, Member]]
) -> tuple[tuple[Member, ...], int, tuple[int, ...]]:
    (count,) = struct.unpack_from(">H", data, at)
    at += 2
    found, final_at = [], []
    for _ in range(count):
        flags, name, shape, attributes = struct.unpack_from(">HHHH", data, at)
        if flags & _FINAL:
            final_at.append(at)
        found.append(Member(flags, text[name], text[shape]))
        at += 8
        for _ in range(attributes):
            kind, size = struct.unpack_from(">HI", data, at)
            noted.add((text[kind], found[-1]))
            at += 6 + size
    return tuple(found), at, tuple(final_at)


def parameters(shape: str) -> list[str]:
    """The descriptors of a method's parameters."""
    return _PARAMETER.findall(shape[1 : shape.index(")")])


def result(shape: str) -> str:
    """The descriptor of what a method returns."""
    return shape.rpartition(")")[2]


class Pool:
    """A constant pool that grows: a new one, or behind that of a compiled class."""

    def __init__(self, old: bytes = b"", following: int = 1, texts: dict[int, bytes] | None = None) -> None:
        self._parts, self.following = [old], following
        self._texts: dict[str, int] = {}
        self._known: dict[tuple[object, ...], int] = {
            (1, text): number for number, text in reversed((texts or {}).items())
        }

    @property
    def data(self) -> bytes:
        """All constants."""
        return b"".join(self._parts)

    def _add(self, key: tuple[object, ...], data: bytes, wide: int = 1) -> int:
        if key not in self._known:
            self._known[key] = self.following
            self._parts.append(data)
            self.following += wide
        return self._known[key]

    def text(self, text: str) -> int:
        """A text, as the JVM writes it: zero in two bytes, what is beyond 16 bits in two halves."""
        if (known := self._texts.get(text)) is not None:
            return known
        if text.isascii() and "\0" not in text:
            data = text.encode()
        else:
            data = b"".join(
                b"\xc0\x80" if unit == 0 else chr(unit).encode("utf-8", "surrogatepass")
                for (unit,) in struct.iter_unpack(">H", text.encode("utf-16-be", "surrogatepass"))
            )
        self._texts[text] = number = self._add((1, data), b"\1" + struct.pack(">H", len(data)) + data)
        return number

    def class_(self, name: str) -> int:
        """A class."""
        number = self.text(name)
        return self._add((7, number), b"\7" + struct.pack(">H", number))

    def string(self, text: str) -> int:
        """A string constant."""
        number = self.text(text)
        return self._add((8, number), b"\10" + struct.pack(">H", number))

    def value(self, value: str | int | float, shape: str) -> int:
        """A constant of the type that a descriptor names."""
        if isinstance(value, str):
            return self.string(value)
        if shape == "J":
            return self._add((5, value), b"\5" + struct.pack(">q", value), 2)
        if shape == "D":
            return self._add((6, struct.pack(">d", value)), b"\6" + struct.pack(">d", value), 2)
        if shape == "F":
            data = struct.pack(">f", value)
            return self._add((4, data), b"\4" + data)
        return self._add((3, value), b"\3" + struct.pack(">i", (int(value) + 2**31) % 2**32 - 2**31))

    def member(self, kind: int, owner: str, name: str, shape: str) -> int:
        """A field (9), a method of a class (10) or of an interface (11)."""
        class_, pair = self.class_(owner), (self.text(name), self.text(shape))
        both = self._add((12, *pair), b"\14" + struct.pack(">HH", *pair))
        return self._add((kind, class_, both), bytes([kind]) + struct.pack(">HH", class_, both))


def field(pool: Pool, flags: int, name: str, shape: str, value: str | int | float | None = None) -> bytes:
    """A field, with its constant if it has one."""
    head = struct.pack(">HHH", flags, pool.text(name), pool.text(shape))
    if value is None:
        return head + struct.pack(">H", 0)
    return head + struct.pack(">HHIH", 1, pool.text("ConstantValue"), 2, pool.value(value, shape))


def method(
    pool: Pool,
    flags: int,
    name: str,
    shape: str,
    code: bytes | None,
    stack: int = 0,
    throws: Sequence[str] = (),
    mark: str = "",
) -> bytes:
    """A method, without code where it is abstract; ``mark`` is an empty attribute that readers may look for."""
    head = struct.pack(">HHH", flags, pool.text(name), pool.text(shape))
    more = struct.pack(">HI", pool.text(mark), 0) if mark else b""
    count = int(bool(mark)) + int(bool(throws))
    if throws:
        places = [pool.class_(each) for each in throws]
        more += struct.pack(f">HIH{len(places)}H", pool.text("Exceptions"), 2 + 2 * len(places), len(places), *places)
    if code is None:
        return head + struct.pack(">H", count) + more
    room = sum(2 if each in "JD" else 1 for each in parameters(shape)) + (not flags & 8)
    body = struct.pack(">HHI", stack, room, len(code)) + code + struct.pack(">HH", 0, 0)
    return head + struct.pack(">HHI", count + 1, pool.text("Code"), len(body)) + body + more


def written(
    pool: Pool, flags: int, name: str, above: str, interfaces: Sequence[str], fields: Sequence[bytes],
    methods: Sequence[bytes], inside: Sequence[tuple[str, str, int]] = (),
) -> bytes:  # fmt: skip
    """A whole class file; ``inside`` are nested classes with their outer ones and flags."""
    attributes = b""
    if inside:
        rows = [
            struct.pack(">HHHH", pool.class_(each), pool.class_(outer), pool.text(each[len(outer) + 1 :]), has)
            for each, outer, has in inside
        ]
        body = struct.pack(">H", len(rows)) + b"".join(rows)
        attributes = struct.pack(">HI", pool.text("InnerClasses"), len(body)) + body
    head = struct.pack(">HHH", flags, pool.class_(name), pool.class_(above))
    places = [pool.class_(each) for each in interfaces]
    return b"".join((
        b"\xca\xfe\xba\xbe", struct.pack(">HHH", 0, VERSION, pool.following), pool.data, head,
        struct.pack(f">H{len(places)}H", len(places), *places),
        struct.pack(">H", len(fields)), *fields, struct.pack(">H", len(methods)), *methods,
        struct.pack(">H", 1 if attributes else 0), attributes,
    ))  # fmt: skip


def pool_of(old: Compiled) -> Pool:
    """A pool that goes on behind a compiled class's constants."""
    known = constants(old.data)
    return Pool(old.data[10 : known.end], known.following, known.texts)


def merged(
    old: Compiled, pool: Pool, interfaces: Sequence[str], fields: Sequence[bytes], methods: Sequence[bytes]
) -> bytes:
    """A compiled class with more interfaces, fields and methods, whose constants are in ``pool``."""
    data = bytearray(old.data)
    for at in old.final_at:  # an app may have a method of that name, for Android's own is not final or not there
        data[at : at + 2] = struct.pack(">H", struct.unpack_from(">H", data, at)[0] & ~_FINAL)
    own, above, count = struct.unpack_from(">HHH", data, old.head + 2)
    places = [*struct.unpack_from(f">{count}H", data, old.head + 8), *(pool.class_(each) for each in interfaces)]
    return b"".join((
        data[:8], struct.pack(">H", pool.following), pool.data, struct.pack(">HHH", old.flags, own, above),
        struct.pack(f">H{len(places)}H", len(places), *places),
        struct.pack(">H", len(old.fields) + len(fields)), data[old.fields_at + 2 : old.methods_at], *fields,
        struct.pack(">H", len(old.methods) + len(methods)), data[old.methods_at + 2 : old.rest_at], *methods,
        data[old.rest_at :],
    ))  # fmt: skip
