"""The ways out of an app's processes: whether each was closed, watched or open in a run, and whether it was used.

"Not seen" is said only over channels that were closed or watched, and that nobody used in a way that hides what it
carried. One table says which there are; each row knows from what its state and its uses follow.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from harness.analysis.facts import uses
from harness.analysis.facts.blind_spots import KINDS
from harness.analysis.facts.traffic import Traffic
from harness.analysis.facts.uses import Content, Tally, Uses
from harness.analysis.model import Channel, ChannelState, Handed
from harness.analysis.model_coverage import Coverage
from harness.analysis.named import first
from harness.analysis.recording import Recording
from harness.evidence.rows import Attempt
from harness.evidence.run_record import Route

_WHOLE = {
    "recorded_elsewhere": "no_observations", "no_hooks": "no_hooks", "not_held": "network_not_held",
    "unconfined": "unconfined",
}  # fmt: skip
"""Why a channel is open, where a blind spot of the whole run says it."""
_TRIED = {"connect": "direct", "send": "direct", "socket": "direct", "listen": "direct", "exec": "children"}
"""The channel of what was tried out of a confinement, by kind (``records.Attempt``); of others it is the machine."""
CONFINED = frozenset({"full", "partial"})
"""Levels of a sandbox's confinement at which the kernel lets nothing out but to the proxy."""
_MOST_HANDED = 200
_GONE = frozenset({"no_class", "no_method", "no_overload"})


class State(NamedTuple):
    """A channel's state, the word for why it is so, and the access points that were not hooked."""

    state: ChannelState
    why: str
    unwatched: tuple[str, ...] = ()


@dataclass
class Facts:
    """What the states are judged by. ``level`` is the sandbox's confinement, empty where none is told; ``live`` says
    that the network was open."""

    foreign: bool
    hooks: dict[int, dict[str, tuple[bool, str]]]
    missed: frozenset[str]
    sandbox: bool
    level: str
    live: bool
    route: Route
    permissions: frozenset[str] | None

    @property
    def confined(self) -> bool:
        """Whether the kernel keeps the app in: processes that it starts, too, whatever they are made of."""
        return self.sandbox and self.level in CONFINED

    @property
    def cut_off(self) -> bool:
        """Whether it keeps the app from all networks but the proxy, too."""
        return self.confined and not self.live


class Way(NamedTuple):
    """One row of the table.

    ``points`` are the access points that see it used, ``families`` the self-test's families they belong to. A use of
    one that ``hides`` may have carried something that nobody saw. Without one of the ``permissions`` it is closed.
    """

    key: str
    judge: Callable[["Way", Facts], State]
    points: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    hides: bool = True
    permissions: tuple[str, ...] = ()


def _proxied(_way: Way, _facts: Facts) -> State:
    return State("watched", "proxy")


def _by_hooks(way: Way, facts: Facts) -> State:
    """Whether the calls that use it were hooked in every process; in one without the permission it is closed."""
    if not facts.hooks:
        return State("open", "no_hooks")
    missing: set[str] = set()
    there = False
    for rows in facts.hooks.values():
        for point in way.points:
            resolved, why = rows.get(point, (False, "absent"))
            gone = why in _GONE and facts.sandbox  # a class that the sandbox lacks cannot be called there
            there = there or not gone
            if not resolved and not gone:
                missing.add(point)
    if not there:
        return State("closed", "no_device")
    if missing:
        if way.permissions and facts.permissions is not None and not facts.permissions & set(way.permissions):
            return State("closed", "no_right")
        return State("open", "not_hooked", tuple(sorted(missing)))
    if facts.missed & set(way.families):
        return State("open", "selftest_missed", tuple(sorted(facts.missed & set(way.families))))
    return State("watched", "hooks")


def _inside(way: Way, facts: Facts) -> State:
    """What a confined app cannot reach; elsewhere hooks must see it."""
    return State("closed", "confined") if facts.confined else _by_hooks(way, facts)


def _near(way: Way, facts: Facts) -> State:
    """Other programs, by local connections: with an open network the app shares the machine's loopback."""
    return State("closed", "confined") if facts.cut_off else _by_hooks(way, facts)


