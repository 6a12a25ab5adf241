"""Finding controls in uiautomator's view tree. The tree's texts come from the app and are hostile."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import msgspec

_BOUNDS = re.compile(r"\[(-?\d+),(-?\d+)\]\[(-?\d+),(-?\d+)\]")


class UiError(ValueError):
    """A view tree cannot be read."""


class Node(msgspec.Struct, frozen=True):
    """One control: texts, class (``kind``) and bounds in pixels (left, top, right, bottom)."""

    kind: str
    text: str
    description: str
    resource_id: str
    package: str
    clickable: bool
    checkable: bool
    checked: bool
    bounds: tuple[int, int, int, int]

    @property
    def center(self) -> tuple[int, int]:
        """The middle of the control, in pixels."""
        left, top, right, bottom = self.bounds
        return (left + right) // 2, (top + bottom) // 2


def root_of(xml: bytes) -> ET.Element:
    """Return the root of a view tree. Raises :class:`UiError` when it is not one."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise UiError("The view tree declares entities, which uiautomator never does.")
    try:
        return ET.fromstring(xml)  # noqa: S314 - entity declarations are refused above
    except ET.ParseError as error:
        raise UiError(f"The view tree is not XML: {error}.") from None


def bounds_of(element: ET.Element) -> tuple[int, int, int, int] | None:
    """Return a node's left, top, right and bottom in pixels; None when it does not say them."""
    found = _BOUNDS.fullmatch(element.get("bounds", ""))
    if found is None:
        return None
    left, top, right, bottom = (int(part) for part in found.groups())
    return left, top, right, bottom


def nodes(xml: bytes) -> Iterator[Node]:
    """Yield the nodes of a view tree in document order. Raises :class:`UiError` when it is not one."""
    for element in root_of(xml).iter("node"):
        bounds = bounds_of(element)
        if bounds is None:
            continue
        yield Node(
            kind=element.get("class", ""),
            text=element.get("text", ""),
            description=element.get("content-desc", ""),
            resource_id=element.get("resource-id", ""),
            package=element.get("package", ""),
            clickable=element.get("clickable") == "true",
            checkable=element.get("checkable") == "true",
            checked=element.get("checked") == "true",
            bounds=bounds,
        )


def find_by_text(xml: bytes, texts: list[str]) -> Node | None:
    """Return the control whose text or description is exactly one of ``texts`` (first text first, clickable first)."""
    found = list(nodes(xml))
    for text in texts:
        matching = [node for node in found if text in (node.text.strip(), node.description.strip())]
        if matching:
            return next((node for node in matching if node.clickable), matching[0])
    return None
