"""What one run shows, by what is compared: who received what, who took part, what was read, what was asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from harness.analysis.across import steady
from harness.analysis.model import Actor, Assessment, Recipient
from harness.analysis.model_findings import Said
from harness.analysis.search.disguise import chain

Aspects = dict[str, set[str]]
DISGUISE_NONE = "-"


@dataclass
class Seen:
    """One row of a run: its ``aspects`` are what it may differ in, ``count`` how often; the rest is for being shown."""

    category: str = ""
    recipient: Recipient | None = None
    actor: Actor | None = None
    point: str = ""
    permission: str = ""
    rule: str = ""
    text: Said | None = None
    aspects: Aspects = field(default_factory=dict)
    count: int = 0
    hosts: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    actors: dict[str, Actor] = field(default_factory=dict)

    def add(self, name: str, *said: str) -> None:
        """Note what an aspect says."""
        self.aspects.setdefault(name, set()).update(filter(None, said))


Key = tuple[str, ...]
Table = dict[Key, Seen]


def disclosures(found: Assessment) -> Table:
    """What left, by its kind and who stands behind the recipient."""
    table: Table = {}
    for row in found.disclosures:
        key = (row.category, steady.owner(row.recipient))
        seen = table.setdefault(key, Seen(category=row.category, recipient=row.recipient))
        _received(seen, row.recipient)
        _acted(seen, row.actor)
        seen.add("phase", row.phase)
        seen.add("consent", row.consent)
        seen.add("disguise", *(_disguise(path, form) for form in row.forms or [row.form] for path in row.paths or [[]]))
        seen.add("value", *steady.slots(row.value_ids))
        seen.count += len(row.sightings) or 1
        seen.places.add(steady.place(row.url))
    return table


def recipients(found: Assessment) -> Table:
    """Who received anything."""
    table: Table = {}
    for row in found.disclosures:
        seen = table.setdefault((steady.owner(row.recipient),), Seen(recipient=row.recipient))
        _received(seen, row.recipient)
        seen.add("data", row.category)
        seen.add("consent", row.consent)
        seen.add("country", row.recipient.country)
        seen.count += len(row.sightings) or 1
    return table


def actors(found: Assessment) -> Table:
    """Who read or sent: the app and the SDKs in it, as far as they are known."""
    table: Table = {}
    sent = ((row.actor, row.category, row.consent) for row in found.disclosures)
    read = ((row.actor, row.category, row.consent) for row in found.collected if row.obtained)
    for actor, category, consent in (*sent, *read):
        if actor.kind == "unknown":
            continue
        seen = table.setdefault((actor.id,), Seen(actor=actor))
        seen.add("data", category)
        seen.add("consent", consent)
    return table


def points(found: Assessment) -> Table:
    """Which access points were called, and whether they gave anything."""
    table: Table = {}
    for row in found.collected:
        seen = table.setdefault((row.category, row.access_point), Seen(category=row.category, point=row.access_point))
        _acted(seen, row.actor)
        seen.add("phase", row.phase)
        seen.add("consent", row.consent)
        seen.add("outcome", "obtained" if row.obtained else "refused" if row.refused else "nothing")
        seen.count += row.count
    return table


def permissions(found: Assessment) -> Table:
    """Which permissions the app declares, and which it asked for in a dialog."""
    table: Table = {}
    for name in declared(found) or ():
        table[("declared", name)] = Seen(permission=name)
    for row in found.permissions.requests if found.permissions else ():
        for group in row.groups:
            seen = table.setdefault(("dialog", group), Seen(permission=group))
            seen.add("phase", row.phase)
            seen.add("consent", row.consent)
            seen.add("trigger", row.trigger)
            seen.add("purpose", row.purpose)
    return table


def declared(found: Assessment) -> list[str] | None:
    """Return the permissions of the app's manifest, ``None`` where the run has no app file."""
    apk: Any = found.bundle.get("apk")
    said = apk.get("permissions") if isinstance(apk, dict) else None
    return [str(name) for name in said] if isinstance(said, list) else None


def _acted(seen: Seen, actor: Actor) -> None:
    """Note who read or sent: what nobody can name has another name in every version (R8)."""
    seen.add("actor", "unknown" if actor.kind == "unknown" else actor.id)
    seen.actors[actor.id] = actor


def _received(seen: Seen, recipient: Recipient) -> None:
    seen.add("host", steady.host(recipient.host))
    seen.hosts.add(recipient.host)


def _disguise(path: Iterable[str], form: str) -> str:
    return chain(list(path), form) or DISGUISE_NONE
