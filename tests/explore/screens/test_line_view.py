"""Lines that come and go without the whole screen being laid out anew."""

import asyncio
from collections.abc import Iterable

import pytest
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.screen import Screen

from harness.explore.events import Observed
from harness.explore.screens.line_view import CONSOLE, LineView, segments
from harness.explore.screens.long_text import LongText
from harness.explore.screens.row_list import RowList
from tests.explore.screens.made import call


def line(item: Observed, width: int) -> Text:
    return Text(f"row {item.number}".ljust(width))


class Shown(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.rows: RowList[Observed] = RowList(line, most=100, following=True)
        self.text = LongText()

    def compose(self) -> ComposeResult:
        yield LineView(self.rows, "rows")
        yield LineView(self.text, "text")


def test_what_comes_has_nothing_laid_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app, laid_out = Shown(), list[bool]()
    lay_out = Screen._refresh_layout

    def counted(screen: Screen[None], *given: object, **named: object) -> None:
        laid_out.append(True)
        lay_out(screen, *given, **named)  # type: ignore[arg-type] # as it came

    async def go() -> None:
        async with app.run_test(size=(40, 20)) as pilot:
            await pilot.pause(0.1)
            monkeypatch.setattr(Screen, "_refresh_layout", counted)
            rows, text = app.rows, app.text
            assert rows.view is not None and text.view is not None
            for few in (1, 30, 300):
                rows.add([call(number) for number in range(few)])
                text.show(Text("\n".join(f"line {number} of {few}" for number in range(few))))
                await pilot.pause(0.05)
            assert not laid_out
            assert rows.view.scroll_offset.y == len(rows) - 10, "it follows"
            assert text.view.virtual_size.height == 300

    asyncio.run(go())


@pytest.mark.parametrize(
    "text",
    [
        Text(""),
        Text("plain"),
        Text.assemble(("red", "bold red"), " and ", ("dim", "dim"), style="italic"),
        Text("one over the other", spans=[*Text.from_markup("[red]one [bold]over[/] the[/]").spans]),
    ],
)
def test_pieces_are_those_that_rich_makes(text: Text) -> None:
    text.end = ""

    def told(pieces: Iterable[Segment]) -> list[tuple[str, Style]]:
        return [(piece.text, piece.style or Style()) for piece in pieces if piece.text]

    assert told(segments(text, Style())) == told(text.render(CONSOLE))
