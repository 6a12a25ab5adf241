"""The run's time as one line: its phases, and below them where something left."""

from rich.text import Text

from harness.explore.events import PhaseBegan
from harness.explore.screens.kept import Kept
from harness.explore.screens.lines import STYLES
from harness.explore.state import State
from harness.report.safe import one_line

_LEVELS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"


class TimeStrip(Kept):
    """Two lines: the phases to scale, and how many values were seen leaving in each column's stretch."""

    DEFAULT_CSS = "TimeStrip { height: 2; }"

    def __init__(self, state: State, id: str | None = None) -> None:
        """``state`` is what the stream keeps."""
        super().__init__(id=id)
        self._state = state
        self._shown = Text()
        self._drawn: tuple[int, ...] = ()

    def render(self) -> Text:
        """Return both lines."""
        return self._shown

    def on_resize(self) -> None:
        """Draw it to the new scale."""
        self.look()

    def look(self) -> None:
        """Draw it again, if anything has changed."""
        with self._state.lock:
            total = self._state.totals
            key = (
                self.size.width,
                len(self._state.phases),
                len(self._state.sightings),
                total["observations"],
                total["exchanges"],
            )
            if key == self._drawn:
                return
            self._drawn = key
            phases = [phase for phase in self._state.phases if phase.time_us > 0]
            left = [row.time for row in self._state.sightings.values() if row.direction == "request" and row.time > 0]
            newest = max(self._state.call_us, self._state.exchange_us)
        text = strip(phases, left, newest, self.size.width)
        if text != self._shown:
            self._shown = text
            self.refresh()


def strip(phases: list[PhaseBegan], left: list[int], until: int, width: int) -> Text:
    """Return the two lines: ``left`` are the times at which a value left, ``until`` the newest time there is."""
    start = min((phase.time_us for phase in phases), default=0)
    end = max([until, *left, *(phase.time_us for phase in phases)], default=0)
    if not phases or width < 2 or end <= start:
        return Text("no phase yet", style="dim")

    def column(time_us: int) -> int:
        return max(0, min(width - 1, (time_us - start) * (width - 1) // (end - start)))

    names = Text(no_wrap=True, end="")
    for number, phase in enumerate(phases):
        until_column = column(phases[number + 1].time_us) if number + 1 < len(phases) else width
        size = until_column - len(names.plain)
        if size > 0:
            name = one_line(phase.phase, 60)
            label = (f"\u258f{name}" if size > 1 else "\u258f")[:size].ljust(size)
            names.append(label, STYLES.get(phase.consent, "") or "none")
    counts = [0] * width
    for time_us in left:
        counts[column(time_us)] += 1
    most = max(counts)
    bars = "".join(_LEVELS[-(-count * (len(_LEVELS) - 1) // most)] if count else " " for count in counts)
    return names.append("\n").append(bars, "red")
