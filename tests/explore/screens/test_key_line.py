"""The last line names the keys that are used most, and only those that do something here; a click does the same."""

from textual.pilot import Pilot

from harness.explore.screens.app import ExploreApp
from harness.explore.screens.key_line import KeyLine
from tests.explore.screens.pilot import drive, text
from tests.explore.screens.test_app import stream


def test_the_keys_of_a_finished_bundle_and_a_click_on_one() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        last = text(app).splitlines()[-1]
        assert last.startswith("/ Filter e Sent in") and last.endswith("? Keys q Quit") and "Mark" not in last
        await pilot.click(KeyLine, offset=(3, 0))
        await pilot.pause(0.05)
        assert app.query_one("#filter").display

    drive(stream(), acts)
