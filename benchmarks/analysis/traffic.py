"""Generates traffic shaped like an app's: gzip'd JSON, forms, protobuf, images; some of it carries persona values.

Shares no code with the analysis. The same number gives the same exchange.
"""

import base64
import gzip
import hashlib
import json
import random
import struct
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from mitmproxy import http
from mitmproxy.io import tnetstring
from mitmproxy.test import tflow

CARRYING = 0.05
"""The share of exchanges that carry a value."""
LEAST, MOST = 2_000, 20_000
"""Bytes of a body before it is compressed."""
_EVENTS = ["screen_view", "tap", "scroll", "ad_impression", "ad_click", "session_start", "purchase_view", "search"]
_SCREENS = ["Home", "Detail", "Search", "Profile", "Settings", "Cart", "Feed", "Player"]
_HOSTS = [
    "api.shop.example",
    "events.metrics.example",
    "log.adnet.example",
    "cfg.push.example",
    "img.cdn.example",
    "t.stats.example",
]
_HEADERS = (
    (b"User-Agent", b"Dalvik/2.1.0 (Linux; U; Android 14; Pixel 7 Build/UQ1A.240105.004)"),
    (b"Accept-Encoding", b"gzip"),
    (b"Connection", b"Keep-Alive"),
    (b"X-Request-Id", b"6f1b6c44-9f0e-4b0e-a1a8-55b0d6d0c1f2"),
)
_PICTURES = (b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"RIFF\x00\x10\x00\x00WEBPVP8 ")


def _uuid(rng: random.Random) -> str:
    text = rng.randbytes(16).hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _event(rng: random.Random) -> dict[str, Any]:
    screen = rng.choice(_SCREENS)
    return {
        "name": rng.choice(_EVENTS),
        "after_ms": rng.randrange(60_000),
        "screen_class": f"com.shop.app.ui.{screen.lower()}.{screen}Activity",
        "engagement": rng.choice(["foreground", "background", "notification"]),
        "thread": rng.choice(["main", "OkHttp Dispatcher", "DefaultDispatcher-worker", "Firebase Background Thread"]),
        "props": {
            "screen": screen,
            "item": f"sku-{rng.randrange(10**6)}",
            "price": round(rng.random() * 500, 2),
            "title": "新款 蓝牙耳机 " + rng.choice(_SCREENS),
            "ref": f"https://www.shop.example/{screen.lower()}/list?from=push&tab={rng.randrange(9)}",
            "network": rng.choice(["wifi", "cellular", "none"]),
            "exp": [rng.choice("ABCD") for _ in range(4)],
        },
    }


def _size(rng: random.Random) -> int:
    return int(LEAST * (MOST / LEAST) ** rng.random())


def _device(rng: random.Random) -> dict[str, Any]:
    own = random.Random(rng.randrange(24))  # a dozen SDKs, each with an installation of its own
    return {
        "model": "Pixel 7",
        "brand": "google",
        "os": "Android 14",
        "sdk": 34,
        "locale": "zh-CN",
        "tz": "Asia/Shanghai",
        "w": 1080,
        "h": 2400,
        "install_id": _uuid(own),
        "build": own.randbytes(20).hex(),
    }


def _json(rng: random.Random, carried: dict[str, str]) -> bytes:
    tree: dict[str, Any] = {
        "device": _device(rng) | carried,
        "batch": _uuid(rng),
        "ts": 1_718_961_000_000 + rng.randrange(10**9),
        "events": [],
    }
    size, length = _size(rng), 400
    while length < size:
        event = _event(rng)
        tree["events"].append(event)
        length += 480
    return json.dumps(tree, ensure_ascii=rng.random() < 0.3, separators=(",", ":")).encode()


