"""How fast a device shows itself, measured while it is looked at; and patience that counts looks, not only seconds.

A look takes 30 ms on the sandbox and two to four seconds with ``uiautomator dump`` on an emulator; an app that is
hooked and interpreted takes ten to twenty to start there. A time-out in seconds alone is then one look or none.
"""

import statistics
import time
from collections import deque

from harness.evidence.run_record import Measured

_KEPT = 50
MOST_S = 60.0
"""However slow the looks are, no more of them are waited for after this."""


class Pace:
    """The measured pace of one device."""

    def __init__(self) -> None:
        """Nothing is measured yet."""
        self.looks = 0
        self._look_s: deque[float] = deque(maxlen=_KEPT)
        self._launch_s: deque[float] = deque(maxlen=_KEPT)

    def looked(self, seconds: float) -> None:
        """Note how long a look has taken."""
        self.looks += 1
        self._look_s.append(seconds)

    def launched(self, seconds: float) -> None:
        """Note how long the app took from where it could run to its first window."""
        self._launch_s.append(seconds)

    @property
    def look_s(self) -> float:
        """The median of the last looks, in seconds; 0 before the first."""
        return statistics.median(self._look_s) if self._look_s else 0.0

    @property
    def launch_s(self) -> float:
        """The slowest of the last launches, in seconds; 0 before the first."""
        return max(self._launch_s, default=0.0)

    def at_least(self, seconds: float, looks: int, launches: int = 0) -> float:
        """Return ``seconds``, or so many looks or launches of this device if those take longer."""
        return max(seconds, min(MOST_S, max(looks * self.look_s, launches * self.launch_s)))

    def patience(self, seconds: float, looks: int = 1) -> "Patience":
        """Return a wait that begins now: over after ``seconds``, but not before so many looks were taken."""
        return Patience(self, seconds, looks)

    def told(self) -> Measured:
        """Return what was measured, for the bundle."""
        return Measured(
            looks=self.looks,
            look_s=round(self.look_s, 3),
            looks_per_s=round(1 / self.look_s, 2) if self.look_s else None,
            launch_s=round(self.launch_s, 3),
        )


class Patience:
    """One wait."""

    def __init__(self, pace: Pace, seconds: float, looks: int) -> None:
        """See :meth:`Pace.patience`."""
        self._pace = pace
        self._looks = pace.looks + looks
        now = time.monotonic()
        self._ends, self._at_last = now + seconds, now + max(seconds, MOST_S)

    def over(self) -> bool:
        """Whether it has ended."""
        now = time.monotonic()
        return now >= self._at_last or (now >= self._ends and self._pace.looks >= self._looks)
