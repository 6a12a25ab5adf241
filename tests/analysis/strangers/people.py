"""Ever other values: what one set of them does not show, a rare coincidence of bytes, shows in some ten thousand."""

import base64
import hashlib
import random
import string
from collections.abc import Callable, Iterator

from harness.persona.digits import id_card_digit, luhn_digit
from harness.values.needle import Needle
from tests.analysis.strangers.encodings import DOCUMENTED, wrap
from tests.analysis.strangers.made import document, uuid
from tests.analysis.strangers.places import PLACES
from tests.analysis.strangers.scan import scanner_of

_OF_EACH = 12
_DIGESTS = 0.3


def _any(rng: random.Random, signs: str, least: int, most: int) -> str:
    return "".join(rng.choices(signs, k=rng.randint(least, most)))


def _digits(rng: random.Random, count: int) -> str:
    return _any(rng, string.digits, count, count)


def _luhn(body: str) -> str:
    return body + luhn_digit(body)


def _id_card(rng: random.Random) -> str:
    body = f"{rng.choice(('110101', '330106', '440305'))}{rng.randrange(1950, 2010)}{rng.randrange(1, 13):02d}"
    body += f"{rng.randrange(1, 29):02d}{_digits(rng, 3)}"
    return body + id_card_digit(body)


def _email(rng: random.Random) -> str:
    user = _any(rng, string.ascii_lowercase + string.digits + "._", 6, 13).strip("._") or "someone"
    return f"{user}@{rng.choice(('mail', 'qq', 'corp'))}{rng.choice(('.com', '.example', '.cn'))}"


def _words(rng: random.Random) -> str:
    return " ".join(_any(rng, string.ascii_lowercase, 2, 8) for _ in range(rng.randint(4, 8)))


_MAKE: dict[str, Callable[[random.Random], str]] = {
    "imei": lambda rng: _luhn("86" + _digits(rng, 12)),
    "phone_number": lambda rng: f"1{rng.choice('3578')}{_digits(rng, 9)}",
    "android_id": lambda rng: f"{rng.getrandbits(64):016x}",
    "oaid": uuid,
    "gaid": uuid,
    "imsi": lambda rng: "46000" + _digits(rng, 10),
    "iccid": lambda rng: _luhn("89860" + _digits(rng, 14)),
    "email_address": _email,
    "name": lambda rng: "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(rng.choice((3, 4)))),
    "device_serial": lambda rng: _any(rng, string.ascii_uppercase + string.digits, 11, 16),
    "mac_wifi": lambda rng: ":".join(f"{byte:02x}" for byte in (4 * rng.randrange(64), *rng.randbytes(5))),
    "id_card_number": _id_card,
    "credential": lambda rng: _any(rng, string.ascii_letters + string.digits + "!@#$%-_", 12, 39),
    "clipboard": _words,
}
VALUES_OF_A_SET = _OF_EACH * len(_MAKE)
_GUESSED = {"xor-byte", "not", "bytes-reversed", "reversed", "brotli", "deflate-raw", "snappy-raw"}
SURE = tuple(sorted({*DOCUMENTED} - _GUESSED))
"""Encodings that say by their form what they are: the others have to be guessed."""


def new_values(rng: random.Random, of_each: int) -> Iterator[tuple[str, str, str]]:
    """Yield values that nobody had before: a name, the category and the value."""
    for category, make in _MAKE.items():
        for number in range(of_each):
            yield f"{category}.{number}", category, make(rng)


def _digest(rng: random.Random, text: str) -> str:
    """Return a digest as trackers write it."""
    name = rng.choice(("md5", "sha1", "sha256", "sha512"))
    digest = hashlib.new(name, text.encode())
    return rng.choice(
        (
            digest.hexdigest(),
            digest.hexdigest().upper(),
            base64.b64encode(digest.digest()).decode(),
            base64.urlsafe_b64encode(digest.digest()).decode().rstrip("="),
            hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[8:24],
        )
    )


def trials(
    seed: str, names: tuple[str, ...], most: int, cases: int
) -> Iterator[tuple[str, tuple[str, ...], bool, int]]:
    """Yield for each of ``cases`` its category, what it was wrapped in, whether it was found, and how many others were.

    Each, or a digest of it, is wrapped in up to ``most`` of the encodings with these ``names``, anywhere in a request.
    """
    rng = random.Random(seed)
    needles = [
        Needle(value_id=name, category=category, text=text) for name, category, text in new_values(rng, _OF_EACH)
    ]
    scanner = scanner_of(needles)
    for _ in range(cases):
        which = rng.randrange(len(needles))
        stack = [rng.choice(names) for _ in range(rng.randint(0, most))]
        text = needles[which].text
        data = wrap(document(_digest(rng, text) if rng.random() < _DIGESTS else text, rng), stack, rng)
        exchange = PLACES[rng.choice(sorted(PLACES))](data, rng)
        found = {spot.found.ref for spot in scanner.scan(exchange).spots if not spot.found.weak}
        yield needles[which].category, tuple(stack), which in found, len(found - {which})
