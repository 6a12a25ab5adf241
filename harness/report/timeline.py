"""The timeline picture: bands for phases, one line for each kind of data, an arrow from reading to sending.

Every kind of data has a line of its own, so no two labels can meet. The geometry is computed here; a template draws.
"""

import itertools
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from harness.report.model import Consent, Kept, PhaseView, ReportView, RowView
from harness.report.safe import one_line
from harness.report.texts import Texts
from harness.report.who import actor_name

WIDTH = 940
LEFT, RIGHT = 200, 216
_TOP, _LINE, _FOOT = 58, 40, 34
MOST_LINES = 24
MARKS = 12
_MIN_BAND = 74.0


@dataclass(frozen=True, slots=True)
class Band:
    """A phase as a column of the picture."""

    x: float
    width: float
    label: str
    number: int
    consent: str
    elapsed: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """One disclosure: where it was read (``x1``, None when not known) and where it was sent."""

    x1: float | None
    x2: float


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of data by one reader to one recipient. ``marks`` are reads that were never seen leaving."""

    y: float
    label: str
    actor: str
    target: str
    note: str
    consent: str
    arrows: tuple[Arrow, ...]
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture's geometry, in SVG user units."""

    height: float
    plot_bottom: float
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]
    omitted: int
    end: str


def cells(text: str) -> int:
    """Return the width of ``text`` in half-width cells: ideographs are twice as wide as Latin letters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def fit(text: str, width: int) -> str:
    """Return ``text`` made visible on one line of at most ``width`` half-width cells."""
    shown = one_line(text, width * 2)
    if cells(shown) <= width:
        return shown
    while shown and cells(shown) > width - 1:
        shown = shown[:-1]
    return shown + "\u2026"


class _Scale:
    """Time to x: even within a phase, every phase wide enough to be seen."""

    def __init__(self, edges: Sequence[int]) -> None:
        span = WIDTH - LEFT - RIGHT
        lengths = [max(1, right - left) for left, right in itertools.pairwise(edges)]
        least = min(_MIN_BAND, span / len(lengths))
        free = span - least * len(lengths)
        weights = [length**0.5 for length in lengths]
        total = sum(weights)
        self.edges = list(edges)
        self.xs = [float(LEFT)]
        for weight in weights:
            self.xs.append(self.xs[-1] + least + free * weight / total)

    def x(self, time_us: int) -> float:
        """Return the x of a time; times outside the run stand at its ends."""
        i = min(max(bisect_right(self.edges, time_us) - 1, 0), len(self.edges) - 2)
        left, right = self.edges[i], self.edges[i + 1]
        share = (time_us - left) / max(1, right - left)
        return round(self.xs[i] + (self.xs[i + 1] - self.xs[i]) * min(1.0, max(0.0, share)), 1)


def timeline(view: ReportView, texts: Texts) -> Timeline | None:
    """Return the picture of a run, or None when nothing in it has a time."""
    times = [t for row in view.rows for d in row.disclosures for t in _times(d.first_us, d.delay_ms)]
    times += [t for item in view.kept for t in item.marks_us]
    times = [t for t in times if t > 0]
    if not times:
        return None
    edges, owners = _edges(view.phases, times)
    scale = _Scale(edges)
    entries: list[RowView | Kept] = [*view.rows, *view.kept]
    entries.sort(key=_first)
    lines = []
    for i, entry in enumerate(entries[:MOST_LINES]):
        lines.append(_line(entry, _TOP + i * _LINE, scale, view, texts))
    bottom = _TOP + len(lines) * _LINE + 4
    bands = tuple(_band(i, owner, scale, edges, texts) for i, owner in enumerate(owners))
    return Timeline(
        height=bottom + _FOOT,
        plot_bottom=bottom,
        bands=bands,
        lines=tuple(lines),
        omitted=max(0, len(entries) - MOST_LINES),
        end=texts("fact.seconds", n=f"{(edges[-1] - edges[0]) / 1e6:.1f}"),
    )


def _times(first_us: int, delay_ms: float | None) -> list[int]:
    return [first_us] if delay_ms is None else [first_us, first_us - int(delay_ms * 1000)]


def _first(entry: RowView | Kept) -> tuple[int, int, str]:
    if isinstance(entry, Kept):
        return 1, entry.marks_us[0], entry.category
    return 0, min(d.first_us for d in entry.disclosures), entry.category


def _edges(phases: Sequence[PhaseView], times: Sequence[int]) -> tuple[list[int], list[PhaseView | None]]:
    """Return the borders of the bands, and the phase of each band (None: between or outside phases)."""
    edges: list[int] = []
    owners: list[PhaseView | None] = []
    for phase in phases:
        start, end = phase.start_us, phase.end_us
        if not edges:
            edges.append(start)
        elif start > edges[-1] + 50_000:
            edges.append(start)
            owners.append(None)
        if end > edges[-1]:
            edges.append(end)
            owners.append(phase)
    low, high = min(times), max(times)
    if len(edges) < 2:
        return [low - 1, max(high, low + 1_000_000)], [None]
    if low < edges[0]:
        edges.insert(0, low)
        owners.insert(0, None)
    if high > edges[-1]:
        edges.append(high)
        owners.append(None)
    return edges, owners


def _band(i: int, phase: PhaseView | None, scale: _Scale, edges: Sequence[int], texts: Texts) -> Band:
    width = scale.xs[i + 1] - scale.xs[i]
    label, number, consent = "", 0, Consent.UNKNOWN
    if phase is not None:
        number, consent = phase.number, phase.consent
        name = texts.named("phase", phase.name)
        label = fit(f"{number} {name}", int(width / 6.6))
        if label.endswith("\u2026"):
            label = str(number) if cells(label) < 7 else label
    elapsed = f"{(edges[i] - edges[0]) / 1e6:.1f}"
    return Band(round(scale.xs[i], 1), round(width, 1), label, number, consent.value, elapsed)


def _line(entry: RowView | Kept, y: float, scale: _Scale, view: ReportView, texts: Texts) -> Line:
    label = fit(texts.short_category(view.category(entry.category), entry.category), 26)
    actor = fit(actor_name(entry.actor, texts), 31)
    if isinstance(entry, Kept):
        marks = tuple(scale.x(t) for t in entry.marks_us[:MARKS])
        return Line(y, label, actor, texts("timeline.kept"), "", "kept", (), marks)
    arrows = []
    for item in entry.disclosures[:MARKS]:
        read = None
        if item.delay_ms is not None:
            read = scale.x(item.first_us - int(item.delay_ms * 1000))
        arrows.append(Arrow(read, scale.x(item.first_us)))
    first = entry.disclosures[0]
    worst = Consent.REFUSED if any(w is Consent.REFUSED for w, _ in entry.times) else first.consent
    if any(when is Consent.BEFORE for when, _ in entry.times):
        worst = Consent.BEFORE
    note = "" if first.delay_ms is None else texts("detail.ms", n=f"{first.delay_ms:.0f}")
    target = fit(entry.recipient.host, 30)
    return Line(y, label, actor, target, note, worst.value, tuple(arrows), ())
