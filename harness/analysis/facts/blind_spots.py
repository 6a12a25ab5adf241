"""What a run could not see: which facts are a blind spot, and which conclusions each of them takes away.

``TABLE`` decides it, for the verdict, for comparisons, for reports and rules. What a blind spot is called has the key
``gaps.KEY`` in each language of ``report/texts``, and a line in ``docs/assessment.md``: a test holds them together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from msgspec import UNSET

from harness.analysis.model import Assessment, Channel
from harness.analysis.model_coverage import Coverage, Part, Reads

Conclusion = Literal[
    "none_seen", "identity", "disclosures", "actors", "reads", "phases", "permissions", "consent", "coverage"
]
"""What an assessment concludes. ``none_seen``: what was not seen leaving did not leave. ``reads``: no read is missing.
The others are what rests on a bundle's files: which app ran, what left, who sent it, when, how the app asked for
permissions, what its consent screens said, what the run could see."""
SEALED: tuple[Conclusion, ...] = (
    "identity", "disclosures", "actors", "reads", "phases", "permissions", "consent", "coverage",
)  # fmt: skip
"""Conclusions that rest on files of the bundle (see ``sealed.py``), most important first."""

Named = str | Part
"""Something of the run that a blind spot is about."""


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """Something that the run could not see.

    ``count`` says how much of it (0: only a word of the summary tells of it), ``names`` what, as far as it is named.
    ``blinds`` are the conclusions that are undetermined for it; ``categories`` the kinds of data for which they are,
    empty: for all. ``reason`` is the word by which the assessment's summary gives it, empty when it takes nothing from
    "none seen". ``rules`` are conclusions that it takes besides from a rule that would say PASS, and from nobody else.
    """

    key: str
    count: int = 0
    names: tuple[Named, ...] = ()
    blinds: tuple[Conclusion, ...] = ()
    categories: tuple[str, ...] = ()
    reason: str = ""
    rules: tuple[Conclusion, ...] = ()


class Known(NamedTuple):
    """What is judged. ``said`` are words of a summary, for what coverage does not tell (``no_values``,
    ``no_exchanges``); ``not_planted`` is the run record's list of what the device could not be given."""

    coverage: Coverage
    channels: Sequence[Channel] = ()
    said: Sequence[str] = ()
    not_planted: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """How much of a blind spot there is, its names, and the kinds of data that it is about, where it is not all."""

    count: int
    names: tuple[Named, ...] = ()
    categories: tuple[str, ...] = ()


