"""Decoders: one module an encoding, listed here in the order in which they are tried.

A *structure* names the places of a view; a *decoder* yields parts of a view by their shape; a *lens* decodes around
the trace of a value (see ``patterns.traces``).
"""

from harness.analysis.decode import (
    base64_text,
    cookies,
    gb18030,
    hex_text,
    reversed_text,
    sense,
    utf16,
    websocket,
    xor,
    zip_archive,
)
from harness.analysis.decode.base32_text import base32_runs
from harness.analysis.decode.bson import bson
from harness.analysis.decode.cbor import cbor
from harness.analysis.decode.entities import references
from harness.analysis.decode.escapes import escapes
from harness.analysis.decode.form import FORM
from harness.analysis.decode.grpc import grpc
from harness.analysis.decode.java import JavaStream
from harness.analysis.decode.json_text import Json
from harness.analysis.decode.jwt import tokens
from harness.analysis.decode.lines import LINES
from harness.analysis.decode.messagepack import messagepack
from harness.analysis.decode.mqtt import mqtt
from harness.analysis.decode.multipart import Multipart
from harness.analysis.decode.packed import packed
from harness.analysis.decode.parcel import Parcel
from harness.analysis.decode.percent import percent_runs
from harness.analysis.decode.percent_u import percent_u
from harness.analysis.decode.plist import binary_plist
from harness.analysis.decode.protobuf import Protobuf
from harness.analysis.decode.quoted_printable import quoted_printable
from harness.analysis.decode.thrift import Thrift
from harness.analysis.decode.url import URL
from harness.analysis.decode.view import Budget, Decoder, Lens, Part, Place, Structure
from harness.analysis.decode.xml_text import Markup

__all__ = ["LINES", "Budget", "Decoder", "Lens", "Part", "Place", "Structure"]

_JSON = Json()
TEXT_STRUCTURES: tuple[Structure, ...] = (_JSON, URL, Multipart(), Markup(), cookies.COOKIES, FORM)
_PROTOBUF = Protobuf()
BINARY_STRUCTURES: tuple[Structure, ...] = (Multipart(), JavaStream(), _PROTOBUF, Thrift(), Parcel())
UNMASKED: frozenset[Structure] = frozenset({_JSON, _PROTOBUF})
"""No masked data looks like one of these, unless it is short; what is masked within them is escaped or binary, and so
a part of its own."""
COOKIE_STRUCTURE: Structure = cookies.COOKIES
URL_STRUCTURE: Structure = URL
FORM_STRUCTURE: Structure = FORM

_FIELDS: tuple[Decoder, ...] = (tokens, percent_u, references, base32_runs, base64_text.base64_runs, hex_text.hex_runs)
_BY_SHAPE: tuple[Decoder, ...] = (
    tokens,
    percent_runs((FORM, URL)),
    percent_u,
    references,
    base32_runs,
    base64_text.base64_runs,
    hex_text.hex_runs,
    quoted_printable,
)
_WHOLE: tuple[Decoder, ...] = (escapes, reversed_text.backwards)


def text_decoders(structure: Structure | None, *, shapeless: bool = False) -> tuple[Decoder, ...]:
    """Return the decoders for text of a structure; what a structure undoes by itself is left out.

    ``shapeless`` leaves out those that go by the shapes of ``shapes.look``, when there are none.
    """
    if structure is None:
        return _WHOLE if shapeless else _PLAIN
    if structure is FORM or structure is URL:
        return () if shapeless else _FIELDS
    if structure is _JSON or structure is LINES:
        return () if shapeless else _BY_SHAPE
    return _WHOLE[:1] if shapeless else _MARKUP


_PLAIN = (*_BY_SHAPE, *_WHOLE)
_MARKUP = (*_BY_SHAPE, *_WHOLE[:1])
BINARY_DECODERS: tuple[Decoder, ...] = (
    packed,
    zip_archive.members,
    reversed_text.backwards,
    binary_plist,
    bson,
    messagepack,
    cbor,
    grpc,
    websocket.frames,
    mqtt,
    utf16.utf16,
    gb18030.gb18030,
    tokens,
    base32_runs,
    base64_text.base64_runs,
    hex_text.hex_runs,
)
_ISOLATED = frozenset({utf16.utf16, tokens, base32_runs, base64_text.base64_runs, hex_text.hex_runs})
_STRUCTURED: tuple[Decoder, ...] = tuple(decoder for decoder in BINARY_DECODERS if decoder not in _ISOLATED)


def binary_decoders(structure: Structure | None) -> tuple[Decoder, ...]:
    """Return the decoders for binary data of a structure, whose leaves bound their text more exactly than shapes do."""
    return BINARY_DECODERS if structure is None else _STRUCTURED


LAST_DECODERS: tuple[Decoder, ...] = (*sense.UNDECLARED, xor.masked)
"""For binary views in which nothing else found anything."""
LAST_TEXT_DECODERS: tuple[Decoder, ...] = (reversed_text.turned,)
"""The same for text without a structure."""

LENSES: dict[str, Lens] = {
    lens.name: lens
    for lens in (
        Lens("base64", base64_text.around),
        Lens("hex", hex_text.around),
        Lens("utf-16-le", utf16.little_endian),
        Lens("utf-16-be", utf16.big_endian),
        Lens("gb18030", gb18030.around),
        Lens("reversed", reversed_text.around),
    )
}
