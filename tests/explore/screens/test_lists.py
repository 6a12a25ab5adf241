"""The lists: what a filter, or standing still, keeps from them, and what turning costs."""

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from harness.explore.screens.app import ExploreApp
from tests.explore.screens.pilot import DRAWN_S, drive, rows, settled, text
from tests.explore.screens.test_app import stream


def test_turning_lays_nothing_out_anew_and_finds_each_list_as_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out: list[bool] = []
    lay_out = Screen._refresh_layout

    def counted(screen: Screen[None], *given: object, **named: object) -> None:
        laid_out.append(True)
        lay_out(screen, *given, **named)  # type: ignore[arg-type] # as it came

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await settled(app, pilot)
        monkeypatch.setattr(Screen, "_refresh_layout", counted)
        await pilot.press("down", "down", "down")
        for key, says in (("3", "recipient"), ("2", "where to"), ("4", "Received, by host"), ("7", "No findings")):
            await pilot.press(key)
            await pilot.pause(DRAWN_S)
            assert says in text(app)
        await pilot.press("enter")
        assert app._details.text.has_focus, "they stay beside a page"
        await pilot.press("escape", "1")
        chosen = rows(app, "observations").chosen
        assert chosen is not None and chosen.number == 3
        rows(app, "exchanges").choose(rows(app, "exchanges").items[2])  # out of sight
        await pilot.press("2")
        await pilot.pause(DRAWN_S)
        assert rows(app, "exchanges").chosen == rows(app, "exchanges").items[2] == app._details.wanted
        assert not laid_out

    drive(stream(), acts, size=(120, 40))
