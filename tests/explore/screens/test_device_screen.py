"""The device's screen: as a tree, as a picture, again after an act; and why it cannot be seen."""

import pytest
from PIL import Image
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from harness.capture.engine.person import Pending, Wish
from harness.capture.screen.looking import Glance
from harness.explore.control import Control
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.device_screen import view_tree
from tests.explore.screens.made import TREE
from tests.explore.screens.pilot import drive, same, settled, text
from tests.explore.screens.test_app import SIZES, named, stream
from tests.explore.screens.test_pictures import png


class Seen(Control):
    """Shows a screen, and counts how often it was looked at."""

    def __init__(self, glance: Glance | None = None) -> None:
        super().__init__()
        self._glance, self.looks = glance, 0

    def _wish(self, wish: Wish) -> Pending:
        self.looks += wish.looks
        if wish.looks:
            wish.pending.glance = self._glance
        wish.pending.end("" if self._glance else "the device is gone")
        return wish.pending


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=named)
def test_the_view_tree_where_the_terminal_draws_nothing(size: tuple[int, int]) -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("v")
        await settled(app, pilot)
        await same(f"screen-{size[0]}x{size[1]}", app, pilot)

    drive(stream(), acts, size=size, control=Seen(Glance(1_700_000_000_000_000, png(), TREE)))


@pytest.mark.slow
def test_the_picture_where_it_does_and_again_after_an_act() -> None:
    control = Seen(Glance(1_700_000_000_000_000, png(), TREE))
    drawn: list[tuple[int, int]] = []

    def draw(picture: Image.Image) -> Widget:
        drawn.append(picture.size)
        return Static("here is the picture")

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("6")
        await settled(app, pilot)
        assert "here is the picture" in text(app) and "FrameLayout" not in text(app)
        before = control.looks
        await pilot.press("b")
        await app.workers.wait_for_complete([one for one in app.workers if one.name == "action_act"])
        await settled(app, pilot)
        assert control.looks == before + 1 and len(app.query_one("#device-picture").children) == 1

    drive(stream(), acts, control=control, draw=draw)
    assert set(drawn) == {(40, 30)} and len(drawn) >= 2


@pytest.mark.slow
def test_why_it_cannot_be_seen() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("v")
        await settled(app, pilot)
        assert "The screen cannot be seen: the device is gone." in text(app)

    drive(stream(), acts, control=Seen())

    async def read(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("v")
        await settled(app, pilot)
        assert "This recording is no bundle" in text(app)

    drive(stream(), read)


def test_a_tree_that_is_none_or_hostile() -> None:
    assert "no view tree" in view_tree(None)
    assert "entities" in view_tree(b"<!DOCTYPE x><hierarchy/>")
    assert "not XML" in view_tree(b"<hierarchy")
    deep = b"<hierarchy>" + b"<node>" * 100 + b"</node>" * 100 + b"</hierarchy>"
    assert len(view_tree(deep).splitlines()) < 100
    wide = b"<hierarchy>" + b"<node/>" * 5000 + b"</hierarchy>"
    assert view_tree(wide).endswith("branches more")
    assert "We value" in view_tree(TREE) and "\x9b" not in view_tree(TREE)
