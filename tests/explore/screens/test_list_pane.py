"""Who turns on before the last turn is through is not turned back."""

import pytest
from textual.pilot import Pilot
from textual.widgets import TabPane

from harness.explore.screens.app import ExploreApp
from harness.explore.screens.list_pane import ListPane
from tests.explore.screens.pilot import drive
from tests.explore.screens.test_app import stream


@pytest.mark.slow
def test_a_focus_that_is_told_late_turns_nothing_back() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("2", "1")
        pane = app.query_one("#tab-exchanges", ListPane)
        pane.post_message(TabPane.Focused(pane))
        await pilot.pause(0.05)
        assert app._shown == "observations"

    drive(stream(), acts)
