"""Looking, on a device that shows itself slowly."""

import time

import pytest

from harness.capture.explorer.hand import STEADY_SECONDS, Hand
from harness.capture.screen.pace import Pace
from harness.catalog.explore import explore_words
from tests.capture.explorer.fake_app import FakeDevice, Row

TEXT = "android.widget.TextView"


@pytest.mark.parametrize("look_s", [0.03, 3.0])
def test_a_screen_that_loads_is_waited_for_by_looks_and_by_seconds(
    monkeypatch: pytest.MonkeyPatch, look_s: float
) -> None:
    """A slow device shows what an app loads in its third look or its fourth, whatever the seconds."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    class Slow(FakeDevice):
        def ui_dump(self) -> bytes:
            tree = super().ui_dump()
            now[0] += look_s
            return tree

    device = Slow({"home": lambda device: [Row("加载中" if device.seen < 4 else "首页", kind=TEXT)]})
    pace = Pace()

    def pause(seconds: float) -> None:
        now[0] += seconds

    page = Hand(device, explore_words(), pause, pace).look()
    assert page is not None and not page.loading
    assert (pace.looks, round(pace.look_s, 2)) == (device.seen, look_s)
    assert device.seen >= 5


def test_a_screen_that_never_is_done_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    device = FakeDevice({"home": lambda device: [Row("加载中", kind=TEXT)]})

    def pause(seconds: float) -> None:
        now[0] += seconds

    hand = Hand(device, explore_words(), pause, Pace())
    page = hand.look()
    assert page is not None and page.loading
    assert now[0] - 100.0 == pytest.approx(STEADY_SECONDS, abs=0.1)
    assert hand.look() is not None, "it is known by now, and not waited for again"
    assert now[0] - 100.0 == pytest.approx(STEADY_SECONDS, abs=0.2)
