"""From what the analysis says now to events: what is new, what is revised, what does not stand any more."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from harness.analysis.calls.operations import observation_id
from harness.analysis.live.engine import Live, SeenCall, SeenExchange, Standing
from harness.analysis.model import Disclosure, Sighting
from harness.evidence.rows import Connection, Gap, Incident, Observation, Phase, Process, StepTaken, Value
from harness.evidence.rows.row import Row
from harness.explore.events import (
    Change,
    Covered,
    Disclosed,
    Event,
    Exchanged,
    Health,
    Observed,
    Opaque,
    PhaseBegan,
    Sighted,
    Stepped,
)
from harness.explore.state import State
from harness.values.needle import texts

_LONGEST = 200
"""Characters of a value that a line shows; ``Stream.observation`` has the whole."""
_MOST_PARTS = 20


_Key = tuple[int, str, str, int, tuple[str, ...], str, str]
"""What makes a sighting the same one: its place, its value and its form."""


class _Told(NamedTuple):
    number: int
    tells: tuple[object, ...]
    row: Sighting


class Notices:
    """Remembers what was told, so that only changes are."""

    def __init__(
        self,
        live: Live,
        state: State,
        sightings: Mapping[int, Sighting] | None = None,
        disclosures: Mapping[int, Disclosure] | None = None,
    ) -> None:
        """``sightings`` and ``disclosures`` were told before, by these numbers."""
        self._live = live
        self._state = state
        self._sightings = {_key(row): _Told(number, _tells(row), row) for number, row in (sightings or {}).items()}
        self._disclosures = {_disclosure_key(row): (number, row) for number, row in (disclosures or {}).items()}
        self._numbers = [max(sightings or [0]), max(disclosures or [0])]
        self._covered: Covered | None = None
        self._phases: set[tuple[str, int]] = set()
        self._attached: set[int] = set()
        self._ended: set[tuple[int, int]] = set()

    # -- what came ------------------------------------------------------------------------------------------------

    def observed(self, seen: Iterable[SeenCall]) -> list[Event]:
        """Tell of observations."""
        return [_observed(one) for one in seen]

    def exchanged(self, seen: Iterable[SeenExchange], change: Change = "new") -> list[Event]:
        """Tell of exchanges, and of the bytes in them of which nothing could be made."""
        told: list[Event] = []
        for one in seen:
            event = _exchanged(one, change, self._live.ahead_us)
            told.append(event)
            for place, size in sorted(one.scanned.opaque.items()):
                direction, _, where = place.partition(":")
                if direction == "request":
                    told.append(
                        Opaque(time_us=event.time_us, index=event.index, host=event.host, where=where, bytes=size)
                    )
        return told

    def phase(self, row: Phase) -> list[Event]:
        """Tell of a phase, once: when it is heard of first."""
        self._live.phase(row)
        key = (row.name, row.start_us)
        if key in self._phases:
            return []
        self._phases.add(key)
        return [
            PhaseBegan(
                time_us=row.start_us, phase=row.name, begun_by=row.begun_by, consent=self._live.consent(row.name)
            )
        ]

    def row(self, row: Row) -> list[Event]:
        """Take a row of another kind, and tell what it says of the run's health."""
        self._live.row(row)
        if isinstance(row, StepTaken):
            by: Literal["scenario", "person"] = "person" if row.by == "person" else "scenario"
            return [Stepped(time_us=row.end_us, step=_step(row.step), phase=row.phase, by=by, failed=row.failed or "")]
        if isinstance(row, Process):
            return self._process(row)
        if isinstance(row, Gap):
            return [_gap(row)]
        if isinstance(row, Incident):
            return [Health(time_us=row.time_us, what="screen", state="warning", detail=f"{row.kind}: {row.detail}")]
        if isinstance(row, Connection) and row.state in ("failed", "direct"):
            said = f"{row.host}:{row.port}: {row.reason or row.state}"
            return [Health(time_us=row.time_us, what="proxy", state="gap", detail=said)]
        return []

    def _process(self, row: Process) -> list[Event]:
        told: list[Event] = []
        if row.pid not in self._attached:
            self._attached.add(row.pid)
            hooked = bool(row.attached_us)
            how = row.name if hooked and row.gated else f"{row.name}: {row.reason or 'hooked after it had begun'}"
            told.append(
                Health(
                    time_us=row.attached_us or row.start_us, what="agent",
                    state="up" if hooked else "lost", detail=how, pid=row.pid,
                )
            )  # fmt: skip
        if row.end and (row.pid, row.start_us) not in self._ended:
            self._ended.add((row.pid, row.start_us))
            how = str(row.extra.get("how") or row.end)
            what: Literal["agent", "app"] = "agent" if how == "left" else "app"  # the process may run on
            told.append(Health(time_us=row.end_us, what=what, state="ended", detail=f"{row.name}: {how}", pid=row.pid))
        return told

    # -- what was found -------------------------------------------------------------------------------------------

    def joined(self, standing: Standing) -> list[Event]:
        """Tell what has changed of what was found."""
        told = [
            *self.exchanged(self._live.revised(), "revised"),
            *self._changed_sightings(standing.sightings),
            *self._changed_disclosures(standing.disclosures),
        ]
        self._state.stand(
            {known.number: known.row for known in self._sightings.values()}, dict(self._disclosures.values())
        )
        return told

    def _changed_sightings(self, rows: Sequence[Sighting]) -> list[Event]:
        before, now = self._sightings, dict[_Key, _Told]()
        if moved := self._live.moved():
            before = {(moved.get(key[0], key[0]), *key[1:]): known for key, known in before.items()}
        same = {id(known.row): key for key, known in before.items()}
        told: list[Event] = []
        for row in rows:
            if (key := same.get(id(row))) is not None:
                now[key] = before[key]
                continue
            key = _key(row)
            known, tells = before.get(key), _tells(row)
            if known is None:
                now[key] = _Told(self._number(0), tells, row)
                told.append(_sighted(now[key], "new"))
            else:
                now[key] = _Told(known.number, tells, row)
                if known.tells != tells:
                    told.append(_sighted(now[key], "revised"))
        told += [_sighted(known, "gone") for key, known in before.items() if key not in now]
        self._sightings = now
        return told

    def _changed_disclosures(self, rows: Sequence[Disclosure]) -> list[Event]:
        """A disclosure whose actor or phase is learnt late is the same one, revised: it is of the same sightings."""
        before, now = dict(self._disclosures), dict[tuple[str, ...], tuple[int, Disclosure]]()
        told: list[Event] = []
        fresh: list[tuple[tuple[str, ...], Disclosure]] = []
        for row in rows:
            key = _disclosure_key(row)
            known = before.pop(key, None)
            if known is None:
                fresh.append((key, row))
                continue
            now[key] = (known[0], row)
            if known[1] is not row and not _same_disclosure(known[1], row):
                told.append(_disclosed(known[0], "revised", row))
        for key, row in fresh:
            former = next((old for old, known in before.items() if _was(known[1], row)), None)
            number = before.pop(former)[0] if former is not None else self._number(1)
            now[key] = (number, row)
            told.append(_disclosed(number, "new" if former is None else "revised", row))
        told += [_disclosed(number, "gone", row) for number, row in before.values()]
        self._disclosures = now
        return told

    def _number(self, which: int) -> int:
        self._numbers[which] += 1
        return self._numbers[which]

    def covered(self) -> list[Event]:
        """Tell how far the run is seen, if that has changed."""
        found = self._live.covering()
        self._state.cover(found)
        seen = found.coverage
        states = seen.connections
        event = Covered(
            exchanges=seen.exchanges, opaque_bytes=seen.opaque_bytes, hooks_resolved=seen.hooks.resolved,
            hooks_failed=seen.hooks.failed, watched=seen.processes.watched, unwatched=len(seen.processes.unwatched),
            decrypted=states.decrypted, plain=states.plain, failed=states.failed, denied=states.denied,
            direct=states.direct, verdict=found.verdict, reasons=list(found.reasons),
        )  # fmt: skip
        if event == self._covered:
            return []
        self._covered = event
        return [event]


