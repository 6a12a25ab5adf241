"""The same view without any personal value: each replaced by its category and a short mark.

What cannot be searched with certainty (binary content, screenshots) is left out altogether rather than hoped clean.
"""

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote, quote_plus, unquote_to_bytes

import ahocorasick_rs

from harness.analysis.model import Actor, Recipient
from harness.evidence.records import Value
from harness.report.blocks import is_text
from harness.report.model import (
    DisclosureView,
    Frame,
    Kept,
    Note,
    PhaseView,
    Read,
    ReportView,
    Request,
    RowView,
    Secret,
    SightingView,
    Step,
    Tried,
)

_Asked = TypeVar("_Asked", Kept, Tried)
_SHORTEST = 4
_LONGEST_TEXT = 65_536
_TOKEN = re.compile(r"(?:[A-Za-z0-9+/_\-=]|%[0-9A-Fa-f]{2}|\\/){8,}")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_DIGESTS = ("md5", "sha1", "sha256", "sha512")


def redacted(view: ReportView) -> ReportView:
    """Return ``view`` with every personal value, in every form it is known to take, replaced."""
    return _Redactor((*view.secrets, *_observed(view))).view(view)


def _observed(view: ReportView) -> Iterator[Secret]:
    """Yield what hooked calls returned: values no persona planted are personal all the same."""
    public = {view.app.package, view.app.label}
    for row in view.rows:
        for item in row.disclosures:
            for read in item.reads:
                if read.category and read.result is not None:
                    for text in _leaves(read.result):
                        if len(text) >= 6 and text not in public and not text.startswith(view.app.package or "\0"):
                            yield Secret(read.category, text[:4096])


def _leaves(value: Value, depth: int = 0) -> Iterator[str]:
    if value.text is not None:
        yield value.text
    if value.data is not None and is_text(value.data):
        yield value.data.decode("utf-8", "replace")
    if depth < 6:
        for part in (*value.fields.values(), *value.items):
            yield from _leaves(part, depth + 1)