def _form(rng: random.Random, carried: dict[str, str]) -> bytes:
    fields = [(key, str(value)) for key, value in (_device(rng) | carried).items()]
    payload = json.dumps([_event(rng) for _ in range(max(1, _size(rng) // 480))]).encode()
    if rng.random() < 0.5:
        fields.append(("data", base64.b64encode(gzip.compress(payload, 5)).decode()))
    else:
        fields.append(("data", payload.decode()))
    fields.append(("sign", hashlib.md5(payload).hexdigest()))
    return "&".join(f"{key}={quote_plus(value)}" for key, value in fields).encode()


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes((*out, number))


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _protobuf(rng: random.Random, carried: dict[str, str]) -> bytes:
    out = bytearray()
    for number, value in enumerate((_device(rng) | carried).values(), 1):
        out += _field(number, str(value).encode())
    size = _size(rng)
    while len(out) < size:
        event = _event(rng)
        props = b"".join(_field(n, str(v).encode()) for n, v in enumerate(event["props"].values(), 1))
        body = _field(1, event["name"].encode()) + b"\x10" + _varint(event["after_ms"]) + _field(3, props)
        out += _field(30, body + b"\x21" + struct.pack("<d", rng.random()))
    return bytes(out)


def _carried(rng: random.Random, values: dict[str, str]) -> dict[str, str]:
    """Choose a value and how it is written."""
    key = rng.choice(sorted(values))
    value = values[key]
    kind = rng.randrange(4)
    if kind == 1:
        value = hashlib.md5(value.encode()).hexdigest()
    elif kind == 2:
        value = hashlib.sha256(value.encode()).hexdigest().upper()
    elif kind == 3:
        value = base64.b64encode(json.dumps({key: value}).encode()).decode()
    return {key: value}


def exchange(number: int, values: dict[str, str]) -> dict[str, Any]:
    """Return exchange ``number``: method, host, path, headers and bodies."""
    rng = random.Random(number)
    carried = _carried(rng, values) if values and rng.random() < CARRYING else {}
    kind = rng.random()
    host = rng.choice(_HOSTS)
    path = f"/v{rng.randrange(1, 4)}/{rng.choice(_SCREENS).lower()}?t={rng.randrange(10**9)}&v=3.2.1"
    ok = b'{"code":0,"message":"ok"}'
    if kind < 0.40:
        body, headers = gzip.compress(_json(rng, carried), 5), [(b"Content-Encoding", b"gzip")]
        return _made("POST", host, path, b"application/json", headers, body, b"application/json", [], ok)
    if kind < 0.60:
        body = _form(rng, carried)
        return _made("POST", host, path, b"application/x-www-form-urlencoded", [], body, b"application/json", [], ok)
    if kind < 0.75:
        body = _protobuf(rng, carried)
        return _made(
            "POST", host, path, b"application/x-protobuf", [], body, b"application/x-protobuf", [], b"\x08\x01"
        )
    if kind < 0.90:
        picture = rng.choice(_PICTURES) + rng.randbytes(_size(rng))
        path += "".join(f"&{key}={quote_plus(value)}" for key, value in carried.items())
        return _made("GET", host, path, b"", [], b"", b"image/jpeg", [], picture)
    path += "".join(f"&{key}={quote_plus(value)}" for key, value in carried.items())
    answer = gzip.compress(_json(rng, {}), 5)
    return _made("GET", host, path, b"", [], b"", b"application/json", [(b"Content-Encoding", b"gzip")], answer)


def _made(
    method: str,
    host: str,
    path: str,
    kind: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    answer_kind: bytes,
    answer_headers: list[tuple[bytes, bytes]],
    answer: bytes,
) -> dict[str, Any]:
    own = [(b"Host", host.encode()), *_HEADERS, *headers]
    if kind:
        own += [(b"Content-Type", kind), (b"Content-Length", str(len(body)).encode())]
    back = [(b"Content-Type", answer_kind), (b"Server", b"nginx"), *answer_headers]
    session = hashlib.sha1(path.encode()).hexdigest()
    if session < "1a":  # one in ten
        back.append((b"Set-Cookie", f"SESSION={session}; Path=/; Secure; HttpOnly".encode()))
    return {"method": method, "host": host, "path": path, "headers": own, "body": body, "back": back, "answer": answer}


def write_flows(path: Path, count: int, values: dict[str, str], first: int = 0) -> int:
    """Write ``count`` exchanges, from the ``first`` on, as a mitmproxy flow file; return the bytes of all bodies."""
    template = tflow.tflow(resp=True)
    assert isinstance(template, http.HTTPFlow)
    size = 0
    with path.open("wb") as file:
        for number in range(first, first + count):
            made = exchange(number, values)
            state = template.get_state()
            state["id"] = f"{number:08x}-0000-4000-8000-000000000000"
            begun = 1_718_961_000 + number * 0.05
            state["timestamp_created"] = begun
            # One connection carries some twenty exchanges.
            state["client_conn"]["id"] = f"{number // 20:08x}-0000-4000-8000-000000000001"
            state["client_conn"]["peername"] = ("127.0.0.1", 20_000 + number // 20 % 40_000)
            state["request"] |= {
                "method": made["method"].encode(),
                "scheme": b"https",
                "host": made["host"],
                "port": 443,
                "path": made["path"].encode(),
                "headers": made["headers"],
                "content": made["body"],
                "timestamp_start": begun,
                "timestamp_end": begun + 0.01,
            }
            state["response"] |= {
                "headers": made["back"],
                "content": made["answer"],
                "timestamp_start": begun + 0.02,
                "timestamp_end": begun + 0.03,
            }
            tnetstring.dump(state, file)
            size += len(made["body"]) + len(made["answer"])
    return size
