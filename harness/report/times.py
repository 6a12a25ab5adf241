"""Times as reports, lines and the formats of findings write them."""

from datetime import UTC, datetime

LAST_US = 253_402_300_800_000_000
"""The end of the year 9999, the last that a clock time is made of: a bundle may hold any number."""


def clock(time_us: int) -> str:
    """Return microseconds since 1970 as a time of day in UTC, to the millisecond; empty where no calendar has it."""
    if not 0 < time_us < LAST_US:
        return ""
    return datetime.fromtimestamp(time_us / 1e6, UTC).strftime("%H:%M:%S.%f")[:-3]


def utc(time_us: int) -> str:
    """Return microseconds since 1970 as ISO 8601 has it; empty for 0, the number itself where no calendar has it."""
    if not time_us:
        return ""
    try:
        return datetime.fromtimestamp(time_us / 1_000_000, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError, OSError):
        return str(time_us)