def _observed(seen: SeenCall) -> Observed:
    row = seen.row
    return Observed(
        time_us=row.time_us, number=seen.number, id=observation_id(row), pid=row.pid, process=row.process,
        thread=row.thread, point=row.point, category=row.category or "", phase=row.phase, actor=seen.actor,
        values=seen.value_ids, text=short(row), failed=row.exception is not None, count=row.count,
    )  # fmt: skip


def short(row: Observation) -> str:
    """Return what an observation returned, threw or was given, in a line."""
    if row.exception is not None:
        return row.exception[:_LONGEST]
    return _line([row.result] if row.result is not None and row.result.type != "null" else row.args)


def _line(values: Sequence[Value | None]) -> str:
    parts: list[str] = []
    size = 0
    for value in values:
        if value is not None and value.data:
            parts.append(value.data[:_MOST_PARTS].hex())
        for text in texts(value):
            parts.append(text[:_LONGEST])
            size += len(parts[-1])
            if size > _LONGEST or len(parts) >= _MOST_PARTS:
                return " ".join(parts)[:_LONGEST]
    return " ".join(parts)[:_LONGEST]


def _exchanged(seen: SeenExchange, change: Change, ahead_us: int) -> Exchanged:
    one = seen.exchange
    sent, received = len(one.request_body), len(one.response_body)
    for message in one.messages:
        if message.from_client:
            sent += len(message.data)
        else:
            received += len(message.data)
    opaque = sum(size for place, size in seen.scanned.opaque.items() if place.startswith("request:"))
    return Exchanged(
        time_us=one.time_us + ahead_us if one.time_us else 0,
        index=one.index, id=one.id, kind=one.kind, method=one.method, host=one.host,
        port=one.port, url=one.url, status=one.status, sent=sent, received=received, values=seen.value_ids,
        opaque=opaque, limit=seen.scanned.spent or one.unreadable, change=change,
    )  # fmt: skip


