"""Everything that can be clicked, dragged over and scrolled."""

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from harness.explore.replay import Replay
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.dialogs import Help
from harness.explore.screens.key_line import KeyLine
from harness.explore.screens.line_view import LineView
from harness.explore.screens.tab_line import TabLine
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.pilot import drive, rows, settled, text


async def wheel(pilot: Pilot[str], widget: Widget, kind: type[events.MouseEvent]) -> None:
    widget.post_message(kind(widget, 1, 1, 0, 0, 0, False, False, False))
    await pilot.pause(0.05)


@pytest.mark.slow
def test_the_mouse_does_what_keys_do() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        view = app.query_one("#sheet", LineView)
        await pilot.click(view, offset=(4, 1))
        assert rows(app, "observations").chosen.number == 1
        await settled(app, pilot)
        details = app.query_one("#detail-text", LineView)
        first = text(app).splitlines()[details.region.y]
        assert "telephony.imei" in first
        await wheel(pilot, details, events.MouseScrollDown)
        assert details.scroll_offset.y > 0
        await wheel(pilot, details, events.MouseScrollUp)
        assert details.scroll_offset.y == 0
        await pilot.mouse_down("#detail-text", offset=(0, 0))
        await pilot.hover("#detail-text", offset=(8, 0))
        await pilot.mouse_up("#detail-text", offset=(8, 0))
        await pilot.pause()
        assert app.screen.get_selected_text() == "telephony", "marked, to be copied"
        await pilot.press("ctrl+c")
        assert app.clipboard == "telephony" and app.focused is details
        await pilot.click(view, offset=(4, 3))
        assert app.focused is view and rows(app, "observations").chosen.number == 3
        await wheel(pilot, view, events.MouseScrollDown)
        assert view.scroll_offset.y > 0
        await pilot.click(TabLine, offset=(text(app).splitlines()[3].index("Exchanges"), 0))
        await settled(app, pilot)
        assert app._lists.shown == "exchanges" and rows(app, "exchanges").has_focus
        await pilot.click(TabLine, offset=(text(app).splitlines()[3].index("Overview"), 0))
        await settled(app, pilot)
        assert "Received, by host" in text(app)
        await pilot.click(KeyLine, offset=(2, 0))
        assert app.query_one("#filter", Input).has_focus
        await pilot.press("escape", "1")
        line = text(app).splitlines()[-1]
        await pilot.click(KeyLine, offset=(line.index("Keys"), 0))
        await pilot.pause()
        assert isinstance(app.screen, Help)

    drive(Stream(Replay(lantern().recording())), acts, size=(80, 24))
