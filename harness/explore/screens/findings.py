"""What rules say, as a screen's text, and the notice of a violation that has just become certain."""

import time
from collections import Counter

from rich.console import Console
from rich.text import Text

from harness.analysis.model_findings import Finding
from harness.explore.screens.proved import EVERY_S
from harness.explore.state import State
from harness.report.safe import one_line

_MOST = 300
_CONSOLE = Console()
_STYLES = {"VIOLATION": "bold red", "SUSPECTED": "yellow", "UNDETERMINED": "magenta", "PASS": "green"}

_GOES_ON = "While the run goes on only what speaks against the app is told, and it may be taken back."
_OVER = "The run is over: these are the findings of its assessment, id for id."


def findings(state: State, width: int) -> Text:
    """Return the findings, the gravest first, each with what to change, in lines of so many cells.

    Hold the state's lock.
    """
    text = Text()
    rows = list(state.findings.values())
    if not rows:
        return text.append("No findings. --rules cn (or eu, play, masvs, all) has the app judged as it runs.\n", "dim")
    counts: Counter[str] = Counter(row.verdict for row in rows)
    text.append("  ".join(f"{verdict} {counts[verdict]}" for verdict in _STYLES if counts[verdict]), "bold")
    text.append(f"\n{_OVER if state.ended is not None else _GOES_ON}\n", "dim")
    text.append(f"{_asked(state)}\n", "dim")
    order = list(_STYLES)
    for row in sorted(rows, key=lambda row: (order.index(row.verdict), row.rule, row.first, row.id))[:_MOST]:
        text.append(f"{row.verdict} ", _STYLES[row.verdict])
        text.append(f"{one_line(row.rule, 40)} ", "bold")
        text.append(f"{one_line(row.id, 40)}\n", "dim")
        _indented(text, one_line(row.text.en, 400), 2, width)
        if row.fix is not None:
            _indented(text, f"\u2192 {one_line(row.fix.en, 300)}", 4, width, "dim")
    if len(rows) > _MOST:
        text.append(f"and {len(rows) - _MOST:,} more\n", "italic")
    return text


def _asked(state: State) -> str:
    """Return how old this is, where it is made again: at most a tenth of the analysis' time goes into it."""
    if state.judged is None or not state.judged[1]:
        return ""
    at, pause_s = state.judged
    return f"Asked of the rules {time.monotonic() - at:.0f} s ago; again {pause_s:.0f} s after that at the earliest.\n"


def _indented(text: Text, words: str, by: int, width: int, style: str = "") -> None:
    for line in Text(words).wrap(_CONSOLE, max(20, width - by)):
        text.append(f"{' ' * by}{line.plain.rstrip()}\n", style)


class Broken:
    """Collects new violations until it is time to say something of them."""

    def __init__(self) -> None:
        """None has come."""
        self._waiting: list[Finding] = []
        self._next = 0.0

    def take(self, row: Finding) -> None:
        """Take a new finding; only a violation is worth a notice."""
        if row.verdict == "VIOLATION":
            self._waiting.append(row)

    def said(self) -> str:
        """Return what is to be said now, empty when nothing is."""
        if not self._waiting or time.monotonic() < self._next:
            return ""
        self._next = time.monotonic() + EVERY_S
        rows, self._waiting = self._waiting, []
        others = f" And {len(rows) - 1} more." if len(rows) > 1 else ""
        return one_line(f"{rows[0].rule}: {rows[0].text.en}{others}", 300)
