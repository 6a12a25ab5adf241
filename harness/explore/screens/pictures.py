"""Pictures in a terminal: drawn where it can draw (Sixel, kitty's protocol), told of in facts where it cannot.

What is drawn comes from an app or its servers: it is read by few decoders, up to a size, and made small.
"""

import contextlib
import hashlib
import io
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from PIL import Image
from PIL.ImageFile import ImageFile
from textual.containers import Vertical
from textual.widget import Widget

from harness.explore.screens.asking import asked

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "ICO")
_MOST_BYTES = 16 << 20
_MOST_PIXELS = 16_000_000
"""Pixels of a picture that is drawn; a screen of 4K has half of it."""
_SMALL = (1200, 1600)
"""Pixels that a picture is made small to: what a terminal has room for."""

Draw = Callable[[Image.Image], Widget]
"""Makes a widget that draws a picture."""


def drawing() -> Draw | None:
    """Return how this terminal draws pictures; ``None`` where it does not, or where it cannot be asked.

    It is asked what it can do, and answers on its input: to be called before anything else reads that.
    """
    out, into = sys.__stdout__, sys.__stdin__
    if not (out and out.isatty() and into and into.isatty()):
        return None
    with contextlib.suppress(Exception):  # whatever a terminal answers, or a library makes of it, is no reason to end
        found = asked(into.fileno(), out.fileno())
        if found is not None and (found.sixel or found.kitty):
            widgets = _widgets(found.cell)
            # Sixel first: some terminals that answer for kitty's protocol do not know its placeholders
            draw: Draw = widgets.SixelImage if found.sixel else widgets.TGPImage
            return draw
    return None


def _widgets(cell: tuple[int, int]) -> Any:
    """Return the widgets that draw.

    As it is loaded, ``textual_image`` asks the terminal by itself, and waits a tenth of a second for each answer: it is
    told that there is none, and how large a cell is.
    """
    terminal = sys.__stdout__
    sys.__stdout__ = io.StringIO()  # type: ignore[misc,assignment] # what it looks at
    try:
        from textual_image import _terminal

        _terminal.get_cell_size._result = _terminal.CellSize(*cell)  # type: ignore[attr-defined] # where it keeps it
        from textual_image import widget

        return widget
    finally:
        sys.__stdout__ = terminal  # type: ignore[misc]


class Facts(NamedTuple):
    """What is said of a picture. ``size`` counts bytes."""

    kind: str
    width: int
    height: int
    size: int
    sha256: str

    def __str__(self) -> str:
        """Return them as a line."""
        return f"{self.kind} {self.width} \u00d7 {self.height}, {self.size:,} bytes, sha256 {self.sha256}"


def facts(data: bytes) -> Facts | None:
    """Return the facts of a picture by its head, without decoding it; ``None`` for what is no picture."""
    with _opened(data) as image:
        if image is None:
            return None
        return Facts(image.format or "", image.width, image.height, len(data), hashlib.sha256(data).hexdigest())


def small(data: bytes) -> Image.Image | None:
    """Return a picture, made small; ``None`` for what is none, is too large, or breaks off."""
    with _opened(data) as image:
        if image is None or len(data) > _MOST_BYTES or image.width * image.height > _MOST_PIXELS:
            return None
        with contextlib.suppress(Exception):  # decoders of damaged pictures raise whatever they like
            image.draft("RGB", _SMALL)
            made = image.convert("RGBA" if image.has_transparency_data else "RGB")
            made.thumbnail(_SMALL)
            return made
    return None


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[ImageFile | None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=_FORMATS) if data else None
        except Exception:  # noqa: BLE001 - as above
            image = None
        try:
            yield image
        finally:
            if image is not None:
                image.close()


class Pictures(Vertical):
    """Pictures one below the other."""

    DEFAULT_CSS = """
    Pictures { height: auto; }
    Pictures > Widget { height: 18; width: auto; margin: 1 0 0 0; }
    """

    def __init__(self, draw: Draw | None, id: str) -> None:
        """``draw`` is how the terminal draws; without it nothing is shown."""
        super().__init__(id=id)
        self._draw = draw

    def show(self, pictures: Sequence[Image.Image]) -> None:
        """Show other pictures."""
        if self.children:
            self.remove_children()
        if self._draw is not None and pictures:
            self.mount_all([self._draw(picture) for picture in pictures])
