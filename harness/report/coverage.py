"""Turn an assessment's coverage into sentences: what the run saw, and above all what it could not see."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from harness.analysis.model import Channel
from harness.report.channels import channel_gaps
from harness.report.model import CoverageView, Note

UNHOOKED = "gaps.unhooked"
"""The note whose details are categories."""
_BLIND = (
    # sentence, section ("" = coverage itself), count, names
    ("gaps.phases_failed", "phases", "failed", "failed"),
    ("gaps.phases_not_begun", "phases", "not_begun", "not_begun"),
    ("gaps.phases_not_exercised", "phases", "not_exercised", "not_exercised"),
    ("gaps.hooks", "hooks", "failed", "failures"),
    (UNHOOKED, "hooks", "unhooked", "unhooked"),
    ("gaps.selftest", "selftest", "missed", "missed"),
    ("gaps.packed", "defences", "packers", "packers"),
    ("gaps.swapped", "defences", "swapped", "swapped"),
    ("gaps.detection", "defences", "detection", "detection"),
    ("gaps.words", "defences", "words", "words"),
    ("gaps.code_changed", "defences", "changed", "changed"),
    ("gaps.native_not_run", "defences", "not_run", "not_run"),
    ("gaps.unwatched", "processes", "unwatched", "unwatched"),
    ("gaps.isolated", "processes", "isolated", "isolated"),
    ("gaps.late", "processes", "late", "late"),
    ("gaps.ungated", "gaps", "ungated", "ungated"),
    ("gaps.watch_ended", "gaps", "watch_ended", "watch_ended"),
    ("gaps.start_timeout", "gaps", "start_timeout", "start_timeout"),
    ("gaps.started_unheld", "gaps", "started_unheld", "started_unheld"),
    ("gaps.translated", "gaps", "translated", "translated"),
    ("gaps.server_speaks_first", "gaps", "server_speaks_first", "server_speaks_first"),
    ("gaps.unanswered", "gaps", "unanswered", "unanswered"),
    ("gaps.upgrade_refused", "gaps", "upgrade_refused", "upgrade_refused"),
    ("gaps.unread", "gaps", "unread", "unread"),
    ("gaps.stream_cut", "gaps", "stream_cut", "stream_cut"),
    ("gaps.attempts", "attempts", "count", "named"),
    ("gaps.compiled", "", "compiled", "compiled"),
    ("gaps.other", "gaps", "other_gaps", "other_gaps"),
    ("gaps.held_long", "processes", "held_long", "held_long"),
    ("gaps.unflushed", "processes", "unflushed", "unflushed"),
    ("gaps.lost", "processes", "lost", ""),
    ("gaps.failed", "connections", "failed", "failures"),
    ("gaps.denied", "connections", "denied", "denials"),
    ("gaps.direct", "connections", "direct", "passed_by"),
    ("gaps.refused", "connections", "refused", "refusals"),
    ("gaps.past", "route", "past", "past"),
    ("gaps.crypto", "crypto", "skipped", ""),
    ("gaps.opaque", "", "opaque_bytes", "opaque"),
    ("gaps.limits", "", "limits", "limits"),
    ("gaps.lossy", "", "lossy_exchanges", ""),
    ("gaps.unreadable", "unreadable", "entries", "named"),
    ("gaps.dropped", "", "dropped", "dropped"),
    ("gaps.agent", "", "agent_errors", "agent_errors"),
    ("gaps.random_once", "random", "once", ""),
    ("gaps.unvisited", "screens", "unvisited", "unvisited_names"),
    ("gaps.avoided", "screens", "avoided", "avoided_names"),
)
_SEEN = (
    ("facts.processes", "processes", "watched"),
    ("facts.observed", "processes", "observed"),
    ("facts.exchanges", "", "exchanges"),
    ("facts.decrypted", "connections", "decrypted"),
    ("facts.plain", "connections", "plain"),
    ("facts.screens", "screens", "reached"),
    ("facts.controls", "screens", "tried"),
    ("facts.delay", "processes", "start_delay_ms"),
)
_CONCLUSIONS = (
    "identity", "disclosures", "actors", "reads", "phases", "permissions", "consent", "coverage", "nothing",
)  # fmt: skip
"""What rests on a bundle's files (``analysis/sealed.py``), most important first."""
_LAST_US = 253_402_300_800_000_000
"""The end of the year 9999, the last that a clock time is made of: a bundle may hold any number."""
_WORDS = frozenset({"no_values", "no_exchanges", "no_observations", "no_hooks", "recording_cut", "values_cut"})


