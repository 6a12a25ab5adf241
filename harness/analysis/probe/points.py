"""Each access point: what the probe called by its own account, held against the rows of the run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from harness.analysis.probe.account import Made, Own
from harness.analysis.probe.values import differs
from harness.evidence.calibration import PointProof, PointState
from harness.evidence.rows import Hook, Observation

_ABSENT = frozenset({"no_class", "no_method", "no_library", "api_level", "not_in_app", "no_overload"})
"""Why a point is not hooked: it is not there, so that a call that should lead to it does not."""
UNLINKED = "java.lang.UnsatisfiedLinkError"
"""What a library that cannot be loaded is told by."""
_LATE_US = 20_000
"""How far a row's time may lie outside of the call's by the account: the account counts in milliseconds."""
_PARTS = frozenset({"cursor", "callback", "field"})
"""Kinds of rows that belong to a call that has a row of its own."""
_UNJUDGED = frozenset({"file", "reflection", "native", "property", "exec"})
"""Kinds of points whose rows hold what the C library or the reflected call gave, not what Java made of it."""
_WORST: tuple[PointState, ...] = ("missed", "count", "caller", "value", "right")

Rows = Mapping[tuple[int, str], Sequence[Observation]]


class Seen:
    """The rows of a run, as they are asked for here."""

    def __init__(self, observations: Iterable[Observation], points: frozenset[str]) -> None:
        """Keep the rows of ``points``, those whose calls the account tells of."""
        self._rows: dict[tuple[int, str], list[Observation]] = defaultdict(list)
        self.points: set[str] = set()
        for row in observations:
            self.points.add(row.point)
            if row.point in points:
                self._rows[row.pid, row.point].append(row)

    def calls(self, pid: int, point: str, by: str) -> list[Observation]:
        """Return the rows of a point whose stack names the caller, in order; a summary as often as it counts."""
        return [
            row
            for row in self._rows[pid, point]
            if row.kind not in _PARTS and row.within != row.point and _named(row, by)
            for _ in range(min(row.count, 1000))
        ]

    def saw(self, call: Made) -> bool:
        """Whether a row of the call's time names its caller."""
        return any(
            row.count > 1 or call.at_us - _LATE_US <= row.time_us <= call.at_us + call.us + _LATE_US
            for row in self.calls(call.pid, call.point, call.by)
        )

    def cells(self, pid: int, point: str, by: str) -> list[Observation]:
        """Return what was read of cursors on behalf of a caller."""
        return [row for row in self._rows[pid, point] if row.kind == "cursor" and _named(row, by)]

    def unnamed(self, call: Made) -> bool:
        """Whether a row of the call's time and thread is there whose stack does not name its caller."""
        return any(
            row.thread == call.thread
            and row.kind not in _PARTS
            and row.within != row.point
            and call.at_us - _LATE_US <= row.time_us <= call.at_us + call.us + _LATE_US
            and not _named(row, call.by)
            for row in self._rows[call.pid, call.point]
        )


def _named(row: Observation, by: str) -> bool:
    return any(line.startswith(f"{by}(") for line in row.stack)


def proofs(
    accounts: Sequence[Own],
    seen: Seen,
    hooks: Sequence[Hook],
    catalogue: Mapping[str, str],
    not_called: Mapping[str, str],
    by_paths: Sequence[str],
) -> dict[str, PointProof]:
    """Return what is proved of every point of the catalogue.

    ``catalogue`` maps points to their kinds; ``not_called`` are words for why the probe does not call a point,
    ``by_paths`` the points that ways out call.
    """
    whys = _whys(hooks)
    unwatched = {own.pid for own in accounts} - {hook.pid for hook in hooks}
    calls: dict[str, dict[tuple[int, str], list[Made]]] = defaultdict(lambda: defaultdict(list))
    for own in accounts:
        for call in own.calls:
            if own.pid not in unwatched:
                calls[call.point][own.pid, call.by].append(call)
    found = {}
    for point, kind in catalogue.items():
        if point in calls:
            found[point] = _called(calls[point], seen, whys.get(point, ""), kind)
        elif point in by_paths:
            there = point in seen.points
            why = whys.get(point) or "not_exercised"
            found[point] = PointProof(state="right", seen=1) if there else PointProof(why=why)
        else:
            found[point] = PointProof(why=not_called.get(point, "no_account"))
    return found


def _whys(hooks: Sequence[Hook]) -> dict[str, str]:
    """Why a point is hooked in no process, as a word."""
    resolved = {hook.point for hook in hooks if hook.resolved}
    return {hook.point: hook.why or "error" for hook in hooks if hook.point not in resolved and not hook.resolved}


def _called(groups: Mapping[tuple[int, str], Sequence[Made]], seen: Seen, why: str, kind: str) -> PointProof:
    """One point's proof: the worst of its callers, and how many of its calls were seen."""
    done = [
        _group(pid, by, [call for call in calls if call.reached], seen, kind) for (pid, by), calls in groups.items()
    ]
    done = [proof for proof in done if proof.called]
    sure = any(call.reached and call.out != "done" for calls in groups.values() for call in calls)
    if not done or (why in _ABSENT and not sure and all(proof.state == "missed" for proof in done)):
        made = [call for calls in groups.values() for call in calls]
        missing = next((call for call in made if call.out == "missing"), None)
        word = why or ("not_there" if missing else "not_reached")
        if missing and missing.exception == UNLINKED:
            word = "not_loaded"
        told = missing or made[0]
        return PointProof(why=word, detail=" ".join(filter(None, (told.exception, told.why)))[:300])
    worst = min(done, key=lambda proof: _WORST.index(proof.state))
    return PointProof(
        state=worst.state, why=why if worst.state == "missed" else "", detail=worst.detail,
        called=sum(proof.called for proof in done), seen=sum(proof.seen for proof in done),
    )  # fmt: skip


def _group(pid: int, by: str, calls: Sequence[Made], seen: Seen, kind: str) -> PointProof:
    """What is proved of the calls that one method made in one process."""
    if not calls:
        return PointProof()
    rows = seen.calls(pid, calls[0].point, by)
    proof = PointProof(state="right", called=len(calls), seen=min(len(rows), len(calls)))
    if len(rows) != len(calls):
        unnamed = sum(seen.unnamed(call) for call in calls)
        if len(rows) + unnamed == len(calls):
            proof.state, proof.detail = "caller", f"{unnamed} rows do not name {by}"
        else:
            proof.state = "missed" if not rows else "count"
            proof.detail = f"{len(calls)} calls of {by} in process {pid}, {len(rows)} rows"
        return proof
    if kind in _UNJUDGED:
        return proof
    cells = iter(seen.cells(pid, calls[0].point, by))
    for call, row in zip(calls, rows, strict=True):
        if wrong := _wrong(call, row, next(cells, None) if call.out == "cell" and _cell(call) else None):
            proof.state, proof.detail = "value", f"{by}: {wrong}"
            break
    return proof


def _cell(call: Made) -> bool:
    """Whether a cell was there to be read."""
    return call.value is not None and call.value.get("k") != "null"


def _wrong(call: Made, row: Observation, cell: Observation | None) -> str:
    """Return what is wrong with a row, in words."""
    match call.out:
        case "threw":
            thrown = (row.exception or "").partition(":")[0]
            return "" if thrown == call.exception else f"{call.exception} was thrown, {row.exception} is recorded"
        case "value":
            return row.exception or differs(call.value, row.result)
        case "nothing":
            return row.exception or ""
        case "cell" if _cell(call):
            return "the cell that was read is not recorded" if cell is None else differs(call.value, cell.result)
        case _:
            return ""
