"""Decoders: one module an encoding, listed here in the order in which they are tried.

A *structure* names the places of a view; a *decoder* yields parts of a view by their shape; a *lens* decodes around
the trace of a value (see ``patterns.traces``).
"""

from harness.analysis.decode import base64_text, charset, hex_text
from harness.analysis.decode.base32_text import base32_runs
from harness.analysis.decode.escapes import escapes, quoted_printable
from harness.analysis.decode.fast import fast, fast_undeclared
from harness.analysis.decode.java import JavaStream
from harness.analysis.decode.json_text import Json
from harness.analysis.decode.markup import Markup, references
from harness.analysis.decode.masked import backwards, masked, turned
from harness.analysis.decode.multipart import Multipart
from harness.analysis.decode.packed import packed, undeclared
from harness.analysis.decode.percent import COOKIES, FORM, URL, percent
from harness.analysis.decode.protobuf import Protobuf, Thrift, grpc
from harness.analysis.decode.tree import binary_plist, bson, cbor, messagepack
from harness.analysis.decode.view import Budget, Decoder, Lens, Part, Place, Structure

TEXT_STRUCTURES: tuple[Structure, ...] = (Json(), URL, Multipart(), Markup(), FORM)
BINARY_STRUCTURES: tuple[Structure, ...] = (Multipart(), JavaStream(), Protobuf(), Thrift())
COOKIE_STRUCTURE: Structure = COOKIES
URL_STRUCTURE: Structure = URL
FORM_STRUCTURE: Structure = FORM

_INSIDE_TEXT: tuple[Decoder, ...] = (
    base64_text.tokens,
    percent,
    references,
    base32_runs,
    base64_text.base64_runs,
    hex_text.hex_runs,
    quoted_printable,
)
_PLAIN_TEXT: tuple[Decoder, ...] = (*_INSIDE_TEXT, escapes, backwards)
_MARKUP: tuple[Decoder, ...] = (*_INSIDE_TEXT, escapes)


class Lines:
    """Texts of one kind put together for one search; what is found is looked for again in each of them."""

    def matches(self, data: bytes) -> bool:
        """Never chosen by its look."""
        return False

    def places(self, data: bytes) -> list[Place]:
        """Return nothing."""
        return []

    def parts(self, data: bytes, budget: Budget) -> tuple[Part, ...]:
        """Return nothing."""
        return ()


LINES: Structure = Lines()
_FIELDS: tuple[Decoder, ...] = tuple(decoder for decoder in _INSIDE_TEXT if decoder not in (percent, quoted_printable))
_JSON = TEXT_STRUCTURES[0]


def text_decoders(structure: Structure | None) -> tuple[Decoder, ...]:
    """Return the decoders for text of a structure; what a structure undoes by itself is left out."""
    if structure is None:
        return _PLAIN_TEXT
    if structure in (FORM, URL):
        return _FIELDS
    return _INSIDE_TEXT if structure is _JSON or structure is LINES else _MARKUP


BINARY_DECODERS: tuple[Decoder, ...] = (
    packed,
    fast,
    backwards,
    binary_plist,
    bson,
    messagepack,
    cbor,
    grpc,
    charset.utf16,
    charset.gb18030,
    base64_text.tokens,
    base32_runs,
    base64_text.base64_runs,
    hex_text.hex_runs,
)


def binary_decoders(structure: Structure | None) -> tuple[Decoder, ...]:
    """Return the decoders for binary data of a structure; a structure's own leaves bound their text exactly."""
    if structure is None:
        return BINARY_DECODERS
    return tuple(decoder for decoder in BINARY_DECODERS if decoder is not charset.utf16)


LAST_DECODERS: tuple[Decoder, ...] = (undeclared, fast_undeclared, masked)
"""For binary views in which nothing else found anything."""
LAST_TEXT_DECODERS: tuple[Decoder, ...] = (turned,)
"""The same for text without a structure."""

LENSES: dict[str, Lens] = {
    lens.name: lens
    for lens in (
        Lens("base64", base64_text.around),
        Lens("hex", hex_text.around),
        Lens("utf-16-le", charset.little_endian),
        Lens("utf-16-be", charset.big_endian),
        Lens("gb18030", charset.chinese_around),
        Lens("reversed", charset.backwards),
    )
}
