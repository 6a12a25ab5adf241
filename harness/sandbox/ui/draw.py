"""Draws the screen with Pillow, in the manner of Android's Material widgets."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from . import fonts
from . import metrics as m
from .layout import Box, Rect, kind, text_of, text_size
from .windows import Window

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Color = tuple[int, int, int]
_PRIMARY: Final = (26, 95, 180)
_PRIMARY_DARK: Final = (18, 72, 140)
_BACKGROUND: Final = (250, 250, 251)
_SURFACE: Final = (255, 255, 255)
_INK: Final = (32, 33, 36)
_FAINT: Final = (95, 99, 104)
_HINT: Final = (154, 160, 166)
_LINE: Final = (218, 220, 224)
_DISABLED: Final = (189, 193, 198)
_ICONS: Final[tuple[Color, ...]] = (
    (26, 115, 232),
    (217, 48, 37),
    (24, 128, 56),
    (227, 116, 0),
    (147, 52, 230),
    (0, 131, 143),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What to draw: windows from bottom to top, the clock's text and a short message."""

    windows: list[Window]
    clock: str
    toast: str


def png(scene: Scene) -> bytes:
    """The screen as a PNG file."""
    output = io.BytesIO()
    _image(scene).save(output, "PNG", compress_level=3)
    return output.getvalue()


def raw(scene: Scene) -> bytes:
    """The screen as ``screencap`` gives it without ``-p``: width, height, format 1, color space 0, RGBA."""
    header = b"".join(number.to_bytes(4, "little") for number in (m.WIDTH, m.HEIGHT, 1, 0))
    return header + _image(scene).convert("RGBA").tobytes()


def _image(scene: Scene) -> Image:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (m.WIDTH, m.HEIGHT), (0, 0, 0))
    if not scene.windows:
        return image
    for number, window in enumerate(scene.windows):
        if window.dims:
            image = Image.blend(image, Image.new("RGB", image.size, (0, 0, 0)), 0.55)
        painter = _Painter(image, ImageDraw.Draw(image), window)
        painter.paint()
        if number == 0:
            painter.bars(scene.clock)
    if scene.toast:
        painter.toast(scene.toast)
    return image