def reads_of(coverage: Mapping[str, Any]) -> str:
    """Return how far the run could see reads: ``watched``, ``partly`` or ``none``. Older assessments say it by their
    hooks only.
    """
    said = coverage.get("reads")
    if said in ("watched", "partly", "none"):
        return str(said)
    return "partly" if _count(_section(coverage, "hooks").get("resolved")) and not coverage.get("foreign") else "none"


def coverage_of(
    coverage: Mapping[str, Any],
    reasons: Sequence[str],
    not_planted: object,
    *,
    complete: bool,
    channels: Sequence[Channel] = (),
) -> CoverageView:
    """Return the sentences for one assessment's ``coverage``, its ``channels`` and the ``reasons`` of its summary.

    ``not_planted`` is the list of ``run.json`` of what the device could not be given.
    """
    gaps: list[Note] = [] if complete else [Note(key="gaps.incomplete")]
    if isinstance(not_planted, list) and not_planted:
        gaps.append(_note("gaps.not_planted", len(not_planted), _details(not_planted)))
    if not coverage:
        return CoverageView(facts=(), gaps=(*gaps, Note(key="gaps.no_coverage")))
    gaps += [Note(key=f"gaps.{word}") for word in reasons if word in _WORDS]
    if isinstance(ways := _section(coverage, "route").get("open"), list):
        gaps.append(Note(key="gaps.not_held", details=_details(ways)))
    gaps += _seal(_section(coverage, "seal"))
    gaps += _confinement(_section(coverage, "confinement"))
    gaps += _repackaged(_section(coverage, "repackaged"))
    gaps += _without_agent(_section(coverage, "without_agent"))
    for key, section, field, listed in _BLIND:
        part = _section(coverage, section)
        n = _count(part.get(field))
        if n:
            gaps.append(_note(key, n, _details(part.get(listed)) if listed else ()))
    gaps += channel_gaps(channels)
    return CoverageView(facts=tuple(_facts(coverage)), gaps=tuple(gaps))


def _seal(found: Mapping[str, Any]) -> Iterable[Note]:
    """What fell with files that are not as they were sealed: each conclusion by name, with the files it rests on."""
    if void := _details(found.get("void")):
        yield Note(key="gaps.seal_void", details=void)
    fallen: dict[str, list[str]] = {}
    broken = found.get("broken")
    rows = [row for row in broken if isinstance(row, Mapping)] if isinstance(broken, list) else []
    for row in rows:
        for word in row.get("conclusions") or ("nothing",):
            fallen.setdefault(str(word), []).append(_broken_file(row))
    for word in _CONCLUSIONS:
        if word in fallen:
            yield Note(key=f"gaps.seal_{word}", details=tuple(fallen[word]))


def _broken_file(row: Mapping[str, Any]) -> str:
    parts = [str(row.get("name", "")), str(row.get("kind") or row.get("how", ""))]
    ranges = [each for each in row.get("ranges") or () if isinstance(each, list | tuple) and len(each) == 2]
    parts += [f"{first}-{stop - 1} B" for first, stop in ranges if isinstance(stop, int)]
    return " \u00b7 ".join(part for part in parts if part)


def _confinement(found: Mapping[str, Any]) -> Iterable[Note]:
    """How far the app was not kept from the machine that it ran on: what it did there may be unknown."""
    if (level := found.get("level")) in ("partial", "none"):
        yield Note(key=f"gaps.confinement_{level}", details=_details([found.get("why")] if found.get("why") else []))


