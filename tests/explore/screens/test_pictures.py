"""Pictures are told of by their heads, and drawn small, whatever an app puts into them."""

import asyncio
import hashlib
import io

import pytest
from PIL import Image
from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from harness.explore.screens import pictures as module
from harness.explore.screens.pictures import Pictures, drawing, facts, small


def png(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (9, 99, 199)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_facts_of_a_picture(kind: str) -> None:
    data = png(kind=kind)
    digest = hashlib.sha256(data).hexdigest()
    assert str(facts(data)) == f"{kind} 40 \u00d7 30, {len(data):,} bytes, sha256 {digest}"
    assert facts(data[:60]) is None or kind in ("PNG", "GIF", "WEBP")


@pytest.mark.parametrize("data", [b"", b"{}", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_is_no_picture_has_none(data: bytes) -> None:
    assert facts(data) is None and small(data) is None


def test_a_picture_is_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    found = small(png(3000, 1000))
    assert found is not None and found.size == (1200, 400)
    assert small(png()[:80]) is None
    monkeypatch.setattr(module, "_MOST_PIXELS", 1000)
    assert small(png()) is None and facts(png()) is not None


def test_where_nobody_looks_nothing_is_drawn() -> None:
    assert drawing() is None


def test_pictures_take_each_others_place() -> None:
    drawn: list[tuple[int, int]] = []

    def draw(picture: Image.Image) -> Widget:
        drawn.append(picture.size)
        return Static("x")

    class Shown(App[None]):
        def compose(self) -> ComposeResult:
            yield Pictures(draw, id="pictures")

    async def go() -> None:
        async with Shown().run_test() as pilot:
            pictures = pilot.app.query_one(Pictures)
            for wanted in (2, 1, 0):
                pictures.show([Image.new("RGB", (8, 8 + at)) for at in range(wanted)])
                await pilot.pause()
                assert len(pictures.children) == wanted

    asyncio.run(go())
    assert drawn == [(8, 8), (8, 9), (8, 8)]
