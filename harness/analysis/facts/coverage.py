"""What a run could and could not see: facts of its rows, with nothing concluded from them."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import UNSET, UnsetType

from harness.analysis.facts.blind_spots import GAPS, of_coverage, reads
from harness.analysis.model_coverage import (
    Attempted,
    Attempts,
    CalibrationFacts,
    Calls,
    Cause,
    ClockFacts,
    Confinement,
    Connections,
    Control,
    Coverage,
    Crypto,
    Defences,
    Hooks,
    Limit,
    MissedTest,
    Missing,
    Opaque,
    Peer,
    Phases,
    Processes,
    ProcessRow,
    RandomFacts,
    Repackaged,
    Replay,
    Route,
    Screens,
    SelfTests,
    Stretch,
    Unreadable,
)
from harness.analysis.named import first
from harness.analysis.recording import Recording
from harness.catalog.categories import categories
from harness.catalog.points import load_points
from harness.evidence.rows import AppScreen, Attempt, Connection, Gap, Hook, Process, SelfTest
from harness.evidence.run_record import Gadget, Lost

HELD_LONG_MS = 6000
"""From here on the time for which a process was held is named: Android ends one that has not attached after 10 s."""


class Seen(msgspec.Struct):
    """What the scan of the exchanges adds to coverage. Counts are bytes or exchanges, lists the first of their kind."""

    exchanges: int = 0
    kinds: dict[str, int] = {}
    opaque_bytes: int = 0
    opaque: list[Opaque] = []
    limits: list[Limit] = []
    lossy: int = 0
    unreadable: int = 0
    unread: list[str] = []
    cut: str | None = None
    crypto: Crypto = msgspec.field(default_factory=Crypto)
    clock: ClockFacts = msgspec.field(default_factory=ClockFacts)
    defences: Defences = msgspec.field(default_factory=Defences)
    random: RandomFacts | UnsetType = UNSET
    crowded: bool = False


def coverage(recording: Recording, seen: Seen) -> Coverage:
    """Return an assessment's ``coverage``: counts, with the names of what was missed (the first of each kind)."""
    found = Coverage(
        hooks=_hooks(recording.hooks),
        processes=_processes(recording.processes),
        connections=_connections(recording.connections),
        exchanges=seen.exchanges,
        exchange_kinds=dict(sorted(seen.kinds.items())),
        opaque_bytes=seen.opaque_bytes,
        opaque=first(seen.opaque),
        limits=first(seen.limits),
        lossy_exchanges=seen.lossy,
        clock=seen.clock,
        crypto=seen.crypto,
        dropped=dict(sorted(recording.dropped.items())),
        phases=_phases(recording),
        agent_errors=_agent_errors(recording),
        selftest=_selftest(recording.selftests),
        defences=seen.defences,
        without_agent=recording.run.without_agent,
        complete=_complete(recording),
        foreign=recording.foreign,
        screens=_screens(recording.screens) if recording.screens else UNSET,
        gaps=_gaps(recording.gaps) if recording.gaps else UNSET,
        seal=recording.seal or UNSET,
        values_cut=seen.crowded or UNSET,
        random=seen.random,
        cut=seen.cut or UNSET,
        unreadable=_unreadable(recording, seen),
        route=_route(recording),
        replay=_replay(recording),
        repackaged=_repackaged(recording.run.gadget),
        confinement=_confinement(recording),
        attempts=_attempts(recording.attempts) if recording.attempts else UNSET,
        compiled=_compiled(recording) or UNSET,
        calls=_calls(recording),
        calibration=_calibration(recording),
        not_planted=_not_planted(recording) or UNSET,
    )
    found.reads = reads(found, of_coverage(found))
    return found


def _not_planted(recording: Recording) -> list[str]:
    """The categories of the persona's values that the device does not hold; a value of none known is its own."""
    values = (recording.persona or {}).get("values")
    rows = [row for row in values if isinstance(row, dict)] if isinstance(values, list) else []
    known = {str(row.get("id")): str(row.get("category")) for row in rows}
    return sorted({known.get(name, name) for name in recording.run.not_planted or ()})


