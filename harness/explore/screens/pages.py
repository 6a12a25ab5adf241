"""The overview, the log and the findings: texts that are made anew while one of them is in sight."""

from collections.abc import Callable

from rich.text import Text

from harness.explore.screens import summary
from harness.explore.screens.findings import findings
from harness.explore.screens.long_text import LongText
from harness.explore.state import State

_MADE: dict[str, Callable[[State, int], Text]] = {
    "overview": lambda state, width: summary.overview(state),
    "talk": lambda state, width: summary.talk(state),
    "findings": findings,
}
_FOLLOWED = "talk"
"""The one that stays at its end, until somebody goes back in it."""


class Pages:
    """One sheet for each."""

    def __init__(self, state: State) -> None:
        """``state`` is what they tell of."""
        self._state = state
        self._drawn: dict[str, Text] = {}
        self.sheets = {name: LongText(indent=1) for name in _MADE}
        """By their names."""

    def look(self, name: str) -> None:
        """Make the text of one that is in sight, and show it if it is another than before; any other name is none."""
        if (sheet := self.sheets.get(name)) is None:
            return
        with self._state.lock:
            text = _MADE[name](self._state, sheet.cells)
        if text == self._drawn.get(name):
            return
        self._drawn[name] = text
        ends = name == _FOLLOWED and sheet.ends
        sheet.show(text)
        if ends:
            sheet.last()
