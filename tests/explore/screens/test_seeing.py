"""The device's screen of what has none."""

from pathlib import Path

from textual.pilot import Pilot

from harness.explore.screens.app import ExploreApp
from tests.explore.screens.pilot import drive, settled, text
from tests.explore.screens.test_app import stream


def test_a_recording_that_is_no_bundle_says_so(tmp_path: Path) -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("6")
        await settled(app, pilot)
        assert "no bundle" in text(app)
        await pilot.press("right", "1")
        assert app._lists.shown == "observations" and not app._lists.device.display

    drive(stream(), acts, size=(80, 24), source=tmp_path / "a.har")
