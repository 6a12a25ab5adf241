"""Every place of a request in which strangers put what they send."""

import base64
import json
import random
from collections.abc import Callable
from urllib.parse import quote

from harness.evidence.exchange import Exchange
from tests.analysis.strangers.made import fields, key, text, tree

_URL = "https://t.example.com"


def exchange(*, url: str = f"{_URL}/v2/log", headers: tuple[tuple[str, str], ...] = (), body: bytes = b"") -> Exchange:
    """Return a request to somebody's server."""
    head = [("Host", "t.example.com"), ("User-Agent", "okhttp/4.12.0"), *headers]
    return Exchange(
        index=0,
        id="0",
        time_us=0,
        host="t.example.com",
        url=url,
        method="POST",
        request_headers=head,
        request_body=body,
    )


def _segment(data: bytes) -> str:
    """Return data as a path carries it."""
    told = text(data)
    return quote(told, safe="") if told.encode() == data else base64.urlsafe_b64encode(data).decode()


def _line(data: bytes) -> str:
    """Return data as a header carries it, which has no lines and no letters beyond ASCII."""
    told = text(data)
    return told if told.isascii() and told.isprintable() else quote(told, safe="")


PLACES: dict[str, Callable[[bytes, random.Random], Exchange]] = {
    "body": lambda data, rng: exchange(body=data),
    "json": lambda data, rng: exchange(
        body=json.dumps(tree(text(data), rng)).encode(), headers=(("Content-Type", "application/json"),)
    ),
    "form": lambda data, rng: exchange(
        body=f"v=2&{key(rng)}={quote(text(data), safe='')}&t={rng.randrange(9)}".encode()
    ),
    "query": lambda data, rng: exchange(url=f"{_URL}/v2/log?a=1&{key(rng)}={quote(text(data), safe='')}&z=2"),
    "header": lambda data, rng: exchange(headers=(("X-Device-Info", _line(data)),)),
    "cookie": lambda data, rng: exchange(
        headers=(("Cookie", f"sid=1; {key(rng)}={quote(text(data), safe='')}; l=zh"),)
    ),
    "path": lambda data, rng: exchange(url=f"{_URL}/p/{_segment(data)}/e?v={fields(rng).get('ver', 1)}"),
}
"""By name: a request with ``data`` in that place."""