def _calibration(recording: Recording) -> CalibrationFacts | UnsetType:
    """What the device was proved to show; nothing where the run does not say whether it was ever calibrated."""
    said, made = recording.run.calibration, recording.calibration
    if said is None or said.state not in ("current", "outdated", "none"):
        return UNSET
    if said.state == "none" or made is None:
        return CalibrationFacts(state="none")
    of = {point.id: point.category or "" for point in load_points()}
    personal = categories()
    blind = {name: proof for name, proof in sorted(made.blind.items()) if of.get(name, "") in personal}
    here = "route" not in said.stale  # ways out of another route say nothing of this one
    ways = [Cause(name=f"{one.way} ({one.form})", reason=one.detail[:300]) for one in made.leaks if here]
    ways += [
        Cause(name=name, reason=proof.detail[:300])
        for name, proof in sorted(made.blind.items())
        if of.get(name, "").startswith("channel.")
    ]
    return CalibrationFacts(
        state=said.state,
        made=made.made[:40],
        points=len(made.points),
        proven=len(made.proven),
        blind=first(Missing(point=name, reason=proof.state) for name, proof in blind.items()),
        categories=sorted({of[name] for name in blind}),
        leaks=first(ways),
        stale=said.stale[:10],
        route=made.route[:40],
        partial=[*(["quick"] if made.quick else []), *made.faults],
    )


def _confinement(recording: Recording) -> Confinement | UnsetType:
    """How far the device kept the app from the machine that it ran on; nothing where it does not say."""
    said = recording.run.confinement
    if said is None or said.level not in ("full", "partial", "none"):
        return UNSET
    return Confinement(level=said.level, why=said.why[:300])


def _calls(recording: Recording) -> Calls | UnsetType:
    """What is known of the calls, where another program's hooks logged them."""
    said = recording.run.calls
    if said is None:
        return UNSET
    return Calls(
        count=said.calls,
        unnamed=said.unnamed,
        named=first(name[:300] for name in said.named),
        unreadable=said.unreadable,
        lost=first(why[:300] for why in said.lost),
        clock=said.clock,
    )


