"""A session's screens, driven as a person drives them, and what then stands on them."""

import asyncio
import contextlib
import os
import xml.etree.ElementTree as ET
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from harness.explore.control import Control
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.pictures import Draw
from harness.explore.screens.row_list import RowList
from harness.explore.stream import Stream

SNAPSHOTS = Path(__file__).parent / "snapshots"
_LOOKS = 1500
TICK_S = 0.03
"""How often a screen is drawn here (see conftest.py)."""
DRAWN_S = 0.04
"""After so long what changed has been drawn."""


def drive(
    stream: Stream,
    acts: Callable[[ExploreApp, Pilot[str]], Awaitable[None]],
    *,
    size: tuple[int, int] = (120, 40),
    control: Control | None = None,
    persona: tuple[tuple[str, str], ...] = (),
    name: str = "com.bright.lantern",
    draw: Draw | None = None,
    source: Path | None = None,
) -> ExploreApp:
    """Show a stream, wait until it was read, and do something."""
    app = ExploreApp(stream, name, control, persona, draw, source)

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            ended = await asyncio.to_thread(stream.join, 30)
            for _ in range(_LOOKS if ended else 25):
                await pilot.pause(DRAWN_S)
                if app._over:  # it has taken everything
                    break
            await pilot.pause(DRAWN_S)
            await acts(app, pilot)

    asyncio.run(go())
    return app


async def settled(app: ExploreApp, pilot: Pilot[str]) -> None:
    """Wait until what was asked for is on the screen."""
    for _ in range(_LOOKS):
        if app._details.wanted is app._details.shown:
            break
        await pilot.pause(DRAWN_S)
    while asked := [each for each in app.workers if each.group in ("look", "device") and not each.is_finished]:
        with contextlib.suppress(WorkerCancelled):  # a later one has taken its place
            await app.workers.wait_for_complete(asked)
    await pilot.pause(DRAWN_S)


def text(app: ExploreApp) -> str:
    """Return what stands on the screen, without colours, from the picture that Textual makes of it."""
    width, height = app.size
    rows = [[" "] * width for _ in range(height)]
    tree = ET.fromstring(app.export_screenshot().replace("&#160;", " ").replace("\u00a0", " "))  # noqa: S314 - ours
    pieces = [node for node in tree.iter() if node.tag.endswith("text") and node.get("clip-path")]
    for node in pieces:
        at = int((node.get("clip-path") or "").rpartition("-")[2].rstrip(")"))
        column = round(float(node.get("x") or 0) / 12.2)
        for offset, char in enumerate("".join(node.itertext())):
            if at < height and column + offset < width:
                rows[at][column + offset] = char
    return "\n".join("".join(row).rstrip() for row in rows) + "\n"


async def same(name: str, app: ExploreApp, pilot: Pilot[str]) -> None:
    """Compare a screen with the one that was looked at; ``HARNESS_SNAPSHOTS=write`` keeps it as it is now.

    On a busy machine it may be drawn late: it is looked at again for a while.
    """
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("HARNESS_SNAPSHOTS") == "write":
        path.write_text(text(app))
    wanted = path.read_text()
    for _ in range(_LOOKS):
        if text(app) == wanted:
            return
        await pilot.pause(DRAWN_S)
    assert text(app) == wanted, f"{path.name} looks otherwise; HARNESS_SNAPSHOTS=write keeps it"


def rows(app: ExploreApp, name: str) -> "RowList":  # type: ignore[type-arg]
    """Return one of the lists."""
    return app._lists.rows(name)
