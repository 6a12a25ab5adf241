"""The one clock of a campaign's rows."""

import time


def now_us() -> int:
    """Return this host's time in microseconds since the Unix epoch."""
    return time.time_ns() // 1000
