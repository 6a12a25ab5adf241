"""What a run could and could not see, and whether "nothing seen" may be said of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from harness.analysis.recording import Recording
from harness.evidence.records import Connection, Hook, Process

MOST_NAMED = 50


class Seen(msgspec.Struct):
    """What the scan of the exchanges adds to coverage. Counts are bytes or exchanges, lists the first of their kind."""

    exchanges: int = 0
    kinds: dict[str, int] = {}
    opaque_bytes: int = 0
    opaque: list[dict[str, Any]] = []
    limits: list[dict[str, Any]] = []
    lossy: int = 0
    cut: str | None = None
    crypto: dict[str, int] = {}
    clock: dict[str, Any] = {}


def coverage(recording: Recording, seen: Seen) -> dict[str, Any]:
    """Return an assessment's ``coverage``: counts, with the names of what was missed (the first 50 of each kind)."""
    found: dict[str, Any] = {
        "hooks": _hooks(recording.hooks),
        "processes": _processes(recording.processes),
        "connections": _connections(recording.connections),
        "exchanges": seen.exchanges,
        "exchange_kinds": dict(sorted(seen.kinds.items())),
        "opaque_bytes": seen.opaque_bytes,
        "opaque": seen.opaque[:MOST_NAMED],
        "limits": seen.limits[:MOST_NAMED],
        "lossy_exchanges": seen.lossy,
        "clock": seen.clock,
        "crypto": dict(sorted(seen.crypto.items())),
        "dropped": dict(sorted(recording.dropped.items())),
        "agent_errors": list(recording.meta.get("agent_errors") or []),
        "complete": _complete(recording),
        "foreign": recording.foreign,
    }
    if seen.cut:
        found["cut"] = seen.cut
    return found


def _complete(recording: Recording) -> bool:
    return recording.foreign or recording.meta.get("outcome") == "complete"


def _hooks(hooks: Sequence[Hook]) -> dict[str, Any]:
    failed = [hook for hook in hooks if not hook.resolved]
    named = sorted({(hook.point, hook.reason or "") for hook in failed})
    return {
        "resolved": len(hooks) - len(failed),
        "failed": len(failed),
        "failures": [{"point": point, "reason": reason} for point, reason in named[:MOST_NAMED]],
    }


def _processes(processes: Sequence[Process]) -> dict[str, Any]:
    def named(rows: Iterable[Process]) -> list[dict[str, Any]]:
        ordered = sorted(rows, key=lambda row: (row.start_us, row.pid))
        return [{"pid": row.pid, "name": row.name, "end": row.end} for row in ordered][:MOST_NAMED]

    watched = [row for row in processes if row.attached_us]
    return {
        "watched": len(watched),
        "unwatched": named(row for row in processes if not row.attached_us),
        "late": named(row for row in watched if not row.gated),
        "unflushed": named(row for row in watched if not row.flushed),
        "observed": sum(row.observed for row in processes),
        "lost": sum(row.lost for row in processes),
    }


def _connections(connections: Sequence[Connection]) -> dict[str, Any]:
    states = Counter(row.state for row in connections)

    def named(state: str) -> list[dict[str, Any]]:
        groups = Counter((row.host, row.reason or "") for row in connections if row.state == state)
        rows = [{"host": host, "reason": reason, "count": count} for (host, reason), count in sorted(groups.items())]
        return rows[:MOST_NAMED]

    return {
        "decrypted": states["decrypted"],
        "plain": states["plain"],
        "failed": states["failed"],
        "denied": states["denied"],
        "failures": named("failed"),
        "denials": named("denied"),
    }


def blind_spots(found: dict[str, Any], values: int) -> list[str]:
    """Return why "nothing seen" may not be said, as short fixed words; empty when it may.

    ``values`` is how many values were looked for.
    """
    hooks, processes, connections = found["hooks"], found["processes"], found["connections"]
    checks = (
        ("incomplete", not found["complete"]),
        ("no_values", values == 0),
        ("no_exchanges", found["exchanges"] == 0),
        ("no_observations", found["foreign"]),
        ("recording_cut", "cut" in found),
        ("rows_dropped", any(found["dropped"].values())),
        ("no_hooks", not found["foreign"] and hooks["resolved"] == 0),
        ("most_hooks_failed", hooks["failed"] > hooks["resolved"]),
        ("processes_unwatched", bool(processes["unwatched"])),
        ("processes_late", bool(processes["late"])),
        ("processes_unflushed", bool(processes["unflushed"])),
        ("observations_lost", processes["lost"] > 0),
        ("tls_failed", connections["failed"] > 0),
        ("connections_denied", connections["denied"] > 0),
        ("opaque_bytes", found["opaque_bytes"] > 0),
        ("bounds_reached", bool(found["limits"])),
        ("crypto_calls_skipped", found["crypto"].get("skipped", 0) > 0),
        ("agent_errors", bool(found["agent_errors"])),
    )
    return [name for name, true in checks if true]
