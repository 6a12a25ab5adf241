"""Bodies made to hurt: bombs, nesting, damage, sheer size. ``python -m tests.analysis.hostile NAME...`` searches them.

That runs under a limit of memory, and prints a JSON line for each: seconds, the bound that was reached, the bytes
left unread, how many values were found, and how many MiB the search took beside the body.
"""

import base64
import bz2
import functools
import gzip
import json
import random
import resource
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import zstandard

GIGA = 1 << 30
IMEI = "866712345678906"
MEMORY = 2 * GIGA + 512 * (1 << 20)
"""Address space of one search: the largest body takes 1 GB of it, the decoders' libraries 0.3 GB."""


def zeros(size: int, machine: object) -> bytes:
    """Compress zeros in pieces."""
    piece = bytes(1 << 22)
    out = [machine.compress(piece) for _ in range(size // len(piece))]  # type: ignore[attr-defined]
    return b"".join([*out, machine.flush()])  # type: ignore[attr-defined]


@functools.cache
def ten_gigabytes() -> bytes:
    """10 GB of zeros in 23 KB: gzip within gzip. One block is repeated, since compressing would take minutes."""
    # Raw DEFLATE blocks of zeros that end on a byte's boundary can stand one behind the other.
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = machine.compress(bytes(1 << 24)) + machine.flush(zlib.Z_FULL_FLUSH)
    again = machine.compress(bytes(1 << 24)) + machine.flush(zlib.Z_FULL_FLUSH)
    raw = first + again * (10 * 64 - 1) + b"\x03\x00"
    inner = b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + raw + bytes(8)
    return gzip.compress(inner, 9, mtime=0)


def nested(encode: Callable[[bytes], bytes], depth: int = 1000, most: int = 64 << 20) -> bytes:
    """Apply an encoding again and again, until it is deep or large enough."""
    data = IMEI.encode() * 4
    for _ in range(depth):
        data = encode(data)
        if len(data) > most:
            break
    return data


def length(size: int) -> bytes:
    out = b""
    while size > 127:
        out += bytes([size & 127 | 128])
        size >>= 7
    return out + bytes([size])


def multipart(data: bytes) -> bytes:
    mark = b"b%d" % zlib.crc32(data)
    return b"--" + mark + b"\r\nContent-Disposition: form-data; name=x\r\n\r\n" + data + b"\r\n--" + mark + b"--\r\n"


def entities() -> bytes:
    """The billion laughs."""
    lines = [b'<!ENTITY a0 "%s">' % IMEI.encode()]
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 1000)]
    return b"<?xml version='1.0'?><!DOCTYPE r [" + b"\n".join(lines) + b"]><r>&a999;</r>"