class _Painter:
    """Draws one window."""

    def __init__(self, image: Image, draw: ImageDraw, window: Window) -> None:
        self._image = image
        self._draw = draw
        self._window = window

    def paint(self) -> None:
        root = self._window.root
        if self._window.kind == "launcher":
            self._wallpaper()
        elif self._window.kind in ("activity",):
            self._draw.rectangle(root.rect, fill=_BACKGROUND)
        else:
            self._draw.rounded_rectangle(root.rect, radius=32, fill=_SURFACE)
        for box in root.walk():
            if box.clip[2] > box.clip[0] and box.clip[3] > box.clip[1]:
                self._box(box)

    def bars(self, clock: str) -> None:
        """The status bar and the navigation bar."""
        home = self._window.kind == "launcher"
        if not home:
            self._draw.rectangle((0, 0, m.WIDTH, m.STATUS_BAR - 1), fill=_PRIMARY_DARK)
            self._draw.rectangle((0, m.HEIGHT - m.NAVIGATION_BAR, m.WIDTH, m.HEIGHT), fill=(0, 0, 0))
        self._text(clock, (m.PAD, 0, 400, m.STATUS_BAR), 36, (255, 255, 255), "left")
        right = m.WIDTH - m.PAD
        self._draw.rounded_rectangle((right - 24, 16, right, 48), 4, fill=(255, 255, 255))
        self._draw.rectangle((right - 17, 11, right - 7, 16), fill=(255, 255, 255))
        self._draw.polygon([(right - 92, 48), (right - 48, 48), (right - 48, 12)], fill=(255, 255, 255))
        middle = m.HEIGHT - m.NAVIGATION_BAR // 2
        self._draw.polygon([(270, middle), (306, middle - 22), (306, middle + 22)], fill=(255, 255, 255))
        self._draw.ellipse((m.WIDTH // 2 - 22, middle - 22, m.WIDTH // 2 + 22, middle + 22), fill=(255, 255, 255))
        self._draw.rounded_rectangle((772, middle - 20, 812, middle + 20), 5, fill=(255, 255, 255))

    def toast(self, text: str) -> None:
        """A short message near the bottom."""
        lines = m.wrap(text, 38, 760)[:2]
        wide = max(m.text_width(line, 38) for line in lines) + 120
        top = m.HEIGHT - m.NAVIGATION_BAR - 200 - 52 * len(lines)
        rect = ((m.WIDTH - wide) // 2, top, (m.WIDTH + wide) // 2, top + 52 * len(lines) + 56)
        self._draw.rounded_rectangle(rect, 54, fill=(50, 50, 53))
        self._lines(lines, (rect[0], rect[1] + 28, rect[2], rect[3] - 28), 38, (255, 255, 255), "center")

    # -- views ----------------------------------------------------------------------------------------------------

    def _box(self, box: Box) -> None:
        node, rect = box.node, box.rect
        style = str(node.get("style") or "")
        if style == "title_bar":
            self._draw.rectangle(rect, fill=_PRIMARY)
        elif style == "title_bar_text":
            self._text(text_of(node), rect, m.TITLE, (255, 255, 255), "left")
        elif style == "app_icon":
            self._app_icon(box)
        elif style == "choice":
            self._draw.line((rect[0], rect[1] - 10, rect[2], rect[1] - 10), fill=_LINE, width=2)
            self._text(text_of(node), rect, 44, _PRIMARY, "center")
        elif style.startswith("icon:"):
            self._permission_icon(rect)
        elif style == "centered":
            self._lines(
                m.wrap(text_of(node), text_size(node), rect[2] - rect[0]), rect, text_size(node), _INK, "center"
            )
        else:
            self._widget(box, heading=style == "heading")

    def _widget(self, box: Box, *, heading: bool) -> None:
        node, rect = box.node, box.rect
        what = kind(node)
        enabled = bool(node.get("enabled", True))
        if what == "button":
            self._button(box, enabled=enabled)
        elif what in ("check", "radio", "switch"):
            self._toggle(box, what, enabled=enabled)
        elif what == "edit":
            self._edit(box)
        elif what == "image":
            self._picture(box)
        elif what == "progress":
            middle = (rect[1] + rect[3]) // 2
            self._draw.rounded_rectangle((rect[0], middle - 5, rect[2], middle + 5), 5, fill=_LINE)
            self._draw.rounded_rectangle((rect[0], middle - 5, (rect[0] + rect[2]) // 2, middle + 5), 5, fill=_PRIMARY)
        elif what == "web":
            self._draw.rectangle(rect, outline=_LINE, width=2, fill=_SURFACE)
            self._paragraph(box, _INK)
        elif what == "text":
            color = _PRIMARY if node.get("clickable") else _INK if enabled else _DISABLED
            self._paragraph(box, _INK if heading else color)

    def _button(self, box: Box, *, enabled: bool) -> None:
        rect = box.rect
        flat = self._window.kind == "dialog"
        ink = (_PRIMARY if flat else (255, 255, 255)) if enabled else _FAINT
        inner = (rect[0], rect[1] + 8, rect[2], rect[3] - 8)
        if not flat:
            shadow = (inner[0], inner[1] + 5, inner[2], inner[3] + 5)
            self._draw.rounded_rectangle(shadow, 12, fill=(214, 216, 220))
            self._draw.rounded_rectangle(inner, 12, fill=_PRIMARY if enabled else (226, 228, 231))
        else:
            self._draw.rounded_rectangle(inner, 12, outline=_LINE, width=2)
        lines = m.wrap(text_of(box.node), m.TEXT, max(rect[2] - rect[0] - 2 * m.GAP, m.TEXT))
        self._lines(lines, rect, m.TEXT, ink, "center")

    def _toggle(self, box: Box, what: str, *, enabled: bool) -> None:
        rect, on = box.rect, bool(box.node.get("checked"))
        middle = (rect[1] + rect[3]) // 2
        color = (_PRIMARY if on else _FAINT) if enabled else _DISABLED
        left = rect[0] + 12
        if what == "check":
            mark = (left, middle - 24, left + 48, middle + 24)
            self._draw.rounded_rectangle(mark, 8, outline=color, width=5, fill=color if on else None)
            if on:
                points = [(left + 10, middle), (left + 20, middle + 11), (left + 39, middle - 12)]
                self._draw.line(points, fill=(255, 255, 255), width=6, joint="curve")
        elif what == "radio":
            self._draw.ellipse((left, middle - 24, left + 48, middle + 24), outline=color, width=5)
            if on:
                self._draw.ellipse((left + 13, middle - 11, left + 35, middle + 11), fill=color)
        else:
            track = (rect[2] - 110, middle - 18, rect[2] - 14, middle + 18)
            self._draw.rounded_rectangle(track, 18, fill=(168, 199, 250) if on else _LINE)
            x = track[2] - 26 if on else track[0] + 26
            self._draw.ellipse(
                (x - 28, middle - 28, x + 28, middle + 28), fill=color if on else (245, 245, 245), outline=_LINE
            )
        text = rect[0] + (0 if what == "switch" else 84), rect[1], rect[2] - (130 if what == "switch" else 0), rect[3]
        lines = m.wrap(text_of(box.node), m.TEXT, max(text[2] - text[0], m.TEXT))
        self._lines(lines, text, m.TEXT, _INK if enabled else _DISABLED, "left")

    def _edit(self, box: Box) -> None:
        rect = box.rect
        focused = bool(box.node.get("focused"))
        typed = bool(box.node.get("text"))
        inner = (rect[0] + m.GAP, rect[1], rect[2] - m.GAP, rect[3])
        self._text(text_of(box.node), inner, m.TEXT, _INK if typed else _HINT, "left")
        under = (rect[0], rect[3] - 12, rect[2], rect[3] - 12)
        self._draw.line(under, fill=_PRIMARY if focused else _FAINT, width=5 if focused else 2)

    def _picture(self, box: Box) -> None:
        left, top, right, bottom = box.rect
        side = max(8, min(right - left, bottom - top, 210) - 20)
        x, y = (left + right) // 2, (top + bottom) // 2
        frame = (x - side // 2, y - side // 2, x + side // 2, y + side // 2)
        self._draw.rounded_rectangle(frame, 24, fill=(232, 240, 254))
        label = str(box.node.get("content_desc") or "")[:1] or "◆"
        self._text(label, frame, max(side // 2, 8), _PRIMARY, "center")

    def _paragraph(self, box: Box, color: Color) -> None:
        rect, size = box.rect, text_size(box.node)
        text = text_of(box.node)
        if not text:
            return
        lines = m.wrap(text, size, max(rect[2] - rect[0], size))
        bottom = min(rect[3], box.clip[3])
        if bottom - rect[1] > 3 * len(lines) * m.line_height(size):  # a text that was given the rest of the screen
            self._lines(lines, rect, size, color, "center")
            return
        fitting = max(1, (bottom - rect[1]) // m.line_height(size))
        self._lines(lines[:fitting], (rect[0], rect[1] + 6, rect[2], bottom), size, color, "left", top=True)

    def _permission_icon(self, rect: Rect) -> None:
        x, y = (rect[0] + rect[2]) // 2, (rect[1] + rect[3]) // 2
        self._draw.ellipse((x - 50, y - 50, x + 50, y + 50), fill=(232, 240, 254))
        self._draw.rounded_rectangle((x - 24, y - 8, x + 24, y + 28), 6, fill=_PRIMARY)
        self._draw.arc((x - 17, y - 34, x + 17, y + 8), 180, 360, fill=_PRIMARY, width=8)

    def _app_icon(self, box: Box) -> None:
        left, top, right, bottom = box.rect
        x = (left + right) // 2
        label = text_of(box.node)
        color = _ICONS[sum(map(ord, label)) % len(_ICONS)]
        frame = (x - 75, top + 10, x + 75, top + 160)
        self._draw.ellipse(frame, fill=color)
        self._text(label[:1].upper(), frame, 72, (255, 255, 255), "center")
        line = m.wrap(label, 34, right - left - 12)[0]
        self._text(line, (left, top + 170, right, bottom), 34, (255, 255, 255), "center")

    def _wallpaper(self) -> None:
        for y in range(m.HEIGHT):
            part = y / m.HEIGHT
            self._draw.line((0, y, m.WIDTH, y), fill=(int(24 + 30 * part), int(54 + 60 * part), int(104 + 50 * part)))

    # -- text -----------------------------------------------------------------------------------------------------

    def _text(self, text: str, rect: Rect, size: int, color: Color, align: str) -> None:
        """One line, cut with an ellipsis when it is too long."""
        width = rect[2] - rect[0]
        if m.text_width(text, size) > width + size:
            while text and m.text_width(text + "…", size) > width:
                text = text[:-1]
            text += "…"
        self._lines([text], rect, size, color, align)

    def _lines(self, lines: list[str], rect: Rect, size: int, color: Color, align: str, *, top: bool = False) -> None:
        font = fonts.load(size)
        step = m.line_height(size)
        y = rect[1] if top else (rect[1] + rect[3] - step * len(lines)) // 2
        for line in lines:
            x = (rect[0] + rect[2]) / 2 if align == "center" else rect[0]
            anchor = "mm" if align == "center" else "lm"
            self._draw.text((x, y + step / 2), line, font=font, fill=color, anchor=anchor)
            y += step
