"""Turn an assessment's coverage into sentences: what the run saw, and above all what it could not see."""

from collections.abc import Iterable, Sequence
from typing import get_args

from msgspec import UNSET

from harness.analysis.facts.blind_spots import KINDS, BlindSpot, Named, at, size
from harness.analysis.model_coverage import BrokenFile, Coverage, Missing, Opaque, ProcessRow, Reads, Stretch
from harness.evidence.calibration import STALE, Fault
from harness.report.model import CoverageView, Note
from harness.report.times import clock

_SEEN = (
    ("facts.processes", "processes.watched"),
    ("facts.observed", "processes.observed"),
    ("facts.exchanges", "exchanges"),
    ("facts.replayed", "replay.recorded"),
    ("facts.decrypted", "connections.decrypted"),
    ("facts.plain", "connections.plain"),
    ("facts.screens", "screens.reached"),
    ("facts.controls", "screens.tried"),
    ("facts.delay", "processes.start_delay_ms"),
)
_NAMES = ("host", "family", "point", "screen", "name", "pid", "where", "end", "reason")
"""Fields of what is named, in the order in which they are shown."""
WORDS: dict[str, tuple[str, ...]] = {
    "calibration_outdated": STALE,
    "calibration_partial": ("quick", *get_args(Fault)),
}
"""Blind spots whose names are words, each with a sentence of its own."""
_LONG = 500
"""Characters of a name that are kept: reports show fewer."""
_ALIKE = 4
"""Access points with one reason that are named."""


def reads_of(coverage: Coverage) -> str:
    """Return how far the run could see reads: ``watched``, ``partly`` or ``none``. Older assessments say it by their
    hooks only.
    """
    if coverage.reads in get_args(Reads):
        return coverage.reads
    return "partly" if coverage.hooks.resolved and not coverage.foreign else "none"


def coverage_of(coverage: Coverage, spots: Sequence[BlindSpot]) -> CoverageView:
    """Return the sentences for one assessment's ``coverage`` and blind ``spots``."""
    gaps = tuple(note for spot in spots if spot.count for note in _gaps(spot))  # of what no fact tells nothing is said
    return CoverageView(facts=tuple(_facts(coverage)), gaps=gaps, calibrated=_calibrated(coverage))


def _calibrated(coverage: Coverage) -> Note | None:
    said = coverage.calibration
    if not said:
        return None
    if said.state == "none":
        return Note(key="verdict.not_calibrated")
    key = "calibrated" if said.state == "current" else "calibration_outdated"
    if said.stale == ["route"]:
        key = "calibrated_elsewhere"
    elif said.state == "current" and said.partial:
        key = "calibrated_quick" if said.partial == ["quick"] else "calibrated_partly"
    return Note(key=f"verdict.{key}", args=(("n", said.proven), ("total", said.points)))


def _gaps(spot: BlindSpot) -> Iterable[Note]:
    """The sentences of a blind spot: one a word, where its words have sentences of their own."""
    known = [name for name in spot.names if name in WORDS.get(spot.key, ())]
    if known and len(known) == len(spot.names):
        yield from (Note(key=f"gap_of.{spot.key}.{name}") for name in known)
    else:
        yield _gap(spot)


def _gap(spot: BlindSpot) -> Note:
    if spot.key == "not_planted" and spot.categories:
        # kinds of data, and not the persona's own names of its values ("photo.1")
        return _note(f"gaps.{spot.key}", len(spot.categories), tuple(spot.categories), categories=True)
    return _note(f"gaps.{spot.key}", spot.count, _details(spot.names), categories=KINDS[spot.key].by_name)


def _facts(coverage: Coverage) -> Iterable[Note]:
    hooks, selftest = coverage.hooks, coverage.selftest
    if total := hooks.resolved + hooks.failed:
        yield Note(key="facts.hooks", args=(("n", hooks.resolved), ("total", total)))
    if n := sum(hooks.not_applicable.values()):
        counts = tuple(f"{why}: {count}" for why, count in sorted(hooks.not_applicable.items()) if count)
        yield _note("facts.not_applicable", n, counts)
    if selftest.seen:
        yield _note("facts.selftest", len(selftest.seen), _details(selftest.seen))
    if selftest.untested:
        yield _note("facts.untested", len(selftest.untested), _details(selftest.untested))
    if inspected := coverage.defences.inspection:
        yield _note("facts.inspection", len(inspected), _details(inspected))
    if (said := coverage.calibration) and said.state == "current":
        args = (("n", said.proven), ("total", said.points), ("date", said.made[:10]))
        yield Note(key="facts.calibrated", args=args)
    if coverage.confinement and coverage.confinement.level == "full":
        yield Note(key="facts.confined")
    for key, path in _SEEN:
        if n := size(at(coverage, path)):
            yield _note(key, n)


def _details(rows: Iterable[Named]) -> tuple[str, ...]:
    """What a sentence names; access points that share a reason are named together, where the first of them stands."""
    groups: dict[str | int, list[Named]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(row.reason if isinstance(row, Missing) else place, []).append(row)
    return tuple(name for group in groups.values() if (name := _alike(group)))


def _alike(rows: Sequence[Named]) -> str:
    if len(rows) == 1:
        return _name(rows[0])
    points = [row.point for row in rows if isinstance(row, Missing)]
    names = " \u00b7 ".join(points[:_ALIKE]) + (" \u2026" if len(points) > _ALIKE else "")
    return f"{getattr(rows[0], 'reason', '')[:_LONG]} ({len(points)}): {names}"


def _name(item: Named) -> str:
    """What something of the run is called: what it is, how often, when and how much, as far as it says so."""
    if isinstance(item, str):
        return item[:_LONG]
    if isinstance(item, BrokenFile):
        return _broken_file(item)
    parts = [str(value)[:_LONG] for name in _NAMES if (value := getattr(item, name, None))]
    if (count := getattr(item, "count", 0)) > 1:
        parts.append(f"\u00d7{count}")
    if isinstance(item, ProcessRow):
        parts += [] if item.late_ms is UNSET else [f"+{item.late_ms:,} ms"]
        parts += [] if item.held_ms is UNSET else [f"{item.held_ms:,} ms"]
    if isinstance(item, Stretch) and (span := _span(item)):
        parts.append(span)
    if isinstance(item, Opaque):
        parts.append(f"{item.bytes:,} B")
    return " \u00b7 ".join(parts)


def _broken_file(row: BrokenFile) -> str:
    parts = [row.name, row.kind or row.how, *(f"{first}-{stop - 1} B" for first, stop in row.ranges)]
    return " \u00b7 ".join(part for part in parts if part)


def _span(row: Stretch) -> str:
    """A stretch of time in the device's clock, open at its end when that was the run's."""
    begun = clock(row.from_us or 0)
    return f"{begun} \u2013 {clock(row.to_us or 0)}" if begun else ""


def _note(key: str, n: int, details: tuple[str, ...] = (), *, categories: bool = False) -> Note:
    return Note(key=key, args=(("n", n),), details=details, categories=categories)
