"""One sighting's whole path for whoever wants to check it by hand: bytes, recorded calls, and who read the value."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from harness.analysis.assessment import Knowledge, assess_prepared, prepare
from harness.analysis.calls.operations import observation_id
from harness.analysis.model import Assessment, Disclosure, Sighting
from harness.analysis.recording import Recording
from harness.analysis.search.found import Layer
from harness.analysis.show.trace import Tracer
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Value
from harness.files.as_json import to_bytes
from harness.values.needle import Needle

_WIDTH = 16
_AROUND = 32
"""Bytes shown before and behind a place."""
_MOST_SHOWN = 160
"""Bytes shown of a place."""
_MOST_ROWS = 40
_MOST_IDS = 10
_FRAMES = 12
_CLIP = 300


class ExplainedStep(msgspec.Struct, kw_only=True, frozen=True):
    """One view on the way. ``content`` says what it is; the next view, or the value, is at ``start`` to ``end``.

    ``place`` names that place inside the view. ``excerpt`` are the bytes from ``excerpt_at`` on; ``size`` and
    ``sha256`` are the whole view's. ``calls`` are the observations by which the bytes at the place were understood.
    """

    content: str
    size: int
    sha256: str
    start: int
    end: int
    place: list[str]
    undone: list[str]
    calls: list[str]
    excerpt_at: int
    excerpt: bytes


class ExplainedRow(msgspec.Struct, kw_only=True, frozen=True):
    """One observation on the way. ``before_ms`` is how long before the sighting it was."""

    id: str
    point: str
    kind: str
    time: int
    before_ms: float
    phase: str
    process: str
    thread: str
    count: int
    args: list[str]
    result: str
    stack: list[str]


class Explanation(msgspec.Struct, kw_only=True, frozen=True):
    """A sighting, its steps (outermost first), the crypto calls on the way, its disclosure and the readings joined."""

    sighting: Sighting
    value: Any
    request: str
    steps: list[ExplainedStep]
    calls: list[ExplainedRow]
    disclosure: Disclosure | None
    reads: list[ExplainedRow]

    def json(self) -> bytes:
        """Return it as JSON with sorted keys; excerpts are base64."""
        return to_bytes(self, indent=1, ordered=True) + b"\n"

    def text(self) -> str:
        """Return it as lines of text without any control character of the app's."""
        return "\n".join(map(printable, self._lines())) + "\n"

    def _lines(self) -> Iterator[str]:
        row = self.sighting
        weak = ", weak" if row.weak else ""
        yield f"{row.id}: {plain(row.value_id)} ({plain(row.category)}), {plain(row.form)}{weak}"
        yield f"value     {plain(self.value)}"
        yield f"exchange  {row.index} {plain(self.request)}"
        yield f"where     {row.direction}, {plain(row.where)}; phase {plain(row.phase) or '-'}; time {row.time} us"
        yield f"path      {plain(' > '.join(row.path)) or '(plain)'}"
        for number, step in enumerate(self.steps, 1):
            yield ""
            yield f"{number}. {plain(step.content)}: {step.size} bytes, sha256 {step.sha256[:16]}"
            place = f" ({plain(' > '.join(step.place))})" if step.place else ""
            then = f", undone here: {plain(' > '.join(step.undone))}" if step.undone else ""
            last = "the value" if number == len(self.steps) else "next"
            yield f"   {last} at bytes {step.start} to {step.end}{place}{then}"
            if step.calls:
                yield f"   understood by {len(step.calls)} recorded calls: {', '.join(step.calls[:6])}"
            yield from _dump(step)
        yield from _rows("crypto calls", self.calls)
        yield from self._joined()

    def _joined(self) -> Iterator[str]:
        found = self.disclosure
        if found is None:
            yield ""
            yield "no disclosure: weak evidence, or not sent by the app"
            return
        to = found.recipient
        facts = [to.domain, to.owner, to.party, to.ip, to.country]
        yield ""
        yield f"disclosure {found.id}: {plain(found.actor.name) or 'unknown code'} -> {plain(to.host)}"
        yield f"   recipient: {plain(', '.join(fact for fact in facts if fact))}"
        yield f"   strength {found.strength}, confidence {found.confidence}, delay {found.delay_ms} ms"
        more = f" and {len(found.sightings) - _MOST_IDS} more" if len(found.sightings) > _MOST_IDS else ""
        yield f"   sightings: {', '.join(found.sightings[:_MOST_IDS])}{more}"
        for candidate in found.candidates:
            reasons = plain("; ".join(candidate.reasons))
            yield f"   candidate {candidate.score:3d}  {plain(candidate.actor.id)}: {reasons}"
        yield from _rows("readings joined", self.reads)


def plain(value: Any) -> str:
    """Return a value as one bounded line of printable characters; others are written as escapes."""
    text = value if isinstance(value, str) else ", ".join(map(str, value.values())) if _is_map(value) else str(value)
    shown = printable(text[:_CLIP])
    return shown if len(text) <= _CLIP else f"{shown}... ({len(text)} characters)"


def printable(text: str) -> str:
    """Return a text on one line, with what cannot be printed as escapes."""
    return "".join(char if char.isprintable() else f"\\u{{{ord(char):x}}}" for char in text)


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)


