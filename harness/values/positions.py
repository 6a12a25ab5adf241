"""How a position may be written: decimals, whole numbers, degrees and minutes, geohash, plus code, in three systems."""

import math
from collections.abc import Iterator

from harness.values.geo import bd09, gcj02, geohash, plus_code
from harness.values.needle import Place
from harness.values.variant import Guard, Need, Variant

_LEAST_CERTAIN_DECIMALS = 5  # 1e-5 degrees is about one metre


def position(place: Place) -> Iterator[Variant]:
    """Yield the ways to write a position: its coordinates each and together, rounded, in other systems and shapes."""
    for axis, number in enumerate(place):
        yield Variant("", _plain(number), _guard(_plain(number)), _need(_plain(number)), axis=axis)
    for joint in (",", ", ", " ", "|", ";"):
        for pair in (place, place[::-1]):
            yield Variant("", joint.join(map(_plain, pair)), Guard.PRECISE)
    for system, pair in systems(place):
        for axis, number in enumerate(pair):
            for decimals in range(7, 1, -1):
                for text in (_fixed(number, decimals), _cut(number, decimals)):
                    name = "-".join(filter(None, (system, f"{decimals}dp")))
                    yield Variant(name, text, _guard(text), _need(text), hashed=False, axis=axis)
            for power in (6, 7):
                name = "-".join(filter(None, (system, f"e{power}")))
                for text in (str(round(number * 10**power)), str(math.trunc(number * 10**power))):
                    need = Need.NAME if len(text) < 8 else Need.NOTHING
                    yield Variant(name, text, Guard.DIGITS, need, hashed=False, axis=axis)
            for text in _sexagesimal(number) if not system else ():
                yield Variant("dms", text, Guard.DECIMAL, hashed=False, axis=axis)
        for length in range(12, 5, -1):
            need = Need.NOTHING if length >= 8 else Need.KEY
            name = "-".join(filter(None, (system, f"geohash{length}")))
            yield Variant(name, geohash(*pair, length), Guard.NONE if length > 9 else Guard.WORD, need, hashed=False)
    yield Variant("plus-code", plus_code(*place), Guard.WORD, hashed=False)


def systems(place: Place) -> tuple[tuple[str, Place], ...]:
    """Return a position in the systems that apps send, by name; that of WGS-84 is empty."""
    return ("", place), ("gcj02", gcj02(*place)), ("bd09", bd09(*place))


def _sexagesimal(number: float) -> Iterator[str]:
    """Yield degrees, minutes and seconds, as people and EXIF viewers write them, without the letter behind."""
    seconds = round(abs(number) * 3600, 2)
    degrees, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    for second in (f"{rest:.2f}", f"{rest:.1f}", f"{rest:05.2f}", f"{rest:04.1f}"):
        for minute in (f"{int(minutes)}", f"{int(minutes):02}"):
            yield f"{int(degrees)}°{minute}'{second}"
            yield f"{int(degrees)}°{minute}′{second}"


def _plain(number: float) -> str:
    return f"{number:.7f}".rstrip("0").rstrip(".")


def _fixed(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}"


def _cut(number: float, decimals: int) -> str:
    scale = 10**decimals
    return f"{math.trunc(round(number * scale, 6)) / scale:.{decimals}f}"


def _guard(text: str) -> Guard:
    return Guard.PRECISE if len(text.partition(".")[2]) >= _LEAST_CERTAIN_DECIMALS else Guard.DECIMAL


def _need(text: str) -> Need:
    decimals = len(text.partition(".")[2])
    if decimals >= _LEAST_CERTAIN_DECIMALS:
        return Need.NOTHING
    return Need.NAME if decimals == _LEAST_CERTAIN_DECIMALS - 1 else Need.KEY
