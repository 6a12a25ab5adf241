"""Screenshots made small enough to travel inside the report."""

import base64
import io
import warnings

from PIL import Image

_WIDTH, _HEIGHT = 270, 600
_MAX_PIXELS = 40_000_000


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
