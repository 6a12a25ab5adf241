"""What became of an access point in a process, and whether that is a failure."""

from collections.abc import Iterable, Mapping
from typing import Any

from harness.catalog.points import Point
from harness.evidence.rows import Hook

MISSING = frozenset(
    {"no_class", "no_method", "no_overload", "no_field", "no_symbol", "no_library", "abstract", "no_java"}
)
"""Words that say something is not there, as opposed to something that is there and could not be hooked."""


class Known:
    """The access points of a run, looked up by id."""

    def __init__(self, points: Iterable[Point], api_level: int = 0) -> None:
        """``api_level`` is the device's; 0 when it is not known."""
        self._points = {point.id: point for point in points}
        self._api_level = api_level

    def add(self, points: Iterable[Point]) -> None:
        """Know further points."""
        self._points |= {point.id: point for point in points}

    def kind(self, point: str) -> str:
        """Return the kind of a point, empty for one that is not among them."""
        known = self._points.get(point)
        return "" if known is None else known.kind

    def hook(self, pid: int, process: str, raw: Mapping[str, Any]) -> Hook:
        """Turn what the agent said of a point into a row."""
        return self.judged(
            Hook(
                pid=pid,
                process=process,
                point=str(raw["point"]),
                resolved=bool(raw["resolved"]),
                overloads=int(raw["overloads"]),
                reason=None if raw["reason"] is None else str(raw["reason"]),
                why=str(raw.get("why") or ""),
            )
        )

    def judged(self, hook: Hook) -> Hook:
        """Say of a point that is not hooked whether it could have been called at all in this process.

        Not when the device's API level lies outside the point's range, when a third-party library is not part of the
        app, when a native library is not loaded (it is hooked if that happens later), when there is no Java to hook, or
        when it is nothing that is called (a manifest's declaration).
        """
        point = self._points.get(hook.point)
        if hook.resolved or point is None:
            return hook
        if hook.why in MISSING and self._api_level:
            low, high = point.min_api, point.max_api
            if low is not None and self._api_level < low:
                return self._inapplicable(hook, f"API level {self._api_level} is below {low}")
            if high is not None and self._api_level > high:
                return self._inapplicable(hook, f"API level {self._api_level} is above {high}")
        if hook.why == "no_class" and point.library:
            hook.why = "not_in_app"
        if hook.why in ("not_in_app", "no_library", "no_java", "manifest"):
            hook.applicable = False
        return hook

    @staticmethod
    def _inapplicable(hook: Hook, reason: str) -> Hook:
        hook.why, hook.applicable = "api_level", False
        hook.reason = f"{reason}; {hook.reason}" if hook.reason else reason
        return hook
