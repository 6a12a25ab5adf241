"""Judging the agent's self-test: which families of hooks saw their canary."""

from collections.abc import Iterable, Mapping

from harness.capture.agent.outcome import Known
from harness.evidence.rows import SelfTest

NO_CANARY = ("binder", "bridge", "exit", "field", "reflection", "tls")
"""Kinds of access points that cannot be called without consequences, or are not calls."""


def judge(
    pid: int, process: str, tried: Iterable[Mapping[str, object]], seen: set[str], hooked: set[str], kinds: Known
) -> list[SelfTest]:
    """Return a row for each family.

    ``tried`` is what the agent answered (family, points, called, error, and seen of what it has judged by itself);
    ``seen`` the points that saw a canary; ``hooked`` those that are in the process; ``kinds`` knows the catalogue.
    """
    rows = []
    for item in tried:
        family, points = str(item["family"]), [str(point) for point in _list(item["points"])]
        there = [point for point in points if point in hooked]
        row = SelfTest(pid=pid, process=process, family=family, result="untested")
        row.point = next(iter(there or points), "")
        if not points:
            row.reason = _text(item["error"])
            if isinstance(works := item.get("seen"), bool):
                row.result = "seen" if works else "missed"
        elif saw := [point for point in points if point in seen]:
            row.result, row.point = "seen", saw[0]
        elif there:
            row.result, row.reason = "missed" if item["called"] else "untested", _text(item["error"])
        else:
            row.reason = "its hook is not in this process"
        rows.append(row)
    for kind in NO_CANARY:
        if any(kinds.kind(point) == kind for point in hooked):
            reason = "it has no call without consequences"
            rows.append(SelfTest(pid=pid, process=process, family=kind, result="untested", reason=reason))
    return rows


def _list(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else []


def _text(raw: object) -> str | None:
    return None if raw is None else str(raw)[:300]
