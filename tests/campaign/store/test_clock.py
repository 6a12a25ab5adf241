"""The clock counts microseconds."""

import time

from harness.campaign.store.clock import now_us


def test_it_is_now_in_microseconds() -> None:
    assert abs(now_us() / 1e6 - time.time()) < 60
