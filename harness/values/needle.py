"""The values to look for: planted by the persona, given in a file, or seen at run time."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from harness.errors import BadInputError
from harness.evidence.rows import Observation, Value

Place = tuple[float, float]
"""Latitude and longitude in degrees, WGS-84."""


class ValuesError(BadInputError, ValueError):
    """A file of values cannot be used. The message is one sentence naming the file, the place and the problem."""


class Needle(msgspec.Struct, frozen=True, kw_only=True):
    """One value to look for: ``text``, or ``place`` for a location.

    ``origin`` is ``persona``, ``file``, ``observed`` (returned at run time), ``generated`` (a random value that the app
    made, see ``lasting.py``), ``server`` (a lasting cookie) or ``differential``. ``written`` is how somebody wrote it
    down, where that is not the usual form in ``text``.
    """

    value_id: str
    category: str
    text: str = ""
    place: Place | None = None
    origin: str = "persona"
    written: str = ""

    @property
    def plain(self) -> Any:
        """The value as it is written under ``values`` in an assessment."""
        return {"latitude": self.place[0], "longitude": self.place[1]} if self.place else self.text


def from_persona(persona: Mapping[str, Any]) -> list[Needle]:
    """Return the persona file's values. Raises :class:`ValuesError` when an entry has another shape."""
    found = []
    for position, item in enumerate(listed(persona, "The persona"), 1):
        found.append(needle_of(item, f"The persona, value {position}", str(item.get("id") or ""), "persona"))
    return found


def listed(raw: Any, origin: str) -> list[Mapping[str, Any]]:
    """Return the entries of a list of values. Raises :class:`ValuesError` for what is none."""
    items = raw.get("values") if isinstance(raw, Mapping) else raw
    if not isinstance(items, list):
        raise ValuesError(f"{origin} has no list of values.")
    for position, item in enumerate(items, 1):
        if not isinstance(item, Mapping):
            raise ValuesError(f"{origin}, value {position}: a mapping with category and value is expected.")
    return items


def needle_of(item: Mapping[str, Any], where: str, value_id: str, origin: str) -> Needle:
    """Return one entry of a list of values. Raises :class:`ValuesError`, which begins with ``where``."""
    category, value = item.get("category"), item.get("value")
    if not isinstance(category, str) or not category:
        raise ValuesError(f"{where}: it has no category.")
    if isinstance(value, Mapping):
        try:
            place = (float(value["latitude"]), float(value["longitude"]))
        except (KeyError, TypeError, ValueError):
            raise ValuesError(f"{where}: a place needs latitude and longitude in degrees.") from None
        if not (abs(place[0]) <= 90 and abs(place[1]) <= 180):
            raise ValuesError(f"{where}: latitude or longitude is out of range.")
        return Needle(value_id=value_id or category, category=category, place=place, origin=origin)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value):
        raise ValuesError(f"{where}: its value is not text.")
    return Needle(value_id=value_id or category, category=category, text=str(value), origin=origin)


def unique(needles: Iterable[Needle]) -> list[Needle]:
    """Return the needles with unique ids: a repeated id gets a number behind it; repeated values are dropped."""
    seen_ids: set[str] = set()
    seen: set[tuple[str, str, Place | None]] = set()
    result = []
    for needle in needles:
        key = (needle.category, needle.text, needle.place)
        if key in seen:
            continue
        seen.add(key)
        value_id, number = needle.value_id, 2
        while value_id in seen_ids:
            value_id, number = f"{needle.value_id}.{number}", number + 1
        seen_ids.add(value_id)
        result.append(needle if value_id == needle.value_id else msgspec.structs.replace(needle, value_id=value_id))
    return result


_NUMBER = re.compile(r"(\d{1,18})")


@lru_cache(maxsize=4096)
def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts ``contact.2`` before ``contact.10``."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in _NUMBER.split(text))


