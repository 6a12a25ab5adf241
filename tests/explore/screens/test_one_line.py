"""A line that is drawn when it is another one."""

import asyncio

from rich.text import Text
from textual.app import App, ComposeResult

from harness.explore.screens.one_line import OneLine


class Shown(App[None]):
    def compose(self) -> ComposeResult:
        yield OneLine("line")


def test_the_same_line_is_not_drawn_again() -> None:
    app = Shown()

    async def go() -> None:
        async with app.run_test(size=(20, 3)) as pilot:
            line = app.query_one(OneLine)
            line.put(Text("first"))
            await pilot.pause(0.05)
            strips = line.render_lines(line.size.region)
            assert strips[0].text.rstrip() == "first"
            line.put(Text("first"))
            assert line.render_lines(line.size.region) is strips
            line.put(Text("second"))
            assert line.render_lines(line.size.region)[0].text.rstrip() == "second"

    asyncio.run(go())
