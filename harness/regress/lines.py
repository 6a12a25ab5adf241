"""Lines of expectations: what each is in words, and of which sightings it speaks."""

from ipaddress import ip_address
from typing import NamedTuple

from msgspec import UNSET, UnsetType

from harness.analysis.model import Assessment, Disclosure, Sighting
from harness.regress.expected import (
    ACTOR_UNKNOWN,
    CONSENT_UNKNOWN,
    COUNTRY_UNKNOWN,
    PHASE_UNKNOWN,
    RECIPIENT_UNKNOWN,
    Expected,
    Leaves,
    Line,
    NeverLeaves,
)
from harness.regress.patterns import matches, patterns


class Sent(NamedTuple):
    """One sighting, and the disclosure that it is part of."""

    left: Disclosure
    row: Sighting


def sent(found: Assessment) -> list[Sent]:
    """Return what left, sighting by sighting: a disclosure holds several values in several forms."""
    rows = {row.id: row for row in found.sightings}
    return [Sent(left, rows[name]) for left in found.disclosures for name in left.sightings]


def leaves_of(said: Expected) -> list[Leaves]:
    """Return the lines of ``leaves``, short ones written out."""
    rows = [] if isinstance(said.leaves, UnsetType) else said.leaves
    return [Leaves(data=row) if isinstance(row, str) else row for row in rows]


def never_of(said: Expected) -> list[NeverLeaves]:
    """Return the lines of ``never_leaves``, short ones written out."""
    return [NeverLeaves(data=row) if isinstance(row, str) else row for row in said.never_leaves]


def words(row: Line) -> str:
    """Return an expectation in words."""
    verb = "never leaves" if isinstance(row, NeverLeaves) else "leaves"
    rest = [f"{name} {'|'.join(patterns(getattr(row, name)))}" for name in ("to",) if patterns(row.to) != ["*"]]
    rest += [
        f"{name} {'|'.join(patterns(getattr(row, name)))}"
        for name in ("phase", "consent", "actor", "country", "form", "path")
        if getattr(row, name) is not UNSET
    ]
    if row.tracker is not UNSET:
        rest.append("to a tracker" if row.tracker else "to no tracker")
    if isinstance(row, NeverLeaves) and row.before is not UNSET:
        rest.append("before consent")
    return " ".join([f"{'|'.join(patterns(row.data))} {verb}", *rest])


def same_data(row: Line, each: Sent) -> bool:
    wanted = patterns(row.data)
    return matches(each.row.category, wanted) or matches(each.row.value_id, wanted)


def how(row: Line, each: Sent) -> str:
    """Say whether a sighting is what a line speaks of: ``yes``, ``no``, or the name of what is not known of it."""
    if not same_data(row, each):
        return "no"
    if not matches(each.row.form, patterns(row.form)) or not matches(" > ".join(each.row.path), patterns(row.path)):
        return "no"
    unknown = ""
    for answer in (
        _recipient(row, each.left),
        _phase(row, each.left),
        _consent(row, each.left),
        _actor(row, each.left),
        _country(row, each.left),
        _tracker(row, each.left),
    ):
        if answer == "no":
            return "no"
        unknown = unknown or ("" if answer == "yes" else answer)
    return unknown or "yes"


def _recipient(row: Line, left: Disclosure) -> str:
    """A bare address may be anybody's, unless addresses are what is asked for."""
    host, wanted = left.recipient.host, patterns(row.to)
    if matches(host, wanted):
        return "yes"
    named = any(char.isalpha() for pattern in wanted for char in pattern)
    return RECIPIENT_UNKNOWN if named and (not host or _is_address(host)) else "no"


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _phase(row: Line, left: Disclosure) -> str:
    if row.phase is UNSET or matches(left.phase, patterns(row.phase)):
        return "yes"
    return "no" if left.phase else PHASE_UNKNOWN


def _consent(row: Line, left: Disclosure) -> str:
    wanted = row.consent
    if isinstance(row, NeverLeaves) and row.before is not UNSET:
        wanted = "before"
    if isinstance(wanted, UnsetType) or left.consent in ([wanted] if isinstance(wanted, str) else wanted):
        return "yes"
    return CONSENT_UNKNOWN if left.consent == "unknown" else "no"


def _actor(row: Line, left: Disclosure) -> str:
    if row.actor is UNSET or any(matches(text, patterns(row.actor)) for text in (left.actor.id, left.actor.name)):
        return "yes"
    return ACTOR_UNKNOWN if left.actor.kind == "unknown" else "no"


def _country(row: Line, left: Disclosure) -> str:
    if row.country is UNSET or matches(left.recipient.country, patterns(row.country)):
        return "yes"
    return "no" if left.recipient.country else COUNTRY_UNKNOWN


def _tracker(row: Line, left: Disclosure) -> str:
    return "yes" if row.tracker is UNSET or row.tracker == bool(left.recipient.tracker) else "no"
