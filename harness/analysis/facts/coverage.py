"""What a run could and could not see, and whether "nothing seen" may be said of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from harness.analysis.recording import Recording
from harness.catalog.categories import categories
from harness.catalog.points import load_points
from harness.evidence.records import AppScreen, Attempt, Connection, Gap, Hook, Process, SelfTest

MOST_NAMED = 50
HELD_LONG_MS = 6000
"""From here on the time for which a process was held is named: Android ends one that has not attached after 10 s."""
UNWATCHED = ("ungated", "watch_ended", "start_timeout", "started_unheld", "translated")
"""Kinds of gaps in which reads may have been missed."""
GAPS = (
    *UNWATCHED, "server_speaks_first", "unanswered", "upgrade_refused", "unread", "stream_cut",
)  # fmt: skip
"""Kinds of gaps that have a name of their own; any other is one of ``other_gaps``."""


class Seen(msgspec.Struct):
    """What the scan of the exchanges adds to coverage. Counts are bytes or exchanges, lists the first of their kind."""

    exchanges: int = 0
    kinds: dict[str, int] = {}
    opaque_bytes: int = 0
    opaque: list[dict[str, Any]] = []
    limits: list[dict[str, Any]] = []
    lossy: int = 0
    unreadable: int = 0
    unread: list[str] = []
    cut: str | None = None
    crypto: dict[str, int] = {}
    clock: dict[str, Any] = {}
    defences: dict[str, Any] = {}
    random: dict[str, int] = {}
    crowded: bool = False


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
        "phases": _phases(recording),
        "agent_errors": _agent_errors(recording),
        "selftest": _selftest(recording.selftests),
        "defences": seen.defences,
        "without_agent": recording.meta.get("without_agent"),
        "complete": _complete(recording),
        "foreign": recording.foreign,
    }
    if recording.screens:
        found["screens"] = _screens(recording.screens)
    if recording.gaps:
        found["gaps"] = _gaps(recording.gaps)
    if recording.seal:
        found["seal"] = recording.seal
    if seen.crowded:
        found["values_cut"] = True
    if seen.random:
        found["random"] = seen.random
    if seen.cut:
        found["cut"] = seen.cut
    if unreadable := _unreadable(recording, seen):
        found["unreadable"] = unreadable
    if route := _route(recording):
        found["route"] = route
    if isinstance(gadget := recording.meta.get("gadget"), dict) and gadget:
        found["repackaged"] = _repackaged(gadget)
    if confinement := _confinement(recording):
        found["confinement"] = confinement
    if recording.attempts:
        found["attempts"] = _attempts(recording.attempts)
    if compiled := _compiled(recording):
        found["compiled"] = compiled
    found["reads"] = _reads(found)
    return found


def _confinement(recording: Recording) -> dict[str, str]:
    """How far the device kept the app from the machine that it ran on (``level``, ``why``); empty where it had none."""
    said = recording.meta.get("confinement")
    if not isinstance(said, dict) or said.get("level") not in ("full", "partial", "none"):
        return {}
    return {"level": str(said["level"]), "why": str(said.get("why", ""))[:300]}


def _attempts(rows: Sequence[Attempt]) -> dict[str, Any]:
    """What was tried out of the confinement: how many times, and the first of each kind and target."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        found[row.what, row.target, row.answer] += row.count
    named = [
        {"name": f"{what} {target}".strip()[:300], "reason": answer, "count": count}
        for (what, target, answer), count in sorted(found.items())
    ]
    return {"count": sum(found.values()), "named": named[:MOST_NAMED]}


def _compiled(recording: Recording) -> list[dict[str, str]]:
    """Installed apps that may run code compiled ahead of time, which calls past hooks of the app's own small methods.

    The device's own word (``ready.code`` of the run record); the sandbox's runtime has no such code.
    """
    ready, device = recording.meta.get("ready"), recording.meta.get("device")
    code = ready.get("code") if isinstance(ready, dict) else None
    if not isinstance(code, dict) or (isinstance(device, dict) and device.get("sandbox") is True):
        return []
    return [
        {"name": str(package)[:200], "reason": str(said.get("answered", ""))[:300]}
        for package, said in sorted(code.items())
        if isinstance(said, dict) and said.get("left_out") is not True
    ][:MOST_NAMED]


