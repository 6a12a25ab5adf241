"""The prompt: expressions that are evaluated in a process of the app, and what comes of them."""

import asyncio
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, RichLog, Static

from harness.capture.agent.prompt import Evaluated
from harness.errors import HarnessError
from harness.explore.control import Control
from harness.report.safe import one_line, visible

_MOST_LINES = 5_000
_MOST_TEXT = 50_000
_KEYS = "^c interrupt   esc back   up, down what was typed   ^n next process"
HINT = (
    "JavaScript, as at Frida's prompt, with the Java bridge as Java. Each expression is a step in the bundle and makes "
    "what the app does since doubtful. As long as one runs the app waits at every hook."
)


class PromptScreen(Screen[None]):
    """Expressions and their results. One is evaluated at a time; ctrl+c ends it, and never the session."""

    CSS = """
    #process { height: 1; background: $primary-darken-2; }
    #output { height: 1fr; padding: 0 1; scrollbar-size-horizontal: 0; }
    #prompt-keys { height: 1; color: $text-muted; padding: 0 1; }
    #expression { height: 1; border: none; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Interrupt", priority=True),
        Binding("escape", "back", "Back"),
        Binding("up", "earlier(-1)", "Earlier", show=False),
        Binding("down", "earlier(1)", "Later", show=False),
        Binding("ctrl+n", "process", "Next process"),
    ]

    def __init__(self, control: Control) -> None:
        """``control`` is the running session's."""
        super().__init__()
        self._control = control
        self._pid = 0
        self._typed: list[str] = []
        self._at = 0
        self.busy = False

    def compose(self) -> ComposeResult:
        """The process, what was said, and the line to type in."""
        yield Static(id="process", markup=False)
        yield RichLog(id="output", wrap=True, markup=False, max_lines=_MOST_LINES, min_width=1)
        yield Input(id="expression", placeholder="1 + 1, Java.use('android.os.Build').MODEL.value ...")
        yield Static(_KEYS, id="prompt-keys", markup=False)

    def on_mount(self) -> None:
        """Say what this is."""
        self._say(HINT, "dim")

    def on_screen_resume(self) -> None:
        """Begin to type where the person is."""
        self.query_one("#expression", Input).focus()
        self._named()

    def _named(self) -> None:
        bench = self._control.bench
        processes = bench.processes() if bench is not None else []
        named = next(((pid, name) for pid, name in processes if self._pid in (0, pid)), None)
        self.query_one("#process", Static).update(
            one_line(f" {named[1]} ({named[0]})", 200) if named is not None else " no process of the app runs"
        )

    def _say(self, text: str, style: str = "") -> None:
        self.query_one("#output", RichLog).write(Text(visible(text[:_MOST_TEXT], multiline=True), style))

    @on(Input.Submitted, "#expression")
    def _entered(self, event: Input.Submitted) -> None:
        code = event.value.strip()
        if not code or self.busy:
            return
        event.input.value = ""
        self._typed.append(code)
        self._at = len(self._typed)
        self._evaluate(code)

    @work
    async def _evaluate(self, code: str) -> None:
        self.busy = True
        self._say(f"> {code}", "bold")
        try:
            bench = self._control.bench
            if bench is None:
                self._say("The app is not started yet, or the session is over.", "magenta")
                return
            self._tell(await asyncio.to_thread(bench.evaluate, code, self._pid))
        except HarnessError as error:
            self._say(str(error), "magenta")
        finally:
            self.busy = False
            self._named()

    def _tell(self, found: Evaluated) -> None:
        for line in found.log:
            self._say(line, "cyan")
        self._say(f"! {found.text}" if found.failed else found.text, "magenta" if found.failed else "")
        if found.calls:
            self._say(f"(its own calls, not recorded as the app's: {', '.join(found.calls)})", "dim")

    @work
    async def action_interrupt(self) -> None:
        """End what is evaluated; with nothing under way empty the line."""
        bench = self._control.bench
        if self.busy and bench is not None:
            await asyncio.to_thread(bench.interrupt)
        else:
            self.query_one("#expression", Input).value = ""

    def action_back(self) -> None:
        """Back to the session; an evaluation goes on."""
        self.app.pop_screen()

    def action_earlier(self, by: int) -> None:
        """Bring back what was typed before."""
        if self._typed:
            self._at = max(0, min(self._at + by, len(self._typed)))
            field = self.query_one("#expression", Input)
            field.value = self._typed[self._at] if self._at < len(self._typed) else ""
            field.cursor_position = len(field.value)

    def action_process(self) -> None:
        """Go to the app's next process."""
        bench = self._control.bench
        pids = [pid for pid, _ in bench.processes()] if bench is not None else []
        if pids:
            at = pids.index(self._pid) if self._pid in pids else 0
            self._pid = pids[(at + 1) % len(pids)]
        self._named()
