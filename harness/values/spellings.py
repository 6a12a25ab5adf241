"""How one value may be written: separators, prefixes, cases, parts; names and positions have modules of their own."""

import ipaddress
import re
import struct
from collections.abc import Callable, Iterable, Iterator

import msgspec

from harness.persona.digits import id_card_digit
from harness.values.names import names
from harness.values.needle import Needle
from harness.values.positions import position
from harness.values.raw import numbers
from harness.values.variant import Guard, Need, Variant, need_of

_PHONE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})|\+?(\d{7,15})")
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]?){5}[0-9A-Fa-f]{2}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_ID_CARD_15 = re.compile(r"[1-9]\d{14}")
_ID_CARD_18 = re.compile(r"[1-9]\d{16}[\dXx]")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_WITH_PHONES = frozenset({"phone_number", "contacts", "call_log", "sms", "sim_info"})
_WITH_NAMES = frozenset({"name", "contacts", "user_account"})
_MACS = frozenset({"mac_wifi", "mac_bluetooth", "wifi_connected", "wifi_scan", "bluetooth_devices", "lan_devices"})


def variants(needle: Needle) -> list[Variant]:
    """Return the ways to write ``needle``, the value itself first, each text once."""
    found: dict[str, Variant] = {}
    for variant in spellings(needle):
        if variant.text:
            found.setdefault(variant.text, variant)
    return list(found.values())


def spellings(needle: Needle) -> Iterator[Variant]:
    """Yield the ways to write ``needle``, with repetitions: values of one shape have the same in the same order."""
    said = [*(position(needle.place) if needle.place else _text(needle))]
    yield from said
    # As forms have spaces: where one is a string of something else, nothing else may be escaped in it.
    for variant in said:
        if " " in variant.text:
            plus = variant.text.replace(" ", "+")
            yield msgspec.structs.replace(variant, name="plus-signs", text=plus, hashed=False)


def plain(text: str, category: str = "") -> Variant:
    """Return a text as the spelling of itself."""
    return Variant("", text, _guard(text), Need.KEY if is_common(text, category) else need_of(text))


def is_common(text: str, category: str) -> bool:
    """Whether a value is so short, or of so few, that it proves nothing even under a key that names it.

    An age, a gender, a city, a postcode, four digits: they are found under such a key, and only weakly.
    """
    if text.isascii():
        least = _LEAST_DIGITS.get(category, 5) if text.isdigit() else 5
        return len(text) < least
    return len(text) < (2 if category in _WITH_NAMES else 3)


_LEAST_DIGITS = {"postal_address": 7, "demographic": 8, "health_data": 7}
"""Digits of a number that is not one of few: not a postcode, a year, a height."""


def _text(needle: Needle) -> Iterator[Variant]:
    text, category = needle.text, needle.category
    usual = plain(text, category)
    guard, need = usual.guard, usual.need
    yield usual
    if needle.written:
        yield msgspec.structs.replace(plain(needle.written), name="as-written")
    yield from (Variant("decimal", number, Guard.DIGITS) for number in numbers(text))
    if category in _OF_CATEGORY:
        yield from _OF_CATEGORY[category](text)
    elif category in _WITH_PHONES and (phone := _PHONE.fullmatch(text)):
        yield from _phone(phone.group(1) or phone.group(2), phone.group(1) is not None)
    elif category == "user_account" and (phone := _PHONE.fullmatch(text)) and phone.group(1):
        yield from _phone(phone.group(1), mobile=True)
    elif category in _MACS and _MAC.fullmatch(text):
        yield from _mac(text)
    elif _UUID.fullmatch(text):
        bare = text.replace("-", "")
        yield Variant("no-dashes", bare.lower(), guard)
        yield Variant("no-dashes-upper", bare.upper(), guard)
    elif date := _DATE.fullmatch(text):
        yield from (Variant("date", written, Guard.DIGITS, Need.NAME) for written in _dates(*date.groups()))
    elif category in _WITH_NAMES:
        yield from names(text)
    if category in _LONG_TEXTS or len(text) >= _LEAST_LONG:
        yield from _long_text(text)
    if text.isascii() and not text.isdigit() and len(text) <= 256:
        yield Variant("lower", text.lower(), guard, need)
        yield Variant("upper", text.upper(), guard, need)


