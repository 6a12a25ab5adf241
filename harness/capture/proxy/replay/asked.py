"""How like two requests are: what has to be the same, what should be, and what may differ in any run."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from harness.capture.proxy.replay.names import Leaf, leaves
from harness.evidence.exchange import Exchange, header

LEAST_SHARE = 0.5
"""Of all names of two requests so many are in both, or they are no requests for the same."""
_MOST_VALUES = 64
_SELECTS = frozenset({
    "method", "action", "op", "operation", "operationname", "cmd", "command", "api", "service", "func", "function",
    "rpc", "act", "do", "mod", "route", "x-amz-target", "soapaction", "sha256hash",
})  # fmt: skip
"""Names whose value says what is asked for: JSON-RPC 2.0 (``method``), GraphQL over HTTP (``operationName``;
``sha256Hash`` of persisted queries), the ``Action`` of AWS's query APIs, SOAP, and what gateways of apps call it."""
_GRAPHQL = "/query"
_WORD = re.compile(r"[A-Za-z]+(?:[._:/ -][A-Za-z]+)*\Z")
_MADE = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9]{10,}|(?=[a-fA-F]*[0-9])[0-9a-fA-F]{12,}"
)
"""Segments of a path that a client makes up itself: UUIDs, times and numbers of phones, digests. Shorter ones are
mostly a server's, which are the same when its recorded answers are given."""


class Place(NamedTuple):
    """What has to be the same: where a request goes, and how. Made-up segments of the path are left out."""

    method: str
    host: str
    port: int
    path: str


class Kind(NamedTuple):
    """What should be the same. ``selects`` are values that say what is asked for, ``words`` those that are words."""

    path: str
    names: frozenset[str]
    selects: frozenset[Leaf]
    words: frozenset[Leaf]


class Asked(NamedTuple):
    """A request as it is compared. ``values`` are digests of this process alone of its first values."""

    place: Place
    kind: Kind
    values: tuple[int, ...]
    conditional: bool
    range: str


class Likeness(NamedTuple):
    """How like one is to the other; the better compares as greater. ``same``: only values differ that always may."""

    path: bool
    share: float
    words: int
    same: bool


def asked(request: Exchange, personal: Collection[str] = ()) -> Asked:
    """Return what is compared of a request. Values in ``personal`` are a persona's, and no words."""
    path = _path(request.url)
    found = leaves(request)
    host = request.host.lower().rstrip(".")
    return Asked(
        Place(request.method, host, request.port, "/".join(_MADE.sub("*", each) for each in path.split("/"))),
        Kind(
            path,
            frozenset(_steady(leaf.name) for leaf in found),
            frozenset(filter(_selects, found)),
            frozenset(leaf for leaf in found if is_word(leaf.value) and leaf.value not in personal),
        ),
        tuple(hash(leaf) for leaf in found[:_MOST_VALUES] if leaf.value),
        any(header(request.request_headers, name) for name in ("if-none-match", "if-modified-since")),
        header(request.request_headers, "range"),
    )


def _path(url: str) -> str:
    """Return a URL's path; an app may ask for what is no URL."""
    behind = re.split(r"[?#]", url.partition("://")[2] or url, maxsplit=1)[0]
    return "/" + behind.partition("/")[2]


def is_word(value: str) -> bool:
    """Whether a value is made of letters as names of things are; what is made up for one request mostly is not."""
    return _WORD.match(value) is not None


@lru_cache(maxsize=8192)
def _steady(name: str) -> str:
    """A name without what was made up: tables have ids for names."""
    return _MADE.sub("*", name)


def _selects(leaf: Leaf) -> bool:
    return bool(leaf.value) and (leaf.name == _GRAPHQL or _last(leaf.name) in _SELECTS)


@lru_cache(maxsize=8192)
def _last(name: str) -> str:
    return re.split(r"[:/]", name)[-1].lower()


def likeness(now: Kind, then: Kind) -> Likeness | None:
    """Compare a request with a recorded one of the same place; ``None`` when they ask for different things."""
    if now.selects != then.selects:
        return None
    every = len(now.names | then.names)
    share = len(now.names & then.names) / every if every else 1.0
    if share < LEAST_SHARE:
        return None
    common = len(now.words & then.words)
    same = share == 1.0 and now.words == then.words
    return Likeness(now.path == then.path, share, common, same)
