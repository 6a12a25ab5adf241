"""Looks for values as a stranger would: a decoder stack of its own, of Python's standard library and nothing else."""

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(rb"[0-9a-fA-F]{8,}")
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_MOST = 8 << 20
_HEAD, _SHORT = 4, 2000


def forms(value: str) -> set[bytes]:
    """What a value is on sight: itself in three cases, backwards, in two bytes a character, and its common digests."""
    found: set[bytes] = set()
    for text in {value, value.lower(), value.upper()}:
        data = text.encode()
        found |= {data, text.encode("utf-16-le"), text.encode("utf-16-be"), text[::-1].encode()}
        for name in ("md5", "sha1", "sha256"):
            digest = hashlib.new(name, data).digest()
            found |= {digest, digest.hex().encode(), digest.hex().upper().encode()}
            found.add(base64.b64encode(digest).rstrip(b"=")[:-1])
    return found


class Stranger:
    """Looks for some values in any bytes."""

    def __init__(self, values: Iterable[str]) -> None:
        self._forms = {form: value for value in values for form in forms(value) if len(form) >= _HEAD}
        self._heads = {form[:_HEAD] for form in self._forms}

    def sees(self, data: bytes, depth: int = 4) -> list[str]:
        """Return the values in ``data`` and in what it decodes to, with the way."""
        return list(self._sees(data, depth, "", {}))

    def _sees(self, data: bytes, depth: int, way: str, known: dict[bytes, int]) -> Iterator[str]:
        if known.get(data, -1) >= depth:
            return
        known[data] = depth
        if value := self._plainly(data):
            yield f"{value} at {way or '/'}"
        if depth:
            for name, inner in _decoded(data):
                if len(inner) >= _HEAD:
                    yield from self._sees(inner, depth - 1, f"{way} > {name}", known)

    def _plainly(self, data: bytes) -> str:
        if len(data) < _SHORT and not any(data[at : at + _HEAD] in self._heads for at in range(len(data))):
            return ""
        return next((value for form, value in self._forms.items() if form in data), "")

    def sees_in(self, path: Path) -> list[str]:
        """Return what is in a file or in all files of a folder, and in their names."""
        files = [path, *path.rglob("*")] if path.is_dir() else [path]
        found = [f"{file}: {what}" for file in files for what in self.sees(file.name.encode(), 1)]
        for file in files:
            if file.is_file():
                found += [f"{file}: {what}" for what in self.sees(file.read_bytes())]
        return found


def _decoded(data: bytes) -> Iterator[tuple[str, bytes]]:
    if b"%" in data:
        yield "percent", unquote_to_bytes(data)
    if b"\\" in data or data[:1] in (b"{", b"[", b'"'):
        yield "json", _strings(data)
    for start in (found.start() for found in _PACKED.finditer(data)):
        with_end = zlib.decompressobj(47)
        try:
            yield "packed", with_end.decompress(data[start:], _MOST)
        except zlib.error:
            continue
    for found in _HEX.finditer(data):
        run = found.group()
        for skipped in (0, 1):
            even = run[skipped : skipped + (len(run) - skipped) // 2 * 2]
            yield "hex", binascii.unhexlify(even)
    for found in _BASE64.finditer(data):
        run = found.group().rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        for skipped in range(4):
            part = run[skipped:]
            part = part[: len(part) - (len(part) % 4 == 1)]
            if part:
                yield "base64", base64.b64decode(part + b"=" * (-len(part) % 4))


def _strings(data: bytes) -> bytes:
    """Return all strings of JSON, or of lines of it, without their escapes."""
    out: list[str] = []

    def walk(tree: object) -> None:
        if isinstance(tree, dict):
            for key, item in tree.items():
                out.append(key)
                walk(item)
        elif isinstance(tree, list):
            for item in tree:
                walk(item)
        elif tree is not None:
            out.append(str(tree))

    for part in (data, *data.splitlines()):
        try:
            walk(json.loads(part))
        except (ValueError, RecursionError):
            continue
        if part is data:
            break
    return "\n".join(out).encode("utf-8", "surrogatepass")