# Categories whose values identify by themselves, so that what an app reads at run time is worth looking for. Lists of
# packages, models, languages and the like would match where no person is concerned.
IDENTIFYING = frozenset(
    {
        "phone_number",
        "email_address",
        "id_card_number",
        "bank_card",
        "credential",
        "user_account",
        "imei",
        "imsi",
        "iccid",
        "eid",
        "device_serial",
        "mac_wifi",
        "mac_bluetooth",
        "android_id",
        "gsf_id",
        "media_drm_id",
        "oaid",
        "gaid",
        "app_set_id",
        "vendor_device_id",
        "app_instance_id",
        "push_token",
        "contacts",
        "call_log",
        "sms",
        "clipboard",
        "input_text",
        "sdk_device_id",
    }
)
GENERATORS = frozenset({"uuid.randomUUID"})
"""Access points that make a random value. It identifies only when it lasts."""
_MOST = {"observed": 2000, "generated": 1000}
"""Values seen at run time that are looked for, by origin: an app that makes many random ones crowds out no others."""
_SHAPES = re.compile(
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"  # UUID
    r"|(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}"  # MAC address
    r"|\+?[0-9]{11,20}"  # telephone and equipment numbers
    r"|[^\s@]{3,64}@[^\s@]{4,128}"  # e-mail address
    r"|(?=[^\s]*[0-9])(?=[^\s]*[A-Za-z])[0-9A-Za-z_-]{12,128}"  # mixed identifiers
)
# Well-known values that many devices share: they identify nobody.
_SHARED = frozenset(
    {"9774d56d682e549c", "02:00:00:00:00:00", "00000000-0000-0000-0000-000000000000", "000000000000000"}
)
_LEAST_BITS = 28.0


def entropy_bits(text: str) -> float:
    """Return the Shannon entropy of the text's own characters times its length: a low bound of what it tells."""
    counts = Counter(text)
    return -sum(n * math.log2(n / len(text)) for n in counts.values())


def telling(text: str) -> bool:
    """Whether a value seen at run time identifies enough to be searched for: never ``1``, ``zh``, ``true`` or words."""
    return text.lower() not in _SHARED and _SHAPES.fullmatch(text) is not None and entropy_bits(text) >= _LEAST_BITS


def texts(value: Value | None, depth: int = 0) -> Iterator[str]:
    """Yield every text inside an observed value: itself, its fields and its items."""
    if value is None or depth > 16:
        return
    if value.text is not None:
        yield value.text
    for part in value.fields.values():
        yield from texts(part, depth + 1)
    for part in value.items:
        yield from texts(part, depth + 1)


def crowded(needles: Iterable[Needle]) -> bool:
    """Whether there may have been more values at run time than are looked for."""
    counts = Counter(needle.origin for needle in needles)
    return any(counts[origin] >= most for origin, most in _MOST.items())


class Observed:
    """The values that identifying access points returned at run time, as rows come; see :func:`observed`."""

    def __init__(self, known: Iterable[Needle], package: str) -> None:
        """``known`` are not among them; nor is what holds the app's ``package`` name."""
        self._have = {needle.text.lower() for needle in known}
        self._package = package
        self._counts: Counter[str] = Counter()
        self._made: dict[str, int] = {}
        self._origins: Counter[str] = Counter()
        self.found: list[Needle] = []

    def take(self, row: Observation) -> bool:
        """Add what a row returned; whether that has changed what was found."""
        if row.category not in IDENTIFYING or row.result is None:
            return False
        changed = False
        for text in texts(row.result):
            text = text.strip()
            if row.point not in GENERATORS and (at := self._made.pop(text.lower(), None)) is not None:
                self.found[at] = msgspec.structs.replace(self.found[at], origin="observed")
                changed = True
            if text.lower() in self._have or not telling(text) or (self._package and self._package in text):
                continue
            origin = "generated" if row.point in GENERATORS else "observed"
            if self._origins[origin] >= _MOST[origin]:
                continue
            changed = True
            self._have.add(text.lower())
            self._origins[origin] += 1
            self._counts[row.category] += 1
            if origin == "generated":
                self._made[text.lower()] = len(self.found)
            value_id = f"seen.{row.category}.{self._counts[row.category]}"
            self.found.append(Needle(value_id=value_id, category=row.category, text=text, origin=origin))
        return changed


def observed(observations: Iterable[Observation], known: Iterable[Needle], package: str) -> list[Needle]:
    """Return values that identifying access points returned at run time and that ``known`` does not hold.

    What a generator made and another access point returns as well is that other one's: an SDK's own identifier.
    """
    found = Observed(known, package)
    for row in observations:
        found.take(row)
    return found.found
