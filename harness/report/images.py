"""Screenshots made small enough to travel inside the report."""

import base64
import io
import warnings
from dataclasses import dataclass

from PIL import Image

from harness.report.model import ReportView

_WIDTH, _HEIGHT = 270, 600
_BYTES = 600_000
_MAX_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the bundle on a page: where it stands (``id``), its size, and its content as a URI.

    ``status`` is ``ok``; else it is the end of a sentence's key: ``bad_picture``, ``no_picture``, ``no_room``.
    """

    status: str
    id: str = ""
    width: int = 0
    height: int = 0
    uri: str = ""


def album(view: ReportView) -> dict[str, Shown]:
    """Return the pictures of a report by their files in the bundle, each once, as many as there is room for."""
    wanted: dict[str, bytes | None] = {row.name: row.data for row in view.pictures}
    for phase in view.phases:
        if phase.screenshot is not None or phase.picture_missing:
            wanted.setdefault(phase.picture, phase.screenshot)
    made: dict[str, Shown] = {}
    room = _BYTES
    for name, data in wanted.items():
        small = thumbnail(data) if data is not None and room > 0 else None
        if data is None or (small is None and room > 0):
            made[name] = Shown("bad_picture")
        elif small is None or len(small) > room:
            made[name], room = Shown("no_room"), 0
        else:
            room -= len(small)
            with Image.open(io.BytesIO(small)) as image:
                made[name] = Shown("ok", f"shot-{len(made) + 1}", *image.size, data_uri(small))
    return made


def thumbnail(data: bytes) -> bytes | None:
    """Return a small WebP of a screenshot, or None when it is not a picture that can be read safely."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
            if image.width * image.height > _MAX_PIXELS:
                return None
            image.draft("RGB", (_WIDTH * 2, _HEIGHT * 2))
            small = image.convert("RGB")
            small.thumbnail((_WIDTH * 2, _HEIGHT * 2))
            out = io.BytesIO()
            small.save(out, "WEBP", quality=72, method=4)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


def data_uri(picture: bytes) -> str:
    """Return a WebP picture as a ``data:`` URI."""
    return "data:image/webp;base64," + base64.b64encode(picture).decode("ascii")