Finder = Callable[[Known], Found | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table.

    ``look`` finds it in what is known of a run: the path of a field of ``Coverage``, whose content it is, or a
    function. ``count`` is the path of the field that counts, where that is another one. ``reason`` is empty where it
    is the key. ``channel`` is the way out that it tells of (``channels.TABLE``). ``stretch``: it is a kind of the
    bundle's own gaps. ``by_name``: its names are the categories that it is about. ``rules``: see :class:`BlindSpot`.
    """

    key: str
    look: str | Finder
    blinds: tuple[Conclusion, ...] = ()
    reason: str = ""
    count: str = ""
    channel: str = ""
    categories: tuple[str, ...] = ()
    stretch: bool = False
    by_name: bool = False
    rules: tuple[Conclusion, ...] = ()

    @property
    def word(self) -> str:
        """The word for it in a summary's reasons, empty when it is none."""
        return (self.reason or self.key) if "none_seen" in self.blinds else ""

    def found(self, known: Known) -> BlindSpot | None:
        """Return it as it is in a run, ``None`` where it is not."""
        found = _held(known.coverage, self.look, self.count) if isinstance(self.look, str) else self.look(known)
        if found is None:
            return None
        categories = tuple(map(str, found.names)) if self.by_name else found.categories or self.categories
        return BlindSpot(self.key, found.count, found.names, self.blinds, categories, self.word, self.rules)


def _held(coverage: Coverage, path: str, count: str) -> Found | None:
    """What a field holds: a list its items, a count per name the names, a text itself, a number so many."""
    value = at(coverage, path)
    n = size(at(coverage, count or path))
    match value:
        case list():
            names: tuple[Named, ...] = tuple(value)
        case dict():
            names = tuple(f"{name}: {number}" for name, number in sorted(value.items()) if number)
        case str():
            names = (value,) if value else ()
        case _:
            names = ()
    return Found(n, names) if n else None


def at(coverage: Coverage, path: str) -> Any:
    """Return the field of coverage at a path (``processes.lost``), ``UNSET`` where a part on the way is not there."""
    value: Any = coverage
    for name in path.split("."):
        value = UNSET if value is UNSET else getattr(value, name)
    return value


def size(value: Any) -> int:
    """Return how many there are of what a field holds; of a text or a part that is there: one."""
    match value:
        case int():
            return int(value)
        case list():
            return len(value)
        case dict():
            return sum(value.values())
        case _:
            return 0 if value is UNSET or value is None else 1


def _if(true: Callable[[Coverage], object]) -> Finder:
    return lambda known: Found(1) if true(known.coverage) else None


def _said(word: str) -> Finder:
    return lambda known: Found(1) if word in known.said else None


def _not_planted(known: Known) -> Found | None:
    categories = tuple(known.coverage.not_planted or ())
    names = tuple(known.not_planted) or categories
    return Found(len(names), names, categories) if names else None


def _not_held(known: Known) -> Found | None:
    """The run says so even where it gives no reasons."""
    ways = at(known.coverage, "route.open")
    return None if ways is UNSET else Found(max(1, len(ways)), tuple(ways))


def _calibrated(state: str) -> Finder:
    def look(known: Known) -> Found | None:
        said = known.coverage.calibration
        return Found(1, tuple(said.stale)) if said and said.state == state else None

    return look


def _partial(known: Known) -> Found | None:
    said = known.coverage.calibration
    return Found(1, tuple(said.partial)) if said and said.partial else None


def _known_blind(known: Known) -> Found | None:
    """Also by a calibration that is outdated: what was blind then may be so still."""
    said = known.coverage.calibration
    return Found(len(said.blind), tuple(said.blind), tuple(said.categories)) if said and said.blind else None


def _confined(level: str) -> Finder:
    def look(known: Known) -> Found | None:
        said = known.coverage.confinement
        return Found(1, (said.why,) if said.why else ()) if said and said.level == level else None

    return look


def _without_agent(survived: bool | None) -> Finder:
    def look(known: Known) -> Found | None:
        said = known.coverage.without_agent
        if said is None or said.survived is not survived:
            return None
        return Found(1, (said.reason,) if survived is None and said.reason else ())

    return look


def _hooks(*, most: bool) -> Finder:
    def look(known: Known) -> Found | None:
        hooks = known.coverage.hooks
        if not hooks.failed or most != (hooks.failed > hooks.resolved):
            return None
        return Found(hooks.failed, tuple(hooks.failures))

    return look


def _fallen(conclusion: Conclusion | None) -> Finder:
    """Files that are not as they were sealed and on which a conclusion rests; ``None``: on which none does."""

    def look(known: Known) -> Found | None:
        broken = known.coverage.seal.broken if known.coverage.seal else ()
        rows = [row for row in broken if (conclusion in row.conclusions if conclusion else not row.conclusions)]
        return Found(len(rows), tuple(rows)) if rows else None

    return look


def _stretches(kind: str) -> Finder:
    def look(known: Known) -> Found | None:
        rows = known.coverage.gaps.get(kind) if known.coverage.gaps else None
        return Found(len(rows), tuple(rows)) if rows else None

    return look


def _open(way: str) -> Finder:
    def look(known: Known) -> Found | None:
        rows = [row.unwatched for row in known.channels if f"channel_open_{way}" in row.reasons]
        return Found(max(1, len(rows[0])), tuple(rows[0])) if rows else None

    return look


def _used(way: str) -> Finder:
    def look(known: Known) -> Found | None:
        rows = [row for row in known.channels if f"channel_used_{way}" in row.reasons]
        return Found(rows[0].used, tuple(rows[0].names)) if rows else None

    return look


_SENT: tuple[Conclusion, ...] = ("none_seen",)
_READ: tuple[Conclusion, ...] = ("reads",)
_BOTH: tuple[Conclusion, ...] = ("none_seen", "reads")
_ALL: tuple[Conclusion, ...] = ("none_seen", *SEALED)
_MISSED: tuple[Conclusion, ...] = (*_BOTH, "phases", "permissions", "consent")
"""What an app did before anybody looked may be all of this; what it is and what it did since are known."""


def _stretch(kind: str, blinds: tuple[Conclusion, ...], channel: str = "", rules: tuple[Conclusion, ...] = ()) -> Kind:
    """A kind of the bundle's gaps."""
    return Kind(kind, _stretches(kind), blinds, channel=channel, stretch=True, rules=rules)


TABLE: tuple[Kind, ...] = (
    Kind("incomplete", _if(lambda coverage: not coverage.complete), _BOTH, rules=("phases",)),
    Kind("not_planted", _not_planted, rules=_SENT),
    Kind("no_coverage", _if(lambda coverage: coverage == Coverage()), _ALL),
    Kind("no_values", _said("no_values"), _SENT),
    Kind("no_exchanges", _said("no_exchanges"), _SENT),
    Kind("no_observations", _if(lambda coverage: coverage.foreign and not coverage.calls), _BOTH),
    Kind("calls_elsewhere", "calls", _BOTH, "no_observations"),
    Kind("calls_unreadable", "calls.lost", _BOTH, count="calls.unreadable"),
    Kind("calls_unordered", _if(lambda found: found.calls and found.calls.clock != "given"), rules=("phases",)),
    Kind("calls_unnamed", "calls.named", count="calls.unnamed", rules=_READ),
    Kind("recording_cut", _if(lambda coverage: coverage.cut), _SENT),
    Kind("no_hooks", _if(lambda coverage: not coverage.foreign and not coverage.hooks.resolved), _BOTH),
    Kind("values_cut", "values_cut", _SENT),
    Kind("network_not_held", _not_held, _SENT),
    Kind("seal_void", "seal.void", _ALL, "seal_broken"),
    *(Kind(f"seal_{name}", _fallen(name), tuple(dict.fromkeys((*_BOTH, name))), "seal_broken") for name in SEALED),
    Kind("seal_nothing", _fallen(None), _BOTH, "seal_broken"),
    Kind("confinement_partial", _confined("partial")),
    Kind("unconfined", _confined("none"), _SENT),
    Kind("not_calibrated", _calibrated("none")),
    Kind("calibration_outdated", _calibrated("outdated")),
    Kind("calibration_partial", _partial),
    Kind("calibration_blind", _known_blind, _READ),
    Kind("calibration_leaks", "calibration.leaks", _SENT),
    Kind("repackaged", "repackaged", _BOTH),
    Kind("repackaged_late", "repackaged.late", _BOTH, "repackaged"),
    Kind("repackaged_unwatched", "repackaged.unwatched", _BOTH, "repackaged"),
    Kind("repackaged_untrusted", "repackaged.untrusted", _BOTH, "repackaged"),
    Kind("repackaged_internet", "repackaged.internet_added", _BOTH, "repackaged"),
    Kind("died_with_agent", _without_agent(True), _SENT),
    Kind("died_anyway", _without_agent(False)),
    Kind("died_unknown", _without_agent(None)),
    Kind("phases_failed", "phases.failed", rules=("phases",)),
    Kind("phases_not_begun", "phases.not_begun", rules=("phases",)),
    Kind("phases_not_exercised", "phases.not_exercised"),
    Kind("hooks_failed", _hooks(most=False), _READ),
    Kind("most_hooks_failed", _hooks(most=True), _BOTH),
    Kind("unhooked", "hooks.unhooked", _READ, by_name=True),
    Kind("selftest_missed", "selftest.missed", _BOTH),
    Kind("packed", "defences.packers", _SENT),
    Kind("code_swapped", "defences.swapped", _SENT, "packed"),
    Kind("frida_detection", "defences.detection", _SENT),
    Kind("frida_words", "defences.words", _SENT, "frida_detection"),
    Kind("code_changed", "defences.changed", _SENT),
    Kind("native_code_not_run", "defences.not_run", _SENT),
    Kind("processes_unwatched", "processes.unwatched", _BOTH),
    Kind("processes_isolated", "processes.isolated", _BOTH),
    Kind("processes_late", "processes.late", _BOTH),
    _stretch("ungated", _BOTH),
    _stretch("watch_ended", _BOTH),
    _stretch("start_timeout", _BOTH),
    _stretch("started_unheld", _BOTH),
    _stretch("attached", _MISSED, rules=SEALED),
    _stretch("hooks_off", _BOTH),
    _stretch("hooks_late", _READ),
    _stretch("own_code", _BOTH),
    _stretch("translated", _BOTH),
    _stretch("sandbox_lacks", _BOTH),
    _stretch("sandbox_shells", _BOTH),
    _stretch("proxy_ended", _SENT),
    _stretch("server_speaks_first", _SENT, "undecoded"),
    _stretch("unanswered", _SENT, "undecoded"),
    _stretch("upgrade_refused", _SENT, "upgrades"),
    _stretch("unread", _SENT, "undecoded"),
    _stretch("stream_cut", _SENT, "undecoded"),
    Kind("replay_unrecorded", "replay.unrecorded_named", _SENT, count="replay.unrecorded"),
    Kind("replay_nearest", "replay.nearest_named", _SENT, count="replay.nearest"),
    Kind("confinement_tried", "attempts.named", _SENT, count="attempts.count"),
    Kind("code_compiled", "compiled", _BOTH),
    Kind("other_gaps", _stretches("other_gaps"), _BOTH),
    Kind("processes_held_long", "processes.held_long"),
    Kind("processes_unflushed", "processes.unflushed", _BOTH),
    Kind("observations_lost", "processes.lost", _BOTH),
    Kind("tls_failed", "connections.failures", _SENT, count="connections.failed", channel="undecoded"),
    Kind("connections_denied", "connections.denials", _SENT, count="connections.denied", channel="direct"),
    Kind("connections_direct", "connections.passed_by", _SENT, count="connections.direct", channel="direct"),
    Kind("http3_not_replaced", "connections.refusals", _SENT, count="connections.refused", channel="undecoded"),
    Kind("packets_past_route", "route.past", _SENT, channel="direct"),
    Kind("crypto_calls_skipped", "crypto.skipped", _SENT),
    Kind("opaque_bytes", "opaque", _SENT, count="opaque_bytes", channel="undecoded"),
    Kind("bounds_reached", "limits", _SENT),
    Kind("exchanges_lossy", "lossy_exchanges", rules=_SENT),
    Kind("entries_unreadable", "unreadable.named", _SENT, count="unreadable.entries"),
    Kind("rows_dropped", "dropped", _BOTH),
    Kind("agent_errors", "agent_errors", _BOTH),
    Kind("random_once", "random.once", _SENT, categories=("app_instance_id",)),
    Kind("controls_unvisited", "screens.unvisited_names", count="screens.unvisited"),
    Kind("controls_avoided", "screens.avoided_names", count="screens.avoided"),
    Kind("channel_open_direct", _open("direct"), _SENT),
    Kind("channel_open_machine", _open("machine"), _SENT),
    Kind("channel_used_upgrades", _used("upgrades"), _SENT),
    *(
        Kind(f"channel_{state}_{way}", look(way), _SENT)
        for way in ("lookups", "local", "children", "other_apps", "storage", "clipboard", "messages", "nearby")
        for state, look in (("open", _open), ("used", _used))
    ),
)
"""Every blind spot there is, in the order in which a report gives them. What takes nothing from any conclusion is told
all the same. Of ``direct``, ``machine`` and ``undecoded`` being used, those with that ``channel`` tell."""
KINDS = {kind.key: kind for kind in TABLE}
GAPS = tuple(kind.key for kind in TABLE if kind.stretch)
"""Kinds of the bundle's gaps that have a row; any other is one of ``other_gaps``."""
_UNKNOWN = frozenset({"not_planted", "no_coverage"})
"""What can be said of an assessment that holds no coverage at all."""
REASONS = (
    "incomplete", "seal_broken", "no_values", "no_exchanges", "no_observations", "recording_cut", "entries_unreadable",
    "calls_unreadable", "rows_dropped", "no_hooks", "most_hooks_failed", "processes_unwatched", "processes_isolated",
    "processes_late", "processes_unflushed", "observations_lost", "tls_failed", "connections_denied",
    "connections_direct", "network_not_held", "packets_past_route", "unconfined", "confinement_tried",
    "http3_not_replaced", "opaque_bytes", "bounds_reached", "crypto_calls_skipped", "agent_errors", "selftest_missed",
    "packed", "code_changed", "native_code_not_run", "frida_detection", "repackaged", "code_compiled", "values_cut",
    "random_once", "calibration_leaks", "died_with_agent", "replay_unrecorded", "replay_nearest",
)  # fmt: skip
"""The order that a summary's reasons have always had; any other word follows, in the table's order."""


def of_coverage(
    coverage: Coverage,
    channels: Sequence[Channel] = (),
    *,
    values: int = 1,
    silent: bool = False,
) -> list[BlindSpot]:
    """Return the blind spots of a run that is being assessed, in the table's order.

    ``values`` is how many values were looked for. ``silent``: that there was no exchange is a fact, for every way out
    was closed or watched.
    """
    said = [] if values else ["no_values"]
    said += [] if coverage.exchanges or silent else ["no_exchanges"]
    return _all(Known(coverage, channels, said))


def of_assessment(found: Assessment, not_planted: Sequence[str] = ()) -> list[BlindSpot]:
    """Return the blind spots of a run that was assessed, in the table's order.

    ``not_planted`` is the run record's list of what the device could not be given; an assessment holds its categories
    alone.
    """
    return _all(Known(found.coverage, found.channels, found.summary.reasons, not_planted))


def _all(known: Known) -> list[BlindSpot]:
    """What the table finds; and a word of the summary or of a channel that it does not explain, such as one of a later
    version, is a blind spot by itself.
    """
    nothing = known.coverage == Coverage()
    rows = (kind.found(known) for kind in TABLE if kind.key in _UNKNOWN or not nothing)
    spots = [spot for spot in rows if spot is not None]
    told = {spot.reason for spot in spots}
    for word in dict.fromkeys((*known.said, *(word for row in known.channels for word in row.reasons))):
        if word not in told:
            kind = KINDS.get(word)
            spots.append(BlindSpot(word, blinds=_SENT, categories=kind.categories if kind else (), reason=word))
    return spots


def reasons(spots: Sequence[BlindSpot]) -> list[str]:
    """Return why "none seen" may not be said, as short fixed words, each once; empty when it may."""
    words = dict.fromkeys(spot.reason for spot in spots if spot.reason)
    return sorted(words, key=lambda word: REASONS.index(word) if word in REASONS else len(REASONS))


def doubts(spots: Sequence[BlindSpot], conclusion: Conclusion, category: str = "") -> bool:
    """Whether a conclusion about a kind of data is undetermined. Without a ``category``: about any but those that a
    blind spot is limited to.
    """
    return any(conclusion in spot.blinds and (not spot.categories or category in spot.categories) for spot in spots)


def reads(coverage: Coverage, spots: Sequence[BlindSpot]) -> Reads:
    """Return how far reads could be seen: not at all without hooks in any process."""
    if coverage.calls:
        return "partly"  # another program's log never says what was not called
    if coverage.foreign or coverage.hooks.resolved == 0 or coverage.processes.watched == 0:
        return "none"
    return "partly" if any("reads" in spot.blinds for spot in spots) else "watched"