def _imei(text: str) -> Iterator[Variant]:
    if not (text.isdigit() and len(text) == 15):
        return
    yield Variant("no-check-digit", text[:14], Guard.DIGITS)
    yield Variant("separated", _cut_up(text, (2, 8, 14), "-"), Guard.DIGITS)
    for cuts, joint in (((8, 14), "-"), ((6, 8, 14), "-"), ((2, 8, 14), " "), ((8, 14), " "), ((6, 8, 14), " ")):
        yield Variant("separated", _cut_up(text, cuts, joint), Guard.DIGITS, hashed=False)


def _imsi(text: str) -> Iterator[Variant]:
    if text.isdigit():
        yield Variant("nai", f"0{text}@", Guard.DIGITS, hashed=False)  # 3GPP TS 23.003, 19.3.2


def _iccid(text: str) -> Iterator[Variant]:
    bare = text.rstrip("Ff")
    if bare.isdigit() and len(bare) >= 19:
        for written in (bare, f"{bare}F", f"{bare}f", bare[:19]):
            yield Variant("filled", written, Guard.DIGITS, hashed=written is bare)
        yield Variant("separated", _cut_up(bare, range(4, len(bare), 4), " "), Guard.DIGITS, hashed=False)


def _bank_card(text: str) -> Iterator[Variant]:
    if text.isdigit() and len(text) >= 15:
        for joint in " -":
            fours = _cut_up(text, range(4, len(text), 4), joint)
            yield Variant("separated", fours, Guard.DIGITS, hashed=joint == " ")
        yield Variant("part:last4", text[-4:], Guard.DIGITS, Need.KEY, hashed=False)


def _ip(text: str) -> Iterator[Variant]:
    return _ipv6(text) if ":" in text else _ipv4_numbers(text)


def _cut_up(text: str, cuts: Iterable[int], joint: str) -> str:
    """Return a text with ``joint`` at the places ``cuts``."""
    ends = [*cuts, len(text)]
    return joint.join(text[start:end] for start, end in zip([0, *ends], ends, strict=False))


def _ipv4_numbers(text: str) -> Iterator[Variant]:
    """Yield an address as a number in both byte orders, as ``WifiInfo.getIpAddress`` has it."""
    try:
        packed = ipaddress.IPv4Address(text).packed
    except ValueError:
        return
    for order in ("<i", "<I", ">I"):
        number = str(struct.unpack(order, packed)[0])
        yield Variant("integer", number, Guard.DIGITS, Need.NAME if len(number) >= 8 else Need.KEY, hashed=False)


_LEAST_STREET = 6
"""Characters of an address without its beginning that tell by themselves."""


def _address(text: str) -> Iterator[Variant]:
    """Yield an address in China without its province, city and district, of three characters each as most have them."""
    for size in (3, 6, 9) if not text.isascii() else ():
        if len(text) - size >= _LEAST_STREET:
            yield Variant("part:street", text[size:], hashed=False)


_LONG_TEXTS = frozenset({"clipboard", "sms", "message_content", "browsing_history", "input_text", "notifications"})
_LEAST_LONG = 32
_LEAST_LINE = {True: 16, False: 8}
"""Characters of a line that tells by itself, of ASCII and of other text."""
_MOST_LINES = 8
_SCHEME = re.compile(r"https?://")


def _long_text(text: str) -> Iterator[Variant]:
    """Yield a long text with other line ends, its lines one by one, and an address of the web without parts of it."""
    if "\n" in text or "\r" in text:
        lines = re.split(r"\r\n|\n|\r", text)
        for end in ("\n", "\r\n", " ", ""):
            yield Variant("line-ends", end.join(lines), hashed=False)
        for line in [line.strip() for line in lines][:_MOST_LINES]:
            if len(line) >= _LEAST_LINE[line.isascii()]:
                yield Variant("part:line", line, _guard(line), hashed=False)
    if scheme := _SCHEME.match(text):
        bare, query = text[scheme.end() :], text.partition("?")
        if len(bare) >= _LEAST_LINE[True]:
            yield Variant("no-scheme", bare, Guard.WORD, hashed=False)
        if query[1] and len(query[0]) >= _LEAST_LONG:
            yield Variant("part:no-query", query[0], hashed=False)


