"""The prompt's screen: what is typed, what comes of it, and ctrl+c."""

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, RichLog

from harness.explore.control import Control
from harness.explore.replay import Replay
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.prompt import PromptScreen
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.bench import equipped
from tests.explore.screens.pilot import DRAWN_S, drive, same, text


def stream() -> Stream:
    return Stream(Replay(lantern().recording()))


async def opened(app: ExploreApp, pilot: Pilot[str], key: str = "x") -> PromptScreen:
    await pilot.press(key)
    await pilot.pause(DRAWN_S)
    assert isinstance(app.screen, PromptScreen)
    return app.screen


async def typed(screen: PromptScreen, pilot: Pilot[str], code: str) -> None:
    screen.query_one(Input).value = code
    await pilot.press("enter")
    for _ in range(500):
        await pilot.pause(0.02)
        if not screen.busy:
            return


def lines(screen: PromptScreen) -> list[str]:
    """What was said, with the hint before it."""
    shown = "\n".join(strip.text.rstrip() for strip in screen.query_one(RichLog).lines)
    return shown.splitlines()


@pytest.mark.slow
def test_an_expression_is_evaluated_and_everything_about_it_is_shown() -> None:
    control, bench = equipped()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        screen = await opened(app, pilot)
        await typed(screen, pilot, "6 * 7")
        assert lines(screen)[-4:] == [
            "> 6 * 7", "printed", "4\u241b[31m2", "(its own calls, not recorded as the app's: tm.getImei)",
        ]  # fmt: skip
        await typed(screen, pilot, "gone")
        assert lines(screen)[-1] == "no hooked process of the app runs"
        await pilot.press("ctrl+n")
        await pilot.pause()
        await typed(screen, pilot, "1")
        await pilot.press("up", "up")
        assert screen.query_one(Input).value == "gone"
        await pilot.press("ctrl+c")
        await pilot.pause(DRAWN_S)
        assert screen.query_one(Input).value == ""
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert (await opened(app, pilot)) is screen

    drive(stream(), acts, control=control)
    assert bench.done == [("evaluate", ("6 * 7", 0)), ("evaluate", ("gone", 0)), ("evaluate", ("1", 12))]


def test_ctrl_c_ends_the_evaluation_and_never_the_session() -> None:
    control, bench = equipped()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        screen = await opened(app, pilot)
        screen.query_one(Input).value = "while(1){}"
        await pilot.press("enter")
        for _ in range(100):
            await pilot.pause(0.02)
            if bench.running.is_set():
                break
        await pilot.press("ctrl+c")
        for _ in range(100):
            await pilot.pause(0.02)
            if not screen.busy:
                break
        assert lines(screen)[-1] == "! interrupted"
        await typed(screen, pilot, "1")
        assert app.is_running and ("interrupt", None) in bench.done

    drive(stream(), acts, control=control)


@pytest.mark.slow
def test_names_are_completed_as_far_as_they_are_clear() -> None:
    control, _ = equipped()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        screen = await opened(app, pilot)
        field = screen.query_one(Input)
        for before, after in (("var a = Java.us", "var a = Java.use"), ("o", "o"), ("zzz", "zzz"), ("", "    ")):
            field.value, field.cursor_position = before, len(before)
            await pilot.press("tab")
            await app.workers.wait_for_complete([one for one in app.workers if one.group == "complete"])
            await pilot.pause()
            assert field.value == after
        assert lines(screen)[-1] == "one  other  ones"

    drive(stream(), acts, control=control)


@pytest.mark.slow
def test_python_is_typed_and_pasted_in_several_lines() -> None:
    control, bench = equipped()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        screen = await opened(app, pilot, "y")
        field = screen.query_one(Input)
        for line in ("for at in range(2):", "    print(at)", ""):
            field.value = line
            await pilot.press("enter")
        for _ in range(500):
            await pilot.pause(0.02)
            if bench.done and not screen.busy:
                break
        assert lines(screen)[-2:] == ["0", "1"]
        await pilot.press("up")
        assert "for at in range(2):" in text(app)
        await pilot.press("ctrl+c")
        await pilot.pause(DRAWN_S)
        assert not screen.query_one("#begun").display
        field.post_message(Paste("a = 20\nb = 22\na + b"))
        await pilot.pause()
        await typed(screen, pilot, field.value)
        assert lines(screen)[-1] == "42"

    drive(stream(), acts, control=control)
    assert [step["code"] for _, step in bench.done] == ["for at in range(2):\n    print(at)\n", "a = 20\nb = 22\na + b"]


@pytest.mark.slow
def test_a_finished_bundle_has_python_alone() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("x")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        screen = await opened(app, pilot, "y")
        await typed(screen, pilot, "disclosures()[0].recipient.host")
        assert lines(screen)[-1] == "'api.pushbay.example'"

    drive(stream(), acts)


@pytest.mark.slow
def test_it_looks_as_it_did() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        screen = await opened(app, pilot)
        await typed(screen, pilot, "6 * 7")
        await same(f"prompt-{app.size.width}x{app.size.height}", app, pilot)

    for size in ((80, 24), (120, 40), (160, 50)):
        drive(stream(), acts, control=equipped()[0], size=size)


@pytest.mark.slow
def test_a_session_without_an_app_yet_says_so() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        screen = await opened(app, pilot)
        await typed(screen, pilot, "1")
        assert "not started yet" in text(app)
        assert "no process of the app runs" in text(app)
        await pilot.press("ctrl+n")

    drive(stream(), acts, control=Control())