def _gaps(rows: Sequence[Gap]) -> dict[str, list[dict[str, Any]]]:
    """What was not watched, by kind. Times are the device's, in microseconds; a ``to_us`` of 0 is the run's end."""
    named: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row.from_us, row.kind, row.pid)):
        kind = row.kind if row.kind in GAPS else "other_gaps"
        item: dict[str, Any] = {"name": (row.process or row.host)[:200], "reason": row.detail[:300]}
        item |= {"pid": row.pid} if row.pid else {}
        item |= {"from_us": row.from_us, "to_us": row.to_us} if row.from_us else {}
        named.setdefault(kind, []).append(item)
    return {kind: items[:MOST_NAMED] for kind, items in sorted(named.items())}


def _route(recording: Recording) -> dict[str, Any]:
    """What may have left beside the route, as the run itself says; empty when nothing may.

    ``open``: why a network that was to be a sinkhole was none. ``past``: packets that the kernel counted beside the
    route (what goes to the proxy by the device's loopback is not counted), by kind; those of UDP beside the agent's
    only in a sinkhole, for elsewhere it sends the app's on.
    """
    route = recording.meta.get("route")
    if not isinstance(route, dict):
        return {}
    found: dict[str, Any] = {}
    sinkhole = recording.meta.get("network") == "sinkhole"
    if sinkhole and route.get("held") is False:
        ways = route.get("open")
        found["open"] = [str(way)[:300] for way in ways][:MOST_NAMED] if isinstance(ways, list) else []
    counted = route.get("counted")
    if (kind := route.get("kind")) in ("agent", "proxy") and isinstance(counted, dict):
        kinds = ("tcp", "tcp6", "udp", "udp6") if sinkhole or kind == "proxy" else ("tcp", "tcp6")
        rows = {kind: counted[kind] for kind in kinds if isinstance(counted.get(kind), dict)}
        past = {kind: n for kind, row in rows.items() if isinstance(n := row.get("packets"), int) and n}
        if past:
            found["past"] = past
    return found


def _repackaged(gadget: dict[str, Any]) -> dict[str, Any]:
    """What is not as it would be of an app that was changed to be watched.

    ``late``: the application object was made before the hooks were in. ``untrusted`` says why, if it is so.
    """
    unwatched, trust = gadget.get("unwatched"), str(gadget.get("network_config", ""))
    return {
        "late": gadget.get("loaded_by") != "factory",
        "unwatched": [str(name)[:200] for name in unwatched][:MOST_NAMED] if isinstance(unwatched, list) else [],
        "untrusted": None if trust in ("new", "changed") else trust[:300],
        "internet_added": gadget.get("internet_added") is True,
    }


def _unreadable(recording: Recording, seen: Seen) -> dict[str, Any]:
    """Entries that could not be read, now or when a foreign recording was made into a bundle."""
    lost = recording.meta.get("lost")
    earlier = lost if isinstance(lost, dict) else {}
    count, named = earlier.get("entries"), earlier.get("named")
    entries = seen.unreadable + (count if isinstance(count, int) else 0)
    known = [str(name)[:300] for name in named] if isinstance(named, list) else []
    return {"entries": entries, "named": [*known, *seen.unread][:MOST_NAMED]} if entries else {}


def _screens(screens: Sequence[AppScreen]) -> dict[str, Any]:
    """What explorations reached and used. A screen that several reached counts once, with the most that was tried."""
    best: dict[str, AppScreen] = {}
    for row in screens:
        known = best.get(row.fingerprint)
        if known is None or row.tried > known.tried:
            best[row.fingerprint] = row
    rows = sorted(best.values(), key=lambda row: (row.time_us, row.number, row.fingerprint))
    return {
        "reached": len(rows),
        "controls": sum(row.controls for row in rows),
        "tried": sum(row.tried for row in rows),
        "avoided": sum(len(row.avoided) for row in rows),
        "avoided_names": _labels((row.title, label) for row in rows for label in sorted(row.avoided)),
        "unvisited": sum(len(row.unvisited) for row in rows),
        "unvisited_names": _labels((row.title, label) for row in rows for label in row.unvisited),
    }


def _labels(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"screen": title[:80], "name": label[:80]} for title, label in pairs][:MOST_NAMED]


def _complete(recording: Recording) -> bool:
    return recording.foreign or recording.meta.get("outcome") == "complete"


def _phases(recording: Recording) -> dict[str, Any]:
    """Phases of the script that failed, did not begin, or need not have happened, with the cause of each."""
    rows = recording.meta.get("phases")
    named: dict[str, list[dict[str, str]]] = {"failed": [], "not_begun": [], "not_exercised": []}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("state") in named:
            named[row["state"]].append({"name": str(row.get("phase", "")), "reason": str(row.get("cause", ""))[:300]})
    return dict(named)


