"""Android's binary XML, read into a tree and written again.

Format: AOSP ``ResourceTypes.h`` (``ResXMLTree_*``). What the platform relies on and a writer must therefore keep: the
names of attributes with a resource id come first in the string pool, in the order of the resource map, and an element's
attributes are sorted by that id (``retrieveAttributes`` walks both lists together).
"""

import struct
from collections.abc import Iterator
from typing import Final

import msgspec

from harness.app.repackage.strings import POOL, Malformed, chunk, head, read_pool, write_pool

ANDROID: Final = "http://schemas.android.com/apk/res/android"
REFERENCE, STRING, INTEGER, BOOLEAN = 0x01, 0x03, 0x10, 0x12
_XML, _MAP = 0x0003, 0x0180
_NS_START, _NS_END, _START, _END, _TEXT = 0x0100, 0x0101, 0x0102, 0x0103, 0x0104
_NONE = 0xFFFFFFFF
_MOST_DEEP = 500


class Attribute(msgspec.Struct):
    """One attribute. ``resource`` is its id, 0 without; ``raw`` its text as written, if kept; ``kind`` and ``data`` its
    value (of a string, ``text``)."""

    name: str
    kind: int
    data: int = 0
    text: str = ""
    namespace: str = ""
    resource: int = 0
    raw: str | None = None


class Element(msgspec.Struct):
    """One element. ``children`` are elements and texts; ``namespaces`` the (prefix, address) pairs that begin at it."""

    name: str
    attributes: list[Attribute] = []
    children: list["Element | str"] = []
    namespaces: list[tuple[str, str]] = []
    namespace: str = ""
    line: int = 1

    def elements(self, name: str) -> list["Element"]:
        """Return the child elements of this name."""
        return [child for child in self.children if isinstance(child, Element) and child.name == name]

    def walk(self) -> Iterator["Element"]:
        """Yield this element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def get(self, name: str, namespace: str = ANDROID) -> Attribute | None:
        """Return an attribute, by its name."""
        return next((row for row in self.attributes if row.name == name and row.namespace == namespace), None)

    def put(self, attribute: Attribute) -> None:
        """Set an attribute, in the place of one of the same name or resource id."""
        self.attributes = [
            row
            for row in self.attributes
            if (row.name, row.namespace) != (attribute.name, attribute.namespace)
            and (not row.resource or row.resource != attribute.resource)
        ]
        self.attributes.append(attribute)


def read_axml(data: bytes) -> Element:
    """Return the root of a document. Chunks of unknown kinds are passed over, as the platform does.

    Raises :class:`Malformed`.
    """
    kind, at, end = head(data, 0, len(data))
    if kind != _XML:
        raise Malformed("it is no binary XML")
    strings: list[str] = []
    resources: tuple[int, ...] = ()
    top = Element(name="")
    open_, namespaces = [top], list[tuple[str, str]]()
    while at < end:
        kind, header, size = head(data, at, end)
        if kind == POOL:
            strings = read_pool(data, at, end)
        elif kind == _MAP:
            resources = struct.unpack_from(f"<{(size - header) // 4}I", data, at + header)
        elif kind in (_NS_START, _START, _END, _TEXT):
            if size < header + 8 or header < 16:
                raise Malformed(f"the chunk at {at} is too short")
            body = at + header
            if kind == _NS_START:
                prefix, address = struct.unpack_from("<II", data, body)
                namespaces.append((_text(strings, prefix), _text(strings, address)))
            elif kind == _TEXT:
                open_[-1].children.append(_text(strings, struct.unpack_from("<I", data, body)[0]))
            elif kind == _START:
                element = _element(data, body, at + size, strings, resources)
                element.line, element.namespaces = struct.unpack_from("<I", data, at + 8)[0], namespaces
                namespaces = []
                open_[-1].children.append(element)
                open_.append(element)
                if len(open_) > _MOST_DEEP:
                    raise Malformed("its elements are nested too deep")
            elif len(open_) > 1:
                open_.pop()
        at += size
    roots = [child for child in top.children if isinstance(child, Element)]
    if not roots:
        raise Malformed("it has no element")
    return roots[0]


def _text(strings: list[str], index: int) -> str:
    if index == _NONE:
        return ""
    if index >= len(strings):
        raise Malformed(f"there is no string {index}")
    return strings[index]


def _element(data: bytes, at: int, end: int, strings: list[str], resources: tuple[int, ...]) -> Element:
    if at + 20 > end:
        raise Malformed(f"the element at {at} is too short")
    namespace, name, start, size, count = struct.unpack_from("<IIHHH", data, at)
    if size < 20 or at + start + count * size > end:
        raise Malformed(f"the element at {at} has {count} attributes")
    element = Element(name=_text(strings, name), namespace=_text(strings, namespace))
    for number in range(count):
        space, key, raw, _, _, kind, value = struct.unpack_from("<IIIHBBI", data, at + start + number * size)
        element.attributes.append(
            Attribute(
                name=_text(strings, key),
                kind=kind,
                data=0 if kind == STRING else value,
                text=_text(strings, value) if kind == STRING else "",
                namespace=_text(strings, space),
                resource=resources[key] if key < len(resources) else 0,
                raw=None if raw == _NONE else _text(strings, raw),
            )
        )
    return element


class _Strings:
    """The pool of a document that is written: named attributes first, each text once behind them."""

    def __init__(self, root: Element) -> None:
        names = {(row.resource, row.name) for item in root.walk() for row in item.attributes if row.resource}
        self._named = {pair: number for number, pair in enumerate(sorted(names))}
        self.resources = [resource for resource, _ in self._named]
        self.strings = [name for _, name in self._named]
        self._others: dict[str, int] = {}

    def name(self, attribute: Attribute) -> int:
        """The number of an attribute's name."""
        pair = (attribute.resource, attribute.name)
        return self._named[pair] if attribute.resource else self.text(attribute.name)

    def text(self, text: str) -> int:
        """The number of any other text."""
        if text not in self._others:
            self._others[text] = len(self.strings)
            self.strings.append(text)
        return self._others[text]

    def or_none(self, text: str | None) -> int:
        """The number of a text that need not be there."""
        return self.text(text) if text else _NONE


