"""Small windows: an answer, none, and hostile questions."""

import asyncio
from typing import Any

import pytest
from textual.app import App
from textual.screen import ModalScreen

from harness.explore.screens.dialogs import Ask, Help, Pick, Wait


def answer(dialog: ModalScreen[Any], *keys: str) -> Any:
    found: list[Any] = ["nothing came"]

    async def go() -> None:
        app = App[None]()
        async with app.run_test(size=(60, 20)) as pilot:
            app.push_screen(dialog, lambda value: found.append(value))
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()

    asyncio.run(go())
    return found[-1]


HOSTILE = "[red]not markup[/] \x1b[31m" + "x" * 5000


@pytest.mark.parametrize(
    ("dialog", "keys", "found"),
    [
        (Ask("What?"), ("h", "i", "enter"), "hi"), (Ask(HOSTILE), ("enter",), None),
        (Ask("What?"), ("h", "escape"), None), (Pick(HOSTILE, [("a", HOSTILE), ("b", "two")]), ("down", "enter"), "b"),
        (Pick("?", [("a", "one")]), ("escape",), None),
        (Help([("a", HOSTILE)]), ("escape",), None),
    ],
)  # fmt: skip
def test_answers(dialog: ModalScreen[Any], keys: tuple[str, ...], found: str | None) -> None:
    assert answer(dialog, *keys) == found


def test_waiting_says_why() -> None:
    assert answer(Wait("sealing")) == "nothing came"
