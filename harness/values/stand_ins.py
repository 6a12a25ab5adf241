"""Stand-ins: values that nobody has, in the place of a persona's, when a recording is given away.

A stand-in is drawn, never computed from the value: who knows the rule and the seed learns nothing of the value but its
shape. It keeps the value's length, the kinds of its characters and what tells no person from another (a country's
prefix, an operator's, a bank's), and its check digits are right. So it has the same spellings and digests in the same
order, and what finds the value finds it. What one value holds of another (a name in a device's name) is replaced alike.
"""

import datetime as dt
import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from string import ascii_lowercase, ascii_uppercase, digits

import msgspec

from harness.errors import BadInputError
from harness.persona.digits import id_card_digit, luhn_digit
from harness.persona.generate import COUNTIES, GIVEN, MOBILE_PREFIXES, SURNAMES
from harness.values.needle import Needle, Place, telling
from harness.values.spellings import spellings

_ATTEMPTS = 400
_LEAST_PART = 6
"""Characters (ASCII) of a value that is looked for within others; of another script, two."""
_EMAIL = re.compile(r"([^\s@]+)@([^\s@]+)")
_MOBILE = re.compile(r"(\+?86[ -]?|0086[ -]?|)(1[3-9]\d{9})")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
_HEX = re.compile(r"[0-9a-f]{8,}|[0-9A-F]{8,}|(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")
_DATE = re.compile(r"(\d{4})(-?)(\d{2})(-?)(\d{2})")
_ID_CARD = re.compile(r"\d{17}[\dXx]|\d{15}")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_IPV6 = re.compile(r"(?!(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\Z)(?=.*:.*:)[0-9A-Fa-f:]{5,39}")
_PACKAGE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-zA-Z0-9_]+)+")
_CJK = re.compile(r"[\u4e00-\u9fff]{2,4}")
_KEPT = {"imsi": 5, "iccid": 6, "bank_card": 6, "imei": 2, "meid": 2, "device_id": 2}
"""Digits at the beginning that many share: network, issuer, bank, reporting body."""
_LUHN = frozenset({"imei", "iccid", "bank_card", "device_id"})
_TOP = (".example", ".invalid", ".test")
"""Domains that are nobody's (RFC 2606)."""
_ACCENTED = "áàâäéèêëíìîïóòôöúùûüñç"
_MACS = frozenset({"mac_wifi", "mac_bluetooth", "wifi_connected", "wifi_scan", "bluetooth_devices", "lan_devices"})
_FIRST_DAY, _DAYS = dt.date(1960, 1, 1), 16_000
_FAMILY = "".join(SURNAMES)


class StandInError(BadInputError, ValueError):
    """There is no stand-in for a value. The message says which and why."""


