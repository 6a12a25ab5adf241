"""The pictures of the screens in README.md and docs/explore.md, made of a recording of the sample app:
``python -m tests.generated --write docs/images/explore`` makes them anew."""

import asyncio
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot
from textual.widgets import Input

from harness.explore.replay import Replay
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.prompt import PromptScreen
from harness.explore.stream import Stream
from harness.jobs.source import opened
from harness.jobs.told import Silent
from tests.explore.screens.pilot import settled
from tests.recordings import bundle

SIZE = (130, 36)
TYPED = (
    "len(list(calls())), len(list(exchanges()))",
    "for each in disclosures():",
    "    print(each.phase, each.category, each.form, '->', each.recipient.host)",
    "",
    "next(each for each in sightings() if each.form == 'digest:md5').path",
)
Acts = Callable[[ExploreApp, Pilot[str]], Awaitable[None]]


async def _disclosures(app: ExploreApp, pilot: Pilot[str]) -> None:
    await pilot.press("3", "home")
    await settled(app, pilot)


async def _exchanges(app: ExploreApp, pilot: Pilot[str]) -> None:
    await pilot.press("2", "home")
    await settled(app, pilot)


async def _prompt(app: ExploreApp, pilot: Pilot[str]) -> None:
    await pilot.press("y")
    await pilot.pause(0.1)
    screen = app.screen
    assert isinstance(screen, PromptScreen)
    field = screen.query_one(Input)
    field.cursor_blink = False
    for line in TYPED:
        field.value = line
        await pilot.press("enter")
        await pilot.pause()
        while screen.busy:
            await pilot.pause(0.05)
    await pilot.pause(0.2)


PICTURES: dict[str, Acts] = {"disclosures": _disclosures, "exchanges": _exchanges, "prompt": _prompt}


def picture(name: str) -> str:
    """Return a screen as SVG: the same text each time."""
    path = bundle("lantern-accept")
    app = ExploreApp(Stream(Replay(*opened(path, Silent()))), "com.brightbeam.lantern", source=path)
    app.animation_level = "none"
    found = ""

    async def go() -> None:
        nonlocal found
        async with app.run_test(size=SIZE) as pilot:
            await asyncio.to_thread(app._stream.join, 60)
            for _ in range(8):
                await pilot.pause(0.12)
            await PICTURES[name](app, pilot)
            found = app.export_screenshot(title=f"harness explore: {name}")

    asyncio.run(go())
    return f"{found}\n"
