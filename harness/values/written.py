"""Values as people write them, brought into the form whose spellings are known: one rule a category."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

import msgspec

from harness.persona.digits import luhn_digit

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u3000]+")
_JOINTS = re.compile(r"[\s\u00a0\u2007\u202f\u3000().\-\u2010-\u2015/]+")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_PLACE = re.compile(r"([-+]?\d{1,3}(?:\.\d+)?)°?\s*[,;，；\s]\s*([-+]?\d{1,3}(?:\.\d+)?)°?")
_CONTACT = re.compile(r"(?P<name>[^\d+]*[^\d+\s,;:：，(])[\s,;:：，(]+(?P<number>\+?\d[\d\s().\-]{5,24}\d)\)?")

MACS: Final = frozenset({"mac_wifi", "mac_bluetooth"})
UUIDS: Final = frozenset({"gaid", "oaid", "app_set_id", "vendor_device_id", "app_instance_id"})
PLACES: Final = frozenset({"location_precise", "location_coarse"})


class Written(msgspec.Struct, frozen=True):
    """What a text means: the value in its usual form, or a place in degrees (WGS-84)."""

    text: str
    place: tuple[float, float] | None = None


Reading = Callable[[str], "str | None"]


def _digits(least: int, most: int) -> Reading:
    def read(text: str) -> str | None:
        bare = _JOINTS.sub("", text)
        return bare if bare.isdecimal() and bare.isascii() and least <= len(bare) <= most else None

    return read


def _phone(text: str) -> str | None:
    bare = _JOINTS.sub("", text.removeprefix("tel:"))
    return bare if re.fullmatch(r"\+?[0-9]{5,15}", bare) else None


def _imei(text: str) -> str | None:
    """3GPP TS 23.003, section 6.2: 14 digits and a check digit, or (IMEISV) a version of two digits in its place."""
    bare = _JOINTS.sub("", text.lower().removeprefix("urn:gsma:imei:"))
    if not re.fullmatch(r"[0-9]{14,16}", bare):
        return None
    return bare + luhn_digit(bare) if len(bare) == 14 else bare


def _mac(text: str) -> str | None:
    bare = re.sub(r"[\s:.\-]", "", text)
    if not re.fullmatch(r"[0-9A-Fa-f]{12}", bare):
        return None
    return ":".join(bare[i : i + 2] for i in range(0, 12, 2))


def _uuid(text: str) -> str | None:
    bare = text.strip("{}").replace("-", "")
    if re.fullmatch(r"[0-9A-Fa-f]{32}", bare):
        return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))
    # OAIDs of some makers are no UUIDs: 16 or 64 characters.
    return bare if re.fullmatch(r"[0-9A-Za-z_]{12,128}", bare) else None


def _email(text: str) -> str | None:
    found = re.fullmatch(r"(?:mailto:)?([^\s@<>]{1,64}@[^\s@<>]{1,255})", text)
    return found[1] if found else None


def _id_card(text: str) -> str | None:
    bare = _JOINTS.sub("", text).upper()
    # Besides China's numbers, passports and the cards of other countries.
    return bare if re.fullmatch(r"[0-9A-Z]{5,20}", bare) and any(map(str.isdigit, bare)) else None


def _ip(text: str) -> str | None:
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        return None


_READINGS: Final[dict[str, Reading]] = {
    "phone_number": _phone,
    "imei": _imei,
    "meid": lambda text: bare if re.fullmatch(r"[0-9A-Fa-f]{14,18}", bare := _JOINTS.sub("", text)) else None,
    "imsi": _digits(14, 15),
    "iccid": lambda text: bare if re.fullmatch(r"[0-9]{18,22}[Ff]?", bare := _JOINTS.sub("", text)) else None,
    "bank_card": _digits(12, 19),
    "id_card_number": _id_card,
    "email_address": _email,
    "ip_address": _ip,
    **dict.fromkeys(MACS, _mac),
    **dict.fromkeys(UUIDS, _uuid),
}
"""By category; None for a text of a shape that no spelling is known for."""


def read(category: str, text: str) -> tuple[list[Written], str]:
    """Return what ``text`` means in its category, and what is odd about it (empty: nothing).

    A contact's line of name and number is two values. What has no known shape is looked for as it stands, and said.
    """
    stripped = _SPACES.sub(" ", text).strip()
    if category in PLACES:
        return _place(stripped)
    if category in ("contacts", "call_log", "sms") and (line := _CONTACT.fullmatch(stripped)):
        return [Written(line["name"].strip()), Written(_phone(line["number"]) or line["number"])], ""
    if date := _DATE.fullmatch(stripped):
        year, month, day = date.groups()
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return [Written(f"{year}-{int(month):02}-{int(day):02}")], ""
    reading = _READINGS.get(category)
    if reading is None:
        return [Written(text)], ""
    usual = reading(stripped)
    if usual is None:
        return [
            Written(text)
        ], f"{category} in a form that is not known: it is looked for as it stands, in no other spelling"
    return [Written(usual)], ""


def _place(text: str) -> tuple[list[Written], str]:
    found = _PLACE.fullmatch(text.strip("()[] "))
    if found is None:
        return [
            Written(text)
        ], "a place is two numbers in degrees, as 30.274153,120.155071: it is looked for as text only"
    first, second = float(found[1]), float(found[2])
    if abs(first) > 90 >= abs(second):
        first, second = second, first  # longitude first
    if abs(first) > 90 or abs(second) > 180:
        return [Written(text)], "latitude or longitude is out of range: it is looked for as text only"
    return [Written(text, (first, second))], ""