def _step(written: dict[str, Any]) -> str:
    """Return a step in a line, as a file says it."""
    name, given = next(iter(written.items()), ("", {}))
    said = given if isinstance(given, str | int | float) else msgspec.json.encode(given).decode() if given else ""
    return f"{name} {said}".strip()[:_LONGEST]


def _gap(row: Gap) -> Health:
    if row.kind == "hooks_off" and row.to_us:
        return Health(time_us=row.to_us, what="agent", state="up", detail=f"hooks are on again: {row.detail}")
    ended = row.kind == "proxy_ended"
    return Health(
        time_us=row.from_us, what="proxy" if row.host or ended else "agent", state="lost" if ended else "gap",
        detail=f"{row.kind}: {row.detail}", pid=row.pid,
    )  # fmt: skip


def _key(row: Sighting) -> _Key:
    return row.index, row.direction, row.where, row.offset, tuple(row.path), row.value_id, row.form


def _tells(row: Sighting) -> tuple[object, ...]:
    """Return what anybody would see of a sighting; a clock that is known better moves all times a little."""
    return (row.phase, row.host, row.url, row.weak, tuple(row.calls))


def _disclosure_key(row: Disclosure) -> tuple[str, ...]:
    form = row.form if row.form.startswith("digest:") or row.form == "differential" else "plain"
    return (row.category, row.actor.id, row.recipient.host, row.phase, form)


def _same_disclosure(one: Disclosure, other: Disclosure) -> bool:
    return (one.value_ids, one.paths, one.consent, one.confidence, one.actor, len(one.sightings)) == (
        other.value_ids, other.paths, other.consent, other.confidence, other.actor, len(other.sightings),
    )  # fmt: skip


def _was(former: Disclosure, row: Disclosure) -> bool:
    """Whether two disclosures speak of the same thing, as far as that can be told: the same value to the same host."""
    return (former.category, former.recipient.host, former.url, former.form) == (
        row.category, row.recipient.host, row.url, row.form,
    )  # fmt: skip


def _sighted(known: _Told, change: Change) -> Sighted:
    row = msgspec.structs.replace(known.row)  # the analysis goes on with its own
    return Sighted(time_us=row.time, number=known.number, change=change, sighting=row)


def _disclosed(number: int, change: Change, row: Disclosure) -> Disclosed:
    return Disclosed(time_us=row.first, number=number, change=change, disclosure=row)