def _repackaged(found: Mapping[str, Any]) -> Iterable[Note]:
    """What is not seen of an app, or not as it is, that was changed so that it can be watched without root."""
    if not found:
        return
    yield Note(key="gaps.repackaged")
    if found.get("late") is True:
        yield Note(key="gaps.repackaged_late")
    if n := _count(found.get("unwatched")):
        yield _note("gaps.repackaged_unwatched", n, _details(found.get("unwatched")))
    if found.get("untrusted") is not None:
        yield Note(key="gaps.repackaged_untrusted", details=_details([found.get("untrusted")]))
    if found.get("internet_added") is True:
        yield Note(key="gaps.repackaged_internet")


def _without_agent(found: Mapping[str, Any]) -> Iterable[Note]:
    """What came of starting an app that died with the agent in it once more without."""
    if found.get("survived") is True:
        yield Note(key="gaps.died_with_agent")
    elif found.get("survived") is False:
        yield Note(key="gaps.died_anyway")
    elif found:
        yield Note(key="gaps.died_unknown", details=_details([found.get("reason")]))


def _facts(coverage: Mapping[str, Any]) -> Iterable[Note]:
    hooks = _section(coverage, "hooks")
    resolved = _count(hooks.get("resolved"))
    total = resolved + _count(hooks.get("failed"))
    if total:
        yield Note(key="facts.hooks", args=(("n", resolved), ("total", total)))
    if n := _count(hooks.get("not_applicable")):
        yield _note("facts.not_applicable", n, _details(hooks.get("not_applicable")))
    selftest = _section(coverage, "selftest")
    if n := _count(selftest.get("seen")):
        yield _note("facts.selftest", n, _details(selftest.get("seen")))
    if n := _count(selftest.get("untested")):
        yield _note("facts.untested", n, _details(selftest.get("untested")))
    if inspected := _section(coverage, "defences").get("inspection"):
        yield _note("facts.inspection", _count(inspected), _details(inspected))
    if _section(coverage, "confinement").get("level") == "full":
        yield Note(key="facts.confined")
    for key, section, field in _SEEN:
        n = _count(_section(coverage, section).get(field))
        if n:
            yield _note(key, n)


def _section(coverage: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    raw = coverage.get(name) if name else coverage
    return raw if isinstance(raw, Mapping) else {}


def _count(raw: Any) -> int:
    if isinstance(raw, int | float):
        return int(raw)
    if isinstance(raw, Mapping):
        return sum(_count(part) for part in raw.values())
    return len(raw) if isinstance(raw, list | tuple) else 0


def _name(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    named = ("host", "family", "point", "screen", "name", "pid", "where", "end", "reason")
    parts = [str(item[key]) for key in named if item.get(key)]
    if isinstance(item.get("count"), int) and item["count"] > 1:
        parts.append(f"\u00d7{item['count']}")
    if isinstance(item.get("late_ms"), int):
        parts.append(f"+{item['late_ms']:,} ms")
    if isinstance(item.get("held_ms"), int):
        parts.append(f"{item['held_ms']:,} ms")
    if span := _span(item.get("from_us"), item.get("to_us")):
        parts.append(span)
    if isinstance(item.get("bytes"), int):
        parts.append(f"{item['bytes']:,} B")
    return " \u00b7 ".join(parts)


def _span(begun_us: Any, ended_us: Any) -> str:
    """A stretch of time in the device's clock, open at its end when that was the run's."""
    if not isinstance(begun_us, int) or not isinstance(ended_us, int):
        return ""
    begun, ended = _clock(begun_us), _clock(ended_us)
    return f"{begun} \u2013 {ended}" if begun else ""


def _clock(at_us: int) -> str:
    if not 0 < at_us < _LAST_US:
        return ""
    return dt.datetime.fromtimestamp(at_us / 1e6, dt.UTC).strftime("%H:%M:%S.%f")[:-3]


def _details(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, Mapping):
        return tuple(f"{key}: {value}" for key, value in sorted(raw.items()) if value)
    names = (_name(item) for item in raw) if isinstance(raw, list | tuple) else ()
    return tuple(name for name in names if name)


def _note(key: str, n: int, details: tuple[str, ...] = ()) -> Note:
    return Note(key=key, args=(("n", n),), details=details)