def _direct(way: Way, facts: Facts) -> State:
    """Connections past the proxy. Hooks alone do not do: code that makes system calls without libc is not seen."""
    if facts.sandbox:
        return State("watched", "told") if facts.confined and facts.live else _machine(way, facts)
    route = facts.route
    if route.held is False:
        return State("open", "not_held")
    if route.held is True:
        return State("closed", "held")
    if route.kind in ("transparent", "wireguard"):
        return State("watched", "carried")
    return State("watched", "counted") if route.counted else State("open", "not_counted")


def _machine(_way: Way, facts: Facts) -> State:
    """What a sandbox's app reaches of the machine itself; a phone's app is on no other machine."""
    if not facts.sandbox:
        return State("closed", "no_device")
    if facts.confined:
        return State("closed", "confined")
    return State("open", "unconfined") if facts.level else State("open", "not_told")


def _names(way: Way, facts: Facts) -> State:
    """Look-ups of names, which on Android another process makes for the app."""
    if facts.cut_off:
        return State("closed", "confined")
    if not facts.sandbox and facts.route.held is True:
        return State("closed", "held")
    if not facts.sandbox and facts.route.kind in ("transparent", "wireguard"):
        return State("watched", "carried")
    return _by_hooks(way, facts)


TABLE = (
    Way("proxied", _proxied, hides=False),
    Way("direct", _direct),
    Way("machine", _machine),
    Way("undecoded", _proxied),
    Way("upgrades", _proxied),
    Way("lookups", _names, uses.LOOKUPS, ("native",)),
    Way("local", _near, uses.LOCAL, ("native", "socket")),
    Way("children", _inside, uses.COMMANDS, ("exec", "command")),
    Way(
        "other_apps", _by_hooks, (*uses.INTENTS, *uses.SYSTEM, *uses.PROVIDERS),
        ("intent", "service", "provider", "method"),
    ),
    Way("storage", _inside, uses.STORAGE, ("file",)),
    Way("clipboard", _by_hooks, uses.CLIPBOARD, ("method",)),
    Way(
        "messages", _by_hooks, uses.MESSAGES, ("method",),
        permissions=("android.permission.SEND_SMS", "android.permission.CALL_PHONE"),
    ),
    Way(
        "nearby", _by_hooks, uses.NEARBY, ("method",),
        permissions=(
            "android.permission.BLUETOOTH", "android.permission.BLUETOOTH_ADMIN",
            "android.permission.BLUETOOTH_ADVERTISE", "android.permission.BLUETOOTH_CONNECT", "android.permission.NFC",
        ),
    ),
)  # fmt: skip
"""Every way out that is known. ``docs/assessment.md`` says in words what each is, and what is not among them."""


def channels(
    recording: Recording, used: Uses, traffic: Traffic, covered: Coverage,
    find: Callable[[Content], Iterator[Handed]],
) -> list[Channel]:  # fmt: skip
    """Return the state and the uses of every channel.

    ``covered`` is the assessment's coverage; ``find`` searches what an app handed over.
    """
    facts = _facts(recording)
    tallies = {way.key: Tally() for way in TABLE} | used.tallies
    _of_traffic(recording, used, traffic, covered, tallies)
    _of_processes(recording, tallies)
    return [_channel(way, facts, tallies[way.key], find) for way in TABLE]


def silent(found: Sequence[Channel], used: Uses, recording: Recording) -> bool:
    """Whether no exchange is a fact: nothing was open, and the app did not even try to reach anybody."""
    return (
        bool(found)
        and not recording.foreign
        and not used.sockets
        and not recording.connections
        and not any(row.state == "open" or row.used for row in found)
    )


