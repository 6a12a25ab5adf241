"""The picture of what went where: kinds of data, who sent them, who received them, in which country.

Four columns of boxes with ribbons between them. The geometry is computed here; a template draws. The table of what left
says the same in words.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.report.model import Consent, ReportView, RowView
from harness.report.safe import one_line
from harness.report.texts import Texts
from harness.report.timeline import fit
from harness.report.who import actor_name

WIDTH = 940
BOX = 186
_TOP, _HEIGHT, _GAP = 30, 34, 10
_MOST = 12
_LETTERS = 26
_STANDING = (Consent.BEFORE, Consent.REFUSED, Consent.UNKNOWN, Consent.AFTER)


@dataclass(frozen=True, slots=True)
class Box:
    """One kind of data, actor, host or country. ``consent`` is the gravest standing of what it is part of."""

    x: float
    y: float
    label: str
    note: str
    consent: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Disclosures between two boxes, as a path of an SVG; ``width`` grows with how many there are."""

    path: str
    width: float
    consent: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The picture's geometry, in SVG user units. ``heads`` are the columns' names with their place."""

    height: float
    heads: tuple[tuple[float, str], ...]
    boxes: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    label: str
    note: str = ""


def flow(view: ReportView, texts: Texts) -> Flow | None:
    """Return the picture of what left, None where nothing did."""
    if not view.rows:
        return None
    columns = [
        _Column(view.rows, part)
        for part in (
            lambda row: _category(view, row, texts),
            lambda row: _actor(row, texts),
            lambda row: _recipient(row, texts),
            lambda row: _country(row, texts),
        )
    ]
    step = (WIDTH - BOX) / (len(columns) - 1)
    tallest = max(len(column.keys) for column in columns)
    places: list[dict[str, float]] = []
    boxes = []
    for at, column in enumerate(columns):
        free = (tallest - len(column.keys)) * (_HEIGHT + _GAP) / 2
        places.append({key: _TOP + free + i * (_HEIGHT + _GAP) for i, key in enumerate(column.keys)})
        for key, y in places[-1].items():
            label, note = column.named(key, texts)
            boxes.append(Box(round(at * step, 1), y, fit(label, _LETTERS), fit(note, _LETTERS + 4), column.worst(key)))
    ribbons = [
        ribbon
        for at in range(len(columns) - 1)
        for ribbon in _ribbons(view.rows, columns[at], columns[at + 1], (places[at], places[at + 1]), at * step, step)
    ]
    heads = ("category", "actor", "recipient", "country")
    return Flow(
        height=_TOP + tallest * (_HEIGHT + _GAP),
        heads=tuple((round(at * step, 1), texts(f"flow.{name}")) for at, name in enumerate(heads)),
        boxes=tuple(boxes),
        ribbons=tuple(ribbons),
    )


class _Column:
    """What stands in one column: the first parts of the rows, the rest together in a last box."""

    def __init__(self, rows: Sequence[RowView], part: Callable[[RowView], _Part]) -> None:
        self._parts = {id(row): part(row) for row in rows}
        counted = Counter(made.key for made in self._parts.values())
        self._by_key = {made.key: made for made in reversed(self._parts.values())}
        order = list(dict.fromkeys(made.key for made in self._parts.values()))
        if len(order) > _MOST:
            order = [key for key in order if key in dict(counted.most_common(_MOST - 1))]
        self._kept = frozenset(order)
        self._more = len(counted) - len(order)
        self.keys = [*order, *([""] if self._more else [])]
        self._worst: dict[str, int] = {}
        for row in rows:
            self._worst[self.key(row)] = min(self._worst.get(self.key(row), 9), _standing(row))

    def key(self, row: RowView) -> str:
        key = self._parts[id(row)].key
        return key if key in self._kept else ""

    def worst(self, key: str) -> str:
        return _STANDING[self._worst[key]].value

    def named(self, key: str, texts: Texts) -> tuple[str, str]:
        if not key:
            return texts("flow.more", n=self._more), ""
        return self._by_key[key].label, self._by_key[key].note


def _standing(row: RowView) -> int:
    return min(_STANDING.index(when) for when, _ in row.times)


def _ribbons(
    rows: Sequence[RowView],
    left: _Column,
    right: _Column,
    places: tuple[dict[str, float], dict[str, float]],
    x: float,
    step: float,
) -> list[Ribbon]:
    weights: Counter[tuple[str, str, int]] = Counter()
    for row in rows:
        weights[(left.key(row), right.key(row), _standing(row))] += sum(n for _, n in row.times)
    made = []
    for (a, b, standing), n in sorted(weights.items(), key=lambda item: -item[0][2]):
        x1, x2 = round(x + BOX, 1), round(x + step, 1)
        y1, y2 = places[0][a] + _HEIGHT / 2, places[1][b] + _HEIGHT / 2
        middle = round((x1 + x2) / 2, 1)
        # Two standings between the same boxes lie beside each other.
        shift = (standing - 1) * 3
        path = f"M{x1} {y1 + shift}C{middle} {y1 + shift} {middle} {y2 + shift} {x2} {y2 + shift}"
        made.append(Ribbon(path, min(12.0, 2.0 + n**0.5), _STANDING[standing].value))
    return made


def _category(view: ReportView, row: RowView, texts: Texts) -> _Part:
    known = view.category(row.category)
    note = texts.named("sensitivity", known.sensitivity) if known else ""
    return _Part(f"c{row.category}", texts.short_category(known, row.category), note)


def _actor(row: RowView, texts: Texts) -> _Part:
    return _Part(f"a{row.actor.id}", actor_name(row.actor, texts), row.actor.company)


def _recipient(row: RowView, texts: Texts) -> _Part:
    party = texts.named("party", row.recipient.party)
    return _Part(f"r{row.recipient.host}", row.recipient.host, row.recipient.owner or party)


def _country(row: RowView, texts: Texts) -> _Part:
    country = one_line(row.recipient.country, 40)
    return _Part(f"l{country}", country or texts("flow.unknown_country"))
