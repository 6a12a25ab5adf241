"""Disclosures: sightings joined to who read the values. And the negative: what was read and never seen leaving."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from harness.analysis.join.actors import NOBODY, Recipients
from harness.analysis.join.memory import Group, Key, Member, Memory, Ranked
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readers import Openers, Readers
from harness.analysis.join.readings import Reading
from harness.analysis.model import Actor, Candidate, Collected, Disclosure, Recipient, Sighting
from harness.values.needle import Needle, natural

_MOST_OBSERVATIONS = 200
_CLEAR_LEAD = 2
"""Points by which the first candidate must lead for the join to be called certain."""

_ORDER = ("low", "medium", "high")


class Sender(NamedTuple):
    """The app that a recorder named as the sender; ``other``: it is another one than the recording is about."""

    actor: Actor
    other: bool


def _form_class(form: str) -> str:
    """Return what separates disclosures: spelling variants of a value are one thing, digests another."""
    return form if form.startswith("digest:") or form == "differential" else "plain"


def disclosures(
    sightings: Sequence[Sighting],
    needles: Sequence[Needle],
    readers: Readers,
    timeline: PhaseTimes,
    hosts: Mapping[str, str],
    recipients: Recipients,
    openers: Callable[[Sighting], Openers] = lambda row: Openers(),
    sender: Callable[[Sighting], Sender | None] = lambda row: None,
    memory: Memory | None = None,
) -> list[Disclosure]:
    """Join the sightings that left (not the weak ones, not responses): one disclosure for each category, actor,
    recipient, phase and form. ``hosts`` maps a host to its address; ``openers`` says who opened a connection,
    ``sender`` which app sent an exchange, where its recorder knew; ``memory`` has what was joined before.
    """
    memory = memory or Memory()
    refs = {needle.value_id: ref for ref, needle in enumerate(needles)}
    groups: dict[Key, list[Member]] = {}
    before, ranked = memory.ranked, dict[int, Ranked]()
    for row in sightings:
        if row.weak or row.direction != "request":
            continue
        ref = refs[row.value_id]
        reach = readers.reach(ref, row.time)
        known = before.get(id(row))
        if known is None or known.member.reach != reach or known.opened != memory.opened or not known.called:
            found = _rank(row, ref, readers, openers, sender)
            actor = found[0].actor.id if found else NOBODY.id
            key = (row.category, actor, row.host, row.phase, _form_class(row.form))
            known = Ranked(Member(row, found, reach), key, memory.opened, readers.know(row.calls))
        ranked[id(row)] = known
        groups.setdefault(known.key, []).append(known.member)
    joined: dict[Key, Group] = {}
    for key, members in groups.items():
        group, ip = memory.joined.get(key), hosts.get(key[2], "")
        if (
            group is None
            or (group.ip, group.package) != (ip, recipients.package)
            or group.members != members
            or group.consent != timeline.at(group.made.first).consent
        ):
            group = _group(members, ip, refs, readers, timeline, recipients)
        joined[key] = group
    found_in = sorted(joined, key=lambda key: (*_place(joined[key].made), key))
    for number, key in enumerate(found_in, 1):
        if joined[key].made.id != (name := f"d{number:04d}"):  # another object: others have the former
            joined[key] = joined[key]._replace(made=msgspec.structs.replace(joined[key].made, id=name))
    memory.ranked, memory.joined = ranked, joined
    return [joined[key].made for key in found_in]


def _rank(
    row: Sighting,
    ref: int,
    readers: Readers,
    openers: Callable[[Sighting], Openers],
    sender: Callable[[Sighting], Sender | None],
) -> list[Candidate]:
    ranked = readers.candidates(ref, row.time, row.form, row.calls, row.host, openers(row))
    said = sender(row)
    if said is not None and (said.other or not ranked):  # else it was the app, and calls tell which part of it
        return [Candidate(actor=said.actor, score=3, reasons=["the recorder names it as the sender"])]
    return ranked


def _place(row: Disclosure) -> tuple[int, str, str, str, str]:
    return row.first, row.category, row.actor.id, row.recipient.host, row.form


def _group(
    members: list[Member],
    ip: str,
    refs: Mapping[str, int],
    readers: Readers,
    timeline: PhaseTimes,
    recipients: Recipients,
) -> Group:
    rows = sorted((member.row for member in members), key=lambda row: (row.time, row.index, row.id))
    best = max((member.ranked for member in members), key=lambda ranked: ranked[0].score if ranked else -1)
    consent = timeline.at(rows[0].time).consent
    made = _disclosure(rows, best, consent, refs, readers, recipients.of(rows[0].host, ip))
    return Group(members, consent, ip, recipients.package, made)


def _disclosure(
    rows: Sequence[Sighting],
    best: list[Candidate],
    consent: str,
    refs: Mapping[str, int],
    readers: Readers,
    recipient: Recipient,
) -> Disclosure:
    """``rows`` in the order of time."""
    first = rows[0]
    actor = best[0].actor if best else NOBODY
    value_ids = sorted({row.value_id for row in rows}, key=natural)
    # Rows are in the order of time, so that the calls before a later one are those before an earlier one, and more.
    latest = {refs[row.value_id]: row.time for row in rows}
    observations, delay_ms = readers.concluded(
        (actor.id, first.time, *((ref, readers.reach(ref, time_us)) for ref, time_us in latest.items())),
        lambda: _read_by(readers, latest, actor.id, first.time),
    )
    return Disclosure(
        id="",
        category=first.category,
        value_id=value_ids[0],
        value_ids=value_ids,
        form=first.form,
        forms=sorted({row.form for row in rows}),
        paths=[list(path) for path in sorted({tuple(row.path) for row in rows})],
        sightings=[row.id for row in rows],
        observations=list(observations),
        actor=actor,
        candidates=best,
        recipient=recipient,
        url=first.url,
        phase=first.phase,
        consent=consent,
        first=first.time,
        last=rows[-1].time,
        delay_ms=delay_ms,
        strength="A" if _form_class(first.form) == "plain" else "B",
        confidence=min(
            (
                _confidence(best),
                *(() if readers.ordered else ("medium",)),
                *(row.confidence for row in rows if row.confidence),
            ),
            key=_ORDER.index,
        ),
    )


def _read_by(readers: Readers, latest: Mapping[int, int], actor: str, first_us: int) -> tuple[list[str], float | None]:
    """Return the calls that read the values, an actor's if it made any, and how long before the first sighting (ms)."""
    whose = actor if readers.newest(latest, actor, 1) else ""
    own = readers.newest(latest, whose, _MOST_OBSERVATIONS)
    last_us = readers.latest(latest, whose, first_us)
    return [row.id for row in own], None if last_us is None else round(max(0, first_us - last_us) / 1000, 3)


