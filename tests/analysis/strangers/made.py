"""What strangers' requests consist of besides the value: documents, other fields, texts."""

import base64
import json
import random
from urllib.parse import quote_plus

VALUES = {
    "imei": "860123456789013",
    "phone_number": "13812345678",
    "android_id": "9a59c04be71f32d8",
    "oaid": "8f0c2b7e-1d3a-4c55-9e0b-7a6d1f2e3c4b",
    "gaid": "1209d0b9-b959-42e6-b921-aa5d9d08c1af",
    "email_address": "k.lantern87@mail.example",
    "name": "欧阳晓芸",
    "device_serial": "R58N12ABCDE",
    "mac_wifi": "3c:5a:b4:7e:90:1d",
    "id_card_number": "330106198703142217",
    "credential": "Tr0ub4dor&3-lamp",
    "clipboard": "Meet me at the blue folder, 3 keys <left> of the door",
}
"""Looked for in all stacks, by category."""

_MODELS = ("V2307A", "M2102J2SC", "SM-G9980", "Pixel 7", "NOH-AN00", "PGT-AN10")
_EVENTS = ("app_start", "page_view", "$AppClick", "heartbeat", "ad_show", "order", "exit", "push_open")
_KEYS = ("d", "uid", "x1", "payload", "value", "info", "ext", "p", "aid", "udid", "content", "extra_data")


def uuid(rng: random.Random) -> str:
    """Return somebody's UUID of version 4."""
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{rng.choice('89ab')}{text[17:20]}-{text[20:]}"


def fields(rng: random.Random) -> dict[str, object]:
    """Return some fields that such a document has besides."""
    every: dict[str, object] = {
        "model": rng.choice(_MODELS),
        "os": f"Android {rng.randrange(9, 16)}",
        "ts": 1_700_000_000_000 + rng.randrange(10**11),
        "session": uuid(rng),
        "pkg": "com.shop.app",
        "ver": f"{rng.randrange(12)}.{rng.randrange(40)}.{rng.randrange(10)}",
        "screen": rng.choice(("1080x2400", "1440*3200", "720,1600")),
        "lang": rng.choice(("zh_CN", "en-US", "zh-Hans-CN")),
        "event": rng.choice(_EVENTS),
        "wifi": rng.random() < 0.5,
        "ratio": round(rng.random(), 4),
        "title": rng.choice(("新款蓝牙耳机", "Résumé", "首页 / 推荐", "a & b <c>")),
        "sign": f"{rng.getrandbits(128):032x}",
    }
    return {key: every[key] for key in rng.sample(sorted(every), rng.randrange(2, 7))}


def key(rng: random.Random) -> str:
    """Return the name of a field that names nothing."""
    return rng.choice(_KEYS)


def tree(value: object, rng: random.Random) -> dict[str, object]:
    """Return a document that holds ``value`` somewhere."""
    items = [*fields(rng).items()]
    items.insert(rng.randrange(len(items) + 1), (key(rng), value))
    inner = dict(items)
    shape = rng.randrange(3)
    if shape == 0:
        return inner
    if shape == 1:
        return {**fields(rng), "data": inner}
    return {"events": [fields(rng), inner, fields(rng)], **fields(rng)}


def document(value: str, rng: random.Random) -> bytes:
    """Return the innermost thing: mostly a document in JSON or a form, sometimes the bare value."""
    shape = rng.random()
    if shape < 0.25:
        return value.encode()
    if shape < 0.4:
        pairs = [*fields(rng).items()]
        pairs.insert(rng.randrange(len(pairs) + 1), (key(rng), value))
        return "&".join(f"{name}={quote_plus(str(text))}" for name, text in pairs).encode()
    spaces = (",", ":") if rng.random() < 0.7 else (", ", ": ")
    return json.dumps(tree(value, rng), ensure_ascii=rng.random() < 0.3, separators=spaces).encode()


def is_text(data: bytes) -> bool:
    """Whether a text format can carry it as it is."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(char >= " " or char in "\t\r\n" for char in text)


def text(data: bytes) -> str:
    """Return ``data`` as a text format carries it: binary data in base64, as everybody does."""
    return data.decode() if is_text(data) else base64.b64encode(data).decode()
