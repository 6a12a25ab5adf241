"""One exchange with other values in it."""

import base64
import hashlib
from collections.abc import Sequence
from itertools import accumulate, pairwise

import msgspec

from harness.analysis.decode import KNOWN
from harness.analysis.decode.url import URL
from harness.analysis.redact.texts import Texts
from harness.evidence.exchange import Exchange, Message, header

_CHECKED = ("md5", "sha1", "sha256", "sha512")
"""Digests of a body that headers carry (Content-MD5, Digest, x-amz-content-sha256)."""
_NO_DIGEST = frozenset({"content-length", "host", "content-type", "content-encoding"})

Headers = list[tuple[str, str]]


def rewritten(exchange: Exchange, texts: Texts) -> Exchange:
    """Return an exchange with other values, wherever they stand; lengths and digests of bodies in headers follow."""

    def text(said: str) -> str:
        return texts.text(said, names=True)

    def body(data: bytes, headers: Headers) -> bytes:
        return texts.data(data, "body", header(headers, "content-encoding"))

    def named(headers: Headers, old: bytes, new: bytes) -> Headers:
        found = [
            (text(name), texts.text(value, f"header:{name}", structure=KNOWN.headers.get(name.lower())))
            for name, value in headers
        ]
        return found if old == new else [(name, _follows(name, value, old, new)) for name, value in found]

    request = body(exchange.request_body, exchange.request_headers)
    response = body(exchange.response_body, exchange.response_headers)
    url = texts.text(exchange.url, "url", structure=URL)
    return msgspec.structs.replace(
        exchange,
        id=text(exchange.id),
        method=text(exchange.method),
        host=_host(texts, exchange, url),
        url=url,
        request_headers=named(exchange.request_headers, exchange.request_body, request),
        request_body=request,
        response_headers=named(exchange.response_headers, exchange.response_body, response),
        response_body=response,
        messages=_messages(exchange, texts),
        connection=text(exchange.connection),
        server_ip=text(exchange.server_ip),
        unreadable=text(exchange.unreadable),
    )


def _host(texts: Texts, exchange: Exchange, url: str) -> str:
    """Return the host: as it is in the URL, where it is there."""
    old, new = _place_of(exchange.url), _place_of(url)
    return exchange.host.replace(old, new) if old and old in exchange.host else texts.text(exchange.host)


def _place_of(url: str) -> str:
    rest = url.partition("://")[2]
    ends = [at for at in map(rest.find, "/?#") if at >= 0]
    authority = rest[: min(ends, default=len(rest))].rpartition("@")[2]
    name, colon, port = authority.rpartition(":")
    return name if colon and port.isdigit() else authority


def _follows(name: str, value: str, old: bytes, new: bytes) -> str:
    """Return a header that says how long a body is, or a digest of it, for the new one."""
    if name.lower() == "content-length":
        return str(len(new)) if value.strip() == str(len(old)) else value
    if name.lower() in _NO_DIGEST or len(value) < 22:
        return value
    for kind in _CHECKED:
        before, after = (hashlib.new(kind, data, usedforsecurity=False).digest() for data in (old, new))
        for write in (bytes.hex, lambda digest: digest.hex().upper(), lambda digest: base64.b64encode(digest).decode()):
            value = value.replace(write(before), write(after))
    return value


def _messages(exchange: Exchange, texts: Texts) -> list[Message]:
    if exchange.kind != "tcp":
        return [
            msgspec.structs.replace(message, data=texts.data(message.data, f"message:{number}"))
            for number, message in enumerate(exchange.messages)
        ]
    found = list(exchange.messages)
    for from_client in (True, False):
        said = [at for at, message in enumerate(found) if message.from_client == from_client]
        for at, data in zip(said, _stream([found[at].data for at in said], texts), strict=True):
            found[at] = msgspec.structs.replace(found[at], data=data)
    return found


def _stream(pieces: Sequence[bytes], texts: Texts) -> list[bytes]:
    """Return what was said in one direction of a stream, cut into as many messages, where they begin alike."""
    whole = b"".join(pieces)
    new = texts.data(whole, "message:0")
    if new == whole:
        return list(pieces)
    if len(new) == len(whole):
        cuts = [0, *accumulate(map(len, pieces))]
    else:
        # What is equal at both ends keeps its messages; what became longer or shorter between them is in one.
        ahead = _same(whole, new)
        grows = len(new) - len(whole)
        cuts = [0, *(end if end <= ahead else max(end + grows, ahead) for end in accumulate(map(len, pieces)))]
        cuts[-1] = len(new)
    return [new[start:end] for start, end in pairwise(cuts)]


def _same(one: bytes, other: bytes) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