def _forms(text: str) -> Iterator[str]:
    """Yield the spellings of one value: itself, URL, JSON, hex, base64 (at each alignment) and digests."""
    raw = text.encode("utf-8", "surrogatepass")
    yield text
    yield quote(text, safe="", errors="replace")
    yield quote_plus(text, errors="replace")
    yield json.dumps(text)[1:-1]
    yield text[::-1]
    yield raw.hex()
    compact = re.sub(r"[\s\-:+]", "", text)
    if compact != text and len(compact) >= 6:
        yield compact
        yield compact.encode("utf-8", "surrogatepass").hex()
    whole, point, decimals = text.partition(".")
    if point and decimals.isdigit() and whole.lstrip("-").isdigit():
        for places in range(3, len(decimals)):
            yield f"{whole}.{decimals[:places]}"
            yield f"{float(text):.{places}f}"
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + raw).decode("ascii").rstrip("=")
        # Keep only the characters that depend on this value alone.
        core = encoded[(lead * 8 + 5) // 6 : len(encoded) - (1 if (lead + len(raw)) % 3 else 0)]
        if len(core) >= 6:
            yield core
            yield core.replace("+", "-").replace("/", "_")
    for name in _DIGESTS:
        for spelling in {raw, text.lower().encode("utf-8", "surrogatepass"), text.upper().encode("utf-8", "replace")}:
            digest = hashlib.new(name, spelling, usedforsecurity=False).digest()
            yield digest.hex()
            yield base64.b64encode(digest).decode("ascii").rstrip("=")


class _Redactor:
    def __init__(self, secrets: Iterable[Secret]) -> None:
        unique = {item.text: item.category for item in reversed(list(secrets)) if len(item.text) >= _SHORTEST}
        self._key = hashlib.sha256("\0".join(sorted(unique)).encode("utf-8", "surrogatepass")).digest()
        patterns: dict[str, str] = {}
        for text, category in sorted(unique.items()):
            label = self.label(category, text)
            for form in _forms(text):
                if len(form) >= _SHORTEST:
                    patterns.setdefault(_folded(form), label)
        self._labels = list(patterns.values())
        self._finder = (
            ahocorasick_rs.AhoCorasick(
                [_plain_unicode(form) for form in patterns], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
            )
            if patterns
            else None
        )

    def label(self, category: str, text: str) -> str:
        """Return what stands for a value. The mark is keyed by all values together, so it cannot be looked up."""
        mark = hmac.new(self._key, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:4]
        return f"\u2039{category}#{mark}\u203a"

    def text(self, text: str, depth: int = 3) -> str:
        """Return ``text`` without any known value, also inside encoded words."""
        if self._finder is None or len(text) < _SHORTEST:
            return text
        if len(text) > _LONGEST_TEXT:
            text = f"{text[:_LONGEST_TEXT]}\u2039+{len(text) - _LONGEST_TEXT}\u203a"
        text = self._plain(text)
        return _TOKEN.sub(lambda found: self._token(found.group(), depth), text) if depth else text

    def _plain(self, text: str) -> str:
        if self._finder is None:
            return text
        out, at = [], 0
        for pattern, start, end in self._finder.find_matches_as_indexes(_plain_unicode(_folded(text))):
            out += [text[at:start], self._labels[pattern]]
            at = end
        return "".join((*out, text[at:])) if out else text

    def _token(self, token: str, depth: int) -> str:
        for inner in _decoded(token):
            found = self._hidden(inner, depth - 1)
            if found:
                return found
        return token

    def _hidden(self, data: bytes, depth: int) -> str:
        """Return the label of a value inside ``data``, empty when there is none."""
        if self._finder is None:
            return ""
        text = data.decode("utf-8", "replace")
        for pattern, _, _ in self._finder.find_matches_as_indexes(_plain_unicode(_folded(text))):
            return self._labels[pattern]
        if depth <= 0:
            return ""
        if data[:2] in {b"\x1f\x8b", b"x\x9c", b"x\x01", b"x\xda"}:
            try:
                return self._hidden(zlib.decompressobj(wbits=47).decompress(data, 1 << 20), depth - 1)
            except zlib.error:
                return ""
        for found in _TOKEN.finditer(text[:_LONGEST_TEXT]):
            for inner in _decoded(found.group()):
                label = self._hidden(inner, depth - 1)
                if label:
                    return label
        return ""

    def content(self, data: bytes, mark: tuple[int, int] | None, label: str) -> tuple[bytes, tuple[int, int] | None]:
        """Return text without values, the marked place replaced by ``label``; binary content becomes its size."""
        if not is_text(data):
            whole = f"\u2039{len(data):,} B\u203a".encode()
            return whole, None
        if mark is None or not 0 <= mark[0] < mark[1] <= len(data):
            return self.text(data.decode("utf-8", "replace")).encode("utf-8", "replace"), None
        left = self.text(data[: mark[0]].decode("utf-8", "replace")[-_LONGEST_TEXT // 2 :])
        right = self.text(data[mark[1] :].decode("utf-8", "replace")[:_LONGEST_TEXT])
        start, middle = left.encode("utf-8", "replace"), label.encode("utf-8", "replace")
        return start + middle + right.encode("utf-8", "replace"), (len(start), len(start) + len(middle))

    def argument(self, value: Value, depth: int = 0) -> Value:
        """Return an argument or a result of a call without values; bytes become their size."""
        if depth > 6:
            return Value(type=value.type)
        text = None if value.text is None else self.text(value.text)
        if value.data is not None:
            text = f"\u2039{max(len(value.data), value.size):,} B\u203a"
        return Value(
            type=self.text(value.type),
            text=text,
            fields={self.text(name): self.argument(part, depth + 1) for name, part in value.fields.items()},
            items=[self.argument(part, depth + 1) for part in value.items],
        )

    def read(self, row: Read) -> Read:
        """Return an observation without values: a categorised result goes altogether."""
        result = row.result
        if result is not None:
            if row.category and result.type != "null":
                whole = "\0".join(_leaves(result)) or repr(result.data)
                result = Value(type=result.type, text=self.label(row.category, whole))
            else:
                result = self.argument(result)
        return replace(
            row,
            thread=self.text(row.thread),
            process=self.text(row.process),
            args=tuple(self.argument(arg) for arg in row.args),
            result=result,
            exception=self.text(row.exception),
            stack=tuple(Frame(self.text(frame.text), frame.actor) for frame in row.stack),
        )

    def request(self, row: Request) -> Request:
        """Return a request without values; its body is shown step by step elsewhere."""
        headers = tuple((self.text(name), self.text(text)) for name, text in row.headers)
        return replace(row, url=self.text(row.url), id=self.text(row.id), headers=headers)

    def sighting(self, row: SightingView, category: str, values: dict[str, str]) -> SightingView:
        """Return a sighting without values."""
        label = self.label(category, values.get(row.value_id, ""))
        steps = []
        for step in row.steps:
            content, mark = self.content(step.content, step.mark, label)
            steps.append(Step(self.text(step.name), content, mark, self.text(step.place), step.size))
        path = tuple(self.text(part) for part in row.path)
        return replace(row, where=self.text(row.where), path=path, steps=tuple(steps))

    def disclosure(self, row: DisclosureView) -> DisclosureView:
        """Return a disclosure without values."""
        values = dict(row.values)
        return replace(
            row,
            values=tuple((key, self.label(row.category, text)) for key, text in row.values),
            actor=self.actor(row.actor),
            others=tuple(self.actor(other) for other in row.others),
            recipient=self.recipient(row.recipient),
            reads=tuple(self.read(read) for read in row.reads),
            crypto=tuple(self.read(read) for read in row.crypto),
            sightings=tuple(self.sighting(item, row.category, values) for item in row.sightings),
            requests=tuple(self.request(item) for item in row.requests),
        )

    def actor(self, row: Actor) -> Actor:
        """Return an actor without values (a class name can be generated from anything)."""
        return Actor(
            id=row.id,
            kind=row.kind,
            name=self.text(row.name),
            package=self.text(row.package),
            company=row.company,
            listed=row.listed,
            frame=self.text(row.frame),
        )

    def recipient(self, row: Recipient) -> Recipient:
        """Return a recipient without values (a host name can carry one)."""
        return Recipient(
            host=self.text(row.host),
            domain=self.text(row.domain),
            owner=row.owner,
            owner_source=row.owner_source,
            party=row.party,
            ip=row.ip,
            country=row.country,
        )

    def view(self, view: ReportView) -> ReportView:
        """Return the whole view without values."""
        notes = [
            tuple(Note(note.key, note.args, tuple(self.text(name) for name in note.details)) for note in part)
            for part in (view.coverage.facts, view.coverage.gaps)
        ]
        return replace(
            view,
            run=replace(view.run, reason=self.text(view.run.reason)),
            phases=tuple(self._phase(phase) for phase in view.phases),
            rows=tuple(self._row(row) for row in view.rows),
            kept=tuple(self._read(item) for item in view.kept),
            tried=tuple(self._read(item) for item in view.tried),
            coverage=replace(view.coverage, facts=notes[0], gaps=notes[1]),
            ways=tuple(replace(way, names=tuple(self.text(name) for name in way.names)) for way in view.ways),
            random=tuple(
                replace(item, actor=self.actor(item.actor), host=self.text(item.host), place=self.text(item.place))
                for item in view.random
            ),
            secrets=(),
        )

    def _row(self, row: RowView) -> RowView:
        return replace(
            row,
            actor=self.actor(row.actor),
            recipient=self.recipient(row.recipient),
            disclosures=tuple(self.disclosure(item) for item in row.disclosures),
        )

    def _read(self, item: _Asked) -> _Asked:
        return replace(item, actor=self.actor(item.actor), points=tuple(self.text(point) for point in item.points))

    def _phase(self, phase: PhaseView) -> PhaseView:
        return replace(phase, cause=self.text(phase.cause), screenshot=None, picture_missing=False)


def _folded(text: str) -> str:
    """Lower ASCII letters only, so that places stay where they are."""
    return text.translate(_LOWER)


def _plain_unicode(text: str) -> str:
    """Replace lone surrogates, one for one, which the matcher cannot take."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _decoded(token: str) -> Iterator[bytes]:
    """Yield what an encoded word may stand for."""
    raw = unquote_to_bytes(token.replace("\\/", "/"))
    if b"%" in token.encode() and raw:
        yield raw
    compact = raw.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    with contextlib.suppress(binascii.Error, ValueError):
        yield base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    with contextlib.suppress(ValueError):
        yield bytes.fromhex(raw.decode("ascii"))