def write_axml(root: Element) -> bytes:
    """Return the document of a root element."""
    strings, body = _Strings(root), bytearray()
    _write(root, strings, body)
    pool = write_pool(strings.strings)
    resources = struct.pack(f"<{len(strings.resources)}I", *strings.resources)
    return chunk(_XML, b"", pool + chunk(_MAP, b"", resources) + body)


def _node(kind: int, line: int, body: bytes) -> bytes:
    return chunk(kind, struct.pack("<II", line, _NONE), body)


def _write(element: Element, strings: _Strings, body: bytearray) -> None:
    pairs = [struct.pack("<II", strings.text(prefix), strings.text(uri)) for prefix, uri in element.namespaces]
    for pair in pairs:
        body += _node(_NS_START, element.line, pair)
    names = struct.pack("<II", strings.or_none(element.namespace), strings.text(element.name))
    # By resource id; those without one come last, in their order.
    rows = sorted(element.attributes, key=lambda row: row.resource or _NONE)
    places = [_place(rows, name) for name in ("id", "class", "style")]
    fields = struct.pack("<HHHHHH", 20, 20, len(rows), *places)
    body += _node(_START, element.line, names + fields + b"".join(_attribute(row, strings) for row in rows))
    for child in element.children:
        if isinstance(child, Element):
            _write(child, strings, body)
        else:
            body += _node(_TEXT, element.line, struct.pack("<IHBBI", strings.text(child), 8, 0, 0, 0))
    body += _node(_END, element.line, names)
    for pair in reversed(pairs):
        body += _node(_NS_END, element.line, pair)


def _place(rows: list[Attribute], name: str) -> int:
    """Return the 1-based place of the attribute of no namespace that the header names, 0 without."""
    return next((number for number, row in enumerate(rows, 1) if row.name == name and not row.namespace), 0)


def _attribute(row: Attribute, strings: _Strings) -> bytes:
    value = strings.text(row.text) if row.kind == STRING else row.data
    raw = value if row.kind == STRING else strings.or_none(row.raw)
    return struct.pack("<IIIHBBI", strings.or_none(row.namespace), strings.name(row), raw, 8, 0, row.kind, value)