def _confidence(ranked: Sequence[Candidate]) -> Literal["high", "medium", "low"]:
    """Say how sure the join is (not the sighting, which is proof): high, medium or low."""
    if not ranked:
        return "low"
    if len(ranked) == 1 or ranked[0].score - ranked[1].score >= _CLEAR_LEAD:
        return "high"
    return "medium"


def collected(rows: Sequence[Reading], needles: Sequence[Needle], gone: set[int], *, blind: bool) -> list[Collected]:
    """Group readings by access point, actor and phase.

    ``gone`` are the values that were seen leaving; ``blind`` says that the run could not see everything, so that of no
    value can be said that it did not leave.
    """
    groups: dict[tuple[str, str, str, str], list[Reading]] = {}
    for row in rows:
        groups.setdefault((row.category, row.point, row.actor.id, row.moment.phase), []).append(row)
    found = []
    for (category, point, _, phase), members in sorted(groups.items()):
        obtained = [row for row in members if row.outcome == "obtained"]
        refs = sorted(set().union(*(row.refs for row in obtained)))
        count = sum(row.calls for row in members)
        first, last = members[0].time_us, max(row.last_us for row in members)
        seen = any(ref in gone for ref in refs)
        found.append(
            Collected(
                category=category,
                access_point=point,
                actor=members[0].actor,
                phase=phase,
                consent=members[0].moment.consent,
                count=count,
                denied=sum(row.calls for row in members if row.threw),
                refused=sum(row.calls for row in members if row.outcome == "refused"),
                nothing=sum(row.calls for row in members if row.outcome == "nothing"),
                first=first,
                last=last,
                rate=round(count / ((last - first) / 1_000_000), 3) if last > first else 0.0,
                seen_leaving=seen,
                leaving="seen" if seen else "nothing_read" if not obtained else "undetermined" if blind else "not_seen",
                value_ids=sorted((needles[ref].value_id for ref in refs), key=natural),
                observations=[row.id for row in (obtained or members)[:_MOST_OBSERVATIONS]],
            )
        )
    return found
