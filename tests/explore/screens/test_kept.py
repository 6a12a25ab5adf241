"""What is not refreshed is not drawn again."""

import asyncio

from rich.text import Text
from textual.app import App, ComposeResult

from harness.explore.screens.kept import Kept


class Counted(Kept):
    drawn = 0

    def render(self) -> Text:
        self.drawn += 1
        return Text(f"drawn {self.drawn}")


class Shown(App[None]):
    CSS = "Counted { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.parts = [Counted(), Counted(), Counted()]

    def compose(self) -> ComposeResult:
        yield from self.parts


def test_a_part_between_two_that_change_is_drawn_when_it_changes_or_looks_otherwise() -> None:
    app = Shown()

    async def go() -> None:
        async with app.run_test(size=(20, 5)) as pilot:
            await pilot.pause(0.05)
            first, middle, last = app.parts
            before = [part.drawn for part in app.parts]
            for part in (first, last):
                part.refresh()
            await pilot.pause(0.05)
            assert [part.drawn for part in app.parts] == [before[0] + 1, before[1], before[2] + 1]
            middle.styles.background = "red"
            middle.refresh()
            await pilot.pause(0.05)
            strip = middle.render_lines(middle.size.region)[0]
            assert strip.text.strip() == f"drawn {before[1] + 1}"
            assert all(piece.style is not None and piece.style.bgcolor is not None for piece in strip)
            await pilot.resize_terminal(15, 5)
            await pilot.pause(0.05)
            assert middle.render_lines(middle.size.region)[0].cell_length == 15

    asyncio.run(go())