def _rows(title: str, rows: Sequence[ExplainedRow]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
    for row in rows:
        yield f"   {row.id}  {row.before_ms:.3f} ms before  {plain(row.point)}  thread {plain(row.thread)}"
        yield f"      ({plain(', '.join(row.args))}) -> {plain(row.result)}"
        for line in row.stack[:3]:
            yield f"      at {plain(line)}"


def _dump(step: ExplainedStep) -> Iterator[str]:
    """Yield a hexadecimal dump with the place underlined."""
    first = step.excerpt_at // _WIDTH * _WIDTH
    for at in range(first, step.excerpt_at + len(step.excerpt), _WIDTH):
        low = max(at, step.excerpt_at)
        piece = step.excerpt[low - step.excerpt_at : at + _WIDTH - step.excerpt_at]
        skip = low - at
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in piece)
        pairs = "   " * skip + piece.hex(" ")
        yield f"   {at:08x}  {pairs:<47}  {' ' * skip}{shown}"
        marks = "".join("^" if step.start <= low + i < step.end else " " for i in range(len(piece))).rstrip()
        if marks:
            yield f"{'':62}{' ' * skip}{marks}"


def explain(
    recording: Recording, name: str, extra: Sequence[Needle] = (), *, knowledge: Knowledge | None = None
) -> Explanation:
    """Assess ``recording`` and return the way to one of its sightings, or to the first one of a disclosure.

    ``extra`` and ``knowledge`` are as for ``assess``. Raises ``LookupError`` with one sentence when ``name`` is the id
    of neither.
    """
    ready = prepare(recording, extra)
    found = assess_prepared(recording, ready, knowledge=knowledge)
    row = _asked(found, name)
    exchange = next(exchange for exchange in recording.exchanges if exchange.index == row.index)
    disclosure = next((item for item in found.disclosures if row.id in item.sightings), None)
    wanted = set(row.calls) | set(disclosure.observations[-_MOST_ROWS:] if disclosure else ())
    observations = _observations(recording.observations, wanted)
    return Explanation(
        sighting=row,
        value=found.values.get(row.value_id),
        request=_request(exchange),
        steps=list(_steps(Tracer(ready.scanner, ready.needles).steps(exchange, row), row.where)),
        calls=[_row(observations[key], row) for key in row.calls[:_MOST_ROWS] if key in observations],
        disclosure=disclosure,
        reads=[
            _row(observations[key], row)
            for key in (disclosure.observations[-_MOST_ROWS:] if disclosure else ())
            if key in observations
        ],
    )


def _asked(found: Assessment, name: str) -> Sighting:
    """Return the sighting of this id, or the first one of the disclosure of this id."""
    kind, rows = ("disclosure", found.disclosures) if name.startswith("d") else ("sighting", found.sightings)
    asked = next((row for row in rows if row.id == name), None)
    if asked is None:
        last = f"; they go from {rows[0].id} to {rows[-1].id}" if rows else ""
        raise LookupError(f"There is no {kind} {plain(name)!r} in {len(rows)} {kind}s{last}.")
    if isinstance(asked, Sighting):
        return asked
    return next(row for row in found.sightings if row.id == asked.sightings[0])


def _steps(steps: Sequence[Layer], where: str) -> Iterator[ExplainedStep]:
    content = where
    for step in steps:
        low, high = max(0, step.start - _AROUND), min(len(step.data), step.end + _AROUND, step.start + _MOST_SHOWN)
        place = step.elements[: len(step.elements) - step.undone]
        undone = step.elements[len(place) :]
        yield ExplainedStep(
            content=content,
            size=len(step.data),
            sha256=hashlib.sha256(step.data).hexdigest(),
            start=step.start,
            end=step.end,
            place=list(place),
            undone=list(undone),
            calls=list(step.calls),
            excerpt_at=low,
            excerpt=step.data[low:high],
        )
        content = " > ".join(undone or place[-1:]) or content


def _observations(rows: Iterable[Observation], wanted: set[str]) -> dict[str, Observation]:
    return {key: row for row in rows if (key := observation_id(row)) in wanted} if wanted else {}


def _request(exchange: Exchange) -> str:
    return f"{exchange.method} {exchange.url}".strip() or exchange.kind


def explained_rows(rows: Iterable[Observation], wanted: Sequence[str]) -> list[ExplainedRow]:
    """Return the observations of these ids, in their order; those that are not there are left out."""
    found = _observations(rows, set(wanted))
    return [_row(found[key], None) for key in wanted if key in found]


def _row(row: Observation, sighting: Sighting | None) -> ExplainedRow:
    return ExplainedRow(
        id=observation_id(row),
        point=row.point,
        kind=row.kind,
        time=row.time_us,
        before_ms=round((sighting.time - row.time_us) / 1000, 3) if sighting else 0.0,
        phase=row.phase,
        process=row.process,
        thread=row.thread,
        count=row.count,
        args=[_value(value) for value in row.args],
        result=_value(row.result) if row.result is not None else row.exception or "",
        stack=row.stack[:_FRAMES],
    )


def _value(value: Value, depth: int = 0) -> str:
    """Return a recorded value in short."""
    if value.data is not None:
        size = max(value.size, len(value.data))
        head = base64.b64encode(value.data[:48]).decode()
        return f"{size} bytes {head}{'...' if size > 48 else ''}"
    if value.text is not None:
        return value.text[:_CLIP]
    if depth < 3 and (value.fields or value.items):
        parts = [f"{name}={_value(part, depth + 1)}" for name, part in list(value.fields.items())[:8]]
        parts += [_value(part, depth + 1) for part in value.items[:4]]
        more = "..." if len(value.items) > 4 or len(value.fields) > 8 else ""
        return f"{value.type}({', '.join(parts)}{more})"[: 2 * _CLIP]
    return value.type
