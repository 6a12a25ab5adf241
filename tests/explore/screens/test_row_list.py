"""A list that follows what comes, and lets its oldest go."""

import asyncio
from collections.abc import Awaitable, Callable

from rich.text import Text
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from harness.explore.events import Observed
from harness.explore.screens.line_view import LineView
from harness.explore.screens.row_list import RowList
from tests.explore.screens.made import call


class Shown(App[None]):
    def __init__(self, following: bool) -> None:
        super().__init__()
        self.rows: RowList[Observed] = RowList(
            lambda item, width: Text(f"row {item.number}".ljust(width)), most=100, following=following
        )

    def compose(self) -> ComposeResult:
        yield LineView(self.rows, "view")


def drive(following: bool, acts: Callable[[Shown, Pilot[None]], Awaitable[None]]) -> None:
    app = Shown(following)

    async def go() -> None:
        async with app.run_test(size=(40, 10)) as pilot:
            app.query_one(LineView).focus()
            await acts(app, pilot)

    asyncio.run(go())


def at(app: Shown) -> int:
    chosen = app.rows.chosen
    assert chosen is not None
    return chosen.number


def test_it_follows_until_the_cursor_is_moved() -> None:
    async def acts(app: Shown, pilot: Pilot[None]) -> None:
        app.rows.add([call(number) for number in range(50)])
        assert at(app) == 49
        await pilot.press("up")
        app.rows.add([call(50)])
        assert at(app) == 48, "who looks at a line keeps it"
        await pilot.press("end")
        app.rows.add([call(51)])
        assert at(app) == 51
        await pilot.press("home", "pagedown", "j", "k", "down")
        assert at(app) == 10
        await pilot.press("f")
        assert at(app) == 51

    drive(True, acts)


def test_the_oldest_leave_and_the_cursor_stays_with_its_item() -> None:
    async def acts(app: Shown, pilot: Pilot[None]) -> None:
        app.rows.add([call(number) for number in range(100)])
        await pilot.press("home", *["pagedown"] * 6, *["down"] * 6)
        assert at(app) == 60
        app.rows.add([call(number) for number in range(100, 130)])
        assert len(app.rows) <= 100 and at(app) == 60
        app.rows.change([call(1, text="has left"), call(60, text="known now"), call(900)])
        assert app.rows.chosen is not None and app.rows.chosen.text == "known now"
        assert app.rows.choose(call(70)) and at(app) == 70
        assert not app.rows.choose(call(5)), "it has left"
        app.rows.show([])
        assert app.rows.chosen is None
        await pilot.press("up", "end", "pageup")

    drive(False, acts)


def test_a_click() -> None:
    async def acts(app: Shown, pilot: Pilot[None]) -> None:
        app.rows.add([call(number) for number in range(5)])
        await pilot.click(LineView, offset=(3, 2))
        assert at(app) == 2

    drive(False, acts)
