"""Keeps what the device says during a step."""

import re
import threading
from collections import Counter

from harness.capture.device.structs import ShellResult
from harness.capture.doctor.selftest.redact import output, plain
from harness.capture.doctor.selftest.trial import Bench, Command

MOST_COMMANDS = 100
"""So many commands of one step are kept; of each several times, if it is given again and again, the first three."""
MOST_ALIKE = 3


class Recorder:
    """Listens to one device. Commands come on any thread."""

    def __init__(self, bench: Bench) -> None:
        """Begin to listen to the bench's device."""
        self._bench = bench
        self._lock = threading.Lock()
        self._kept: list[Command] = []
        self._left_out = 0
        self._given: Counter[str] = Counter()
        bench.device.link.on_command = self._heard

    def _heard(self, line: str, said: ShellResult | None, seconds: float) -> None:
        alike = re.sub(r"\d+", "0", line)
        with self._lock:
            self._given[alike] += 1
            if self._given[alike] > MOST_ALIKE or len(self._kept) >= MOST_COMMANDS:
                self._left_out += 1
                return
            text = "(no answer)" if said is None else said.stdout + (f"\n[stderr] {said.stderr}" if said.stderr else "")
            self._kept.append(
                Command(
                    line=_line(line, self._bench.secrets),
                    seconds=round(seconds, 3),
                    code=None if said is None else said.code,
                    output=output(line, text, self._bench.secrets).rstrip("\n"),
                )
            )

    def taken(self) -> list[Command]:
        """Return what was kept since the last time."""
        with self._lock:
            kept, self._kept = self._kept, []
            left, self._left_out = self._left_out, 0
            self._given.clear()
        if left:
            kept.append(
                Command(
                    line=f"... and {left} more commands, most of them given above already",
                    seconds=0.0,
                    code=None,
                    output="",
                )
            )
        return kept


def _line(line: str, secrets: set[str]) -> str:
    """Return the command as it may be shown: planted rows are long, and nobody's."""
    text = plain(line, secrets)
    return text if len(text) <= 400 else f"{text[:400]} ... ({len(text)} characters)"
