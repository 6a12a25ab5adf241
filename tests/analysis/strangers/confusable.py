"""Traffic in which no value of ours is, and much that is like one: others' values, near misses, longer numbers."""

import base64
import hashlib
import json
import math
import random
import string
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote_plus

from harness.evidence.exchange import Exchange
from tests.analysis.strangers.encodings import DOCUMENTED, FRAMED, wrap
from tests.analysis.strangers.made import VALUES, fields, uuid
from tests.analysis.strangers.places import PLACES

PLACE = (30.274153, 120.155071)
_FAMILY, _GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"


def other(category: str, rng: random.Random) -> str:
    """Return somebody else's value of a category."""
    while (found := _other(category, rng)) == VALUES.get(category):
        pass
    return found


def _other(category: str, rng: random.Random) -> str:
    if category == "imei":
        return "86" + "".join(rng.choices(string.digits, k=13))
    if category == "phone_number":
        return rng.choice(("138", "139", "150", "186", "199")) + "".join(rng.choices(string.digits, k=8))
    if category == "android_id":
        return f"{rng.getrandbits(64):016x}"
    if category == "email_address":
        return f"{rng.choice(('li', 'wang', 'k.lantern', 'zhao'))}{rng.randrange(1000)}@mail.example"
    if category == "name":
        return rng.choice(_FAMILY) + "".join(rng.sample(_GIVEN, 2))
    if category == "device_serial":
        return "R5" + "".join(rng.choices(string.ascii_uppercase + string.digits, k=9))
    if category == "mac_wifi":
        return ":".join(f"{rng.randrange(256):02x}" for _ in range(6))
    if category == "id_card_number":
        return f"3301061987{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}{rng.randrange(10000):04}"
    return uuid(rng)


def near_miss(rng: random.Random) -> str:
    """Return one of our values with a sign changed, or inside a longer number."""
    value = VALUES[rng.choice(sorted(VALUES))]
    kind = rng.randrange(3)
    if kind == 0 and value.isdigit():
        return value + rng.choice(string.digits)
    if kind == 1 and value.isdigit():
        return rng.choice(string.digits[1:]) + value  # with 0 it is a number as it is dialled
    at = rng.choice([n for n, char in enumerate(value) if char.isalnum()])
    pool = string.digits if value[at].isdigit() else string.ascii_lowercase
    return value[:at] + rng.choice([char for char in pool if char != value[at].lower()]) + value[at + 1 :]


def points(rng: random.Random) -> list[dict[str, float]]:
    """Return places of the same city, none of them nearer than 300 m in any system, to 4 to 6 decimals."""
    found: list[dict[str, float]] = []
    digits = rng.choice((4, 5, 6))
    while len(found) < 20:
        lat, lng = PLACE[0] + rng.uniform(-0.2, 0.2), PLACE[1] + rng.uniform(-0.25, 0.25)
        shift = [(0.0, 0.0), (-0.0025, 0.0046), (0.0035, 0.0112)]  # WGS-84, GCJ-02, BD-09 there
        if all(math.hypot(lat - PLACE[0] - a, (lng - PLACE[1] - b) * 0.86) > 0.003 for a, b in shift):
            found.append({"lat": round(lat, digits), "lng": round(lng, digits)})
    return found


def _others(rng: random.Random) -> list[object]:
    return [{"id": other(key, rng), "v": other(rng.choice(sorted(VALUES)), rng)} for key in VALUES]


def _places(rng: random.Random) -> list[object]:
    shape = rng.randrange(2)
    return [*points(rng)] if shape else [[one["lat"], one["lng"]] for one in points(rng)]


def _digests(rng: random.Random) -> list[object]:
    return [hashlib.new(rng.choice(("md5", "sha1", "sha256")), near_miss(rng).encode()).hexdigest() for _ in range(12)]


_ROWS: tuple[tuple[str, Callable[[random.Random], list[object]]], ...] = (
    ("others' values", _others),
    ("near misses", lambda rng: [{"x": near_miss(rng)} for _ in range(12)]),
    ("places", _places),
    ("digests of near misses", _digests),
    ("numbers", lambda rng: [rng.randrange(10 ** rng.randrange(4, 19)) for _ in range(60)]),
    ("random base64", lambda rng: [base64.b64encode(rng.randbytes(rng.randrange(8, 90))).decode() for _ in range(20)]),
)


class Made(NamedTuple):
    """One request, how many bytes it has, and what it is made of."""

    exchange: Exchange
    size: int
    kind: str


def exchanges(size: int, seed: int | str) -> Iterator[Made]:
    """Yield requests until their bodies, URLs and headers have ``size`` bytes together."""
    rng = random.Random(f"confusable:{seed}")
    names = [*sorted(DOCUMENTED), *sorted(FRAMED)]
    index = 0
    while size > 0:
        kind, rows = rng.choice(_ROWS)
        data = json.dumps({**fields(rng), "rows": rows(rng)}, ensure_ascii=rng.random() < 0.5).encode()
        shape = rng.random()
        if shape < 0.25:
            data = "&".join(f"{key}={quote_plus(str(value))}" for key, value in json.loads(data).items()).encode()
            kind += " in form"
        elif shape < 0.6:
            stack = rng.choices(names, k=rng.randrange(1, 3))
            data = wrap(data, stack, rng)
            kind += f" in {' in '.join(stack)}"
        elif shape < 0.7:
            data = rng.randbytes(rng.randrange(40, 4000))
            kind = "random bytes"
        found = PLACES[rng.choice(sorted(PLACES)) if rng.random() < 0.2 else "body"](data, rng)
        found.index, found.id = index, str(index)
        index += 1
        own = len(found.request_body) + len(found.url) + sum(len(value) for _, value in found.request_headers)
        size -= own
        yield Made(found, own, kind)
