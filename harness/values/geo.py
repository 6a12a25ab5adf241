"""Coordinate systems and grids in which apps write a position."""

import math

# Krasovsky 1940 ellipsoid, which GCJ-02 is defined on: semi-major axis in metres and squared eccentricity.
_AXIS = 6378245.0
_ECC2 = 0.00669342162296594323
# BD-09 (Baidu) turns and shifts GCJ-02 by these amounts.
_BD_TURN = math.pi * 3000.0 / 180.0
_BASE32 = "0123456789bcdefghjkmnpqrstuvwxyz"


def gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """Return a WGS-84 position in GCJ-02, mainland China's map system (the commonly published approximation)."""
    x, y = longitude - 105.0, latitude - 35.0
    root = math.sqrt(abs(x))
    wave = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave * 2.0 / 3.0
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave * 2.0 / 3.0
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = math.radians(latitude)
    magic = 1.0 - _ECC2 * math.sin(angle) ** 2
    north = math.degrees(north * magic * math.sqrt(magic) / (_AXIS * (1.0 - _ECC2)))
    east = math.degrees(east * math.sqrt(magic) / (_AXIS * math.cos(angle)))
    return latitude + north, longitude + east


def bd09(latitude: float, longitude: float) -> tuple[float, float]:
    """Return a WGS-84 position in BD-09, Baidu's system, by way of GCJ-02."""
    y, x = gcj02(latitude, longitude)
    radius = math.hypot(x, y) + 0.00002 * math.sin(y * _BD_TURN)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * _BD_TURN)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


def geohash(latitude: float, longitude: float, length: int) -> str:
    """Return the geohash of a position with ``length`` characters."""
    ranges = [[-180.0, 180.0], [-90.0, 90.0]]
    target = (longitude, latitude)
    text, bits, axis = "", 0, 0
    for count in range(1, length * 5 + 1):
        span = ranges[axis]
        middle = (span[0] + span[1]) / 2
        high = target[axis] >= middle
        span[0 if high else 1] = middle
        bits = bits << 1 | high
        axis ^= 1
        if count % 5 == 0:
            text += _BASE32[bits]
            bits = 0
    return text


_PLUS_DIGITS = "23456789CFGHJMPQRVWX"
"""Open Location Code specification, github.com/google/open-location-code."""
_PLUS_SCALE = 8000
"""Steps of a degree in a code of ten digits."""


def plus_code(latitude: float, longitude: float) -> str:
    """Return the plus code of a position with ten digits: a square of 14 m."""
    y = min(int(round((latitude + 90) * _PLUS_SCALE, 6)), 180 * _PLUS_SCALE - 1)
    x = int(round((longitude + 180) * _PLUS_SCALE, 6)) % (360 * _PLUS_SCALE)
    text = ""
    for _ in range(5):
        y, row = divmod(y, 20)
        x, column = divmod(x, 20)
        text = _PLUS_DIGITS[row] + _PLUS_DIGITS[column] + text
    return f"{text[:8]}+{text[8:]}"
