"""Encodings and containers as others write them, each around anything: one function ``(data, rng) -> data`` a row.

``DOCUMENTED`` are those that ``docs/assessment.md`` promises to undo, ``FRAMED`` what real SDKs put around packed data,
``CIPHERS`` simple disguises, and ``NOT_UNDONE`` what is known not to be undone (it has to be counted as opaque).
"""

import base64
import bz2
import datetime
import gzip
import html
import io
import json
import lzma
import plistlib
import quopri
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import brotli
import cbor2
import cramjam
import lz4.block
import lz4.frame
import msgpack
import zstandard

from tests.analysis.strangers.made import fields, is_text, key, text, tree, uuid

Encode = Callable[[bytes, random.Random], bytes]


def _json(data: bytes, rng: random.Random) -> bytes:
    spaces = (",", ":") if rng.random() < 0.7 else (", ", ": ")
    return json.dumps(tree(text(data), rng), ensure_ascii=rng.random() < 0.3, separators=spaces).encode()


def _json_slashes(data: bytes, rng: random.Random) -> bytes:
    return _json(data, rng).replace(b"/", b"\\/")


def _json_lines(data: bytes, rng: random.Random) -> bytes:
    rows = [fields(rng), tree(text(data), rng), fields(rng)]
    return b"\n".join(json.dumps(row).encode() for row in rows)


def _form(data: bytes, rng: random.Random) -> bytes:
    pairs = [*fields(rng).items()]
    pairs.insert(rng.randrange(len(pairs) + 1), (key(rng), text(data)))
    return "&".join(f"{name}={quote_plus(str(value))}" for name, value in pairs).encode()


def _query_url(data: bytes, rng: random.Random) -> bytes:
    return b"https://t.example.com/v2/log?" + _form(data, rng).replace(b"+", b"%20")


def _multipart(data: bytes, rng: random.Random) -> bytes:
    mark = b"----" + f"{rng.getrandbits(64):016x}".encode()
    rows = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), str(value).encode())
        for name, value in fields(rng).items()
    ]
    head = b'Content-Disposition: form-data; name="file"; filename="a.log"\r\nContent-Type: application/octet-stream'
    rows.insert(rng.randrange(len(rows) + 1), head + b"\r\n\r\n" + data)
    return b"".join(b"--" + mark + b"\r\n" + row + b"\r\n" for row in rows) + b"--" + mark + b"--\r\n"


def _xml(data: bytes, rng: random.Random) -> bytes:
    rows = [f"<{name}>{html.escape(str(value))}</{name}>" for name, value in fields(rng).items()]
    rows.insert(rng.randrange(len(rows) + 1), f"<{key(rng)}>{html.escape(text(data), quote=False)}</{key(rng)}>")
    return f"<?xml version='1.0' encoding='utf-8'?>\n<req><head v='1'/>{''.join(rows)}</req>".encode()


def _xml_attribute(data: bytes, rng: random.Random) -> bytes:
    return f'<req v="1"><dev t="a" {key(rng)}="{html.escape(text(data))}" z="{uuid(rng)}"/></req>'.encode()


def _xml_cdata(data: bytes, rng: random.Random) -> bytes:
    inner = text(data).replace("]]>", "")
    return f"<req><a>{uuid(rng)}</a><body><![CDATA[{inner}]]></body><n>{rng.randrange(99)}</n></req>".encode()


def _plain_tree(value: object, rng: random.Random) -> dict[str, object]:
    found: dict[str, object] = {**fields(rng), key(rng): value, "n": rng.randrange(1000)}
    return found


def _entities(data: bytes, form: str) -> bytes:
    return "".join(form.format(ord(char)) for char in text(data)).encode()


def _escapes(data: bytes, every: bool) -> bytes:
    units = text(data).encode("utf-16-be")
    chars = [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]
    return "".join(f"\\u{one:04x}" if every or one > 126 else chr(one) for one in chars).encode()


def _percent_u(data: bytes, every: bool) -> bytes:
    units = text(data).encode("utf-16-be")
    chars = [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]
    return "".join(
        f"%u{one:04X}" if every or one > 126 else chr(one) if chr(one).isalnum() else f"%{one:02X}" for one in chars
    ).encode()


def _wrapped(data: bytes, width: int, end: bytes) -> bytes:
    encoded = base64.b64encode(data)
    return b"".join(encoded[at : at + width] + end for at in range(0, len(encoded), width))


def _lower_percent(data: bytes) -> bytes:
    return b"".join(b"%%%02x" % byte if not chr(byte).isalnum() or byte > 127 else bytes([byte]) for byte in data)


