"""Single formats, against bytes written by hand or by the format's own library."""

import gzip
import io
import json
import plistlib
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.analysis.decode import gzip_stream
from harness.analysis.decode.cookies import COOKIES
from harness.analysis.decode.escapes import escapes
from harness.analysis.decode.json_text import Json
from harness.analysis.decode.parcel import Parcel
from harness.analysis.decode.percent import percent, unquote
from harness.analysis.decode.percent_u import percent_u
from harness.analysis.decode.protobuf import Protobuf
from harness.analysis.decode.thrift import Thrift
from harness.analysis.decode.url import URL
from harness.analysis.decode.view import Budget, Part, Texts
from harness.analysis.decode.websocket import frames
from harness.analysis.decode.xml_text import Markup
from harness.analysis.decode.zip_archive import members
from tests.examples import examples


def flat(parts: Iterable[Part | Texts]) -> list[Part]:
    return [part for item in parts for part in (item.each() if isinstance(item, Texts) else (item,))]


def frame(data: bytes, key: bytes = b"", opcode: int = 1, final: bool = True, compressed: bool = False) -> bytes:
    head = opcode | (0x80 if final else 0) | (0x40 if compressed else 0)
    size = len(data)
    mask = 0x80 if key else 0
    length = bytes([mask | size]) if size < 126 else bytes([mask | 126]) + struct.pack(">H", size)
    body = bytes(byte ^ key[at % 4] for at, byte in enumerate(data)) if key else data
    return bytes([head]) + length + key + body


def test_websocket_messages_are_put_together_from_their_frames() -> None:
    data = frame(b"hel", b"abcd", final=False) + frame(b"", opcode=9) + frame(b"lo" * 100, b"wxyz", opcode=0)
    (part,) = frames(data, Budget())
    assert part.data == b"hel" + b"lo" * 100 and part.elements == ("websocket",)
    assert list(frames(frame(b"plain"), Budget())) == []
    assert list(frames(data + b"\x81", Budget())) == [] and list(frames(data[:-1], Budget())) == []
    assert list(frames(b"\xf1" + data[1:], Budget())) == []


def test_websocket_compression_keeps_its_window() -> None:
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    texts = (b"13912345678 first", b"13912345678 again")
    packed = [(machine.compress(text) + machine.flush(zlib.Z_SYNC_FLUSH))[:-4] for text in texts]
    found = list(frames(b"".join(frame(data, b"abcd", compressed=True) for data in packed), Budget()))
    assert [part.data for part in found] == [b"13912345678 first", b"13912345678 again"]
    assert found[0].elements == ("websocket", "deflate")
    bomb = zlib.compress(bytes(50 << 20))[2:-4]
    budget = Budget()
    assert list(frames(frame(bomb[:60000], b"abcd", compressed=True), budget)) == [] and budget.spent == "ratio"


