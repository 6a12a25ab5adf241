"""A long text: broken into lines, scrolled, and copied from."""

import asyncio

from rich.text import Text
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.selection import Selection

from harness.explore.screens.line_view import LineView
from harness.explore.screens.long_text import LongText


class Shown(App[None]):
    def compose(self) -> ComposeResult:
        yield LineView(LongText(), "text")


def test_it_is_broken_to_the_width_there_is_and_marked_text_is_copied_whole() -> None:
    app = Shown()

    async def go() -> None:
        async with app.run_test(size=(21, 4)) as pilot:
            await pilot.pause(0.05)
            shown = app.query_one(LineView)
            sheet = shown.sheet
            assert isinstance(sheet, LongText)
            sheet.show(Text("zero\none two three four five six seven eight"))
            lines = [shown.render_line(y).text.rstrip() for y in range(4)]
            assert [line for line in lines if line] == ["zero", "one two three four", "five six seven eight"]
            assert shown.get_selection(Selection(Offset(4, 1), None)) == ("two three four five six seven eight", "\n")
            app.screen.selections = {shown: Selection(Offset(14, 1), Offset(23, 1))}
            ground = app.screen.get_component_rich_style("screen--selection").bgcolor
            marked = [
                [piece.text for piece in shown.render_line(y) if piece.style and piece.style.bgcolor == ground]
                for y in range(4)
            ]
            assert marked == [[], ["four "], ["five"], []]
            await pilot.resize_terminal(12, 6)
            await pilot.pause(0.05)
            assert shown.virtual_size.height == 5
            sheet.show(Text(""))
            assert not shown.render_line(0).text.strip()

    asyncio.run(go())