def _id_card(text: str) -> Iterator[Variant]:
    if _ID_CARD_15.fullmatch(text):
        longer = f"{text[:6]}19{text[6:]}"  # numbers of 15 digits were given to people born before 2000
        yield Variant("18-digits", longer + id_card_digit(longer), Guard.DIGITS)
    elif _ID_CARD_18.fullmatch(text):
        yield Variant("15-digits", text[:6] + text[8:17], Guard.DIGITS)
        yield Variant("17-digits", text[:17], Guard.WORD, hashed=False)
        for joint in " -":
            yield Variant("separated", _cut_up(text, (6, 14), joint), Guard.WORD, hashed=False)
        for joint in ("", "-", "/", "."):
            birthday = joint.join((text[6:10], text[10:12], text[12:14]))
            yield Variant("part:birthday", birthday, Guard.DIGITS, Need.KEY, hashed=False)
        yield Variant("part:last4", text[-4:], Guard.WORD, Need.KEY, hashed=False)


def _mac(text: str) -> Iterator[Variant]:
    bare = re.sub("[:-]", "", text).lower()
    pairs = [bare[i : i + 2] for i in range(0, 12, 2)]
    for name, form in (("colons", ":".join(pairs)), ("dashes", "-".join(pairs)), ("bare", bare)):
        yield Variant(name, form, Guard.HEX)
        yield Variant(f"{name}-upper", form.upper(), Guard.HEX)
    yield Variant("dots", ".".join((bare[:4], bare[4:8], bare[8:])), Guard.HEX)
    yield Variant("spaces", " ".join(pairs), Guard.HEX, hashed=False)
    yield Variant("spaces-upper", " ".join(pairs).upper(), Guard.HEX, hashed=False)
    yield Variant("integer", str(int(bare, 16)), Guard.DIGITS, hashed=False)
    for signs in ("6B", "6b"):
        numbered = ",".join(map(str, struct.unpack(signs, bytes.fromhex(bare))))
        yield Variant("byte-list", numbered, Guard.DIGITS, hashed=False)


def _ipv6(text: str) -> Iterator[Variant]:
    """Yield the short and the long form (RFC 5952; RFC 4291, section 2.2)."""
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return
    for written in (address.compressed, address.exploded):
        yield Variant("ipv6", written, Guard.HEX)
        yield Variant("ipv6", written.upper(), Guard.HEX)


def _dates(year: str, month: str, day: str) -> Iterator[str]:
    """Yield a date as forms, databases and people write it."""
    for joint in ("-", "", "/", "."):
        yield joint.join((year, month, day))
    for joint in ("-", "/", "."):
        yield joint.join((day, month, year))
    short = (year, str(int(month)), str(int(day)))
    for joint in ("-", "/", "."):
        yield joint.join(short)
    yield f"{year}年{month}月{day}日"
    yield "{}年{}月{}日".format(*short)


def _guard(text: str) -> Guard:
    if _IP.fullmatch(text):
        return Guard.ADDRESS
    if text.isdigit():
        return Guard.DIGITS
    if len(text) < 20 and text[:1].isascii() and text[:1].isalnum() and text[-1:].isascii() and text[-1:].isalnum():
        return Guard.WORD
    return Guard.NONE


def _phone(number: str, mobile: bool) -> Iterator[Variant]:
    yield Variant("national", number, Guard.DIGITS)
    if mobile:
        for prefix in ("+86", "0086", "86", "+86 ", "+86-", "86-"):
            yield Variant("country-code", prefix + number, Guard.DIGITS)
        yield Variant("trunk", f"0{number}", Guard.DIGITS, hashed=False)
        for joint in ("-", " ", "\u00a0"):
            split = joint.join((number[:3], number[3:7], number[7:]))
            usual = joint.isascii()
            yield Variant("separated", split, Guard.DIGITS, hashed=usual)
            yield Variant("separated", f"+86{joint}{split}", Guard.DIGITS, hashed=usual)
        yield Variant("part:masked", f"{number[:3]}****{number[7:]}", Guard.DIGITS, Need.KEY, hashed=False)
    if len(number) >= 8:
        yield Variant("part:last4", number[-4:], Guard.DIGITS, Need.KEY, hashed=False)


_OF_CATEGORY: dict[str, Callable[[str], Iterator[Variant]]] = {
    **dict.fromkeys(("imei", "meid", "device_id"), _imei),
    "imsi": _imsi,
    "iccid": _iccid,
    "id_card_number": _id_card,
    "bank_card": _bank_card,
    "ip_address": _ip,
    "postal_address": _address,
}
