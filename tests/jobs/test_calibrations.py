"""Calibrations are kept one a device; a run takes the device's with it, and says when it is outdated."""

import hashlib
from pathlib import Path

import msgspec
import pytest

from harness.capture.run import versions
from harness.evidence.calibration import Calibration, catalogue_digest
from harness.evidence.run_record import DeviceInfo
from harness.jobs.calibrations import carried, keep, kept_at

PHONE = DeviceInfo(kind="adb", serial="10.0.0.7:5555/../x", model="Nine", fingerprint="a/b", api_level=34)


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def made(device: DeviceInfo = PHONE) -> Calibration:
    return Calibration(made="2026-01-02T03:04:05Z", device=device, tool=versions(), catalogue=catalogue_digest())


def test_a_device_that_was_never_calibrated() -> None:
    said, data = carried(PHONE)
    assert (said.state, data) == ("none", b"")


def test_a_run_takes_the_file_as_it_is() -> None:
    path = keep(made())
    said, data = carried(PHONE)
    assert (said.state, said.made, said.stale) == ("current", "2026-01-02T03:04:05Z", [])
    assert data == path.read_bytes() and said.sha256 == hashlib.sha256(data).hexdigest()


def test_an_update_of_the_system_makes_it_outdated() -> None:
    keep(made())
    said, data = carried(msgspec.structs.replace(PHONE, fingerprint="a/c"))
    assert (said.state, said.stale) == ("outdated", ["build"]) and data


def test_devices_do_not_share_one_and_hostile_names_stay_inside(tmp_path: Path) -> None:
    keep(made())
    other = msgspec.structs.replace(PHONE, serial="other")
    assert carried(other)[0].state == "none"
    assert kept_at(PHONE).parent == tmp_path / "harness" / "calibrations" != kept_at(other)


def test_all_sandboxes_are_one() -> None:
    one, two = (DeviceInfo(kind="sandbox", serial=f"127.0.0.1:{port}", sandbox=True) for port in (1, 2))
    assert kept_at(one) == kept_at(two)


def test_a_file_that_is_none_counts_as_never_calibrated() -> None:
    path = keep(made())
    path.write_bytes(b"{")
    assert carried(PHONE)[0].state == "none"
