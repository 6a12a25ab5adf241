"""Findings while a run goes on: what rules say of an assessment in the making.

While something may still come only what speaks against the app is said, and it may be taken back; what was not seen
yet is decided at the end alone.
"""

import time
from collections.abc import Callable, Sequence

from harness.analysis.facts.static import add_static
from harness.analysis.from_bundle import static_of
from harness.analysis.model import Assessment
from harness.analysis.model_findings import Finding
from harness.analysis.recording import Recording
from harness.evidence.bundle import Bundle
from harness.explore.events import Event, Judged
from harness.jobs.judge import Judging
from harness.jobs.source import Request
from harness.jobs.told import Told

LEAST_S = 1.0
"""How often is judged, at most; where it takes long, no more than a tenth of the time goes into it, with the making of
the assessment that is judged."""
_SHARE = 10


class Judge:
    """Judges by the rules that were asked for, and tells what has changed."""

    def __init__(self, judging: Judging, bundle: Callable[[], Bundle | None] = lambda: None) -> None:
        """``bundle`` returns the one that a run writes, once it has begun: for the facts of the app's files."""
        self._judging = judging
        self._bundle = bundle
        self._known: dict[str, Finding] = {}
        self._next = 0.0
        self.pause_s = LEAST_S
        """How long after the last time, in seconds, is judged again at the earliest."""

    @property
    def due(self) -> bool:
        """Whether it is time to judge again."""
        return time.monotonic() >= self._next

    def look(self, assessment: Callable[[], Assessment], *, over: bool = False) -> list[Event]:
        """Judge, and return what is new, revised or gone; ``over``: nothing more comes, so that all is decided."""
        begun = time.thread_time()  # not the time that others took from this thread
        found = assessment()
        bundle = self._bundle() if found.static is None else None
        if bundle is not None:
            add_static(found, static_of(bundle), given=False)
        rows = self._judging.judge(found)
        told = self._changes([row for row in rows if over or row.adverse])
        self.pause_s = max(LEAST_S, _SHARE * (time.thread_time() - begun))
        self._next = time.monotonic() + self.pause_s
        return told

    def _changes(self, rows: Sequence[Finding]) -> list[Event]:
        before, now = self._known, {row.id: row for row in rows}
        self._known = now
        told: list[Event] = [
            Judged(time_us=row.first, change="revised" if row.id in before else "new", finding=row)
            for row in rows
            if row.id not in before or _tells(before[row.id]) != _tells(row)
        ]
        return told + [Judged(change="gone", finding=row) for name, row in before.items() if name not in now]


def _tells(row: Finding) -> tuple[object, ...]:
    return row.verdict, row.text, row.fix, row.because


def judge_of(request: Request, base: Recording | None, told: Told) -> Judge | None:
    """Return who judges a finished source by the rules of a request, ``None`` where it names none. Raises what
    ``Judging.of`` raises."""
    if not request.rules:
        return None
    return Judge(Judging.of(request).beside(base.policies if base is not None else (), told))
