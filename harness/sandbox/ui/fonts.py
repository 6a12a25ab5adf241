"""Finds a font that has Chinese. Any font is better than none, so the search ends with Pillow's own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

#: File names in order of preference; those of the first group have Chinese.
_CHINESE: Final = (
    "NotoSansCJKsc-Regular.otf", "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf",
    "NotoSansCJKtc-Regular.otf", "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf",
    "wqy-zenhei.ttc", "NotoSerifCJK-Regular.ttc", "uming.ttc", "PingFang.ttc", "msyh.ttc",
)  # fmt: skip
_OTHER: Final = ("Roboto-Regular.ttf", "NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf")
_ROOTS: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
)


@lru_cache(maxsize=1)
def find() -> tuple[Path | None, int]:
    """A font file and the index of the face in it; (None, 0) when this machine has no known font."""
    found: dict[str, Path] = {}
    for root in (*_package_directories(), *(Path(item).expanduser() for item in _ROOTS)):
        if root.is_dir():
            for path in root.rglob("*.[to]t[fc]"):
                found.setdefault(path.name, path)
    for name in (*_CHINESE, *_OTHER):
        if name in found:
            # Noto's collections hold JP, KR, SC, TC, HK in this order: 2 is simplified Chinese.
            return found[name], 2 if name.startswith("Noto") and name.endswith(".ttc") else 0
    return next(iter(found.values()), None), 0


def _package_directories() -> list[Path]:
    """Directories of installed Python packages that bring a Chinese font."""
    import importlib.util

    directories: list[Path] = []
    for name in ("paperang_p2_fonts_cjk", "cvttf_NotoSansCJK_Regular"):
        spec = importlib.util.find_spec(name)
        directories += [Path(item) for item in (spec.submodule_search_locations or [])] if spec else []
    return directories


@lru_cache(maxsize=32)
def load(size: int) -> FreeTypeFont | ImageFont:
    """The font at a size in pixels."""
    from PIL import ImageFont as Fonts

    path, index = find()
    if path is None:
        return Fonts.load_default(size)
    try:
        return Fonts.truetype(str(path), size, index=index)
    except OSError:
        return Fonts.load_default(size)