def _zip(data: bytes, rng: random.Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        archive.writestr(zipfile.ZipInfo("meta.json"), json.dumps(fields(rng)), archive.compression)
        archive.writestr(zipfile.ZipInfo("log/2024.log"), data, archive.compression)
        archive.writestr(zipfile.ZipInfo("log/empty"), b"", archive.compression)
    return file.getvalue()


def _xor(data: bytes, rng: random.Random) -> bytes:
    mask = rng.randrange(1, 256)
    return bytes(byte ^ mask for byte in data)


def varint(number: int) -> bytes:
    """Return a number as Protocol Buffers write it."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes((*out, number))


def pb(number: int, value: "bytes | str | int | float") -> bytes:
    """Return one field of a protobuf message: text, bytes, a varint, or a double."""
    if isinstance(value, float):
        return varint(number << 3 | 1) + struct.pack("<d", value)
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(raw)) + raw


def _protobuf(data: bytes, rng: random.Random) -> bytes:
    numbers = sorted(rng.sample(range(1, 20), 5))
    at = rng.randrange(5)
    kinds: list[bytes | str | int | float] = [
        rng.choice(("android", "V2307A", "zh_CN", uuid(rng), "")),
        rng.randrange(10**12),
        rng.random(),
        pb(1, rng.randrange(9)) + pb(2, uuid(rng)),
    ]
    rng.shuffle(kinds)
    if rng.random() < 0.3:
        kinds = [one if isinstance(one, int | float) else 7 for one in kinds]  # no text beside it
    kinds.insert(at, data if rng.random() < 0.7 else pb(2, data) + pb(4, rng.randrange(100)))
    return b"".join(pb(number, value) for number, value in zip(numbers, kinds, strict=True))


def _grpc(data: bytes, rng: random.Random) -> bytes:
    message = _protobuf(data, rng)
    return b"\0" + struct.pack(">I", len(message)) + message


def _grpc_gzip(data: bytes, rng: random.Random) -> bytes:
    message = gzip.compress(_protobuf(data, rng), mtime=0)
    return b"\1" + struct.pack(">I", len(message)) + message


def _grpc_web(data: bytes, rng: random.Random) -> bytes:
    tail = b"grpc-status:0\r\ngrpc-message:\r\n"
    return _grpc(data, rng) + b"\x80" + struct.pack(">I", len(tail)) + tail


def _thrift_compact(data: bytes, rng: random.Random) -> bytes:
    def one(step: int, kind: int, body: bytes) -> bytes:
        return bytes([step << 4 | kind]) + body

    name = uuid(rng).encode()
    return (
        one(1, 8, varint(len(name)) + name)
        + one(1, 8, varint(len(data)) + data)
        + one(rng.randrange(1, 5), 5, varint(rng.randrange(10**6) << 1))
        + one(1, 6, varint(rng.randrange(10**12) << 1))
        + one(1, 1, b"")
        + b"\0"
    )


def _thrift_field(kind: int, number: int, body: bytes) -> bytes:
    return bytes([kind]) + struct.pack(">h", number) + body


def _thrift_struct(data: bytes, rng: random.Random) -> bytes:
    name = uuid(rng).encode()
    inner = (
        _thrift_field(11, 1, struct.pack(">i", len(data)) + data) + _thrift_field(8, 2, struct.pack(">i", 7)) + b"\0"
    )
    return (
        _thrift_field(11, 1, struct.pack(">i", len(name)) + name)
        + (
            _thrift_field(12, 2, inner)
            if rng.random() < 0.5
            else _thrift_field(11, 2, struct.pack(">i", len(data)) + data)
        )
        + _thrift_field(10, 3, struct.pack(">q", rng.randrange(10**12)))
        + _thrift_field(2, 4, b"\1")
        + b"\0"
    )


def _thrift_message(data: bytes, rng: random.Random) -> bytes:
    name = rng.choice((b"upload", b"reportEvents", b"log"))
    head = b"\x80\x01\x00\x01" + struct.pack(">i", len(name)) + name + struct.pack(">i", rng.randrange(1000))
    body = _thrift_field(11, 1, struct.pack(">i", len(data)) + data) + _thrift_field(8, 2, struct.pack(">i", 3)) + b"\0"
    return head + body


def jce(number: int, value: "bytes | str | int", simple: bool = False) -> bytes:
    """Return one field of Tencent's JCE (Tars): the tag's number in the high bits, the type in the low ones."""

    def head(kind: int, tag: int = number) -> bytes:
        return bytes([tag << 4 | kind]) if tag < 15 else bytes([0xF0 | kind, tag])

    if isinstance(value, int):
        return head(12) if value == 0 else head(2) + struct.pack(">i", value)
    raw = value.encode() if isinstance(value, str) else value
    if simple:
        return head(13) + b"\0" + head(2, 0) + struct.pack(">i", len(raw)) + raw
    return head(6) + bytes([len(raw)]) + raw if len(raw) < 256 else head(7) + struct.pack(">i", len(raw)) + raw


def _jce(data: bytes, rng: random.Random) -> bytes:
    return (
        jce(0, rng.choice(("com.shop.app", "V2307A")))
        + jce(1, rng.randrange(10**6))
        + jce(2, data, simple=not is_text(data))
        + jce(3, uuid(rng))
        + jce(4, 0)
    )


def _bson(data: bytes, rng: random.Random) -> bytes:
    name = uuid(rng).encode()
    if is_text(data):
        own = b"\x02v\0" + struct.pack("<i", len(data) + 1) + data + b"\0"
    else:
        own = b"\x05v\0" + struct.pack("<i", len(data)) + b"\0" + data
    body = b"\x10n\0" + struct.pack("<i", 5) + b"\x02s\0" + struct.pack("<i", len(name) + 1) + name + b"\0" + own
    body += b"\x12t\0" + struct.pack("<q", rng.randrange(10**12)) + b"\x08b\0\1"
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def _java(data: bytes, rng: random.Random) -> bytes:
    strings = [uuid(rng).encode(), text(data).encode(), b"com.shop.app"]
    return b"\xac\xed\x00\x05" + b"".join(
        b"t" + struct.pack(">H", len(one)) + one if len(one) < 65536 else b"|" + struct.pack(">Q", len(one)) + one
        for one in strings
    )


def _avro(data: bytes, rng: random.Random) -> bytes:
    """An object container file (Avro 1.11, "Object Container Files") of records of one bytes field and one long."""
    sync = rng.randbytes(16)

    def blob(raw: bytes) -> bytes:
        return varint(len(raw) << 1) + raw

    schema = json.dumps(
        {"type": "record", "name": "E", "fields": [{"name": "b", "type": "bytes"}, {"name": "n", "type": "long"}]}
    )
    head = b"Obj\x01" + varint(2 << 1) + blob(b"avro.schema") + blob(schema.encode())
    codec = rng.choice((b"null", b"deflate"))
    head += blob(b"avro.codec") + blob(codec) + b"\0" + sync
    block = blob(data) + varint(rng.randrange(10**6) << 1)
    if codec == b"deflate":
        machine = zlib.compressobj(wbits=-15)
        block = machine.compress(block) + machine.flush()
    return head + varint(1 << 1) + varint(len(block) << 1) + block + sync


def _jwt(data: bytes, rng: random.Random) -> bytes:
    def segment(raw: bytes) -> bytes:
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    head = json.dumps({"alg": "HS256", "typ": "JWT"}).encode()
    body = json.dumps({"iss": "shop", "sub": text(data), "exp": 1_800_000_000}).encode()
    return segment(head) + b"." + segment(body) + b"." + segment(rng.randbytes(32))


def _gbk(data: bytes, rng: random.Random) -> bytes:
    return text(data).encode("gb18030")


def _vcard(data: bytes, rng: random.Random) -> bytes:
    """vCard 2.1 as Android's contacts export writes it."""
    quoted = "".join(f"={byte:02X}" for byte in text(data).encode())
    return (
        f"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;{quoted};;;\r\n"
        f"TEL;CELL:{rng.randrange(10**9, 10**10)}\r\nEND:VCARD\r\n"
    ).encode()


def _encoded_word(data: bytes, rng: random.Random) -> bytes:
    raw = text(data).encode()
    if rng.random() < 0.5:
        return b"Subject: =?UTF-8?B?" + base64.b64encode(raw) + b"?=\r\nX-Mailer: shop"
    return b"Subject: =?utf-8?Q?" + b"".join(b"=%02X" % byte for byte in raw) + b"?=\r\nX-Mailer: shop"


DOCUMENTED: dict[str, Encode] = {
    "json": _json,
    "json-slashes": _json_slashes,
    "json-lines": _json_lines,
    "form": _form,
    "query-url": _query_url,
    "multipart": _multipart,
    "xml": _xml,
    "xml-attribute": _xml_attribute,
    "xml-cdata": _xml_cdata,
    "plist-xml": lambda data, rng: plistlib.dumps(_plain_tree(text(data), rng), fmt=plistlib.FMT_XML),
    "plist-binary": lambda data, rng: plistlib.dumps(
        {**_plain_tree(data, rng), "at": datetime.datetime(2024, 5, 1)}, fmt=plistlib.FMT_BINARY
    ),
    "entities-dec": lambda data, rng: _entities(data, "&#{};"),
    "entities-hex": lambda data, rng: _entities(data, "&#x{:x};"),
    "entities-some": lambda data, rng: html.escape(text(data)).encode("ascii", "xmlcharrefreplace") + b"&nbsp;&amp;",
    "percent": lambda data, rng: quote(data, safe="").encode(),
    "percent-lower": lambda data, rng: _lower_percent(data),
    "percent-all": lambda data, rng: b"".join(b"%%%02X" % byte for byte in data),
    "percent-twice": lambda data, rng: quote(quote(data, safe=""), safe="").encode(),
    "percent-u": lambda data, rng: _percent_u(data, every=False),
    "percent-u-all": lambda data, rng: _percent_u(data, every=True),
    "u-escapes": lambda data, rng: _escapes(data, every=False),
    "u-escapes-all": lambda data, rng: _escapes(data, every=True),
    "hex": lambda data, rng: data.hex().encode(),
    "hex-upper": lambda data, rng: data.hex().upper().encode(),
    "base64": lambda data, rng: base64.b64encode(data),
    "base64-nopad": lambda data, rng: base64.b64encode(data).rstrip(b"="),
    "base64-url": lambda data, rng: base64.urlsafe_b64encode(data),
    "base64-url-nopad": lambda data, rng: base64.urlsafe_b64encode(data).rstrip(b"="),
    "base64-wrap64-lf": lambda data, rng: _wrapped(data, 64, b"\n"),
    "base64-wrap76-lf": lambda data, rng: _wrapped(data, 76, b"\n"),
    "base64-wrap76-crlf": lambda data, rng: _wrapped(data, 76, b"\r\n"),
    "base64-percent": lambda data, rng: quote(base64.b64encode(data), safe="").encode(),
    "base64-twice": lambda data, rng: base64.b64encode(base64.b64encode(data)),
    "data-uri": lambda data, rng: b"data:application/octet-stream;base64," + base64.b64encode(data),
    "base32": lambda data, rng: base64.b32encode(data),
    "quoted-printable": lambda data, rng: quopri.encodestring(text(data).encode(), quotetabs=True) + b"=\n=E4=B8=AD",
    "vcard": _vcard,
    "encoded-word": _encoded_word,
    "gzip": lambda data, rng: gzip.compress(data, rng.randrange(1, 10), mtime=0),
    "zlib": lambda data, rng: zlib.compress(data, rng.choice((1, 6, 9))),
    "deflate-raw": lambda data, rng: zlib.compress(data)[2:-4],
    "brotli": lambda data, rng: brotli.compress(data, quality=rng.randrange(1, 12)),
    "zstd": lambda data, rng: zstandard.compress(data),
    "lz4-frame": lambda data, rng: lz4.frame.compress(data),
    "lz4-block-sized": lambda data, rng: lz4.block.compress(data),
    "snappy-raw": lambda data, rng: bytes(cramjam.snappy.compress_raw(data)),
    "snappy-framed": lambda data, rng: bytes(cramjam.snappy.compress(data)),
    "bzip2": lambda data, rng: bz2.compress(data),
    "xz": lambda data, rng: lzma.compress(data),
    "zip": _zip,
    "utf-16le": lambda data, rng: text(data).encode("utf-16-le"),
    "utf-16be": lambda data, rng: text(data).encode("utf-16-be"),
    "utf-16-bom": lambda data, rng: text(data).encode("utf-16"),
    "gbk": _gbk,
    "xor-byte": _xor,
    "not": lambda data, rng: bytes(byte ^ 0xFF for byte in data),
    "reversed": lambda data, rng: text(data)[::-1].encode(),
    "bytes-reversed": lambda data, rng: data[::-1],
    "msgpack": lambda data, rng: msgpack.packb(tree(text(data), rng)),
    "msgpack-bin": lambda data, rng: msgpack.packb(_plain_tree(data, rng)),
    "cbor": lambda data, rng: cbor2.dumps(tree(text(data) if rng.random() < 0.5 else data, rng)),
    "bson": _bson,
    "protobuf": _protobuf,
    "grpc": _grpc,
    "grpc-gzip": _grpc_gzip,
    "grpc-web-trailer": _grpc_web,
    "thrift-compact": _thrift_compact,
    "thrift-binary": _thrift_message,
    "thrift-binary-struct": _thrift_struct,
    "jce": _jce,
    "java-serialized": _java,
    "avro-file": _avro,
    "jwt": _jwt,
}


def _packed(data: bytes, rng: random.Random) -> bytes:
    return rng.choice((gzip.compress, zlib.compress, zstandard.compress, lz4.frame.compress))(data)


FRAMED: dict[str, Encode] = {
    "length-packed": lambda data, rng: struct.pack(">I", len(made := _packed(data, rng))) + made,
    "header-packed": lambda data, rng: b"AGLG\x02\x00" + rng.randbytes(10) + _packed(data, rng),
    "header-packed-crc": lambda data, rng: (
        b"\x01\x10" + (made := _packed(data, rng)) + struct.pack(">I", zlib.crc32(made))
    ),
    "tlv-packed": lambda data, rng: (
        b"\x00\x07" + struct.pack(">H", len(made := _packed(data, rng)) & 0xFFFF) + made + b"\0\x08\0\x02ok"
    ),
    "line-packed": lambda data, rng: b"v=2;enc=gz;len=%d\n" % len(made := _packed(data, rng)) + made,
    "one-byte-packed": lambda data, rng: bytes([rng.randrange(1, 9)]) + _packed(data, rng),
    "length-deflate": lambda data, rng: struct.pack(">I", len(made := zlib.compress(data)[2:-4])) + made,
    "length-brotli": lambda data, rng: struct.pack(">I", len(made := brotli.compress(data))) + made,
    "length-snappy": lambda data, rng: struct.pack(">I", len(made := bytes(cramjam.snappy.compress_raw(data)))) + made,
    "length-lz4-block": lambda data, rng: struct.pack(">I", len(data)) + lz4.block.compress(data, store_size=False),
    "length-json": lambda data, rng: struct.pack(">I", len(made := _json(data, rng))) + made,
    "length-text": lambda data, rng: struct.pack(">H", len(made := text(data).encode()) & 0xFFFF) + made + b"\0\x02ok",
}


def _repeated_xor(data: bytes, mask: bytes) -> bytes:
    return bytes(byte ^ mask[at % len(mask)] for at, byte in enumerate(data))


_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _base58(data: bytes) -> bytes:
    number, out = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        out = _BASE58[digit] + out
    return (_BASE58[0] * (len(data) - len(data.lstrip(b"\0"))) + out).encode()


CIPHERS: dict[str, Encode] = {
    "byte-shift": lambda data, rng: (
        bytes(byte + shift & 255 for byte in data) if (shift := rng.randrange(1, 256)) else b""
    ),
    "xor-key4": lambda data, rng: _repeated_xor(data, rng.randbytes(4)),
    "xor-key16": lambda data, rng: _repeated_xor(data, rng.randbytes(16)),
    "utf-32le": lambda data, rng: text(data).encode("utf-32-le"),
    "int-array": lambda data, rng: json.dumps({"b": list(data), "n": 1}).encode(),
    "int-array-signed": lambda data, rng: json.dumps([byte - 256 if byte > 127 else byte for byte in data]).encode(),
    "base85": lambda data, rng: base64.b85encode(data),
    "ascii85": lambda data, rng: base64.a85encode(data, adobe=rng.random() < 0.5),
    "base58": lambda data, rng: _base58(data),
    "uuencode": lambda data, rng: (
        b"begin 644 f\n"
        + b"".join(__import__("binascii").b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
        + b"`\nend\n"
    ),
    "rot13": lambda data, rng: __import__("codecs").encode(text(data), "rot13").encode(),
    "rot47": lambda data, rng: bytes(
        33 + (byte - 33 + 47) % 94 if 33 <= byte < 127 else byte for byte in text(data).encode()
    ),
    "base64-swapped-case": lambda data, rng: base64.b64encode(data).swapcase(),
    "base64-custom-alphabet": lambda data, rng: base64.b64encode(data).translate(
        bytes.maketrans(_STANDARD, bytes(rng.sample(_STANDARD, 64)))
    ),
    "lzma-alone": lambda data, rng: lzma.compress(data, format=lzma.FORMAT_ALONE),
}


def wrap(data: bytes, names: "list[str]", rng: random.Random) -> bytes:
    """Put ``data`` into encodings, innermost first."""
    for name in names:
        data = (DOCUMENTED.get(name) or FRAMED.get(name) or CIPHERS[name])(data, rng)
    return data
