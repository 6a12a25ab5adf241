"""An observation belongs to the phase in which it happened: to the millisecond of the tap, not of the command."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.capture.device.protocol import Shell
from harness.capture.device.structs import ShellResult
from harness.capture.engine.attribution import Attribution, touched_ns
from harness.capture.phase_clock import PhaseClock
from harness.evidence.rows import Observation, Phase
from tests.capture.engine.phone import CONSENT, Control, Phone, play, scenario, seen
from tests.faults.named import fault

OFFSET_US = time.time_ns() // 1000 - time.monotonic_ns() // 1000
"""From the monotonic clock of this machine to its wall clock."""


def at(mono_ns: int, seq: int = 1) -> Observation:
    return seen(mono_ns // 1000 + OFFSET_US, mono_ns, seq)


def on_phone(phone: Phone, does: str) -> None:
    if does == "agree":
        phone.at = "home"


def screens() -> dict[str, list[Control] | None]:
    return {"main": CONSENT, "home": [Control("设置")]}


SCRIPT = scenario(
    """
phases:
  - name: before_consent
    steps: [launch]
  - name: consented_idle
    steps: [consent: accept]
"""
)


def test_within_fifty_milliseconds_of_the_tap_both_sides_are_told_apart(tmp_path: Path) -> None:
    """The command takes 40 ms before the finger goes down and 20 after; the app reads every 5 ms all the while."""
    phone = Phone(screens(), on_phone)
    taps: list[int] = []
    reads: list[int] = []
    sink: list[Attribution] = []

    def tapped() -> None:
        sink[0].take(at(time.monotonic_ns(), 9999))  # something has been seen before
        begin = time.monotonic_ns()
        touch = begin + 40_000_000
        for number in range(13):
            moment = begin + number * 5_000_000
            reads.append(moment)
            while time.monotonic_ns() < moment:
                time.sleep(0.0005)
            sink[0].take(at(moment, number))
        taps.append(touch // 1_000_000 * 1_000_000)
        phone.touched_ns = taps[0]

    phone.before_tap = tapped
    done = play(phone, SCRIPT, tmp_path / "b", observe=sink.append)
    rows = {row.seq: row.phase for row in done.bundle.rows(Observation)}
    assert {rows[n] for n, moment in enumerate(reads) if moment < taps[0]} == {"before_consent"}
    assert {rows[n] for n, moment in enumerate(reads) if moment >= taps[0]} == {"consented_idle"}
    before, consented = list(done.bundle.rows(Phase))[1:]
    assert before.end_us == consented.start_us
    assert abs(consented.start_us - (taps[0] // 1000 + OFFSET_US)) < 1000
    assert consented.uncertain_us == 0


def test_a_device_that_does_not_tell_makes_the_phase_begin_early_and_say_so(tmp_path: Path) -> None:
    phone = Phone(screens(), on_phone)
    phone.before_tap = lambda: time.sleep(0.03)
    done = play(phone, SCRIPT, tmp_path / "b")
    consented = list(done.bundle.rows(Phase))[2]
    assert consented.name == "consented_idle"
    assert consented.uncertain_us >= 30_000


def test_a_touch_from_another_time_is_not_believed(tmp_path: Path) -> None:
    phone = Phone(screens(), on_phone)
    phone.touched_ns = time.monotonic_ns() - 60_000_000_000
    done = play(phone, SCRIPT, tmp_path / "b", observe=lambda sink: sink.take(at(time.monotonic_ns())))
    before, consented = list(done.bundle.rows(Phase))[1:]
    assert consented.uncertain_us > 0
    assert consented.start_us > before.start_us


def test_what_waits_for_a_boundary_is_not_lost_when_the_tap_fails() -> None:
    phase_clock = PhaseClock(0, "main")
    rows: list[Observation] = []
    sink = Attribution(phase_clock, rows.append)
    ended: list[Phase] = []
    with pytest.raises(RuntimeError), sink.boundary(Unasked(), "later", "tap", ended.append):
        sink.take(at(time.monotonic_ns() + 1_000_000))
        assert rows == []
        raise RuntimeError
    assert [row.phase for row in rows] == ["install"]
    assert ended == []


class Saying(Shell):
    """A device whose every command prints ``said``."""

    serial = "saying"

    def __init__(self, said: str) -> None:
        self.said = said

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        return ShellResult(0, self.said, "")


class Unasked(Shell):
    """A device that nobody may ask anything."""

    serial = "unasked"

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        raise AssertionError(command)


def test_what_is_read_while_a_boundary_begins_waits_for_it() -> None:
    class Slow(PhaseClock):
        def now_us(self) -> int:
            now = super().now_us()
            while begun:
                late = threading.Thread(target=sink.take, args=(seen(now + 1, now * 1000, 1),))
                begun.pop()
                late.start()
                late.join(0.1)  # it is held up, and comes when the boundary's moment is known
                pushed.append(late)
            return now

    begun: list[bool] = []
    pushed: list[threading.Thread] = []
    rows: list[Observation] = []
    phase_clock = Slow(0, "main")
    sink = Attribution(phase_clock, rows.append)
    begun.append(True)
    with sink.boundary(Saying(""), "later", "tap", lambda phase: None):
        pushed[0].join()
        assert rows == []
    assert [row.phase for row in rows] == ["later"]


def test_many_threads_lose_nothing() -> None:
    phase_clock = PhaseClock(0, "main")
    rows: list[Observation] = []
    sink = Attribution(phase_clock, rows.append)
    device = Saying("")

    def push(base: int) -> None:
        for number in range(200):
            sink.take(seen(phase_clock.now_us(), time.monotonic_ns(), base + number))

    threads = [threading.Thread(target=push, args=(1000 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for number in range(5):
        with sink.boundary(device, f"p{number}", "tap", lambda phase: None):
            time.sleep(0.002)
    for thread in threads:
        thread.join()
    assert len({row.seq for row in rows}) == 800
    assert all(row.phase == phase_clock.at(row.time_us) for row in rows)


ONE = "  RecentQueue: length=1\n    MotionEvent(deviceId=-1, eventTime={}, source=0x1002, action=DOWN, b=0), age=1ms\n"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", None),
        ("MotionEvent(deviceId=1, eventTime=5, action=DOWN, x)", None),
        ("  RecentQueue: length=0\n", None),
        ("  RecentQueue: length=1\n    MotionEvent, age=5ms\n", None),  # a build that is not debuggable
        (
            ONE.format("7"),
            7,
        ),
        (
            ONE.format("7ns"),
            7,
        ),
        (
            "  RecentQueue: length=3\n    MotionEvent(deviceId=-1, eventTime=7, source=1, action=DOWN, b=0)\n"
            "    MotionEvent(deviceId=-1, eventTime=9, source=1, action=UP, b=0)\n"
            "    KeyEvent(deviceId=-1, eventTime=12, source=1, displayId=0, action=DOWN, keyCode=HOME(3))\n",
            12,
        ),
    ],
)
def test_when_the_finger_went_down(said: str, wanted: int | None) -> None:
    assert touched_ns(Saying(said)) == wanted


def test_times_of_a_moved_clock_are_taken_back() -> None:
    phase_clock = PhaseClock(5_000_000, "main")
    now = phase_clock.now_us()
    assert phase_clock.canonical(now) == now
    day = 24 * 3600 * 1_000_000
    phase_clock.shifted(day)
    assert abs(phase_clock.canonical(now + day) - now) < 1000
    assert phase_clock.canonical(now) == now, "an agent whose clock does not move with the device's"
    phase_clock.shifted(2 * day)
    assert abs(phase_clock.canonical(now + 2 * day + 5) - now) < 1000
    phase_clock.shifted(0)
    assert phase_clock.canonical(now) == now


HOUR_US = 3_600_000_000


@fault("the device's clock is set")
@pytest.mark.parametrize("by", [HOUR_US, -HOUR_US, 5_000_000])
def test_a_device_whose_clock_is_set_keeps_its_rows_in_their_phases(by: int) -> None:
    phase_clock = PhaseClock(0, "accept")
    rows: list[Observation] = []
    sink = Attribution(phase_clock, rows.append)
    sink.take(at(time.monotonic_ns(), 1))
    phase_clock.begin("consented_idle", "tap")
    for seq in (2, 3):
        moment = time.monotonic_ns()
        sink.take(seen(moment // 1000 + OFFSET_US + by, moment, seq))
    moment = time.monotonic_ns()
    sink.take(at(moment, 4))  # and it is set right again
    assert [row.phase for row in rows] == ["install", *["consented_idle"] * 3]
    assert [row.time_us for row in rows] == sorted(row.time_us for row in rows)
    assert rows[-1].time_us - rows[0].time_us < 5_000_000
    assert [jump for _, jump in phase_clock.jumps] == [by]


def test_a_device_that_slept_was_not_set() -> None:
    """The monotonic clock stands still meanwhile, and the wall clock is right."""
    phase_clock = PhaseClock(0, "accept")
    rows: list[Observation] = []
    sink = Attribution(phase_clock, rows.append)
    sink.take(at(time.monotonic_ns(), 1))
    moment = time.monotonic_ns()
    sink.take(seen(moment // 1000 + OFFSET_US, moment - HOUR_US * 1000, 2))
    assert phase_clock.jumps == []
    assert abs(rows[1].time_us - phase_clock.now_us()) < 5_000_000
