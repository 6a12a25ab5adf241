"""Times as the formats of findings write them."""

from datetime import UTC, datetime


def utc(time_us: int) -> str:
    """Return microseconds since 1970 as ISO 8601 has it; empty for 0, the number itself where no calendar has it."""
    if not time_us:
        return ""
    try:
        return datetime.fromtimestamp(time_us / 1_000_000, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError, OSError):
        return str(time_us)
