"""A screen's views as a tree, for telling screens apart and for finding what can be touched. Its texts are hostile."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

import msgspec

from harness.capture.screen.controls import bounds_of, root_of

_DEEPEST = 200
_LONGEST_LABEL = 80


class View(msgspec.Struct, frozen=True, eq=False):
    """One view: what uiautomator tells of it, and the views in it. ``bounds`` are pixels (left, top, right, bottom)."""

    kind: str
    text: str
    description: str
    resource_id: str
    package: str
    clickable: bool
    checkable: bool
    checked: bool
    enabled: bool
    password: bool
    scrollable: bool
    bounds: tuple[int, int, int, int]
    children: tuple["View", ...] = ()

    @property
    def center(self) -> tuple[int, int]:
        """Its middle, in pixels."""
        left, top, right, bottom = self.bounds
        return (left + right) // 2, (top + bottom) // 2

    @property
    def visible(self) -> bool:
        """Whether it takes up any room."""
        left, top, right, bottom = self.bounds
        return right > left and bottom > top

    @property
    def editable(self) -> bool:
        """Whether one can type into it."""
        return self.kind.endswith(("EditText", "AutoCompleteTextView"))

    def walk(self) -> Iterator["View"]:
        """Yield this view and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def label(self) -> str:
        """Return what it says to a person: its own text or description, or the texts in it."""
        own = self.text.strip() or self.description.strip()
        if own:
            return own[:_LONGEST_LABEL]
        said = (view.text.strip() or view.description.strip() for view in self.walk() if view is not self)
        return " ".join(text for text in said if text)[:_LONGEST_LABEL]


def parse(xml: bytes) -> tuple[View, ...]:
    """Return the top views of a dump. Raises ``UiError`` when it is none."""
    return _views(root_of(xml), 0)


def _views(element: ET.Element, depth: int) -> tuple[View, ...]:
    if depth > _DEEPEST:
        return ()
    found = (_view(child, depth) for child in element if child.tag == "node")
    return tuple(view for view in found if view is not None)


def _view(element: ET.Element, depth: int) -> View | None:
    bounds = bounds_of(element)
    if bounds is None:
        return None

    def flag(name: str) -> bool:
        return element.get(name) == "true"

    return View(
        kind=element.get("class", ""),
        text=element.get("text", ""),
        description=element.get("content-desc", ""),
        resource_id=element.get("resource-id", ""),
        package=element.get("package", ""),
        clickable=flag("clickable"),
        checkable=flag("checkable"),
        checked=flag("checked"),
        enabled=element.get("enabled") != "false",
        password=flag("password"),
        scrollable=flag("scrollable"),
        bounds=bounds,
        children=_views(element, depth + 1),
    )