def _attempts(rows: Sequence[Attempt]) -> Attempts:
    """What was tried out of the confinement: how many times, and the first of each kind and target."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        found[row.what, row.target, row.answer] += row.count
    named = [
        Attempted(name=f"{what} {target}".strip()[:300], reason=answer, count=count)
        for (what, target, answer), count in sorted(found.items())
    ]
    return Attempts(count=sum(found.values()), named=first(named))


def _compiled(recording: Recording) -> list[Cause]:
    """Installed apps that may run code compiled ahead of time, which calls past hooks of the app's own small methods.

    The device's own word (``ready.code`` of the run record); the sandbox's runtime has no such code.
    """
    ready = recording.run.ready
    if ready is None or recording.run.on_sandbox:
        return []
    return first(
        Cause(name=package[:200], reason=said.answered[:300])
        for package, said in sorted(ready.code.items())
        if not said.left_out
    )


def _gaps(rows: Sequence[Gap]) -> dict[str, list[Stretch]]:
    """What was not watched, by kind. Times are the device's, in microseconds; a ``to_us`` of 0 is the run's end."""
    named: dict[str, list[Stretch]] = {}
    for row in sorted(rows, key=lambda row: (row.from_us, row.kind, row.pid)):
        kind = row.kind if row.kind in GAPS else "other_gaps"
        item = Stretch(
            name=(row.process or row.host)[:200],
            reason=row.detail[:300],
            pid=row.pid or UNSET,
            from_us=row.from_us or UNSET,
            to_us=row.to_us if row.from_us else UNSET,
        )
        named.setdefault(kind, []).append(item)
    return {kind: first(items) for kind, items in sorted(named.items())}


def _route(recording: Recording) -> Route | UnsetType:
    """What may have left beside the route, as the run itself says; nothing when nothing may.

    What goes to the proxy by the device's loopback is not counted; packets of UDP beside the agent's route count only
    in a sinkhole, for elsewhere it sends the app's on.
    """
    route = recording.run.route
    if route is None:
        return UNSET
    found = Route()
    sinkhole = recording.run.network == "sinkhole"
    if sinkhole and route.held is False:
        found.open = first(way[:300] for way in route.open)
    if route.kind in ("agent", "proxy") and isinstance(route.counted, dict):
        kinds = ("tcp", "tcp6", "udp", "udp6") if sinkhole or route.kind == "proxy" else ("tcp", "tcp6")
        past = {kind: row.packets for kind in kinds if (row := route.counted.get(kind)) is not None and row.packets}
        if past:
            found.past = past
    return found if found != Route() else UNSET


def _replay(recording: Recording) -> Replay | UnsetType:
    """What a recording that was played back had no answer for."""
    said = recording.run.replay
    if said is None:
        return UNSET
    return Replay(
        recorded=said.recorded,
        nearest=said.nearest,
        nearest_named=dict(first(sorted(said.nearest_named.items()))),
        unrecorded=said.unrecorded,
        unrecorded_named=dict(first(sorted(said.unrecorded_named.items()))),
    )


def _repackaged(gadget: Gadget | None) -> Repackaged | UnsetType:
    """What is not as it would be of an app that was changed to be watched, by what the repackaging says of itself."""
    if gadget is None:
        return UNSET
    trust = gadget.network_config
    return Repackaged(
        late=gadget.loaded_by != "factory",
        unwatched=first(name[:200] for name in gadget.unwatched),
        untrusted=None if trust in ("new", "changed") else trust[:300],
        internet_added=gadget.internet_added,
    )


def _unreadable(recording: Recording, seen: Seen) -> Unreadable | UnsetType:
    """Entries that could not be read, now or when a foreign recording was made into a bundle."""
    lost = recording.run.lost or Lost()
    entries = seen.unreadable + lost.entries
    known = [name[:300] for name in lost.named]
    return Unreadable(entries=entries, named=first([*known, *seen.unread])) if entries else UNSET


def _screens(screens: Sequence[AppScreen]) -> Screens:
    """What explorations reached and used. A screen that several reached counts once, with the most that was tried."""
    best: dict[str, AppScreen] = {}
    for row in screens:
        known = best.get(row.fingerprint)
        if known is None or row.tried > known.tried:
            best[row.fingerprint] = row
    rows = sorted(best.values(), key=lambda row: (row.time_us, row.number, row.fingerprint))
    return Screens(
        reached=len(rows),
        controls=sum(row.controls for row in rows),
        tried=sum(row.tried for row in rows),
        avoided=sum(len(row.avoided) for row in rows),
        avoided_names=first(_control(row, label) for row in rows for label in sorted(row.avoided)),
        unvisited=sum(len(row.unvisited) for row in rows),
        unvisited_names=first(_control(row, label) for row in rows for label in row.unvisited),
    )


def _control(row: AppScreen, label: str) -> Control:
    return Control(screen=row.title[:80], name=label[:80])


def _complete(recording: Recording) -> bool:
    return recording.foreign or recording.run.outcome == "complete"


def _phases(recording: Recording) -> Phases:
    """Phases by the state that the run record gives them."""
    found = Phases()
    named = {"failed": found.failed, "not_begun": found.not_begun, "not_exercised": found.not_exercised}
    for row in recording.run.phases or ():
        if row.state in named:
            named[row.state].append(Cause(name=row.phase, reason=row.cause[:300]))
    return found


def _agent_errors(recording: Recording) -> list[str]:
    own = [f"{row.name}: {text}" for row in recording.processes for text in (row.extra.get("agent_errors") or {})]
    return first([*(recording.run.agent_errors or ()), *sorted(own)])


def _hooks(hooks: Sequence[Hook]) -> Hooks:
    """Count access points, over all processes: one that failed in any of them counts as failed.

    Those that cannot be called as things are (``Hook.applicable``) are no failures; they are counted by why. Failures
    of the user's own points are named before the catalogue's, by the order of their ids.
    """
    shipped = {point.id for point in load_points()}
    failed = [hook for hook in hooks if not hook.resolved and hook.applicable]
    named = sorted({(hook.point in shipped, hook.point, hook.reason or "") for hook in failed})
    points = {hook.point for hook in failed}
    resolved = {hook.point for hook in hooks if hook.resolved} - points
    absent = {(hook.point, hook.why or "unknown") for hook in hooks if not hook.applicable and not hook.resolved}
    absent = {(point, why) for point, why in absent if point not in resolved | points}
    return Hooks(
        resolved=len(resolved),
        failed=len(points),
        failures=[Missing(point=point, reason=reason) for _, point, reason in first(named)],
        not_applicable=dict(sorted(Counter(why for _, why in absent).items())),
        unhooked=_unhooked(resolved, points) or UNSET,
    )


def _unhooked(resolved: set[str], failed: set[str]) -> list[str]:
    """Categories of personal data of whose access points not one was hooked, though some can be called."""
    if not failed:
        return []
    of = {point.id: point.category for point in load_points()}
    seen = {of.get(point) for point in resolved}
    return sorted({name for point in failed if (name := of.get(point)) in categories() and name not in seen})


def _selftest(rows: Sequence[SelfTest]) -> SelfTests:
    missed = sorted({(row.process, row.family, row.reason or "") for row in rows if row.result == "missed"})
    seen = {row.family for row in rows if row.result == "seen"}
    untested = {row.family for row in rows if row.result == "untested"} - seen - {family for _, family, _ in missed}
    return SelfTests(
        seen=sorted(seen),
        missed=[MissedTest(name=name, family=family, reason=reason) for name, family, reason in first(missed)],
        untested=sorted(untested),
    )


def _processes(processes: Sequence[Process]) -> Processes:
    def named(rows: Iterable[Process]) -> list[ProcessRow]:
        return first(map(_process, sorted(rows, key=lambda row: (row.start_us, row.pid))))

    watched = [row for row in processes if row.attached_us]
    return Processes(
        held_long=named(row for row in processes if row.held_us >= HELD_LONG_MS * 1000) or UNSET,
        watched=len(watched),
        unwatched=named(row for row in processes if not row.attached_us and not row.isolated),
        isolated=named(row for row in processes if not row.attached_us and row.isolated),
        late=named(row for row in watched if not row.gated),
        unflushed=named(row for row in watched if not row.flushed),
        observed=sum(row.observed for row in processes),
        lost=sum(row.lost for row in processes),
        start_delay_ms=max((row.attached_us - row.start_us for row in watched if row.gated), default=0) // 1000,
    )


def _process(row: Process) -> ProcessRow:
    return ProcessRow(
        pid=row.pid,
        name=row.name,
        end=row.end,
        late_ms=round(row.late_us / 1000) if row.late_us else UNSET,
        held_ms=round(row.held_us / 1000) if row.held_us >= HELD_LONG_MS * 1000 else UNSET,
        reason=row.reason or UNSET,
    )


def _connections(connections: Sequence[Connection]) -> Connections:
    states = Counter(row.state for row in connections)

    def named(state: str) -> list[Peer]:
        groups = Counter((row.host, row.reason or "") for row in connections if row.state == state)
        return first(Peer(host=host, reason=reason, count=n) for (host, reason), n in sorted(groups.items()))

    refused = _not_replaced(connections)
    return Connections(
        decrypted=states["decrypted"],
        plain=states["plain"],
        failed=states["failed"],
        denied=states["denied"],
        direct=states["direct"],
        failures=named("failed"),
        denials=named("denied"),
        passed_by=named("direct"),
        refused=len(refused) or UNSET,
        refusals=first(refused) or UNSET,
    )


def _not_replaced(connections: Sequence[Connection]) -> list[Peer]:
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
    return [Peer(host=host, count=count) for host, count in sorted(left.items())]
