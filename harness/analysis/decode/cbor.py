"""CBOR (RFC 8949)."""

import io
from collections.abc import Iterator
from typing import Any

import cbor2

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.tree import read, rebuilt
from harness.analysis.decode.view import Budget, Part, is_text


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


def _glance(data: bytes) -> bool:
    """Whether it is a small map or array with a short text early on."""
    return 0x81 <= data[0] <= 0xB7 and 0x61 <= data[1] <= 0x77 and is_text(data[2 : 2 + (data[1] & 31)])


def _written(tree: Any) -> bytes:
    return bytes(cbor2.dumps(tree))


ENCODING = Encoding(name="cbor", glance=_glance, binary=cbor, rebuild=rebuilt(_cbor, _written))
