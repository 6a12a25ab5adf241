"""Generates exchanges that hide values under random stacks of encodings. Shares no code with the analysis."""

import base64
import binascii
import bz2
import gzip
import html
import io
import json
import lzma
import plistlib
import quopri
import random
import string
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
import msgspec
import zstandard

Encode = Callable[[bytes, random.Random], bytes]
WORDS = [
    "device",
    "model",
    "locale",
    "session",
    "event",
    "name",
    "screen",
    "launch",
    "time",
    "zone",
    "build",
    "app",
    "sdk",
    "user",
    "agent",
    "token",
]


def as_text(data: bytes) -> str:
    """Text formats carry binary data as base64, as real apps do."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()
    return text if all(char >= " " or char in "\t\r\n" for char in text) else base64.b64encode(data).decode()


def word(rng: random.Random) -> str:
    return rng.choice(WORDS)


def in_json(data: bytes, rng: random.Random) -> bytes:
    tree = {word(rng): word(rng), "n": rng.randrange(10**6), "x": {word(rng): as_text(data)}, "z": [1, 2]}
    return json.dumps(tree, ensure_ascii=rng.random() < 0.5).encode()


def in_json_lines(data: bytes, rng: random.Random) -> bytes:
    rows = [{"e": word(rng)}, {"v": as_text(data)}, {"e": word(rng)}]
    return "\n".join(json.dumps(row) for row in rows).encode()


def in_form(data: bytes, rng: random.Random) -> bytes:
    return f"a={word(rng)}&payload={quote_plus(as_text(data))}&t={rng.randrange(10**9)}".encode()


def in_multipart(data: bytes, rng: random.Random) -> bytes:
    mark = b"----WebKit" + str(rng.randrange(10**12)).encode()
    head = b'Content-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream\r\n\r\n'
    other = b'Content-Disposition: form-data; name="t"\r\n\r\n1'
    parts = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in (other, head + data))
    return parts + b"--" + mark + b"--\r\n"


def in_xml(data: bytes, rng: random.Random) -> bytes:
    return f"<?xml version='1.0'?><r><a k='{word(rng)}'/><v>{html.escape(as_text(data))}</v></r>".encode()


def in_entities(data: bytes, rng: random.Random) -> bytes:
    return "".join(f"&#{ord(char)};" for char in as_text(data)).encode()


def in_hex(data: bytes, rng: random.Random) -> bytes:
    return data.hex().encode() if rng.random() < 0.5 else data.hex().upper().encode()


def in_spaced_hex(data: bytes, rng: random.Random) -> bytes:
    return data.hex(rng.choice(" :-")).encode()


def in_base64(data: bytes, rng: random.Random) -> bytes:
    kind = rng.randrange(4)
    if kind == 0:
        return base64.b64encode(data)
    if kind == 1:
        return base64.urlsafe_b64encode(data)
    if kind == 2:
        return base64.b64encode(data).rstrip(b"=")
    return base64.encodebytes(data).strip()


def in_base64_embedded(data: bytes, rng: random.Random) -> bytes:
    return b"x" * rng.randrange(1, 4) + base64.b64encode(as_text(data).encode())


def in_escapes(data: bytes, rng: random.Random) -> bytes:
    return "".join(f"\\u{ord(char):04x}" if ord(char) < 65536 else char for char in as_text(data)).encode()


def in_utf16(data: bytes, rng: random.Random) -> bytes:
    return as_text(data).encode(rng.choice(["utf-16-le", "utf-16-be", "utf-16"]))


def in_xor(data: bytes, rng: random.Random) -> bytes:
    # What is neither text nor packed stays unreadable under an unknown key: apps mask texts and archives.
    packed = data[:2] in (b"\x1f\x8b", b"\x78\x9c")
    # A key below 0x80 leaves text as text, which only a value directly below it gives away.
    key = rng.randrange(128, 256)
    return bytes(byte ^ key for byte in (data if packed else as_text(data).encode()))


def reverse(data: bytes, rng: random.Random) -> bytes:
    return as_text(data)[::-1].encode()


def in_jwt(data: bytes, rng: random.Random) -> bytes:
    def segment(tree: object) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(tree).encode()).rstrip(b"=")

    head = {"alg": "HS256", "typ": "JWT"}
    return b".".join((segment(head), segment({"sub": as_text(data)}), base64.urlsafe_b64encode(rng.randbytes(30))))


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def in_protobuf(data: bytes, rng: random.Random) -> bytes:
    inner = b"\x0a" + varint(4) + b"name" + b"\x12" + varint(len(data)) + data
    return b"\x08" + varint(rng.randrange(10**9)) + b"\x1a" + varint(len(inner)) + inner + b"\x25" + rng.randbytes(4)


def in_grpc(data: bytes, rng: random.Random) -> bytes:
    message = in_protobuf(data, rng)
    return b"\0" + struct.pack(">I", len(message)) + message


def in_thrift(data: bytes, rng: random.Random) -> bytes:
    return b"\x15" + varint(rng.randrange(1000)) + b"\x18" + varint(len(data)) + data + b"\x18\x04name\x00"


def in_thrift_binary(data: bytes, rng: random.Random) -> bytes:
    name = b"\x0b\0\1" + struct.pack(">i", 4) + b"name"
    number = b"\x08\0\2" + struct.pack(">i", rng.randrange(1000))
    return name + number + b"\x0b\0\3" + struct.pack(">i", len(data)) + data + b"\0"


def in_jce(data: bytes, rng: random.Random) -> bytes:
    head = b"\x06\x07android" + b"\x12" + struct.pack(">i", rng.randrange(1000))
    if len(data) < 256:
        return head + b"\x26" + bytes([len(data)]) + data
    return head + b"\x2d\0\x02" + struct.pack(">i", len(data)) + data


def in_bson(data: bytes, rng: random.Random) -> bytes:
    body = b"\x10n\0" + struct.pack("<i", 5) + b"\x05v\0" + struct.pack("<i", len(data)) + b"\0" + data
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def in_java(data: bytes, rng: random.Random) -> bytes:
    text = as_text(data).encode()
    return b"\xac\xed\x00\x05w\x04" + rng.randbytes(4) + b"t" + struct.pack(">H", len(text)) + text


def in_c_escapes(data: bytes, rng: random.Random) -> bytes:
    return "".join(f"\\x{byte:02x}" for byte in as_text(data).encode()).encode()


def in_percent_u(data: bytes, rng: random.Random) -> bytes:
    return "".join(f"%u{ord(char):04X}" if ord(char) < 65536 else char for char in as_text(data)).encode()


def in_url(data: bytes, rng: random.Random) -> bytes:
    return f"https://api.example/v1/{word(rng)}?a={word(rng)}&q={quote(as_text(data), safe='')}#top".encode()


def in_cookie(data: bytes, rng: random.Random) -> bytes:
    return f"{word(rng)}=1; id={quote(as_text(data), safe='')}; lang=zh".encode()


def in_zip(data: bytes, rng: random.Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        archive.writestr(zipfile.ZipInfo("log/a.txt"), b"started\n" * 20, archive.compression)
        archive.writestr(zipfile.ZipInfo("log/b.txt"), data, archive.compression)
    return file.getvalue()


def in_parcel(data: bytes, rng: random.Random) -> bytes:
    out = struct.pack("<i", rng.randrange(1000))
    for text in ("com.shop.app", as_text(data)):
        units = text.encode("utf-16-le")
        body = struct.pack("<i", len(units) // 2) + units + b"\0\0"
        out += body + b"\0" * (-len(body) % 4)
    return out + struct.pack("<i", 0)


def in_websocket(data: bytes, rng: random.Random) -> bytes:
    key = rng.randbytes(4)
    size = len(data)
    head = (
        bytes([0x80 | size])
        if size < 126
        else b"\xfe" + struct.pack(">H", size)
        if size < 65536
        else b"\xff" + struct.pack(">Q", size)
    )
    return b"\x82" + head + key + bytes(byte ^ key[at % 4] for at, byte in enumerate(data))


def in_mqtt(data: bytes, rng: random.Random) -> bytes:
    body = b"\0\x05t/dev" + rng.randbytes(2) + data
    return b"\x10\x0f\0\4MQTT\4\2\0\x3c\0\3dev" + b"\x32" + varint(len(body)) + body


def in_xml_plist(data: bytes, rng: random.Random) -> bytes:
    return plistlib.dumps({"n": 7, "id": as_text(data)}, fmt=plistlib.FMT_XML)


def tree(data: bytes) -> dict[str, object]:
    return {"n": 7, "list": [True, None, {"v": data if b"\0" in data else as_text(data)}]}


PLAIN: dict[str, Encode] = {
    "json": in_json,
    "jsonl": in_json_lines,
    "form": in_form,
    "multipart": in_multipart,
    "xml": in_xml,
    "entities": in_entities,
    "percent": lambda data, rng: quote(as_text(data), safe="").encode() + b"%20",
    "hex": in_hex,
    "hex-separated": in_spaced_hex,
    "base64": in_base64,
    "base64-embedded": in_base64_embedded,
    "base32": lambda data, rng: base64.b32encode(data),
    "quoted-printable": lambda data, rng: quopri.encodestring(as_text(data).encode()) + b"=\n=E4=B8=AD",
    "escapes": in_escapes,
    "gzip": lambda data, rng: gzip.compress(data, mtime=0),
    "zlib": lambda data, rng: zlib.compress(data),
    "deflate": lambda data, rng: zlib.compress(data)[2:-4],
    "brotli": lambda data, rng: brotli.compress(data),
    "zstd": lambda data, rng: zstandard.compress(data),
    "lz4": lambda data, rng: lz4.frame.compress(data),
    "lz4-block": lambda data, rng: lz4.block.compress(data),
    "snappy": lambda data, rng: bytes(cramjam.snappy.compress_raw(data)),
    "xz": lambda data, rng: lzma.compress(data),
    "msgpack": lambda data, rng: msgspec.msgpack.encode(tree(data)),
    "cbor": lambda data, rng: cbor2.dumps(tree(data)),
    "thrift-binary": in_thrift_binary,
    "jce": in_jce,
    "byte-list": lambda data, rng: json.dumps({"b": list(data), "n": 1}).encode(),
    "bson": in_bson,
    "protobuf": in_protobuf,
    "grpc": in_grpc,
    "thrift": in_thrift,
    "java": in_java,
    "jwt": in_jwt,
    "utf-16": in_utf16,
    "c-escapes": in_c_escapes,
    "percent-u": in_percent_u,
    "url": in_url,
    "cookie": in_cookie,
    "bzip2": lambda data, rng: bz2.compress(data),
    "zip": in_zip,
    "parcel": in_parcel,
    "websocket": in_websocket,
    "mqtt": in_mqtt,
    "plist": lambda data, rng: plistlib.dumps({"n": 7, "v": data}, fmt=plistlib.FMT_BINARY),
    "plist-xml": in_xml_plist,
    "gb18030": lambda data, rng: as_text(data).encode("gb18030"),
    "xor": in_xor,
    "reversed": reverse,
}


def wrap(value: str, names: list[str], rng: random.Random) -> bytes:
    """Hide ``value`` in ``names``, innermost first."""
    data = value.encode()
    for name in names:
        data = PLAIN[name](data, rng)
    return data


def near_miss(value: str, rng: random.Random) -> str:
    """Return a value that differs from ``value`` in one place, or is longer by a digit."""
    if value.isdigit() and rng.random() < 0.3:
        return value + rng.choice(string.digits)
    at = rng.randrange(len(value))
    pool = string.digits if value[at].isdigit() else string.ascii_lowercase
    return value[:at] + rng.choice([char for char in pool if char != value[at]]) + value[at + 1 :]


def noise(rng: random.Random) -> str:
    """Return something that looks like an identifier but is none of the values."""
    kind = rng.randrange(3)
    if kind == 0:
        return base64.b64encode(rng.randbytes(rng.randrange(12, 60))).decode()
    if kind == 1:
        return binascii.hexlify(rng.randbytes(16)).decode()
    return "".join(rng.choice(string.digits) for _ in range(15))
