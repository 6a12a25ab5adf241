"""Documents of which a part, or the whole, seems to be something else."""

from hashlib import md5

import pytest

from harness.values.needle import Needle
from tests.analysis.redact.kit import Analysis

DOCUMENTS = {
    "a form in a string of JSON": (
        "name", "John Smith", b'{"q":"a=1&name=John+Smith"}', ("json:/q", "form:name"), "variant:plus-signs",
    ),
    "a query in a line": ("name", "John Smith", b"GET /a?name=John+Smith HTTP/1.1\nx: y", (), "variant:plus-signs"),
    "JSON whose lines quoted-printable broke, in an escape, too": (
        "name", "划圵唢唐", b'{"a":"=E4=B8=AD","b":"\\u5212\\u5735\\u5522\\u5=\n510","c":"aaaaaaaaaaaa=\nbbb"}',
        ("quoted-printable", "json:/b"), "plain",
    ),
    "padding before the end of a line is none of its breaks": (
        "device_serial", "FZ9JSMM9U8E4JU",
        b"0\0\0\0\x10n\0\5\0\0\0\x02v\0\x19\0\0\0IZNDSSSTJVGTSVJYIU2EUVI=\0\x08b\0\1\0",
        ("bson:/v", "base32"), "plain",
    ),
    "a frame of zstd that reads as fields of a message": (
        "device_serial", "QTP0HDYDAEJJLV",
        b"\x10\x07*\x17(\xb5/\xfd \x0eq\0\0QTP0HDYDAEJJLV8\xa4\x9f\xc2\xc4\x98\x13q\x92MA%l\x12\xd0?\x80\1\7",
        ("protobuf:5", "zstd"), "plain",
    ),
    "a message whose one text is UTF-16": (
        "device_serial", "6BN4GS2HU7FP84",
        b'\x11\x98\xa9#\xfc\x8c\xb2\xec?"\x1e\xff\xfe' + "6BN4GS2HU7FP84".encode("utf-16-le") + b"H\7\x88\1\7",
        ("protobuf:4", "utf-16"), "plain",
    ),
    "what ends as something packed begins": (
        "imei", "866712345678906", b"\x82\xa1a\xd9\x14ODY2NzEyMzQ1Njc4OTA2\xa1n\xcd\1x",
        ("msgpack:/a", "base64"), "plain",
    ),
    "a short digest behind an escape that ends in a digit": (
        "imei", "866712345678906",
        b"v=2&x=b%%3D%b" % md5(b"866712345678906", usedforsecurity=False).hexdigest()[8:24].encode(),
        ("form:x", "form:b"), "digest:md5-16",
    ),
    "a name in Chinese by its bytes backwards": ("name", "欧阳晓芸", "欧阳晓芸".encode()[::-1], ("reversed",), "plain"),
}  # fmt: skip


@pytest.mark.parametrize("named", DOCUMENTS)
def test_a_document_of_which_a_part_seems_to_be_something_else_is_read_as_it_is_meant(named: str) -> None:
    category, value, document, path, form = DOCUMENTS[named]
    analysis = Analysis([Needle(value_id="it", category=category, text=value)])
    assert [(found.path, found.form, found.weak) for found in analysis.found(document)] == [(path, form, False)]
