"""Every key and every command of the palette: what it is for, and that a test presses it."""

import re
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.pilot import Pilot

from harness.explore.screens.acts import ACTS
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.at_bench import AtBench
from harness.explore.screens.device_screen import DeviceScreen
from harness.explore.screens.line_view import LineView
from harness.explore.screens.prompt import PromptScreen
from tests.explore.screens.bench import equipped
from tests.explore.screens.pilot import DRAWN_S, drive, same, settled
from tests.explore.screens.test_app import SIZED, named, stream

HERE = Path(__file__).parent
PRESSED = re.compile(r"(?:press|opened)\(([^)]*)\)")
WORD = re.compile(r"\"([^\"]+)\"")
ALIKE = {"k": "up", "j": "down", "G": "end"}
"""Keys that do the same as another one of their binding: one of them is pressed."""


def pressed() -> set[str]:
    """Return the keys that tests here press; the acts' are pressed by a loop over their table."""
    texts = [path.read_text() for path in HERE.glob("test_*.py") if path.name != "test_bindings.py"]
    found = {word for text in texts for call in PRESSED.findall(text) for word in WORD.findall(call)}
    lists = {key for text in texts for key in re.findall(r"\"(\d{2,})\"", text) for key in key}
    return found | lists | {act.key for act in ACTS}


def bindings() -> list[Binding]:
    rows = [*ExploreApp.BINDINGS, *AtBench.BINDINGS, *LineView.BINDINGS, *DeviceScreen.BINDINGS, *PromptScreen.BINDINGS]
    return [row for row in rows if isinstance(row, Binding)]


def test_every_key_is_pressed_by_a_test() -> None:
    known = pressed()
    missing = [row.key for row in bindings() if not known.intersection(row.key.split(","))]
    assert not missing, f"no test presses {', '.join(missing)}"


@pytest.mark.parametrize("size", SIZED, ids=named)
def test_every_key_of_the_screens_stands_in_the_help(size: tuple[int, int]) -> None:
    control, _ = equipped()
    shown: list[str] = []

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        shown.extend(key for key, _ in app.help_rows())
        await pilot.press("4")  # a page that stands still behind the window
        await settled(app, pilot)
        await pilot.press("question_mark")
        await pilot.pause(DRAWN_S)
        await same(f"help-{app.size.width}x{app.size.height}", app, pilot)

    drive(stream(), acts, control=control, size=size)
    words = {"slash": "/", "colon": ":", "question_mark": "?", **dict.fromkeys("1234567", "1 - 7")}
    keys = [row.key for row in (*ExploreApp.BINDINGS, *AtBench.BINDINGS) if isinstance(row, Binding)]
    assert [key for key in keys if words.get(key, key) not in shown and key not in ("escape", "question_mark")] == []


@pytest.mark.parametrize("live", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_every_command_of_the_palette_does_what_a_key_does(live: bool) -> None:
    control = equipped()[0] if live else None
    titles: list[str] = []

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        titles.extend(command.title for command in app.get_system_commands(app.screen))

    drive(stream(), acts, control=control)
    own = [title for title in titles if title not in ("Theme", "Quit", "Keys", "Maximize", "Minimize", "Screenshot")]
    wanted = [
        *(act.name.capitalize() for act in ACTS if act.name != "screenshot"),
        "Hooks",
        "Unpin",
        "Load",
        "JavaScript",
    ]
    assert sorted(own) == sorted([*VIEWS, "Python", *(wanted if live else [])])


VIEWS = ["Filter", "Search value", "Write the list", "Look at the screen", "Freeze"]
