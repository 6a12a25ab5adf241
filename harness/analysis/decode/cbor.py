"""CBOR (RFC 8949)."""

import io
from collections.abc import Iterator
from typing import Any

import cbor2

from harness.analysis.decode.tree import read
from harness.analysis.decode.view import Budget, Part


def cbor(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is one CBOR map or array (RFC 8949), with or without the self-described tag."""
    body = data[3:] if data.startswith(b"\xd9\xd9\xf7") else data
    if b"\x80" <= body[:1] <= b"\xbf":
        yield from read("cbor", _cbor, data)


def _cbor(data: bytes) -> Any:
    source = io.BytesIO(data)
    tree = cbor2.CBORDecoder(source, read_size=1).decode()
    if source.tell() != len(data):
        raise ValueError("more than one item")
    return tree