def _of_traffic(recording: Recording, used: Uses, traffic: Traffic, covered: Coverage, found: dict[str, Tally]) -> None:
    """Add the uses that connections and exchanges tell of."""

    def tell(kind: str, count: int, time_us: int, evidence: str, name: str) -> None:
        """Add uses of the channel that a blind spot tells of."""
        found[KINDS[kind].channel].add(count, time_us, evidence, name, kind)

    found["proxied"].count = covered.exchanges
    states = {"denied": "connections_denied", "direct": "connections_direct", "failed": "tls_failed"}
    for row in recording.connections:
        if row.state in states:
            tell(states[row.state], 1, row.time_us, row.id, f"{row.host}:{row.port}")
    past = covered.route.past if covered.route else None
    for kind, packets in (past or {}).items():
        tell("packets_past_route", packets, 0, "", f"{kind} packets")
    for peer in covered.connections.refusals or ():
        tell("http3_not_replaced", peer.count, 0, "", peer.host)
    for place in covered.opaque:
        tell("opaque_bytes", 1, 0, "", place.host)
    heard = set()
    for gap in recording.gaps:
        if gap.kind in KINDS and KINDS[gap.kind].stretch and KINDS[gap.kind].channel:
            tell(gap.kind, 1, gap.from_us, "", gap.host or gap.process or gap.kind)
            heard.add((gap.kind, gap.host.rpartition(":")[0]))
    for name, time_us, host, protocol in traffic.upgrades:
        if ("upgrade_refused", host) not in heard:
            found["upgrades"].add(1, time_us, name, f"{host} {protocol}")
    reached = {*traffic.hosts, *(row.host for row in recording.connections if row.state != "denied")}
    for name, (time_us, evidence) in {**traffic.asked, **used.lookups}.items():
        if name not in reached:
            found["lookups"].add(1, time_us, evidence, name)
            found["lookups"].contents.setdefault(name.encode("utf-8", "surrogatepass"), evidence)


def _of_processes(recording: Recording, found: dict[str, Tally]) -> None:
    """Add the processes that the app made of itself, and what the kernel saw them all try."""
    for process in recording.processes:
        if process.origin == "fork":
            found["children"].add(1, process.start_us, f"process {process.pid}", process.name)
    for row in recording.attempts:
        name = f"{row.what} {row.target}".strip()
        found[_tried_at(row)].add(row.count, row.time_us, f"attempt {row.pid}", name, "confinement_tried")


def _tried_at(row: Attempt) -> str:
    """The channel that an attempt belongs to: local sockets and the loopback are other programs."""
    host = row.target.rpartition(":")[0].strip("[]")
    if row.what in ("connect", "send") and (row.target.startswith("unix:") or uses.is_loopback(host)):
        return "local"
    return _TRIED.get(row.what, "machine")


def _channel(way: Way, facts: Facts, tally: Tally, find: Callable[[Content], Iterator[Handed]]) -> Channel:
    elsewhere = facts.foreign and way.judge is not _proxied
    state = State("open", "recorded_elsewhere") if elsewhere else way.judge(way, facts)
    handed = [row for content in tally.held() for row in find(content)]
    return Channel(
        key=way.key,
        state=state.state,
        why=state.why,
        unwatched=first(state.unwatched),
        used=tally.count,
        first=tally.first[1] if tally.first else "",
        names=first(sorted(tally.names)),
        handed=_distinct(handed)[:_MOST_HANDED],
        reasons=_reasons(way, state, tally),
    )


def _distinct(rows: Sequence[Handed]) -> list[Handed]:
    """Return each value in each form once, in a fixed order."""
    kept: dict[tuple[str, str], Handed] = {}
    for row in rows:
        kept.setdefault((row.value_id, row.form), row)
    return sorted(kept.values(), key=lambda row: (row.category, row.value_id, row.form))


def _reasons(way: Way, state: State, tally: Tally) -> list[str]:
    """One word for what is open and one for what was used; where another blind spot says so already, that one."""
    found: list[str] = []
    if state.state == "open":
        found.append(_WHOLE.get(state.why, f"channel_open_{way.key}"))
    if tally.count and way.hides:
        found += dict.fromkeys([*tally.told, *([f"channel_used_{way.key}"] if tally.untold else [])])
    return found


def _facts(recording: Recording) -> Facts:
    run = recording.run
    rights = run.apk.declared if run.apk is not None else None
    hooks: dict[int, dict[str, tuple[bool, str]]] = {}
    for row in recording.hooks:
        known = hooks.setdefault(row.pid, {})
        if row.point not in known or not row.resolved:
            known[row.point] = (row.resolved or not row.applicable, row.why)
    return Facts(
        foreign=recording.foreign,
        hooks=hooks,
        missed=frozenset(row.family for row in recording.selftests if row.result == "missed"),
        sandbox=run.on_sandbox,
        level=run.confinement.level if run.confinement is not None else "",
        live=run.network == "live",
        route=run.route or Route(),
        permissions=frozenset(rights) if rights is not None else None,
    )
