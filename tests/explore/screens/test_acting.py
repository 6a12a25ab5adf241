"""Every act by its key, with a run that does nothing but note what it is asked for."""

import asyncio

import pytest
from textual.pilot import Pilot

from harness.capture.engine.person import Pending, Wish
from harness.capture.scenario.model import Target
from harness.capture.scenario.steps import Tap
from harness.capture.screen.looking import Glance
from harness.explore.control import Control
from harness.explore.events import Ended, Health, Said
from harness.explore.replay import Replay
from harness.explore.screens.acts import ACTS
from harness.explore.screens.app import ExploreApp
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.made import TREE
from tests.explore.screens.pilot import DRAWN_S, drive, text


class Noted(Control):
    """Notes wishes and says at once that they were granted, or why not."""

    def __init__(self, failed: str = "") -> None:
        super().__init__()
        self.wishes: list[Wish] = []
        self.answers: list[str | None] = []
        self.glance: Glance | None = None
        self._failed = failed

    def _wish(self, wish: Wish) -> Pending:
        if wish.looks:
            wish.pending.glance = self.glance
        else:
            self.wishes.append(wish)
        wish.pending.end(self._failed)
        return wish.pending

    def answer(self, text: str | None) -> None:
        self.answers.append(text)


TYPED = (("phone", "13912345678"), ("imei", "866712345678901"))
ANSWERS = {
    "line": [*"OK", "enter"],
    "control": [*"OK", "enter"],
    "phase": [*"Second Look:why", "enter"],
    "value": ["down", "enter"],
}
KINDS = {
    "mark": None, "accept": "consent", "refuse": "consent", "tap": "tap", "type": "type", "write": "type",
    "grant": "permission", "deny": "permission", "screenshot": "screenshot", "background": "background",
    "foreground": "foreground", "relaunch": "relaunch", "kill": "kill", "clear": "clear_data",
}  # fmt: skip


def stream() -> Stream:
    return Stream(Replay(lantern().recording()))


@pytest.mark.slow
def test_every_act_takes_its_step() -> None:
    control = Noted()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        for act in ACTS:
            await pilot.press(act.key)
            await pilot.pause()
            if act.wants:
                await pilot.press(*ANSWERS[act.wants])
            await app.workers.wait_for_complete([one for one in app.workers if one.name == "action_act"])

    drive(stream(), acts, control=control, persona=TYPED)
    found = dict(zip([act.name for act in ACTS], control.wishes, strict=True))
    assert {name: wish.step.kind if wish.step is not None else None for name, wish in found.items()} == KINDS
    assert (found["mark"].phase, found["mark"].note) == ("second_look", "why")
    assert getattr(found["type"].step, "value", None) == "${persona.imei}", "its name, to be replayed"
    assert [found["accept"].phase, found["refuse"].phase] == ["consented_idle", "refused"]


@pytest.mark.slow
def test_what_can_be_touched_is_offered() -> None:
    control = Noted()
    control.glance = Glance(1, None, TREE)

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        for keys in (["enter"], ["escape"], ["down", "enter", *"OK", "enter"]):
            await pilot.press("T")
            await pilot.pause(DRAWN_S)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.05)
            await app.workers.wait_for_complete([one for one in app.workers if one.name == "action_act"])

    drive(stream(), acts, control=control)
    assert [wish.step for wish in control.wishes] == [Tap(target=Target(text=(text,))) for text in ("Accept", "OK")]


@pytest.mark.slow
def test_escape_takes_no_step_and_a_failure_is_told() -> None:
    control = Noted("there is no such dialog on the screen")

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("m")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert not control.wishes
        await pilot.press("a")
        await asyncio.sleep(0.2)
        await pilot.pause()
        assert "there is no such dialog on the screen" in [one.message for one in app._notifications]

    drive(stream(), acts, control=control)


def test_what_goes_wrong_in_the_middle_is_said_in_a_line_each() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        app.clear_notifications()
        app._take(
            [
                Said(text="preparing"), Said(text="it ran already", warning=True),
                Health(what="proxy", state="lost", detail="proxy_ended: out of\nmemory"),
                Health(what="app", state="ended", detail="com.x: signal 9"),
                Health(what="agent", state="up", detail="x"),
                Ended(outcome="incomplete", reason="Lost the device S1."),
            ]
        )  # fmt: skip
        await pilot.pause()
        said = [one.message for one in app._notifications]
        assert said[:1] == ["it ran already"] and said[2:] == [
            "app ended: com.x: signal 9", "The run is over: incomplete. Lost the device S1.",
        ]  # fmt: skip
        assert said[1].startswith("proxy lost: proxy_ended: out of") and "\n" not in said[1]

    drive(stream(), acts, control=Noted())


@pytest.mark.slow
def test_a_terminal_that_changes_its_size_is_drawn_anew() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        for width, height, wide in ((40, 10, False), (160, 50, True), (20, 6, False), (120, 40, True)):
            await pilot.resize_terminal(width, height)
            await pilot.pause(DRAWN_S)
            assert (app.size.width, app.size.height) == (width, height) and app.has_class("wide") == wide
        assert "lantern" in text(app)

    drive(stream(), acts, control=Noted())


def test_a_terminal_that_is_gone_ends_the_screens() -> None:
    control = Noted()

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        app.hang_up()
        for _ in range(100):
            await asyncio.sleep(0.02)
            if not app.is_running:
                break
        assert not app.is_running

    drive(stream(), acts, control=control)
