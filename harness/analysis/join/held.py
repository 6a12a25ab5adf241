"""Which permissions the app held at a moment, as far as the run's evidence says."""

from bisect import bisect_left
from collections.abc import Sequence

from harness.catalog.permission_dialogs import permission_words
from harness.evidence.rows import PermissionRequest, Phase
from harness.evidence.run_record import RunRecord

_INSTALL_TIME_UNTIL = 22
"""The last target for which all permissions are granted at install (runtime permissions came with API 23)."""
_SPECIAL = frozenset({"LOCAL_MAC_ADDRESS", "PACKAGE_USAGE_STATS", "READ_PRIVILEGED_PHONE_STATE"})
"""Declaring these is not having them: for the system's own apps, or switched on in the settings."""


def number(text: str) -> int | None:
    """Return an API level as a number; what a manifest says may be anything, or nothing."""
    return int(text) if text.isdecimal() and len(text) < 6 else None


class Held:
    """What the manifest declares, and what the phases' ends and the answers to dialogs say of the rest."""

    def __init__(self, run: RunRecord, phases: Sequence[Phase], requests: Sequence[PermissionRequest] = ()) -> None:
        """``requests`` as written: the last row of a request counts."""
        found = run.apk.declared if run.apk is not None else None
        self.target = number(run.apk.target_sdk) if run.apk is not None else None
        self.api = (run.device.api_level or None) if run.device is not None else None
        self._declared = {_short(name) for name in found} if found is not None else None
        ends = sorted(phases, key=lambda phase: phase.end_us)
        self._ends = [phase.end_us for phase in ends]
        self._granted = [{_short(name) for name in phase.granted} for phase in ends]
        last = {row.id: row for row in requests}
        self._answers = sorted((row.answered_us, row) for row in last.values() if row.answer == "granted")

    def __call__(self, permission: str, time_us: int) -> bool | None:
        """Say whether a permission (with or without its prefix) was held; ``None``: not known."""
        name = _short(permission)
        if self._declared is None:
            return None
        if name not in self._declared:
            return False
        group = permission_words().group_of(name)
        if not group:
            return None if name in _SPECIAL else True
        if self.target is not None and self.target <= _INSTALL_TIME_UNTIL:
            return None  # granted at install, and yet the user may have it withheld: an app is not told
        return self._at(name, group, time_us)

    def _at(self, name: str, group: str, time_us: int) -> bool | None:
        """Between two phases' ends that say different things, the answer to a dialog tells."""
        if not self._ends:
            return None
        at = bisect_left(self._ends, time_us)
        before = name in self._granted[at - 1] if at else None
        after = name in self._granted[at] if at < len(self._ends) else before
        if after is False and not before:
            return False  # and was not before: only the user takes a permission away, in the settings
        start, stop = self._ends[at - 1] if at else 0, self._ends[at] if at < len(self._ends) else time_us
        given = [when for when, row in self._answers if group in row.groups and start < when <= stop]
        if given:
            return time_us >= given[0]
        return after if before is None or before == after else None


def _short(name: str) -> str:
    return name.rpartition(".")[2]
