"""Everything one exchange carries, as named leaves, whether or not anything in it is known."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from harness.analysis.decode import KNOWN
from harness.analysis.decode.packed import undone
from harness.analysis.decode.url import URL
from harness.analysis.decode.view import Budget, Part, Reach, Structure, Texts, is_media, is_text
from harness.evidence.exchange import Exchange, header

_DEPTH = 8
_LONGEST = 1 << 20
"""Longer views are left out: media and downloads."""
_INDEX = re.compile(r"/\d+(?=/|$)")
# What says how a message is sent, not what; or changes with the length of what is sent.
_FRAMING = frozenset(
    {
        "host", "connection", "content-length", "content-encoding", "transfer-encoding", "accept", "accept-encoding",
        "date", "user-agent", "te", "sec-websocket-key", "sec-websocket-version", "if-none-match", "if-modified-since",
        "traceparent", "x-request-id",
    }
)  # fmt: skip


class Leaf(NamedTuple):
    """``data`` is what stands at ``path`` inside ``where``."""

    where: str
    path: tuple[str, ...]
    data: bytes


def normal(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a path without the positions of list items, so that equal fields of several items are one place."""
    return tuple(_INDEX.sub("/*", element) for element in path)


def leaves(exchange: Exchange) -> Iterator[Leaf]:
    """Yield the leaves of what an exchange sent. A leaf that decodes to something is there both ways."""
    budget = Budget()
    url = exchange.url.encode("utf-8", "surrogateescape")
    yield from _named("url", url, URL, budget)
    for name, value in exchange.request_headers:
        if name.lower() not in _FRAMING:
            structure = KNOWN.headers.get(name.lower())
            yield from _named(f"header:{name.lower()}", value.encode("utf-8", "surrogateescape"), structure, budget)
    body = exchange.request_body
    path: tuple[str, ...] = ()
    codings = header(exchange.request_headers, "content-encoding")
    for part in undone(body, codings, budget):
        body, path = part.data, path + part.elements
    for leaf in _named("body", body, None, budget):
        yield leaf._replace(path=path + leaf.path)
    for number, message in enumerate(exchange.messages):
        if message.from_client:
            yield from _named(f"message:{number}", message.data, None, budget)


def _named(where: str, data: bytes, structure: Structure | None, budget: Budget) -> Iterator[Leaf]:
    for path, leaf in _view(data, structure, budget, 0):
        yield Leaf(where, path, leaf)


def _view(
    data: bytes, structure: Structure | None, budget: Budget, depth: int
) -> Iterator[tuple[tuple[str, ...], bytes]]:
    if not data or len(data) > _LONGEST or is_media(data) or not budget.take(len(data)):
        return
    structure = structure or KNOWN.structure_of(data)
    if structure is not None and depth < _DEPTH:
        whole: dict[tuple[int, int], Part] = {}
        for item in structure.parts(data, budget):
            each = item.each() if isinstance(item, Texts) else (item,)
            whole |= {(leaf.start, leaf.end): leaf for leaf in each}
        places = list(structure.places(data))
        if places and (len(places) > 1 or places[0].end - places[0].start < len(data)):
            for place in places:
                told = whole.get((place.start, place.end))
                content = told.data if told else data[place.start : place.end]
                inner = told.structure if told else None
                for path, found in _view(content, inner, budget, depth + 1):
                    yield place.elements + path, found
            if not depth or structure.inside is not Reach.FIELD:
                return  # while a value that ends in "=" may look like a form
    yield (), data
    if depth < _DEPTH:
        text = is_text(data)
        for decoder in KNOWN.text_decoders(structure) if text else KNOWN.binary_decoders(structure):
            for part in decoder(data, budget):
                if part.elements and not part.faint and part.start == 0 and part.end == len(data) and part.data != data:
                    for path, found in _view(part.data, part.structure, budget, depth + 1):
                        yield part.elements + path, found
                    return
