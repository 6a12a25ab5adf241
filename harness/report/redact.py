"""The same view without any personal value: each replaced by its category and a short mark.

What cannot be searched with certainty (binary content, screenshots) is left out altogether rather than hoped clean.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

import msgspec

from harness.analysis.model import Assessment
from harness.analysis.model_coverage import Part
from harness.evidence.rows import Value
from harness.report.blocks import is_text
from harness.report.hide import Hider, Span, written
from harness.report.model import (
    App,
    CategoryName,
    DisclosureView,
    Note,
    PhaseView,
    Picture,
    Read,
    ReportView,
    Request,
    ShownLayer,
    SightingView,
)
from harness.report.secrets import Secrets
from harness.values.needle import Needle, telling

_LEAST = 6
"""Characters of a text that a hooked call returned and that nobody planted: shorter ones are words of every app."""
_LONGEST = 4096
_DEEPEST = 6
_MOST_TELLING, _MOST_TEXTS = 100, 5000
"""Values returned to the app that are looked for in every form, and further ones as they stand and encoded.

The analysis names those that it saw leaving, and all of these are looked for in every form besides.
"""
_OURS = frozenset(
    {
        "answer", "category", "confidence", "consent", "direction", "fresh", "group", "groups", "handed", "in_app",
        "key", "kind", "lenses", "named", "party", "purpose", "reaction", "reactions", "reading", "reads", "sending",
        "sends", "severity", "standing", "state", "status", "strength", "trigger", "verdict", "what", "why",
    }
)  # fmt: skip
"""Fields that hold words of this program, by which the renderers find their sentences, and nothing of an app's."""


def redacted(view: ReportView) -> ReportView:
    """Return ``view`` with every personal value, in every form the analysis knows, replaced."""
    known = {needle.text for needle in view.secrets.needles}
    returned = {
        (needle.text, needle.place): needle for needle in _observed(view) if needle.text not in known or needle.place
    }
    # Digests and spellings are made of what identifies; of all else that was returned there may be very much.
    ordered = sorted(returned.values(), key=lambda needle: not (needle.place or telling(needle.text)))
    identifying = [needle for needle in ordered[:_MOST_TELLING] if needle.place or telling(needle.text)]
    texts = [needle for needle in ordered[len(identifying) :] if needle.text][:_MOST_TEXTS]
    needles = [*view.secrets.needles, *identifying]
    hider = Hider(needles, view.secrets.operations, (view.app.package, view.app.label), texts)
    return _Redactor(hider, {needle.value_id: needle for needle in view.secrets.needles}).view(view)


def redacted_assessment(found: Assessment, secrets: Secrets, public: Iterable[str] = ()) -> Assessment:
    """Return an assessment without values: none under ``values``, none in any text, and no URL's query.

    ``public`` are names (of packages) that are no secret.
    """

    def short(row: Any) -> Any:
        return msgspec.structs.replace(row, url=row.url.partition("?")[0])

    bare = msgspec.structs.replace(
        found,
        values=dict.fromkeys(found.values),
        sightings=list(map(short, found.sightings)),
        disclosures=list(map(short, found.disclosures)),
        random=list(map(short, found.random)),
    )
    return cast(Assessment, _Redactor(Hider(secrets.needles, secrets.operations, public), {}).any(bare))


def _observed(view: ReportView) -> Iterator[Needle]:
    """Yield what hooked calls returned: values no persona planted are personal all the same."""
    public = {view.app.package, view.app.label}
    for row in view.rows:
        for item in row.disclosures:
            for read in item.reads:
                if read.category and read.result is not None:
                    yield from _of_result(read.category, read.result, public, view.app.package or "\0")


def _of_result(category: str, result: Value, public: set[str], package: str) -> Iterator[Needle]:
    for place in _places(result):
        yield Needle(value_id="returned", category=category, place=place, origin="observed")
    for text in _leaves(result):
        if len(text) >= _LEAST and text not in public and not text.startswith(package):
            yield Needle(value_id="returned", category=category, text=text[:_LONGEST], origin="observed")


def _leaves(value: Value, depth: int = 0) -> Iterator[str]:
    if value.text is not None:
        yield value.text
    if value.data is not None and is_text(value.data):
        yield value.data.decode("utf-8", "replace")
    if depth < _DEEPEST:
        for part in (*value.fields.values(), *value.items):
            yield from _leaves(part, depth + 1)


def _places(value: Value, depth: int = 0) -> Iterator[tuple[float, float]]:
    """Yield the positions inside a result."""
    parts = [value.fields[name].text for name in ("latitude", "longitude") if name in value.fields]
    try:
        latitude, longitude = map(float, [part for part in parts if part])
    except ValueError:
        pass  # no position, or not one in numbers
    else:
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            yield latitude, longitude
    if depth < _DEEPEST:
        for part in (*value.fields.values(), *value.items):
            yield from _places(part, depth + 1)


def _is_ours(name: str, value: Any) -> bool:
    items = value if isinstance(value, list | tuple) else (value,)
    return name in _OURS and all(isinstance(item, str) for item in items)


_Row = TypeVar("_Row", bound=Any)


