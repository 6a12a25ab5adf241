"""A wall clock that is set while a run goes on moves none of its times."""

from types import SimpleNamespace

import pytest

from harness.capture import host_clock
from harness.capture.agent import hold as holds
from harness.capture.agent.hold import Hold
from harness.capture.host_clock import HostClock
from harness.capture.phase_clock import PhaseClock
from harness.capture.proxy import addon
from tests.faults.named import fault

HOUR_US = 3_600_000_000


class Clocks:
    """A wall clock that can be set, and one that cannot."""

    def __init__(self) -> None:
        self.wall, self.mono = 1_700_000_000 * 10**9, 5 * 10**9

    def goes(self, us: int) -> None:
        self.wall += us * 1000
        self.mono += us * 1000

    def clock(self) -> HostClock:
        return HostClock(lambda: self.wall, lambda: self.mono)


@pytest.mark.parametrize("by", [HOUR_US, -HOUR_US, 90 * 24 * HOUR_US])
def test_a_step_is_seen_and_moves_nothing(by: int) -> None:
    clocks = Clocks()
    clock = clocks.clock()
    begun = clock.now_us()
    clocks.goes(10)
    assert clock.stepped_us() == 0
    clocks.wall += by * 1000
    clocks.goes(20)
    assert clock.now_us() - begun == 30
    assert clock.stepped_us() == by
    clock.begin()
    assert clock.stepped_us() == 0
    assert clock.now_us() == clocks.wall // 1000


def test_what_is_slewed_is_no_step() -> None:
    clocks = Clocks()
    clock = clocks.clock()
    clocks.wall += 900_000 * 1000
    assert clock.stepped_us() == 0


@fault("this host's clock is set")
@pytest.mark.parametrize("by", [HOUR_US, -HOUR_US])
def test_phases_holds_and_flows_stay_where_they_are(monkeypatch: pytest.MonkeyPatch, by: int) -> None:
    clocks = Clocks()
    clock = clocks.clock()
    monkeypatch.setattr(host_clock, "CLOCK", clock)
    monkeypatch.setattr(addon, "CLOCK", clock)
    phase_clock = PhaseClock(0, "accept")
    held = Hold(lambda: None)
    start = phase_clock.now_us()
    clocks.wall += by * 1000
    clocks.goes(2_000_000)
    phase_clock.begin("before_consent", "launch")
    assert phase_clock.ended[0].end_us - start == 2_000_000
    assert held.held_s == 2
    message = SimpleNamespace(timestamp=clocks.wall / 1e9, timestamp_end=None)
    addon.straighten(message, "timestamp", "timestamp_end")
    assert message.timestamp * 1e6 == pytest.approx(clock.now_us(), abs=2)
    assert message.timestamp_end is None
    assert holds.now_us() == clock.now_us()
