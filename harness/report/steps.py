"""Replay the way from the wire to the value, so that every step can be checked by eye.

The assessment records the path; this undoes it again, from the outermost step inwards, and marks in each
intermediate content the place where the next step lies. A step that cannot be replayed ends the replay, and the
report says so.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Sequence
from urllib.parse import quote, unquote_to_bytes

from harness.analysis.model import Sighting
from harness.report.model import Step

_MAX = 8 * 1024 * 1024


def chain(path: Sequence[str], form: str) -> str:
    """Return the disguise innermost first, as the app built it: ``md5 > json`` or ``base64 > form > gzip``.

    A variant (a number without its country code) is a spelling, not a disguise, and has no link in the chain.
    """
    kinds: list[str] = []
    kind, _, detail = form.partition(":")
    if kind == "digest":
        kinds.append(detail)
    for step in reversed(path):
        name = step.partition(":")[0]
        if name == "cipher":
            name = step.partition(":")[2].partition("@")[0].split("/")[0] or name
        if not kinds or kinds[-1] != name:
            kinds.append(name)
    return " > ".join(kinds)


def _gzip(data: bytes) -> bytes:
    return zlib.decompressobj(wbits=47).decompress(data, _MAX)


def _deflate(data: bytes) -> bytes:
    try:
        return _gzip(data)
    except zlib.error:
        return zlib.decompressobj(wbits=-15).decompress(data, _MAX)


def _base64(data: bytes) -> bytes:
    compact = b"".join(data.split()).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)


def _hex(data: bytes) -> bytes:
    return bytes.fromhex(data.decode("ascii"))


_UNDO: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "zlib": _gzip,
    "deflate": _deflate,
    "base64": _base64,
    "hex": _hex,
    "url": unquote_to_bytes,
}

Span = tuple[int, int]


def _form(content: bytes, name: str) -> tuple[Span, bytes]:
    """Find the pair ``name`` of a form body, or of the query of a URL."""
    at = content.find(b"?") + 1 if b"://" in content[:12] else 0
    for pair in content[at:].partition(b"#")[0].split(b"&"):
        key, _, value = pair.partition(b"=")
        if unquote_to_bytes(key.replace(b"+", b" ")).decode("utf-8", "replace") == name:
            start = at + len(key) + 1
            return (start, start + len(value)), unquote_to_bytes(value.replace(b"+", b" "))
        at += len(pair) + 1
    raise KeyError(name)


def _json(content: bytes, pointer: str) -> tuple[Span | None, bytes]:
    """Find the value at a JSON pointer; it is marked where its literal stands."""
    node = json.loads(content)
    for raw in pointer.split("/")[1:]:
        part = raw.replace("~1", "/").replace("~0", "~")
        node = node[int(part)] if isinstance(node, list) else node[part]
    if isinstance(node, str):
        inner = node.encode("utf-8", "surrogatepass")
        literals = [inner, json.dumps(node)[1:-1].encode(), inner.replace(b"/", b"\\/")]
    else:
        inner = json.dumps(node, ensure_ascii=False).encode("utf-8", "surrogatepass")
        literals = [inner, json.dumps(node, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")]
    return find(content, literals), inner


def find(content: bytes, needles: Sequence[bytes]) -> Span | None:
    """Return where the first of ``needles`` that occurs in ``content`` stands, in any case of its letters."""
    for needle in needles:
        at = content.find(needle) if needle else -1
        if at < 0 and needle:
            at = content.lower().find(needle.lower())
        if at >= 0:
            return at, at + len(needle)
    return None


def needles(value: str, form: str) -> list[bytes]:
    """Return the byte forms in which a value of this form is looked for when its place is marked."""
    raw = value.encode("utf-8", "surrogatepass")
    kind, _, name = form.partition(":")
    if kind == "digest" and name.replace("-", "").lower() in {"md5", "sha1", "sha256", "sha512"}:
        digest = hashlib.new(name.replace("-", "").lower(), raw, usedforsecurity=False).digest()
        return [digest.hex().encode(), base64.b64encode(digest).rstrip(b"="), digest]
    quoted = quote(value, safe="", errors="replace").encode()
    return [raw, quoted, json.dumps(value)[1:-1].encode(), value.replace(" ", "").encode("utf-8", "surrogatepass")]


def replay(wire: bytes, sighting: Sighting, value: str) -> tuple[tuple[Step, ...], bool]:
    """Undo a sighting's path on ``wire``. Return the steps seen, and whether the way was replayed to its end."""
    steps: list[Step] = []
    name, content = "", wire
    for step in sighting.path:
        kind, _, detail = step.partition(":")
        try:
            mark, inner = _undo(kind, detail, content)
        except (ValueError, LookupError, TypeError, zlib.error, RecursionError):
            steps.append(Step(name, content, None))
            return tuple(steps), False
        steps.append(Step(name, content, mark))
        name, content = step, inner
    at = (sighting.offset, sighting.offset + sighting.length)
    mark = find(content, needles(value, sighting.form))
    if mark is None and sighting.length and at[1] <= len(content):
        mark = at
    steps.append(Step(name, content, mark))
    return tuple(steps), True


def _undo(kind: str, detail: str, content: bytes) -> tuple[Span | None, bytes]:
    """Undo one step: the place in ``content`` it works on, and what comes out."""
    if kind in {"form", "query"}:
        return _form(content, detail)
    if kind == "json":
        return _json(content, detail)
    return (0, len(content)), _UNDO[kind](content)
