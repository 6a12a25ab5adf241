"""What a person does in the app's processes: hooks off and on, unpinning, files of one's own, and the prompt."""

import asyncio
import functools
import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import Hit, Hits, Provider
from textual.screen import Screen

from harness.capture.engine.person import Pending
from harness.explore.console.answers import Answers
from harness.explore.console.console import Console
from harness.explore.control import Control
from harness.explore.screens.acting import Acting
from harness.explore.screens.dialogs import Ask
from harness.explore.screens.hooks import Hooks
from harness.explore.screens.languages import JavaScript, Language, Python
from harness.explore.screens.prompt import PromptScreen
from harness.report.safe import one_line

KEYS = (
    ("H", "switch hooks off and on"),
    ("U", "take certificate pinning out: it changes the app"),
    (":", "load FILE, on GROUP, off GROUP, unpin"),
    ("x", "JavaScript in the app's process; ctrl+c there ends what it evaluates"),
)
"""What the keys of this module do."""
PYTHON = ("y", "Python beside the session: calls(), disclosures(), device ...")


class Command(NamedTuple):
    """One command that is typed: ``take`` has it done."""

    says: str
    take: Callable[[Control], Pending]


def command(text: str) -> Command | str:
    """Return what a typed command means, or in a sentence why it means nothing."""
    try:
        verb, *words = shlex.split(text.strip().removeprefix(":")) or [""]
    except ValueError as error:
        return f"The command cannot be read: {error}."
    if verb == "load" and len(words) == 1:
        file = Path(words[0]).expanduser()
        return Command(f"Load {words[0]} into the app's processes", lambda control: control.load(file))
    if verb in ("on", "off") and words:
        switch = functools.partial(Control.switch, names=words, on=verb == "on")
        return Command(f"Switch {' '.join(words)} {verb}", switch)
    if verb == "unpin" and not words:
        return Command("Take certificate pinning out of the app", Control.unpin)
    return "A command is load FILE, on GROUP, off GROUP or unpin."


class Commands(Provider):
    """Typed commands, in the palette: they begin with ``:``."""

    async def search(self, query: str) -> Hits:
        """Yield the command that was typed, if it is one."""
        app = self.app
        if query.startswith(":") and isinstance(app, AtBench) and isinstance(found := command(query), Command):
            yield Hit(1.0, query, functools.partial(app.carry_out, found), help=found.says)


class AtBench(Acting):
    """An application that can have something done in the app's processes."""

    COMMANDS: ClassVar[set[Any]] = Acting.COMMANDS | {Commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("H", "hooks", "Hooks", show=False),
        Binding("U", "at_bench('unpin')", "Unpin", show=False),
        Binding("colon", "command", "Command", show=False),
        Binding("x", "prompt('js')", "JavaScript", show=False),
        Binding("y", "prompt('python')", "Python", show=False),
    ]
    _source = ""
    _console: Console | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a running session can be acted upon."""
        if action in ("hooks", "at_bench", "command") or (action, parameters) == ("prompt", ("js",)):
            return self._control is not None
        return super().check_action(action, parameters)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """All of it stands in the command palette, too."""
        yield from super().get_system_commands(screen)
        if self._control is not None:
            yield SystemCommand("Hooks", "Switch hooks off and on", self.action_hooks)
            yield SystemCommand(
                "Unpin", "Take certificate pinning out of the app", lambda: self.action_at_bench("unpin")
            )
            yield SystemCommand("Load", "Load a script or a file of access points (:load FILE)", self.action_command)
            yield SystemCommand(
                "JavaScript", "Evaluate expressions in the app's process", lambda: self.action_prompt("js")
            )
        yield SystemCommand("Python", "Evaluate Python beside the session", lambda: self.action_prompt("python"))

    @work
    async def action_command(self) -> None:
        """Ask for a command, and carry it out."""
        if text := await self.push_screen_wait(Ask("Command: load FILE, on GROUP, off GROUP, unpin")):
            self.action_at_bench(text)

    def action_at_bench(self, text: str) -> None:
        """Carry out a command."""
        found = command(text)
        if isinstance(found, Command):
            self.carry_out(found)
        else:
            self.notify(one_line(found, 300), severity="error", markup=False)

    @work
    async def carry_out(self, wanted: Command) -> None:
        """Have it done, and say what came of it."""
        if self._control is None:
            return
        pending = wanted.take(self._control)
        await asyncio.to_thread(pending.wait)
        if pending.failed:
            self.notify(one_line(pending.failed, 500), severity="error", timeout=20, markup=False)
        else:
            self.notify(one_line(pending.said, 500), title="done", markup=False)

    @work
    async def action_hooks(self) -> None:
        """Show the groups of hooks; each is switched where it stands."""
        if self._control is None or (bench := self._control.bench) is None:
            self.notify("The app is not started yet, or the session is over.")
            return
        name = await self.push_screen_wait(Hooks(bench.groups()))
        while name is not None:
            on = any(group.off for group in bench.groups() if group.name == name)
            pending = self._control.switch([name], on=on)
            await asyncio.to_thread(pending.wait)
            if pending.failed:
                self.notify(one_line(pending.failed, 500), severity="error", markup=False)
            name = await self.push_screen_wait(Hooks(bench.groups(), name))

    def action_prompt(self, language: str) -> None:
        """Go to a prompt (``js`` or ``python``); what was said there before still stands."""
        if language not in self._installed_screens:
            self.install_screen(PromptScreen(self._js() if language == "js" else self._python()), language)
        self.push_screen(language)

    def _js(self) -> Language:
        if self._control is None:
            raise RuntimeError("nothing runs")
        return JavaScript(self._control)

    def _python(self) -> Language:
        def printed(text: str) -> None:
            screen = self._installed_screens["python"]
            if isinstance(screen, PromptScreen):
                screen.printed(text)

        self._console = Console(Answers(self._stream, self._control, self._persona), self._source, printed)
        return Python(self._console, self._control)

    def on_unmount(self) -> None:
        """End what was begun beside."""
        if self._console is not None:
            self._console.close()