def broken(seed: int) -> bytes:
    """Something valid, cut, flipped or mixed."""
    rng = random.Random(seed)
    text = json.dumps({"a": [IMEI] * 300, "b": "\u4e2d\\" * 50}).encode()
    makers = (
        gzip.compress,
        zlib.compress,
        brotli.compress,
        zstandard.compress,
        bz2.compress,
        base64.b64encode,
        multipart,
    )
    data = bytearray(rng.choice(makers)(rng.choice(makers)(text)))
    for _ in range(rng.randrange(1, 40)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data[: rng.randrange(len(data) // 2, len(data) + 1)])


CORPUS: dict[str, Callable[[], bytes]] = {
    "bomb-gzip": ten_gigabytes,
    "bomb-zstd": lambda: zstandard.compress(zeros(GIGA, zstandard.ZstdCompressor(level=1).compressobj())),
    "bomb-bzip2": lambda: bz2.compress(bytes(256 << 20)),
    "bomb-brotli": lambda: brotli.compress(bytes(256 << 20), quality=3),
    "bomb-members": lambda: gzip.compress(b"", mtime=0) * 200_000,
    "bomb-base64": lambda: base64.b64encode(ten_gigabytes()),
    "nested-gzip": lambda: nested(lambda data: gzip.compress(data, mtime=0)),
    "nested-zstd": lambda: nested(zstandard.compress),
    "nested-base64": lambda: nested(base64.b64encode, most=24 << 20),
    "nested-json": lambda: b'{"a":' * 1000 + b'"' + IMEI.encode() + b'"' + b"}" * 1000,
    "nested-json-strings": lambda: nested(lambda data: json.dumps({"a": data.decode()}).encode(), most=24 << 20),
    "nested-multipart": lambda: nested(multipart),
    "nested-protobuf": lambda: nested(lambda data: b"\x0a" + length(len(data)) + data),
    "nested-percent": lambda: b"%" + b"25" * 1_000_000 + b"41",
    "nested-cbor": lambda: b"\x81" * 1_000_000,
    "nested-msgpack": lambda: b"\x91" * 1_000_000,
    "nested-xml": lambda: b"<a>" * 500_000 + IMEI.encode() + b"</a>" * 500_000,
    "laughs": entities,
    "a-million-parameters": lambda: b"&".join(b"p%d=%d" % (n, n * 7919) for n in range(1_000_000)),
    "a-million-escapes": lambda: b"&".join(b"p%d=%%4%d+x" % (n, n % 10) for n in range(1_000_000)),
    "a-million-runs": lambda: b" ".join(b"%024x" % (n * 0x9E3779B97F4A7C15F39CC) for n in range(600_000)),
    "a-million-words": lambda: b" ".join(base64.b64encode(b"%012d" % (n * 7919)) for n in range(600_000)),
    "a-million-strings": lambda: b"[" + b",".join(b'"\\u4e2d%d"' % n for n in range(1_000_000)) + b"]",
    "quotes": lambda: b'"' * 5_000_000,
    "backslashes": lambda: b'{"a":"' + b"\\" * 5_000_001,
    "quotes-and-backslashes": lambda: b'{"a":' + b'"\\' * 2_500_000,
    "tags": lambda: b"<a " + b"x='" * 1_000_000 + b">",
    "brackets": lambda: b"[{" * 2_000_000,
    "ampersands": lambda: b"&;" * 2_000_000 + b"&amp;",
    "boundaries": lambda: b"--x\r\n\r\n" * 500_000,
    "dots": lambda: b"eyJ" + b"aaaa." * 1_000_000,
    "hex-pairs": lambda: b"31 " * 2_000_000,
    "one-letter": lambda: b"A" * 16_000_000,
    "noise": lambda: random.Random(1).randbytes(8_000_000),
    "wide": lambda: IMEI.encode("utf-16-le") * 400_000,
    "parcel": lambda: (b"\x02\0\0\0a\0b\0\0\0\0\0") * 1_000_000,
    "zip-of-many": lambda: _zip_of_many(),
    "a-gigabyte": lambda: IMEI.encode() + bytes(GIGA - 15),
    **{f"broken-{seed}": functools.partial(broken, seed) for seed in range(40)},
}


def _zip_of_many() -> bytes:
    import io
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(600):
            archive.writestr(f"../../\x1b[31m{number}", bytes(1 << 20))
    return file.getvalue()


def memory(name: str) -> float:
    """Return a figure of this process's memory in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def main(names: list[str]) -> None:
    """Search the bodies named and print what was said of them."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from harness.analysis.search.exchange import Scanner
    from harness.analysis.search.match import Matcher
    from harness.analysis.search.patterns import PatternSet
    from harness.evidence.exchange import Exchange
    from harness.values.needle import Needle

    needles = [Needle(value_id="imei", category="imei", text=IMEI)]
    patterns = PatternSet()
    patterns.add_needles(needles)
    scanner = Scanner(Matcher(patterns), needles)
    for name in names:
        body = CORPUS[name]()
        Path("/proc/self/clear_refs").write_text("5")  # the highest resident memory starts anew
        before, begun = memory("VmRSS"), time.process_time()
        scanned = scanner.scan(Exchange(index=0, id=name, time_us=0, request_body=body))
        said = {
            "name": name,
            "bytes": len(body),
            "seconds": round(time.process_time() - begun, 2),
            "spent": scanned.spent,
            "opaque": scanned.opaque.get("request:body", 0),
            "found": len(scanned.spots),
            "mib": round(memory("VmHWM") - before),
        }
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:] or list(CORPUS))
