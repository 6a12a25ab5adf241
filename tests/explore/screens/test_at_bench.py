"""Acts in the app's processes, by their keys and by what is typed."""

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from harness.explore.control import Control
from harness.explore.replay import Replay
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.at_bench import Command, command
from harness.explore.screens.hooks import Hooks
from harness.explore.screens.prompt import PromptScreen
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.bench import equipped
from tests.explore.screens.pilot import DRAWN_S, drive


def stream() -> Stream:
    return Stream(Replay(lantern().recording()))


async def told(app: ExploreApp, pilot: Pilot[str], text: str) -> None:
    """Wait until something is said."""
    for _ in range(200):
        if text in (said := [one.message for one in app._notifications]):
            return
        await pilot.pause(0.05)
    raise AssertionError(said)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (":load my.js", "Load my.js into the app's processes"), ("load 'a b.yaml'", "Load a b.yaml into the app's"),
        (":off imei channel", "Switch imei channel off"), ("on all", "Switch all on"), (":unpin", "Take certificate"),
    ],
)  # fmt: skip
def test_what_is_typed_means(text: str, says: str) -> None:
    found = command(text)
    assert isinstance(found, Command) and found.says.startswith(says)


@pytest.mark.parametrize("text", ["", ":", "load", "load a b", "off", "unpin now", "rm -rf /", "load 'x"])
def test_what_means_nothing_is_a_sentence(text: str) -> None:
    found = command(text)
    assert isinstance(found, str) and found.startswith(("A command is", "The command cannot be read"))


def test_keys_and_commands_do_what_they_say(tmp_path: Path) -> None:
    control, bench = equipped()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("U")
        await told(app, pilot, "certificate pinning is taken out of com.x")
        await pilot.press("colon")
        await pilot.pause()
        await pilot.press(*"load mine.js", "enter")
        await told(app, pilot, "mine.js is loaded into com.x")
        app.action_at_bench("off nonsense")
        await told(app, pilot, "there is no group of hooks and no access point nonsense")
        app.action_at_bench("dance")
        await told(app, pilot, "A command is load FILE, on GROUP, off GROUP or unpin.")

    drive(stream(), acts, control=control)
    assert bench.done == [("unpin", None), ("load", "mine.js"), ("off", ["nonsense"])]


@pytest.mark.slow
def test_groups_are_switched_in_their_window() -> None:
    control, bench = equipped()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("H")
        await pilot.pause(DRAWN_S)
        assert isinstance(app.screen, Hooks)
        for times in (1, 2):
            await pilot.press(*(["down"] if times == 1 else []), "enter")
            for _ in range(100):
                await pilot.pause(0.02)
                if len(bench.done) == times and isinstance(app.screen, Hooks):
                    break
        await pilot.press("escape")
        await pilot.pause()

    drive(stream(), acts, control=control)
    assert bench.done == [("off", ["imei"]), ("on", ["imei"])]


@pytest.mark.slow
def test_the_palette_takes_typed_commands() -> None:
    control, bench = equipped()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*":load x.yaml")
        await pilot.pause(0.5)
        await pilot.press("enter", "enter")
        await told(app, pilot, "x.yaml is loaded into com.x")

    drive(stream(), acts, control=control)
    assert bench.done == [("load", "x.yaml")]


def test_a_finished_bundle_has_no_processes() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        for key in ("H", "U", "colon", "x"):
            await pilot.press(key)
            await asyncio.sleep(0)
            await pilot.pause()
            assert len(app.screen_stack) == 1 and not app._notifications

    drive(stream(), acts)


@pytest.mark.slow
def test_an_app_that_is_not_started_yet_is_told_of() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("U")
        await told(app, pilot, "the app is not started yet")
        await pilot.press("H")
        await told(app, pilot, "The app is not started yet, or the session is over.")
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(app.screen, PromptScreen)

    drive(stream(), acts, control=Control())