class StandIns:
    """Draws stand-ins. The same seed and the same values, in the same order, give the same ones."""

    def __init__(self, seed: str) -> None:
        """``seed`` is any text."""
        self._seed = seed
        self._texts: dict[str, str] = {}
        self._inner: dict[str, str] = {}
        """What several values may hold: mobile numbers without their prefix, days."""
        self._drawing: dict[str, str] = {}
        self._values: set[str] = set()
        self._taken: set[str] = set()

    def of(self, needles: Sequence[Needle]) -> list[Needle]:
        """Return the stand-in of each value: one text has one, whatever its category. Raises :class:`StandInError`."""
        self._values |= {variant.text for needle in needles for variant in spellings(needle)}
        # Parts first: what a longer value holds of a shorter one is known by then.
        order = sorted(range(len(needles)), key=lambda at: (needles[at].place is not None, len(needles[at].text)))
        found = {at: self._one(at, needles[at]) for at in order}
        return [found[at] for at in range(len(needles))]

    def _one(self, number: int, needle: Needle) -> Needle:
        if needle.place is not None:
            place = self._place(needle.place, random.Random(f"{self._seed}\0{number}"))  # noqa: S311 - no secret
            return msgspec.structs.replace(needle, place=place)
        known = self._texts.get(needle.text)
        shape = _shape(needle)
        for attempt in range(_ATTEMPTS):
            rng = random.Random(f"{self._seed}\0{number}\0{attempt}")  # noqa: S311 - no secret
            self._drawing = {}
            text = known or self._drawn(needle, rng)
            made = msgspec.structs.replace(needle, text=text, written=_like_written(needle, text, rng))
            late = attempt > _ATTEMPTS // 2
            if known or (self._is_free(needle, made, late) and (late or _shape(made) == shape)):
                self._inner |= self._drawing
                self._texts[needle.text] = text
                self._taken.add(text.lower())
                return made
        raise StandInError(
            f"There is no other value of the shape of {needle.value_id} ({needle.category}, {len(needle.text)} "
            "characters) that could stand in for it. Leave it out of the values, or name it by a longer one."
        )

    def _is_free(self, needle: Needle, made: Needle, late: bool) -> bool:
        """Whether a stand-in is no value, says nothing of one, and is as telling as the one it stands for.

        ``late``: where there are so many values that all short parts of them are taken, those may agree.
        """
        if made.text.lower() in self._taken or made.text in self._values:
            return False
        if telling(needle.text) != telling(made.text):
            return False
        return not any(
            variant.text in self._values for variant in spellings(made) if len(variant.text) >= (6 if late else 4)
        )

    def _drawn(self, needle: Needle, rng: random.Random) -> str:
        text, category = needle.text, needle.category
        if mobile := _MOBILE.fullmatch(text):
            return mobile[1] + self._mobile(mobile[2], rng)
        if _UUID.fullmatch(text):
            return _shaped(text, rng, kept={14, 19})
        if category == "id_card_number" and _ID_CARD.fullmatch(text):
            return self._id_card(text, rng)
        if date := _DATE.fullmatch(text):
            return self._date("".join(date.group(1, 3, 5)), rng, (date[2], date[4]))
        if _IPV4.fullmatch(text):
            return _ipv4(text, rng)
        if _IPV6.fullmatch(text):
            return _shaped(text, rng, kept=range(4), hexadecimal=True)
        if text.isdecimal() and text.isascii():
            return _number(text, category, rng)
        if _HEX.fullmatch(text):
            kept = {0, 1} if category in _MACS else set[int]()
            return _shaped(text, rng, kept=kept, hexadecimal=True)
        if mail := _EMAIL.fullmatch(text):
            return f"{self._composed(mail[1], rng)}@{_domain(mail[2], rng)}"
        if category in ("name", "contacts", "user_account") and _CJK.fullmatch(text):
            return _name(text, rng)
        if _PACKAGE.fullmatch(text):
            first, _, rest = text.partition(".")
            return f"{first}.{_shaped(rest, rng)}"
        return self._composed(text, rng)

    def _composed(self, text: str, rng: random.Random) -> str:
        """Draw a text of the same shape; other values that are in it are replaced by theirs."""
        out, at = [], 0
        for start, known in self._parts(text):
            if start >= at:
                out += [_shaped(text[at:start], rng), self._texts[known]]
                at = start + len(known)
        return "".join([*out, _shaped(text[at:], rng)])

    def _parts(self, text: str) -> list[tuple[int, str]]:
        found = [
            (text.find(known), known)
            for known in self._texts
            if len(known) < len(text) and len(known) >= (_LEAST_PART if known.isascii() else 2) and known in text
        ]
        return sorted(found, key=lambda item: (item[0], -len(item[1])))

    def _mobile(self, number: str, rng: random.Random) -> str:
        return self._once(number, lambda: rng.choice(MOBILE_PREFIXES) + "".join(rng.choices(digits, k=8)))

    def _date(self, plain: str, rng: random.Random, joints: Sequence[str] = ("", "")) -> str:
        new = self._once(plain, lambda: (_FIRST_DAY + dt.timedelta(days=rng.randrange(_DAYS))).strftime("%Y%m%d"))
        return f"{new[:4]}{joints[0]}{new[4:6]}{joints[1]}{new[6:]}"

    def _once(self, old: str, draw: Callable[[], str]) -> str:
        """Return what stands for a part of values; it is drawn once, and kept when the value it is drawn for is."""
        return self._inner.get(old) or self._drawing.setdefault(old, draw())

    def _id_card(self, text: str, rng: random.Random) -> str:
        county, order = rng.choice(COUNTIES), "".join(rng.choices(digits, k=3))
        if len(text) == 15:
            return county + self._date("19" + text[6:12], rng)[2:] + order
        body = county + self._date(text[6:14], rng) + order
        check = id_card_digit(body)
        if text[-1].isdigit() != check.isdigit() or id_card_digit(text[:17]) != text[-1].upper():
            body = body[:-1] + rng.choice(digits)
            check = id_card_digit(body)
        return body + (check.lower() if text[-1].islower() else check)

    @staticmethod
    def _place(place: Place, rng: random.Random) -> Place:
        """Draw a point somewhere else, whose numbers have as many digits."""
        latitude, longitude = place
        while True:
            made = (_degrees(latitude, 80, rng), _degrees(longitude, 179, rng))
            if abs(made[0] - latitude) + abs(made[1] - longitude) > 1:
                return made


