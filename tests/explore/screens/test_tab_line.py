"""The line that names the lists."""

import asyncio

from textual.app import App, ComposeResult

from harness.explore.screens.tab_line import TabLine


class Shown(App[None]):
    turned: str = ""

    def compose(self) -> ComposeResult:
        yield TabLine({"calls": "Calls", "log": "Log"}, id="tabs")

    def action_tab(self, name: str) -> None:
        self.turned = name


def test_it_says_which_is_shown_without_colours_and_turns_where_it_is_clicked() -> None:
    app = Shown()

    async def go() -> None:
        async with app.run_test(size=(24, 4)) as pilot:
            tabs = app.query_one(TabLine)
            await pilot.pause(0.05)

            def told() -> list[str]:
                return [strip.text.rstrip() for strip in tabs.render_lines(tabs.size.region)]

            assert told() == [" Calls  Log", "\u2501" * 7 + "\u2500" * 17]
            tabs.label("calls", "Calls 20,000")
            tabs.turn("log")
            assert told() == [" Calls 20,000  Log", "\u2500" * 14 + "\u2501" * 5 + "\u2500" * 5]
            await pilot.click(TabLine, offset=(3, 0))
            assert app.turned == "calls"
            tabs.label("log", "Log 1,234,567")
            assert told()[0] == " Calls 20,000 Log 1,234,567"[:24], "they stand closer where not all have room"

    asyncio.run(go())
