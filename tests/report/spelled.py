"""A report view that holds given texts in every place that a report shows."""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from harness.analysis.search.literals import AutomatonEngine
from harness.analysis.search.patterns import PatternSet
from harness.evidence.rows import Value
from harness.report.model import Frame, Read, ReportView, Request, ShownLayer
from harness.report.secrets import Secrets
from harness.values.needle import Needle
from tests.report.factory import lantern

_SHORT = 6
"""Characters that may stand in a report by chance."""


class Spelled(NamedTuple):
    """One way in which a value of a category may stand in a text. ``kind`` is its form, or a trace's encoding."""

    category: str
    text: str
    kind: str


def spellings_of(needle: Needle) -> Iterator[Spelled]:
    """Yield everything the analysis searches for that can be shown as text."""
    patterns = PatternSet()
    patterns.add_needle(0, needle)
    for literal, meanings in patterns.meanings.items():
        try:
            text = literal.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if text.isprintable():
            yield Spelled(needle.category, text, meanings[0].form or meanings[0].lens)


def view_with(found: Sequence[Spelled], needles: Iterable[Needle], size: int) -> ReportView:
    """Return a view with each of ``found`` in a URL, a header, a body, an argument, a stack and a text of the view.

    Each stands behind the name of its category, ``size`` of them in one text.
    """
    view = lantern().view()
    disclosure = view.rows[0].disclosures[0]
    read, request, sighting = disclosure.reads[0], disclosure.requests[0], disclosure.sightings[0]
    reads: list[Read] = []
    requests: list[Request] = []
    steps: list[ShownLayer] = []
    causes: list[str] = []
    for at in range(0, len(found), size):
        some = found[at : at + size]
        plain = "\n".join(f"{row.category}={row.text}" for row in some)
        query = "&".join(f"{row.category}={quote(row.text, safe='')}" for row in some)
        body = json.dumps([{"n": 1, row.category: row.text} for row in some]).encode()
        argument = Value(type="java.lang.String", text=plain)
        reads.append(
            dataclasses.replace(read, args=(argument,), stack=(Frame(plain, False),), result=argument, category="")
        )
        requests.append(
            dataclasses.replace(request, url=f"https://a.example/x?{query}", headers=(("X-Trace", plain),), body=body)
        )
        steps.append(ShownLayer("", body, None, "", len(body)))
        causes.append(plain)
    phase = dataclasses.replace(view.phases[0], screenshot=None)
    changed = dataclasses.replace(
        disclosure,
        reads=tuple(reads),
        requests=tuple(requests),
        sightings=(dataclasses.replace(sighting, steps=tuple(steps)),),
        values=(),
    )
    row = dataclasses.replace(view.rows[0], disclosures=(changed,))
    return dataclasses.replace(
        view,
        rows=(row,),
        phases=tuple(dataclasses.replace(phase, cause=cause) for cause in causes),
        secrets=Secrets(tuple(needles)),
    )


def texts_of(part: Any) -> Iterator[str]:
    """Yield every text that a view holds."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, bytes):
        yield part.decode("utf-8", "replace")
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts_of(key)
            yield from texts_of(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from texts_of(item)
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from texts_of(getattr(part, name))
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from texts_of(getattr(part, field.name))


def shown(found: Iterable[Spelled], texts: Iterable[str]) -> list[Spelled]:
    """Return those of ``found`` that can be read in ``texts``, in whatever case; short ones only behind their name."""
    rows = list(found)
    meant: dict[bytes, list[int]] = {}
    for at, row in enumerate(rows):
        words = {word.lower() for word in (row.text, quote(row.text, safe=""), json.dumps(row.text)[1:-1])}
        near = {f"{row.category}{joint}{word}" for word in words for joint in ("=", '": "', "&#34;: &#34;")}
        for part in words if len(row.text) > _SHORT else near:
            meant.setdefault(part.encode("utf-8", "surrogatepass"), []).append(at)
    whole = "\n".join(texts).lower().encode("utf-8", "surrogatepass")
    each = list(meant.values())
    leaked = {at for place, _ in AutomatonEngine(list(meant)).find(whole) for at in each[place]}
    return [rows[at] for at in sorted(leaked)]
