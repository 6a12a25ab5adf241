"""What run.json says of a run as such, before it begins and when a clock was set meanwhile."""

import datetime as dt
from pathlib import Path

import pytest

from harness.app.apk import read_apk
from harness.capture import record
from harness.capture.host_clock import STEP_US, HostClock
from harness.capture.options import RunOptions
from harness.capture.phase_clock import PhaseClock
from harness.capture.scenario import load_scenario
from harness.persona.generate import generate
from tests.capture.blank import Blank

LANTERN = Path(__file__).resolve().parents[2] / "samples" / "lantern" / "lantern.apk"


def test_what_is_known_before_a_run_begins() -> None:
    persona = generate()
    options = RunOptions(
        apk=LANTERN, out=Path(), scenario=load_scenario("consent"), branch="accept", persona=persona, points=[]
    )
    made = record.known_before(options, read_apk(LANTERN), Blank(), 1_500_000)
    assert (made.scenario, made.branch, made.network, made.persona) == ("consent", "accept", "sinkhole", persona.id)
    assert made.apk.package == "com.brightbeam.lantern" and made.device.serial == "blank"
    assert made.clock_offset_us == 1_500_000 and made.attached is None and made.app_type is None
    assert set(made.tool) == {"harness", "python", "frida", "frida-tools", "mitmproxy", "adbutils"}
    begun = dt.datetime.fromisoformat(made.started)
    assert begun.utcoffset() == dt.timedelta() and made.started.endswith("Z")
    options.attach = "com.brightbeam.lantern"
    assert record.known_before(options, read_apk(LANTERN), Blank(), 0).attached is True


def test_clocks_that_were_set_are_told_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = [0]
    monkeypatch.setattr(record, "CLOCK", HostClock(wall_ns=lambda: wall[0], mono_ns=lambda: 0))
    phase_clock, said = PhaseClock(0, "accept"), list[str]()
    assert record.clock_jumps(phase_clock, said.append) == [] and said == []
    wall[0] = -3 * STEP_US * 1000
    phase_clock.jumps.append((7, 86_400_000_000))
    device, host = record.clock_jumps(phase_clock, said.append)
    assert (device.whose, device.time_us, device.by_us) == ("device", 7, 86_400_000_000)
    assert (host.whose, host.by_us) == ("host", -3 * STEP_US)
    assert "the device's clock was set by +86400.0 s" in said[0] and "the host's clock was set by -3.0 s" in said[1]