class _Redactor:
    """Goes through everything a view holds. Every text is searched, of whatever field, but for the few of ``_OURS``."""

    def __init__(self, hider: Hider, needles: Mapping[str, Needle]) -> None:
        self._hider = hider
        self._needles = needles

    def view(self, view: ReportView) -> ReportView:
        """Return the whole view without values."""
        return self._fields(dataclasses.replace(view, secrets=Secrets()))

    def any(self, value: Any, where: str = "") -> Any:
        """Return any part of a view or an assessment without values. ``where`` names it, if anything does."""
        match value:  # the more special first
            case App() | CategoryName():
                return value
            case Value():
                return self.argument(value, where)
            case Read():
                return self.read(value)
            case Request():
                return self.request(value)
            case DisclosureView():
                return self.disclosure(value)
            case PhaseView():
                return self._fields(dataclasses.replace(value, screenshot=None, picture_missing=False))
            case Picture():
                return self._fields(dataclasses.replace(value, data=None))
            case _ if type(value) is str:
                return self._hider.text(value, where)
            case Part():
                return self._fields(value, named=True)
            case Note():
                args = tuple((name, self.any(item)) for name, item in value.args)
                return dataclasses.replace(value, args=args, details=self.any(value.details))
            case bytes():
                return bytes(len(value))
            case tuple() | list():
                return type(value)(self.any(item, where) for item in value)
            case dict():
                return {
                    self._hider.text(str(key)): item if _is_ours(key, item) else self.any(item, str(key))
                    for key, item in value.items()
                }
        if isinstance(value, msgspec.Struct) or dataclasses.is_dataclass(value):
            return self._fields(value)
        return value

    def _fields(self, row: _Row, *, named: bool = False) -> _Row:
        """Return a row without values. ``named``: a field's name says what its text is."""
        names = row.__struct_fields__ if isinstance(row, msgspec.Struct) else [f.name for f in dataclasses.fields(row)]
        found = {
            name: self.any(item, name if named else "")
            for name in names
            if not _is_ours(name, item := getattr(row, name))
        }
        replace: Any = msgspec.structs.replace if isinstance(row, msgspec.Struct) else dataclasses.replace
        return cast(_Row, replace(row, **found))

    def argument(self, value: Value, where: str = "", depth: int = 0) -> Value:
        """Return an argument or a result of a call without values; bytes become their size."""
        if depth > _DEEPEST:
            return Value(type=self._hider.text(value.type))
        text = None if value.text is None else self._hider.text(value.text, where)
        if value.data is not None:
            text = f"\u2039{max(len(value.data), value.size):,} B\u203a"
        return Value(
            type=self._hider.text(value.type),
            text=text,
            fields={
                self._hider.text(name): self.argument(part, name, depth + 1) for name, part in value.fields.items()
            },
            items=[self.argument(part, where, depth + 1) for part in value.items],
        )

    def read(self, row: Read) -> Read:
        """Return an observation without values: a categorised result goes altogether."""
        if row.result is None or not row.category or row.result.type == "null":
            return self._fields(row)
        whole = "\0".join(_leaves(row.result)) or repr(row.result.data)
        withheld = Value(type=self._hider.text(row.result.type), text=self._hider.label(row.category, whole))
        return dataclasses.replace(self._fields(dataclasses.replace(row, result=None)), result=withheld)

    def request(self, row: Request) -> Request:
        """Return a request without values. Of its body only the size is shown here; its steps show the rest."""
        headers = tuple(
            (self._hider.text(name), self._hider.text(text, f"header:{name}")) for name, text in row.headers
        )
        url = self._hider.text(row.url, "url")
        plain = self._fields(dataclasses.replace(row, url="", headers=(), body=b""))
        return dataclasses.replace(plain, url=url, headers=headers, body=bytes(len(row.body)))

    def disclosure(self, row: DisclosureView) -> DisclosureView:
        """Return a disclosure without values."""
        plain = self._fields(dataclasses.replace(row, values=(), sightings=()))
        return dataclasses.replace(
            plain,
            values=tuple((self._hider.text(key), self._label(row.category, key, text)) for key, text in row.values),
            sightings=tuple(self.sighting(item, row) for item in row.sightings),
        )

    def sighting(self, row: SightingView, of: DisclosureView) -> SightingView:
        """Return a sighting of a disclosure without values."""
        label = self._label(of.category, row.value_id, dict(of.values).get(row.value_id, ""))
        steps = tuple(
            self._step(step, label, row.where if number == 0 else "") for number, step in enumerate(row.steps)
        )
        return dataclasses.replace(self._fields(dataclasses.replace(row, steps=())), steps=steps)

    def _step(self, step: ShownLayer, label: str, where: str) -> ShownLayer:
        """Return a step with ``label`` at its marked place; binary content becomes its size."""
        name, place = self._hider.text(step.name), self._hider.text(step.place)
        if not is_text(step.content):
            return ShownLayer(name, f"\u2039{len(step.content):,} B\u203a".encode(), None, place, step.size)
        start, end = (
            step.mark if step.mark is not None and 0 <= step.mark[0] < step.mark[1] <= len(step.content) else (0, 0)
        )
        # What is searched is what is shown.
        before, inside, behind = (
            part.decode("utf-8", "replace").encode()
            for part in (step.content[:start], step.content[start:end], step.content[end:])
        )
        mark = Span(len(before), len(before) + len(inside), label) if end else None
        text, shown = self._hider.content(before + inside + behind, mark, where)
        return ShownLayer(name, text.encode("utf-8", "replace"), shown, place, step.size)

    def _label(self, category: str, value_id: str, text: str) -> str:
        needle = self._needles.get(value_id)
        return self._hider.label(category, written(needle) if needle else text)
