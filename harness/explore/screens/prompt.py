"""A prompt: what is evaluated in the app's processes or beside the session, and what comes of it."""

import asyncio
import re
from collections import deque
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.screen import Screen
from textual.widgets import Input, RichLog, Static

from harness.capture.agent.prompt import Evaluated
from harness.errors import HarnessError
from harness.explore.screens.languages import Language
from harness.report.safe import one_line, visible

_MOST_LINES = 5_000
_MOST_TEXT = 50_000
_MOST_NAMES = 60
_LOOK_S = 0.1
_KEYS = "^c interrupt  esc back  up, down typed before  tab complete"
_LAST_NAME = re.compile(r"[\w$]*$")


class Line(Input):
    """One line; of several that are pasted all but the last go before it."""

    def _on_paste(self, event: Paste) -> None:
        *before, last = event.text.splitlines() or [""]
        if before and isinstance(self.screen, PromptScreen):
            self.screen.begin([self.value[: self.cursor_position] + before[0], *before[1:]])
            self.value = last + self.value[self.cursor_position :]
            self.cursor_position = len(last)
            event.stop()
            event.prevent_default()


class PromptScreen(Screen[None]):
    """Expressions and their results. One is evaluated at a time; ctrl+c ends it, and never the session."""

    CSS = """
    #process { height: 1; background: $primary-darken-2; }
    #output { height: 1fr; padding: 0 1; scrollbar-size-horizontal: 0; }
    #begun { height: auto; max-height: 8; padding: 0 1; }
    #prompt-keys { height: 1; color: $text-muted; padding: 0 1; }
    #expression { height: 1; border: none; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Interrupt", priority=True),
        Binding("escape", "back", "Back"),
        Binding("up", "earlier(-1)", "Earlier", show=False),
        Binding("down", "earlier(1)", "Later", show=False),
        Binding("tab", "complete", "Complete", show=False, priority=True),
        Binding("ctrl+n", "process", "Next process"),
    ]

    def __init__(self, language: Language) -> None:
        """``language`` evaluates."""
        super().__init__()
        self._language = language
        self._typed: list[str] = []
        self._at = 0
        self._begun: list[str] = []
        self._printed: deque[str] = deque()
        self.busy = False

    def compose(self) -> ComposeResult:
        """Where it is evaluated, what was said, and the line to type in."""
        yield Static(id="process", markup=False)
        yield RichLog(id="output", wrap=True, markup=False, max_lines=_MOST_LINES, min_width=1)
        yield Static(id="begun", markup=False)
        yield Line(id="expression", placeholder=self._language.example, select_on_focus=False)
        turns = f"  ^n {self._language.turns}" if self._language.turns else ""
        yield Static(f"{_KEYS}{turns}", id="prompt-keys", markup=False)

    def on_mount(self) -> None:
        """Say what this is."""
        self.call_after_refresh(self._say, self._language.hint, "dim")  # when it is known how wide a line is
        self.begin([])
        self.set_interval(_LOOK_S, self._show_printed)

    def on_screen_resume(self) -> None:
        """Begin to type where the person is."""
        self.query_one("#expression", Input).focus()
        self._named()

    def _named(self) -> None:
        self.query_one("#process", Static).update(one_line(f" {self._language.where()}", 200))

    def _say(self, text: str, style: str = "") -> None:
        log = self.query_one("#output", RichLog)
        width = log.scrollable_content_region.width or None
        log.write(Text(visible(text[:_MOST_TEXT], multiline=True), style), width=width)

    def printed(self, text: str) -> None:
        """Have what an evaluation prints shown. May be called on any thread."""
        self._printed.append(text)

    def _show_printed(self) -> None:
        text = "".join(self._printed.popleft() for _ in range(len(self._printed)))
        if text:
            self._say(text.removesuffix("\n"), "cyan")

    def begin(self, lines: list[str]) -> None:
        """Have lines stand before the one that is typed."""
        self._begun = lines
        shown = self.query_one("#begun", Static)
        shown.display = bool(lines)
        shown.update(visible("\n".join(lines), multiline=True))
        shown.scroll_end(animate=False)

    @on(Input.Submitted, "#expression")
    def _entered(self, event: Input.Submitted) -> None:
        if self.busy:
            return
        code = "\n".join([*self._begun, event.value])
        event.input.value = ""
        if self._language.unfinished(code):
            self.begin([*self._begun, event.value])
            return
        self.begin([])
        if not code.strip():
            return
        self._typed.append(code)
        self._at = len(self._typed)
        self._evaluate(code)

    @work
    async def _evaluate(self, code: str) -> None:
        self.busy = True
        self._say(f"> {code.rstrip()}", "bold")
        try:
            found = await asyncio.to_thread(self._language.evaluate, code)
            self._show_printed()
            self._tell(found)
        except HarnessError as error:
            self._say(str(error), "magenta")
        finally:
            self.busy = False
            self._named()

    def _tell(self, found: Evaluated) -> None:
        for line in found.log:
            self._say(line, "cyan")
        if found.failed:
            self._say(f"! {found.text}", "magenta")
        elif found.text:
            self._say(found.text)
        if found.calls:
            self._say(f"(its own calls, not recorded as the app's: {', '.join(found.calls)})", "dim")

    @work
    async def action_interrupt(self) -> None:
        """End what is evaluated; with nothing under way empty the line, and what stands before it."""
        if self.busy:
            await asyncio.to_thread(self._language.interrupt)
        else:
            self.begin([])
            self.query_one("#expression", Input).value = ""

    def action_back(self) -> None:
        """Back to the session; an evaluation goes on."""
        self.app.pop_screen()

    def action_earlier(self, by: int) -> None:
        """Bring back what was typed before."""
        if self._typed:
            self._at = max(0, min(self._at + by, len(self._typed)))
            *before, last = (self._typed[self._at] if self._at < len(self._typed) else "").split("\n")
            self.begin(before)
            self._put(last)

    def _put(self, text: str) -> None:
        field = self.query_one("#expression", Input)
        field.value = text
        field.cursor_position = len(text)

    @work(exclusive=True, group="complete")
    async def action_complete(self) -> None:
        """Complete the name before the cursor as far as that is clear; with several to choose from name them."""
        field = self.query_one("#expression", Input)
        line, rest = field.value[: field.cursor_position], field.value[field.cursor_position :]
        begun = (_LAST_NAME.search(line) or [""])[0]
        if not line[: len(line) - len(begun)].strip() and not begun:  # a block's indentation
            self._put_at(f"{line}    ", rest)
            return
        names = [] if self.busy else await asyncio.to_thread(self._language.complete, line)
        if not names or field.value != line + rest:
            return
        first, last = min(names), max(names)
        common = first[: next((at for at, char in enumerate(first) if not last.startswith(char, at)), len(first))]
        if len(common) > len(begun):
            self._put_at(line[: len(line) - len(begun)] + common, rest)
        elif len(names) > 1:
            more = f"  (and {len(names) - _MOST_NAMES} more)" if len(names) > _MOST_NAMES else ""
            self._say("  ".join(names[:_MOST_NAMES]) + more, "dim")

    def _put_at(self, line: str, rest: str) -> None:
        field = self.query_one("#expression", Input)
        field.value = line + rest
        field.cursor_position = len(line)

    def action_process(self) -> None:
        """Go to the app's next process."""
        self._language.turn()
        self._named()
