"""What stands in a request under which name: parameters, forms, JSON, fields of protobuf.

Values differ from run to run (nonces, times, the persona); what does not is under which names they stand.
"""

import json
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from harness.evidence.exchange import Exchange, header
from harness.wire.varint import read_varint

MOST_BODY = 1 << 20
"""Bytes of a body, unpacked, of which the names are read; what is behind them is not compared."""
MOST_LEAVES = 400
"""Names of one request that are compared."""
_MOST_DEPTH = 16
_MOST_VALUE = 200
_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_GRPC = "application/grpc"
_FRAME = 5
"""Bytes before each message of gRPC (grpc/grpc ``doc/PROTOCOL-HTTP2.md``)."""
_PROTOBUF = ("protobuf", "x-protobuf", "application/proto", _GRPC)


class Leaf(NamedTuple):
    """A value and the name that it stands under, with where that is: ``q:ts``, ``/device/id``, ``x-amz-target``."""

    name: str
    value: str


def leaves(request: Exchange) -> list[Leaf]:
    """Return what a request says, in its order, the first :data:`MOST_LEAVES` of it."""
    return [leaf for leaf, _ in zip(_leaves(request), range(MOST_LEAVES), strict=False)]


def message_leaves(data: bytes) -> list[Leaf]:
    """Return what a message of a WebSocket says; one that is no JSON has no names, and its kind alone is one."""
    found = list(zip(_json(data[:MOST_BODY]), range(MOST_LEAVES), strict=False))
    return [leaf for leaf, _ in found] if found else [Leaf("text" if _is_text(data) else "binary", "")]


def _leaves(request: Exchange) -> Iterator[Leaf]:
    for name in ("x-amz-target", "soapaction"):  # what these name is asked for, the URL being always the same
        if value := header(request.request_headers, name):
            yield Leaf(name, value[:_MOST_VALUE])
    query = request.url.partition("#")[0].partition("?")[2]
    yield from _pairs("q:", query[:MOST_BODY])
    body = _unpacked(request)
    if not body:
        return
    kind = header(request.request_headers, "content-type").lower()
    if kind.startswith(_MULTIPART):
        yield from _multipart(body)
    elif kind.startswith(_FORM):
        yield from _pairs("f:", body.decode("utf-8", "replace"))
    elif any(word in kind for word in _PROTOBUF):
        yield from _fields(body[_FRAME:] if kind.startswith(_GRPC) else body)
    else:
        yield from _json(body)


def _unpacked(request: Exchange) -> bytes:
    """Return the beginning of a body without its content encoding; nothing of what cannot be unpacked."""
    packing = header(request.request_headers, "content-encoding").strip().lower()
    if not packing or packing == "identity":
        return request.request_body[:MOST_BODY]
    if packing not in ("gzip", "x-gzip", "deflate"):
        return b""
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(bits).decompress(request.request_body, MOST_BODY)
        except zlib.error:
            continue
    return b""


def _pairs(where: str, text: str) -> Iterator[Leaf]:
    try:
        found = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_LEAVES * 10)
    except ValueError:
        return
    for name, value in found:
        yield Leaf(where + name[:_MOST_VALUE], value[:_MOST_VALUE])


def _multipart(body: bytes) -> Iterator[Leaf]:
    """Names of parts (RFC 7578); their values are mostly files, and are not compared."""
    for part in body.split(b"\r\nContent-Disposition: form-data;")[1 : MOST_LEAVES + 1]:
        line = part.partition(b"\r\n")[0].decode("utf-8", "replace")
        yield Leaf("p:" + line.partition('name="')[2].partition('"')[0][:_MOST_VALUE], "")


def _json(body: bytes) -> Iterator[Leaf]:
    if body.lstrip()[:1] not in (b"{", b"["):
        return
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return
    yield from _within(whole, "", 0)


def _within(value: Any, path: str, depth: int) -> Iterator[Leaf]:
    """Leaves of JSON; how many items a list has says nothing."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _within(inner, f"{path}/{str(name)[:_MOST_VALUE]}", depth + 1)
    elif isinstance(value, list):
        for inner in value[:MOST_LEAVES]:
            yield from _within(inner, f"{path}/*", depth + 1)
    else:
        yield Leaf(path or "/", "" if value is None else str(value)[:_MOST_VALUE])


def _fields(body: bytes) -> Iterator[Leaf]:
    """Numbers of the fields of a protobuf message, with the text of those that are short text
    (protobuf.dev, "Encoding"). Whatever is none ends it.
    """
    at, end = 0, len(body)
    while at < end:
        tag, at = read_varint(body, at, end)
        number, wire = tag >> 3, tag & 7
        if tag < 0 or not number:
            return
        value = b""
        if wire == 0:
            _, at = read_varint(body, at, end)
        elif wire == 2:
            size, at = read_varint(body, at, end)
            if size < 0 or size > end - at:
                return
            value, at = body[at : at + min(size, _MOST_VALUE)], at + size
        elif wire in (1, 5):
            at += 8 if wire == 1 else 4
        else:
            return
        yield Leaf(f"#{number}", value.decode() if _is_text(value) else "")


def _is_text(data: bytes) -> bool:
    try:
        return data.decode().isprintable()
    except UnicodeDecodeError:
        return False