def _reads(found: dict[str, Any]) -> str:
    """How far reads could be seen: ``watched``; ``partly``: some may have been missed; ``none``: without hooks."""
    hooks, processes = found["hooks"], found["processes"]
    if found["foreign"] or hooks["resolved"] == 0 or processes["watched"] == 0:
        return "none"
    missed = (
        hooks["failed"], found["selftest"]["missed"], found["agent_errors"], any(found["dropped"].values()),
        not found["complete"], any(name in found for name in ("compiled", "repackaged", "seal")),
        any(kind in found.get("gaps", ()) for kind in (*UNWATCHED, "other_gaps")),
        *(processes[kind] for kind in ("unwatched", "isolated", "late", "unflushed", "lost")),
    )  # fmt: skip
    return "partly" if any(missed) else "watched"


def _agent_errors(recording: Recording) -> list[str]:
    own = [f"{row.name}: {text}" for row in recording.processes for text in (row.extra.get("agent_errors") or {})]
    return [*map(str, recording.meta.get("agent_errors") or []), *sorted(own)][:MOST_NAMED]


def _hooks(hooks: Sequence[Hook]) -> dict[str, Any]:
    """Count access points, over all processes: one that failed in any of them counts as failed.

    Those that cannot be called as things are (``Hook.applicable``) are no failures; they are counted by why.
    """
    failed = [hook for hook in hooks if not hook.resolved and hook.applicable]
    named = sorted({(hook.point, hook.reason or "") for hook in failed})
    points = {hook.point for hook in failed}
    resolved = {hook.point for hook in hooks if hook.resolved} - points
    absent = {(hook.point, hook.why or "unknown") for hook in hooks if not hook.applicable and not hook.resolved}
    absent = {(point, why) for point, why in absent if point not in resolved | points}
    found: dict[str, Any] = {
        "resolved": len(resolved),
        "failed": len(points),
        "failures": [{"point": point, "reason": reason} for point, reason in named[:MOST_NAMED]],
        "not_applicable": dict(sorted(Counter(why for _, why in absent).items())),
    }
    unhooked = _unhooked(resolved, points)
    return found | {"unhooked": unhooked} if unhooked else found


def _unhooked(resolved: set[str], failed: set[str]) -> list[str]:
    """Categories of personal data of whose access points not one was hooked, though some can be called."""
    if not failed:
        return []
    of = {point.id: point.category for point in load_points()}
    seen = {of.get(point) for point in resolved}
    return sorted({name for point in failed if (name := of.get(point)) in categories() and name not in seen})


def _selftest(rows: Sequence[SelfTest]) -> dict[str, Any]:
    missed = sorted({(row.process, row.family, row.reason or "") for row in rows if row.result == "missed"})
    seen = {row.family for row in rows if row.result == "seen"}
    untested = {row.family for row in rows if row.result == "untested"} - seen - {family for _, family, _ in missed}
    return {
        "seen": sorted(seen),
        "missed": [{"name": name, "family": family, "reason": reason} for name, family, reason in missed[:MOST_NAMED]],
        "untested": sorted(untested),
    }


def _processes(processes: Sequence[Process]) -> dict[str, Any]:
    def named(rows: Iterable[Process]) -> list[dict[str, Any]]:
        ordered = sorted(rows, key=lambda row: (row.start_us, row.pid))
        return [
            {"pid": row.pid, "name": row.name, "end": row.end}
            | ({"late_ms": round(row.late_us / 1000)} if row.late_us else {})
            | ({"held_ms": round(row.held_us / 1000)} if row.held_us >= HELD_LONG_MS * 1000 else {})
            | ({"reason": row.reason} if row.reason else {})
            for row in ordered
        ][:MOST_NAMED]

    watched = [row for row in processes if row.attached_us]
    long = [row for row in processes if row.held_us >= HELD_LONG_MS * 1000]
    held = {"held_long": named(long)} if long else {}
    return held | {
        "watched": len(watched),
        "unwatched": named(row for row in processes if not row.attached_us and not row.isolated),
        "isolated": named(row for row in processes if not row.attached_us and row.isolated),
        "late": named(row for row in watched if not row.gated),
        "unflushed": named(row for row in watched if not row.flushed),
        "observed": sum(row.observed for row in processes),
        "lost": sum(row.lost for row in processes),
        "start_delay_ms": max((row.attached_us - row.start_us for row in watched if row.gated), default=0) // 1000,
    }


