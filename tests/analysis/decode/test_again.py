"""Encodings done again: what has not changed stands as it stood, what has in the manner of what it replaces."""

import base64
import contextlib
import html
import quopri
import random
import re
from urllib.parse import unquote_to_bytes

import pytest

from harness.analysis.decode import ENCODINGS, KNOWN
from harness.analysis.decode.again import Edit, Redo, alike, plain_bytes, plain_units, splice, units, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Texts
from tests.analysis.corpus import PLAIN, wrap

WORDS = "The 欧阳 wrote: <13912345678> & more"
FRAMES = {
    "bson", "cbor", "cookie", "form", "grpc", "java", "json", "jsonl", "mqtt", "msgpack", "multipart", "parcel",
    "plist", "plist-xml", "protobuf", "reversed", "thrift", "url", "websocket", "xml", "xor", "zip",
}  # fmt: skip
"""Are put back by ``fit`` and ``rebuild``, or tried where they are found (redact/test_rewrite.py)."""


def parts(data: bytes):
    structure = KNOWN.structure_of(data)
    found = list(structure.parts(data, Budget())) if structure else []
    for decoder in (*KNOWN.text_decoders(structure), *KNOWN.binary_decoders(structure), *KNOWN.undeclared, *KNOWN.last):
        found += decoder(data, Budget())
    for part in found:
        yield from part.each() if isinstance(part, Texts) else [part]


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_saying_the_same_says_the_same(name: str) -> None:
    """Every part that an encoding makes is encoded again, and decodes to what it was."""
    data = wrap(WORDS * 3, [name], random.Random(name))
    tried = 0
    for part in parts(data):
        one = KNOWN.names.get(part.elements[-1].partition(":")[0]) if len(part.elements) == 1 else None
        if part.faint or one is None or one.encode is None:
            continue
        was = data[part.start : part.end]
        made = one.encode(Redo(part.data, was, part.data, part.elements[0]))
        assert made is not None
        again = [other.data for other in parts(data[: part.start] + made + data[part.end :])]
        assert part.data in again
        tried += 1
    assert tried or name in FRAMES


@pytest.mark.parametrize(
    "name, was, new",
    [
        ("percent", b"a%20b%2fc%2Bd", b"a%20B%2fc%2Bd"),
        ("percent", b"%E4%B8%AD-x", b"%E5%9B%BD-x"),
        ("base64", b"YWI_Yz4-", b"YWI_ZD4-"),
        ("base64", b"YWJjZA==", b"YWJjZQ=="),
        ("base64", b"YWJj\r\nZGVm\r\n", b"YWJj\r\nZGVn\r\n"),
        ("hex", b"DE:AD:BE:EF", b"DE:AD:BE:EE"),
        ("hex", b"0xde 0xad", b"0xde 0xae"),
        ("base32", b"MFRGG", b"MFRGQ"),
        ("entities", b"a&amp;b&#x4E2D;c", b"a&amp;b&#x56FD;c"),
        ("escapes", rb"a\/b\u4E2d\n", rb"a\/b\u56fd\n"),
        ("escapes", rb"\x61\x62", rb"\x61\x63"),
        ("escapes", rb"\141\142", rb"\141\143"),
        ("percent-u", b"%u4E2D%41", b"%u56FD%41"),
        ("quoted-printable", b"=E4=B8=AD=\n ok", b"=E5=9B=BD=\n ok"),
    ],
)
def test_in_the_manner_of_what_stood_there(name: str, was: bytes, new: bytes) -> None:
    one = KNOWN.names[name]
    assert one.encode is not None

    def said(data: bytes) -> bytes:

        undo = {
            "percent": unquote_to_bytes,
            "base64": lambda raw: base64.b64decode(raw.translate(bytes.maketrans(b"-_", b"+/"))),
            "hex": lambda raw: bytes.fromhex(re.sub(rb"0x|[^0-9A-Fa-f]", b"", raw).decode()),
            "base32": lambda raw: base64.b32decode(raw + b"=" * (-len(raw) % 8)),
            "entities": lambda raw: html.unescape(raw.decode()).encode(),
            "escapes": lambda raw: raw.replace(rb"\/", b"/").decode("unicode_escape").encode(),
            "percent-u": lambda raw: re.sub(
                r"%u(....)|%(..)", lambda m: chr(int(m[1] or m[2], 16)), raw.decode()
            ).encode(),
            "quoted-printable": quopri.decodestring,
        }
        return undo[name](data)

    assert one.encode(Redo(said(new), was, said(was), name)).lower() == new.lower()


def test_edits() -> None:
    edits = [Edit(1, 2, b"xx"), Edit(4, 4, b"!")]
    assert splice(b"abcdef", edits) == b"axxcd!ef" and edits[0].grows == 1
    assert within(edits, 1, 3) == [Edit(0, 1, b"xx")]
    with pytest.raises(ValueError, match="crosses"):
        within([Edit(0, 3, b"")], 1, 5)


def test_signs() -> None:
    write = lambda one, like: b"?" if like else bytes([one])  # noqa: E731
    assert alike(plain_bytes(b"abc"), b"abXc", write) == b"abXc"
    assert units("a😀".encode()) == [0x61, 0xD83D, 0xDE00]
    assert [sign.was for sign in plain_units("a😀".encode())] == [b"a", "😀".encode(), b""]


def test_damaged_views_raise_nothing_unforeseen() -> None:
    """Whatever is damaged, an encoder answers, or raises what whoever asks expects."""
    rng = random.Random(3)
    for name in sorted(PLAIN):
        changed = bytearray(wrap(WORDS, [name], rng))
        for _ in range(3):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        for one in ENCODINGS:
            _try(one, bytes(changed))


def _try(one: Encoding, data: bytes) -> None:
    foreseen = (ValueError, IndexError, OverflowError)
    with contextlib.suppress(*foreseen):
        assert one.encode is None or one.encode(Redo(b"new", data, b"old", f"{one.name}:1")) != 0
    with contextlib.suppress(*foreseen):
        assert one.fit is None or one.fit(data, [Edit(2, 6, b"12345")]) != 0
    with contextlib.suppress(*foreseen):
        assert one.rebuild is None or one.rebuild(data, [b"x"]) != 0
