"""View trees as uiautomator writes them, from short descriptions of screens (see ``dialogs.yaml``)."""

from typing import Any
from xml.sax.saxutils import quoteattr

PACKAGE = "com.example.app"
WIDTH, HEIGHT, LINE = 1080, 2340, 140


def dump(screen: list[Any]) -> bytes:
    """Lay the controls out from top to bottom; a list of them is one line."""
    rows = []
    for number, item in enumerate(screen):
        line = item if isinstance(item, list) else [item]
        top, wide = 200 + number * LINE, WIDTH // len(line)
        rows += [_node(text, (i * wide, top, (i + 1) * wide, top + LINE - 20)) for i, text in enumerate(line)]
    root = _tag("android.widget.FrameLayout", "", "", (0, 0, WIDTH, HEIGHT))
    head = "<?xml version='1.0' encoding='UTF-8'?><hierarchy rotation=\"0\">"
    return f"{head}{root}{''.join(rows)}</node></hierarchy>".encode()


def _node(text: str, bounds: tuple[int, int, int, int]) -> str:
    if text.startswith("["):
        return _tag(text[1:-1], "", "", (0, 0, WIDTH, HEIGHT)) + "</node>"
    clickable = text[:1] in ("*", "+", "-")
    box = text[:1] in ("+", "-")
    kind = "android.widget." + ("CheckBox" if box else "Button" if clickable else "TextView")
    shown = text[1:] if clickable else text
    described = shown.startswith("@")
    more = (
        f' clickable="{str(clickable).lower()}" checkable="{str(box).lower()}" checked="{str(text[:1] == "+").lower()}"'
    )
    return _tag(kind, "" if described else shown, shown[1:] if described else "", bounds, more) + "</node>"


def _tag(kind: str, text: str, description: str, bounds: tuple[int, int, int, int], more: str = "") -> str:
    left, top, right, bottom = bounds
    return (
        f"<node class={quoteattr(kind)} package={quoteattr(PACKAGE)} text={quoteattr(text)}"
        f' content-desc={quoteattr(description)} bounds="[{left},{top}][{right},{bottom}]"{more}>'
    )
