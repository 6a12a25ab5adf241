"""A session as it is acted upon: keys and commands become steps, questions become windows, and it is left in order."""

import asyncio
from collections.abc import Iterable, Sequence

from textual import work
from textual.app import App, SystemCommand
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen

from harness.capture.engine.person import Pending
from harness.explore.control import Control
from harness.explore.events import Asked, Health, Said
from harness.explore.screens.acts import ACTS, BY_NAME, Act
from harness.explore.screens.device_screen import touchable
from harness.explore.screens.dialogs import Ask, Pick, Wait
from harness.explore.screens.terminal import TerminalDriver
from harness.explore.stream import Stream
from harness.report.safe import one_line

_SEALING_S = 120


class Acting(App[str]):
    """What an application can have a session do; without a ``control`` nothing."""

    def __init__(self, stream: Stream, control: Control | None, persona: Sequence[tuple[str, str]]) -> None:
        """``persona`` are ids and values that can be typed."""
        super().__init__()
        self._stream = stream
        self._state = stream.state
        self._control = control
        self._persona = persona
        self._leaving = False
        self._running_loop: asyncio.AbstractEventLoop | None = None

    def hang_up(self) -> None:
        """Leave at once: the terminal is gone, or somebody ends the program. May be called where signals are taken."""
        if self._running_loop is None:
            raise KeyboardInterrupt
        self._running_loop.call_soon_threadsafe(self.exit)

    def get_driver_class(self) -> type[Driver]:
        """Draw on a terminal that may go away."""
        found = super().get_driver_class()
        return TerminalDriver if found is LinuxDriver else found

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Only a running session can be acted upon."""
        return self._control is not None if action == "act" else True

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """All acts stand in the command palette, too."""
        yield from super().get_system_commands(screen)
        if self._control is not None:
            for act in ACTS:
                yield SystemCommand(
                    act.name.capitalize(), act.says, lambda name=act.name: self.run_action(f"act('{name}')")
                )

    @work
    async def action_act(self, name: str) -> None:
        """Have the session do something."""
        control, act = self._control, BY_NAME[name]
        if control is None:
            return
        answer = await self._answer(act, control)
        if answer is None:
            return
        await self._see(act, act.take(control, answer))

    async def _answer(self, act: Act, control: Control) -> str | None:
        """Ask for what an act needs; ``None`` when the person thought better of it."""
        if not act.wants:
            return ""
        if act.wants == "value":
            if not self._persona:
                self.notify("This session has no persona.")
                return None
            choices = [(f"${{persona.{value_id}}}", f"{value_id:<22} {value}") for value_id, value in self._persona]
            return await self.push_screen_wait(Pick(act.question, choices))
        if act.wants == "control" and (texts := await self._touchable(control)):
            choices = [*((text, text) for text in texts), ("", "another text \u2026")]
            if (chosen := await self.push_screen_wait(Pick(act.question, choices))) != "":
                return chosen
        return await self.push_screen_wait(Ask(act.question))

    async def _touchable(self, control: Control) -> list[str]:
        """Return what can be touched on the screen now, as far as it has a text of its own."""
        pending = control.look()
        await asyncio.to_thread(pending.wait)
        return touchable(pending.glance.tree) if pending.glance is not None else []

    async def _see(self, act: Act, pending: Pending) -> None:
        await asyncio.to_thread(pending.wait)
        if pending.failed:
            self.notify(one_line(pending.failed, 500), title=act.name, severity="error", markup=False)
        else:
            self.notify(act.says, title="done", timeout=3)
            self.acted()

    def acted(self) -> None:
        """Hear that an act was done."""

    def fault(self, event: Health | Said) -> None:
        """Say in a line what the person should know of the run itself; the session goes on as far as it can."""
        if isinstance(event, Said):
            if event.warning:
                self.notify(one_line(event.text, 500), severity="warning", timeout=20, markup=False)
        elif event.state == "lost" or (event.what == "app" and event.state == "ended" and not self._leaving):
            said = f"{event.what} {event.state}: {event.detail}"
            self.notify(one_line(said, 300), severity="error", timeout=15, markup=False)

    @work
    async def ask(self, asked: Asked) -> None:
        """Put the scenario's question to the person."""
        if self._control is None:
            return
        self._control.answer(await self.push_screen_wait(Ask(asked.question)))

    @work
    async def action_leave(self) -> None:
        """End the session, or leave the bundle."""
        if self._leaving:
            return
        self._leaving = True
        if self._control is not None and self._state.ended is None:
            self.push_screen(Wait("The app is stopped and the bundle sealed \u2026"))
            self._control.quit()
            await asyncio.to_thread(self._stream.join, _SEALING_S)
        ended = self._state.ended
        self.exit(ended.bundle if ended is not None else "")
