"""Calibrations are kept one a device; a run takes the device's with it, and says when it is outdated."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.capture.record import versions
from harness.evidence.calibration import Calibration, catalogue_digest, decode_calibration
from harness.evidence.run_record import DeviceInfo
from harness.jobs.calibrations import agent_digest, carried, keep, kept_at

PHONE = DeviceInfo(kind="adb", serial="10.0.0.7:5555/../x", model="Nine", fingerprint="a/b", api_level=34)


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def at(device: DeviceInfo) -> Path:
    return kept_at(device, "agent", gadget=False)


def made(device: DeviceInfo = PHONE, **more: Any) -> Calibration:
    return Calibration(
        made="2026-01-02T03:04:05Z", device=device, tool=versions(), catalogue=catalogue_digest(),
        **{"agent": agent_digest(), "route": "agent", **more},
    )  # fmt: skip


def test_a_device_that_was_never_calibrated() -> None:
    said, data = carried(PHONE, "agent")
    assert (said.state, data) == ("none", b"")


def test_a_run_takes_the_file_as_it_is() -> None:
    path = keep(made())
    said, data = carried(PHONE, "agent")
    assert (said.state, said.made, said.stale) == ("current", "2026-01-02T03:04:05Z", [])
    assert data == path.read_bytes() and said.sha256 == hashlib.sha256(data).hexdigest()


def test_an_update_of_the_system_makes_it_outdated() -> None:
    keep(made())
    said, data = carried(msgspec.structs.replace(PHONE, fingerprint="a/c"), "agent")
    assert (said.state, said.stale) == ("outdated", ["build"]) and data


def test_devices_do_not_share_one_and_hostile_names_stay_inside(tmp_path: Path) -> None:
    keep(made())
    other = msgspec.structs.replace(PHONE, serial="other")
    assert carried(other, "agent")[0].state == "none"
    assert at(PHONE).parent == tmp_path / "harness" / "calibrations" != at(other)


def test_all_sandboxes_are_one() -> None:
    one, two = (DeviceInfo(kind="sandbox", serial=f"127.0.0.1:{port}", sandbox=True) for port in (1, 2))
    assert at(one) == at(two)


def test_a_file_that_is_none_counts_as_never_calibrated() -> None:
    path = keep(made())
    path.write_bytes(b"{")
    assert carried(PHONE, "agent")[0].state == "none"


def test_each_route_and_way_of_instrumentation_has_its_own() -> None:
    paths = {keep(made(route=route, gadget=gadget)) for route in ("agent", "proxy") for gadget in (True, False)}
    assert len(paths) == 4
    for route, gadget in (("agent", False), ("proxy", False), ("proxy", True)):
        said, data = carried(PHONE, route, gadget=gadget)
        assert said.state == "current" and decode_calibration(data).route == route


def test_one_of_another_route_counts_as_outdated_and_says_so() -> None:
    keep(made(route="proxy"))
    said, data = carried(PHONE, "agent")
    assert (said.state, said.stale) == ("outdated", ["route"]) and decode_calibration(data).route == "proxy"
    said, _ = carried(msgspec.structs.replace(PHONE, fingerprint="a/c"), "agent")
    assert said.stale == ["route", "build"]
    keep(made())
    assert carried(PHONE, "agent")[0].state == "current"


def test_an_agent_that_is_another_makes_it_outdated() -> None:
    keep(made(agent="0"))
    assert len(agent_digest()) == 64 and carried(PHONE, "agent")[0].stale == ["agent"]
