"""Which phase an observation belongs to, exact to the moment the finger went down."""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Shell
from harness.capture.phase_clock import PhaseClock
from harness.evidence.rows import Observation, Phase

_RECENT = re.compile(r"^ *RecentQueue: length=\d+$", re.MULTILINE)
_EVENT = re.compile(r"\b(?:MotionEvent|KeyEvent)\([^\n]*?\beventTime=(\d{1,19})(?:ns)?,[^\n]*?\baction=(?:DOWN|0x0+)\b")


JUMP_US = 2_000_000
"""A wall clock that moved by less was not set, as far as can be told: a batch is under way for up to a second."""


def touched_ns(device: Shell) -> int | None:
    """Return when the last finger or key went down, on the monotonic clock (ns): what ``dumpsys input`` keeps of it.

    ``None`` where the device does not tell: before Android 12, and on builds that are not debuggable.
    """
    try:
        said = device.shell(["dumpsys", "input"]).stdout
    except DeviceError:
        return None
    recent = _RECENT.search(said)
    times = [int(found[1]) for found in _EVENT.finditer(said, recent.end())] if recent else []
    return times[-1] if times else None


class Attribution:
    """Gives every observation its phase. While a boundary is being made, what lies after its earliest possible moment
    waits until the boundary's own moment is known."""

    def __init__(self, phase_clock: PhaseClock, write: Callable[[Observation], None]) -> None:
        """``write`` gets each observation once, with its phase."""
        self._phase_clock = phase_clock
        self._write = write
        self._lock = threading.Lock()
        self._earliest: int | None = None
        self._held: list[Observation] = []
        self._offset_us: int | None = None
        self._raw_us: int | None = None

    def take(self, row: Observation) -> None:
        """Take an observation, on any thread."""
        with self._lock:
            self._see_jump(row)
            row.time_us = self._phase_clock.canonical(row.time_us)
            if row.last_us:
                row.last_us = self._phase_clock.canonical(row.last_us)
            self._offset_us = row.time_us - row.mono_ns // 1000
            if self._earliest is not None and row.time_us >= self._earliest:
                self._held.append(row)
                return
            row.phase = self._phase_clock.at(row.time_us)
            self._write(row)

    def _see_jump(self, row: Observation) -> None:
        """Note a wall clock that has moved against the monotonic one, and thereby away from now.

        The monotonic clock stands still while a device sleeps (clock_gettime(2)), and then the wall clock is right.
        """
        raw = row.time_us - row.mono_ns // 1000
        moved, self._raw_us = raw - (raw if self._raw_us is None else self._raw_us), raw
        if abs(moved) < JUMP_US:
            return
        off = self._phase_clock.canonical(row.time_us) - self._phase_clock.now_us()
        if abs(off) >= JUMP_US / 2 and abs(off - moved) < abs(off):
            self._phase_clock.jumped(moved)

    @contextlib.contextmanager
    def boundary(self, device: Shell, name: str, cause: str, ended: Callable[[Phase], None]) -> Iterator[None]:
        """Begin the phase ``name`` at the moment of the touch or key that the body of this context makes.

        When the device does not tell that moment, it begins before the body, and its ``uncertain_us`` say so.
        """
        with self._lock:  # read in it: what comes between the reading and the lock would be told by no one to wait
            earliest = self._earliest = self._phase_clock.now_us()
        try:
            yield
            latest = self._phase_clock.now_us()
            moment = self._moment(touched_ns(device), earliest, latest)
            phase = self._phase_clock.begin(name, cause, earliest if moment is None else moment)
            self._phase_clock.uncertain_us = latest - earliest if moment is None else 0
            ended(phase)
        finally:
            with self._lock:
                self._earliest = None
                held, self._held = self._held, []
                for row in held:
                    row.phase = self._phase_clock.at(row.time_us)
                    self._write(row)

    def _moment(self, mono_ns: int | None, earliest: int, latest: int) -> int | None:
        with self._lock:
            if mono_ns is None or self._offset_us is None:
                return None
            moment = mono_ns // 1000 + self._offset_us
        # A touch's time has the resolution of a millisecond, so it may seem to lie just before the command.
        return moment if earliest - 2000 <= moment <= latest else None
