"""A hostile bundle on a session's screens and lines: shown, never obeyed."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from textual.pilot import Pilot

from harness.explore.lines import Lines
from harness.explore.replay import replay
from harness.explore.screens.app import ExploreApp
from harness.explore.stream import Stream
from harness.jobs.source import Request
from harness.jobs.told import Silent
from tests import hostile_bundle
from tests.explore.screens.pilot import DRAWN_S, drive, settled, text
from tests.hostile import EVIL


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_bundle.write(tmp_path_factory.mktemp("hostile") / "bundle")


@pytest.mark.slow
def test_screens(bundle: Path) -> None:
    seen: list[str] = []

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        for key in "1234567":
            await pilot.press(key)
            await pilot.press("down")
            await settled(app, pilot)
            seen.append(text(app))
        app.action_filter()
        await pilot.press(*"host:[/x]", "enter")
        await pilot.pause(DRAWN_S)
        seen.append(text(app))

    drive(Stream(replay(Request(source=bundle), Silent())), acts, name=EVIL)
    assert all(line.isprintable() for screen in seen for line in screen.splitlines())
    assert any("[bold red]" in screen or "=cmd" in screen for screen in seen)


def test_lines(bundle: Path) -> None:
    out = io.StringIO()
    console, lines = Console(file=out, highlight=False, soft_wrap=True, width=200), Lines(everything=True)
    for event in Stream(replay(Request(source=bundle), Silent())).events():
        if (said := lines.of(event)) is not None:
            console.print(said)
    assert out.getvalue().replace("\n", "").isprintable() and "=cmd" in out.getvalue()
