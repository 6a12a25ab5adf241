"""The pictures of a finished bundle: in the order of time, near to what is chosen, and turned over by keys."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from harness.evidence.bundle import Bundle
from harness.evidence.rows import ConsentScreen, Phase, StepTaken
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from harness.explore.replay import replay_bundle
from harness.explore.screens.album import Album
from harness.explore.screens.app import ExploreApp
from harness.explore.stream import Stream
from tests.explore.screens.made import TREE
from tests.explore.screens.pilot import DRAWN_S, drive, settled, text
from tests.explore.screens.test_pictures import png


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "bundle"
    writer = BundleWriter(path, RunRecord())
    for name in ("001-install", "002-menu"):
        writer.write_file(f"ui/{name}.png", png())
    writer.write_file("ui/001-install.xml", TREE)
    writer.append(Phase(name="menu", start_us=2_000_000, end_us=3_000_000, cause="x", screenshot="ui/003-gone.png"))
    writer.append(ConsentScreen(time_us=2_500_000, phase="menu", act="seen", kind="none", screenshot="ui/003-gone.png"))
    step = {"screenshot": {"name": "menu"}}
    writer.append(StepTaken(time_us=2_000_000, end_us=1, phase="menu", step=step, screenshot="ui/002-menu.png"))
    writer.append(Phase(name="install", start_us=1, end_us=1_000_000, cause="x", screenshot="ui/001-install.png"))
    writer.close()
    return path


def test_each_is_there_once_in_the_order_of_time(bundle: Path) -> None:
    album = Album(Bundle(bundle))
    said = []
    for _ in range(len(album) + 1):
        said.append(album.caption().split("  "))
        album.turn(1)
    assert said[:3] == [
        ["1 of 3 (left, right)", "00:00:01.000", "install", "001-install.png"],
        ["2 of 3 (left, right)", "00:00:02.000", "menu", "002-menu.png"],
        ["3 of 3 (left, right)", "00:00:02.500", "menu", "003-gone.png"],
    ] and said[3] == said[2]  # fmt: skip
    assert album.glance().picture is None and album.glance().tree is None
    album.open_near(900_000)
    assert album.glance().picture == png() and album.glance().tree == TREE


def test_they_are_turned_over_on_the_screen(bundle: Path) -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("6")
        await settled(app, pilot)
        assert "1 of 3" in text(app) and "Accept" in text(app)
        await pilot.press("right")
        await pilot.pause(DRAWN_S)
        assert "2 of 3" in text(app) and "no view tree" in text(app)
        await pilot.press("left", "left")
        await pilot.pause(DRAWN_S)
        assert "1 of 3" in text(app)

    drive(Stream(replay_bundle(Bundle(bundle))), acts, source=bundle)


def test_where_there_are_none_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    BundleWriter(path, RunRecord()).close()

    def says(source: Path | None, words: str) -> None:
        async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
            await pilot.press("6", "right")
            await settled(app, pilot)
            assert words in text(app)

        drive(Stream(replay_bundle(Bundle(path))), acts, source=source)

    says(path, "This bundle has no pictures of screens.")
    says(tmp_path / "none.har", "This recording is no bundle")