def _shape(needle: Needle) -> list[tuple[object, ...]]:
    """Return what the spellings of a value have in common with those of any other value of its shape."""
    return [(each.name, each.guard, each.need, each.hashed) for each in spellings(needle)]


def _shaped(text: str, rng: random.Random, kept: Iterable[int] = (), *, hexadecimal: bool = False) -> str:
    """Draw a text whose characters are of the same kinds; ``kept`` are places of those that stay."""
    hexadecimal = hexadecimal or _UUID.fullmatch(text) is not None
    stay = set(kept)
    return "".join(char if at in stay else _char(char, rng, hexadecimal) for at, char in enumerate(text))


def _char(char: str, rng: random.Random, hexadecimal: bool) -> str:
    if char in digits:
        return rng.choice(digits)
    if char in ascii_lowercase:
        return rng.choice("abcdef" if hexadecimal else ascii_lowercase)
    if char in ascii_uppercase:
        return rng.choice("ABCDEF" if hexadecimal else ascii_uppercase)
    if "\u4e00" <= char <= "\u9fff":
        return rng.choice(GIVEN)
    if char.lower() in _ACCENTED:
        new = rng.choice(_ACCENTED)
        return new.upper() if char.isupper() else new
    return rng.choice(_neighbours(char)) if char.isalnum() else char


def _neighbours(char: str) -> str:
    """Return characters of the same kind from the same stretch of Unicode: of the same script, nearly always."""
    first = ord(char) & ~0x3F
    kind = unicodedata.category(char)
    return "".join(other for other in map(chr, range(first, first + 0x40)) if unicodedata.category(other) == kind)


def _number(text: str, category: str, rng: random.Random) -> str:
    """Draw a number of as many digits. It begins with no zero where the value does not."""
    kept = _KEPT.get(category, 0) if len(text) >= 12 else 0
    first = text[:kept] or (text[0] if text[0] == "0" or len(text) == 1 else rng.choice("123456789"))
    body = first + "".join(rng.choices(digits, k=len(text) - len(first)))
    if len(text) == 1:
        return rng.choice(digits)
    if category in _LUHN and luhn_digit(text[:-1]) == text[-1]:
        return body[:-1] + luhn_digit(body[:-1])
    return body


def _ipv4(text: str, rng: random.Random) -> str:
    """Draw an address whose numbers have as many digits, in the same kind of network (RFC 1918)."""
    parts = text.split(".")
    private = 1 if parts[0] == "10" else 2 if parts[:2] in (["192", "168"], ["169", "254"]) else 0
    return ".".join(part if at < private else _octet(len(part), rng) for at, part in enumerate(parts))


def _octet(size: int, rng: random.Random) -> str:
    return str(rng.randrange(*((1, 10), (10, 100), (100, 255))[size - 1]))


def _domain(text: str, rng: random.Random) -> str:
    """Draw a domain that is nobody's, as long as it was where that is long enough."""
    top = next((top for top in _TOP if len(text) > len(top)), "")
    if not top:
        return _shaped(text, rng)
    return "".join(rng.choices(ascii_lowercase, k=len(text) - len(top))) + top


def _name(text: str, rng: random.Random) -> str:
    """Draw a Chinese name of as many characters."""
    family = rng.choice(SURNAMES) if len(text) == 4 else rng.choice(_FAMILY)
    return family + "".join(rng.sample(GIVEN, len(text) - len(family)))


def _degrees(number: float, most: int, rng: random.Random) -> float:
    """Draw a number with as many digits before the point, as many behind it, and the same sign."""
    whole, _, rest = f"{abs(number):.7f}".rstrip("0").partition(".")
    low = 0 if len(whole) == 1 else 10 ** (len(whole) - 1)
    drawn = rng.randrange(low, min(most, 10 ** len(whole)))
    behind = "".join(rng.choices("123456789", k=len(rest)))
    return float(f"{'-' if number < 0 else ''}{drawn}.{behind or 0}")


def _like_written(needle: Needle, text: str, rng: random.Random) -> str:
    """Return a stand-in as somebody wrote the value: its letters and digits in the same places."""
    if not needle.written:
        return ""
    old = [char for char in needle.text if char.isalnum()]
    new = [char for char in text if char.isalnum()]
    places = [at for at, char in enumerate(needle.written) if char.isalnum()]
    if len(old) != len(new) or [needle.written[at].lower() for at in places[-len(old) :]] != [c.lower() for c in old]:
        return _shaped(needle.written, rng)
    out = list(needle.written)
    for at, char in zip(places[-len(new) :], new, strict=True):
        out[at] = char
    return "".join(out)