def string16(text: str) -> bytes:
    units = text.encode("utf-16-le")
    body = struct.pack("<i", len(units) // 2) + units + b"\0\0"
    return body + b"\0" * (-len(body) % 4)


def test_parcel_strings() -> None:
    data = (
        struct.pack("<i", 7) + string16("com.x") + struct.pack("<q", 5) + string16("欧阳曦澜") + string16("13912345678")
    )
    parcel = Parcel()
    assert parcel.matches(data)
    assert [(part.data.decode(), part.elements) for part in flat(parcel.parts(data, Budget()))] == [
        ("com.x", ("utf-16",)), ("欧阳曦澜", ("utf-16",)), ("13912345678", ("utf-16",))
    ]  # fmt: skip
    assert [place.elements for place in parcel.places(data)] == [("parcel:0",), ("parcel:1",), ("parcel:2",)]
    assert not parcel.matches(b"\0" * 64) and not parcel.matches(random.Random(1).randbytes(4096))


def archive(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return file.getvalue()


def test_zip_members_and_their_places() -> None:
    data = archive(a=b"first" * 10, b=b"second")
    one, two = members(data, Budget())
    assert (one.elements, one.data) == (("zip:a",), b"first" * 10) and two.data == b"second"
    assert 0 == one.start < one.end <= two.start < two.end < len(data)


def test_zip_bombs_and_methods_without_bounds_are_left() -> None:
    budget = Budget()
    parts = list(members(archive(a=bytes(32 << 20), b=b"x"), budget))
    assert budget.spent == "ratio" and budget.unread > 0 and sum(len(part.data) for part in parts) < 16 << 20
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as out:
        out.writestr("a", b"hidden" * 100)
    budget = Budget()
    assert list(members(file.getvalue(), budget)) == [] and budget.unread > 0
    assert list(members(b"PK\x03\x04" + bytes(100), Budget())) == []


def test_gzip_of_many_members_is_read_once() -> None:
    data = b"".join(gzip.compress(b"%d " % number, mtime=0) for number in range(3000))
    found = gzip_stream.unpack(data + b"tail", Budget())
    assert found.data == b"".join(b"%d " % number for number in range(3000)) and found.rest == 4
    cut = gzip_stream.unpack(data[:-6], Budget())
    assert cut.data.startswith(b"0 1 2 ") and not cut.complete


def test_cookies_wherever_they_stand() -> None:
    data = b"a=1; id=%7B%22x%22%3A1%7D; lang=zh"
    assert COOKIES.matches(data) and not COOKIES.matches(b"a=1&b=2") and not COOKIES.matches(b"text; with words")
    (part,) = COOKIES.parts(data, Budget())
    assert part.data == b'{"x":1}' and data[part.start : part.end] == b"%7B%22x%22%3A1%7D"


def test_escapes_of_c_and_javascript() -> None:
    (part,) = escapes(rb"\x41\102\7\u4e2d\U0001F600\u{41}\t\ud83d\ude00", Budget())
    assert part.data.decode() == "AB\x07中😀A\t😀"
    (part,) = percent_u(b"x %u4E2D%20%41%uD83D%uDE00%zz", Budget())
    assert part.data.decode() == "中 A😀%zz"
    assert not list(percent_u(b"%u4e2", Budget())) and not list(escapes(b"plain", Budget()))


@examples(300)
@given(st.binary(max_size=80))
def test_both_ways_to_undo_percent_escapes_agree(data: bytes) -> None:
    from urllib.parse import quote_from_bytes

    field = quote_from_bytes(data, safe="+=\n ").encode()
    assert unquote(field, sure=True) == unquote(field)


def test_a_bad_percent_sign_stays() -> None:
    (part,) = percent(b"100%&x=%41%4", Budget())
    assert part.data == b"100%&x=A%4"


@pytest.mark.slow
@examples(300)
@given(
    st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.lists(st.text(max_size=9), max_size=3), max_size=6)
)
def test_json_strings_with_escapes_are_all_unescaped(tree: dict[str, object]) -> None:
    data = json.dumps(tree).encode()
    texts = {part.data for part in flat(Json().parts(data, Budget()))}
    for value in tree.values():
        for text in value if isinstance(value, list) else [value]:
            if "\\" in json.dumps(text):
                assert str(text).encode("utf-8", "surrogatepass") in texts or "\ud800" <= max(str(text)) <= "\udfff"


def test_json_behind_a_packet_type() -> None:
    for data in (b'42["event",{"a":"1"}]', b'42/chat,7["e"]', b'cb({"a":"b"})', b')]}\',\n["a"]'):
        assert Json().matches(data), data
    assert [place.elements[-1] for place in Json().places(b'42["event",{"a":"1"}]')][-1] == "json:/1/a"


def test_protobuf_numbers_are_no_views() -> None:
    data = b"\x09" + struct.pack("<d", 3.5) + b"\x12\x10" + b"a" * 16 + b"\x1a\x05\x08\x96\x01\x10\x01"
    found = flat(Protobuf().parts(data, Budget()))
    assert [part.data for part in found] == [b"a" * 16] and found[0].text
    assert [place.elements[0] for place in Protobuf().places(data)][:2] == ["protobuf:1", "protobuf:2"]


def test_thrift_names_its_fields() -> None:
    data = b"\x15\x0e\x18\x12" + b"b" * 18 + b"\x00"
    assert Thrift().matches(data)
    assert [place.elements[0] for place in Thrift().places(data)] == ["thrift:1", "thrift:2"]
    assert [part.data for part in Thrift().parts(data, Budget())] == [b"b" * 18]


@pytest.mark.parametrize("data", [b"", b"x", b"a?b#c", b"://", b"http://h", b"http://h?q=%41"])
def test_urls_of_any_kind_have_places_within(data: bytes) -> None:
    assert all(0 <= place.start <= place.end <= len(data) for place in URL.places(data))
    assert all(part.start <= part.end for part in URL.parts(data, Budget()))


def test_quoted_printable_inside_markup() -> None:
    data = b"<a><b>=E6=AC=A7 and</b><c>plain</c></a>"
    assert [part.data for part in Markup().parts(data, Budget())] == [b"=E6=AC=A7 and"]
    assert plistlib.dumps({"k": "v"}, fmt=plistlib.FMT_XML)