def _connections(connections: Sequence[Connection]) -> dict[str, Any]:
    states = Counter(row.state for row in connections)

    def named(state: str) -> list[dict[str, Any]]:
        groups = Counter((row.host, row.reason or "") for row in connections if row.state == state)
        rows = [{"host": host, "reason": reason, "count": count} for (host, reason), count in sorted(groups.items())]
        return rows[:MOST_NAMED]

    refused = _not_replaced(connections)
    more = {"refused": len(refused), "refusals": refused[:MOST_NAMED]} if refused else {}
    return {
        **more,
        "decrypted": states["decrypted"],
        "plain": states["plain"],
        "failed": states["failed"],
        "denied": states["denied"],
        "direct": states["direct"],
        "failures": named("failed"),
        "denials": named("denied"),
        "passed_by": named("direct"),
    }


def _not_replaced(connections: Sequence[Connection]) -> list[dict[str, Any]]:
    """Hosts where HTTP/3 was refused and to which the app then opened nothing else: what it had to say is not known."""
    opened = {
        name
        for row in connections
        if row.state in ("decrypted", "plain", "failed") and row.extra.get("transport") != "udp"
        for name in (row.host, str(row.extra.get("address", row.host)))
    }
    left = Counter(
        row.host
        for row in connections
        if row.state == "refused" and not {row.host, str(row.extra.get("address", row.host))} & opened
    )
    return [{"host": host, "count": count} for host, count in sorted(left.items())]


def doubts(reasons: Sequence[str], category: str = "") -> bool:
    """Whether these blind spots put in doubt that a kind of data did not leave. A random value that was sent once
    may be an installation's identifier, and says nothing of other kinds.
    """
    return any(reason != "random_once" or category == "app_instance_id" for reason in reasons)


def blind_spots(found: dict[str, Any], values: int, *, silent: bool = False) -> list[str]:
    """Return why "nothing seen" may not be said, as short fixed words; empty when it may.

    ``values`` is how many values were looked for. ``silent``: that there was no exchange is a fact, for every way out
    was closed or watched. What the ways out themselves give is ``channels.reasons``.
    """
    hooks, processes, connections = found["hooks"], found["processes"], found["connections"]
    defences = found["defences"]
    checks = (
        ("incomplete", not found["complete"]),
        ("seal_broken", "seal" in found),
        ("no_values", values == 0),
        ("no_exchanges", found["exchanges"] == 0 and not silent),
        ("no_observations", found["foreign"]),
        ("recording_cut", "cut" in found),
        ("entries_unreadable", "unreadable" in found),
        ("rows_dropped", any(found["dropped"].values())),
        ("no_hooks", not found["foreign"] and hooks["resolved"] == 0),
        ("most_hooks_failed", hooks["failed"] > hooks["resolved"]),
        ("processes_unwatched", bool(processes["unwatched"])),
        ("processes_isolated", bool(processes["isolated"])),
        ("processes_late", bool(processes["late"])),
        ("processes_unflushed", bool(processes["unflushed"])),
        ("observations_lost", processes["lost"] > 0),
        ("tls_failed", connections["failed"] > 0),
        ("connections_denied", connections["denied"] > 0),
        ("connections_direct", connections["direct"] > 0),
        ("network_not_held", "open" in found.get("route", {})),
        ("packets_past_route", "past" in found.get("route", {})),
        ("unconfined", found.get("confinement", {}).get("level") == "none"),
        ("confinement_tried", "attempts" in found),
        ("http3_not_replaced", bool(connections.get("refused"))),
        ("opaque_bytes", found["opaque_bytes"] > 0),
        ("bounds_reached", bool(found["limits"])),
        ("crypto_calls_skipped", found["crypto"].get("skipped", 0) > 0),
        ("agent_errors", bool(found["agent_errors"])),
        ("selftest_missed", bool(found["selftest"]["missed"])),
        ("packed", bool(defences.get("packers") or defences.get("swapped"))),
        ("code_changed", bool(defences.get("changed"))),
        ("native_code_not_run", bool(defences.get("not_run"))),
        ("frida_detection", bool(defences.get("detection") or defences.get("words"))),
        ("repackaged", "repackaged" in found),
        ("code_compiled", "compiled" in found),
        ("values_cut", "values_cut" in found),
        ("random_once", bool(found.get("random", {}).get("once"))),
        ("died_with_agent", bool((found["without_agent"] or {}).get("survived"))),
        *((kind, kind in found.get("gaps", ())) for kind in (*GAPS, "other_gaps")),
    )
    return [name for name, true in checks if true]
