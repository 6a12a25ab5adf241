"""Random values that an app made: which of them identify.

A random UUID is an identifier when it lasts: when the app stored it, when two different requests carried it, or when
another run knows it. One that is neither tells nobody from anybody; it has a line of its own and is no disclosure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from urllib.parse import urljoin, urlsplit

from msgspec import UNSET, UnsetType

from harness.analysis.join.actors import NOBODY
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readers import Readers
from harness.analysis.join.readings import Reading
from harness.analysis.model import RandomValue, Sighting
from harness.analysis.model_coverage import RandomFacts
from harness.analysis.search.found import Sent
from harness.evidence.exchange import Exchange
from harness.values.needle import GENERATORS, Needle, natural

RESEND_US = 10_000_000
"""Within this time the same bytes to the same place are one request that was sent again."""
_TRY_AGAIN = frozenset({0, 401, 407, 408, 425, 429})
"""Answers after which a client repeats its request (0: none came), besides 5xx (RFC 9110, section 15; RFC 8470)."""
_MOST_REQUESTS = 200
"""Requests with one value that are held against each other."""
_VARIES = re.compile(r"(?<=/)\d+(?=/|$)|\{seen\.[\w.]+\}")
"""What differs within one kind of place: an item's number, and the value itself where it is part of the name."""


def generated(needles: Sequence[Needle]) -> frozenset[int]:
    """Return the places of the values that a generator made."""
    return frozenset(ref for ref, needle in enumerate(needles) if needle.origin == "generated")


def lasting(
    made: frozenset[int],
    needles: Sequence[Needle],
    stored: set[int],
    sightings: Iterable[Sighting],
    exchanges: Mapping[int, Exchange],
    sent: Mapping[int, Sent],
) -> set[int]:
    """Return which of the values ``made`` are among those ``stored``, or were carried by two different requests.

    ``exchanges`` and ``sent`` (what tells one request from another) are by index.
    """
    if not made:
        return set()
    found = stored & made
    refs = {needles[ref].value_id: ref for ref in made - found}
    carried: dict[int, dict[tuple[int, str], Sighting]] = {}
    for row in sightings:
        if row.value_id in refs and _left(row):
            message = row.where if row.where.startswith("message:") else ""
            carried.setdefault(refs[row.value_id], {}).setdefault((row.index, message), row)
    return found | {ref for ref, seen in carried.items() if _twice(list(seen.values()), exchanges, sent)}


def _left(row: Sighting) -> bool:
    return row.direction == "request" and not row.weak


def _twice(rows: list[Sighting], exchanges: Mapping[int, Exchange], sent: Mapping[int, Sent]) -> bool:
    """Whether two of these are different requests. What is sent again is one request, however often."""
    rows = sorted(rows, key=lambda row: (row.time, row.index))[:_MOST_REQUESTS]
    return any(
        not any(_again(before, row, exchanges, sent) for before in rows[:at]) for at, row in enumerate(rows) if at
    )


def _again(before: Sighting, row: Sighting, exchanges: Mapping[int, Exchange], sent: Mapping[int, Sent]) -> bool:
    """Whether ``row`` is the request of ``before`` once more: a retry, or where a redirection led to."""
    first, then = exchanges[before.index], exchanges[row.index]
    soon = row.time - before.time <= RESEND_US
    if first.kind != "http" or then.kind != "http":  # messages have no answers of their own
        return soon and _content(before, sent) == _content(row, sent) and first.host == then.host
    if first.method != then.method and first.status not in (301, 302, 303):
        return False
    unanswered = first.status in _TRY_AGAIN or first.status >= 500
    if unanswered and _path(first) == _path(then):
        return True
    if 300 <= first.status < 400 and first.status != 304:
        return _target(first, sent[first.index].location) == then.url
    return soon and first.url == then.url and _content(before, sent) == _content(row, sent)


def _content(row: Sighting, sent: Mapping[int, Sent]) -> bytes:
    found = sent[row.index]
    kind, _, number = row.where.partition(":")
    at = int(number) if kind == "message" and number.isdigit() else len(found.messages)
    return found.messages[at] if at < len(found.messages) else found.body


def _target(exchange: Exchange, location: str) -> str:
    try:
        return urljoin(exchange.url, location)
    except ValueError:
        return location


def _path(exchange: Exchange) -> str:
    try:
        return urlsplit(exchange.url).path
    except ValueError:
        return exchange.url


def random_values(
    sightings: Sequence[Sighting],
    passing: Mapping[str, int],
    readers: Readers,
    timeline: PhaseTimes,
) -> list[RandomValue]:
    """Return what left of ``passing`` values (their ids and places), a line for each place in a kind of request."""
    groups: dict[tuple[str, ...], list[Sighting]] = {}
    for row in sightings:
        if row.value_id in passing and _left(row):
            way = tuple(_VARIES.sub("*", element) for element in row.path)
            where = "message" if row.where.startswith("message:") else row.where
            url = _VARIES.sub("*", row.url)
            groups.setdefault((row.category, row.host, url, where, *way), []).append(row)
    found = [_value(key, members, passing, readers, timeline) for key, members in groups.items()]
    found.sort(key=lambda row: (row.first, row.host, row.url, row.where, row.path))
    for number, line in enumerate(found, 1):
        line.id = f"r{number:04d}"
    return found


def _value(
    key: tuple[str, ...], rows: list[Sighting], passing: Mapping[str, int], readers: Readers, timeline: PhaseTimes
) -> RandomValue:
    rows.sort(key=lambda row: (row.time, row.index, row.id))
    first = rows[0]
    values = sorted({row.value_id for row in rows}, key=natural)
    made = [read for row in rows for read in readers.before(passing[row.value_id], row.time)]
    fresh: Literal["each_time", "once"] = "each_time" if len(values) > 1 else "once"
    return RandomValue(
        id="",
        category=first.category,
        value_ids=values,
        fresh=fresh,
        requests=len({row.index for row in rows}),
        actor=made[0].actor if made else NOBODY,
        host=first.host,
        url=key[2],
        where=key[3],
        path=list(key[4:]),
        sightings=[row.id for row in rows],
        phase=first.phase,
        consent=timeline.at(first.time).consent,
        first=first.time,
        last=rows[-1].time,
    )


def random_facts(made: frozenset[int], kept: set[int], left: Sequence[RandomValue]) -> RandomFacts | UnsetType:
    """Return the facts of the random values that the app was seen to make, none when it made none."""
    if not made:
        return UNSET
    return RandomFacts(
        made=len(made),
        lasting=len(kept),
        left=len({value for row in left for value in row.value_ids}),
        once=len({value for row in left if row.fresh == "once" for value in row.value_ids}),
    )


def is_idle(row: Reading, kept: set[int]) -> bool:
    """Whether a call only made a random value that does not last: that reads nothing of anybody."""
    return row.point in GENERATORS and not row.refs & kept
