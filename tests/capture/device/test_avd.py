"""The life of an AVD, with a fake emulator program that behaves and misbehaves as the real one is documented to."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import adbutils
import msgspec
import pytest

from harness.capture.device.avd import SNAPSHOT, AvdDevice
from harness.capture.device.emulator.emulator import Emulator, Record, orphans, state_directory
from harness.capture.device.errors import DeviceError, DeviceNotFound, DeviceStuck
from tests.capture.device.conftest import AVD, ROOT

Make = Callable[..., Path]


@pytest.fixture
def boot(adb_server: adbutils.AdbClient) -> Iterator[Callable[..., AvdDevice]]:
    """Open AVD devices; whatever is still open at the end is closed."""
    opened = []

    def start(name: str = AVD, **options: object) -> AvdDevice:
        device = AvdDevice(name, client=adb_server, settle=0, **options)
        opened.append(device)
        return device

    yield start
    for device in opened:
        device.close()


def starts(content: Path) -> list[str]:
    path = content / "starts.txt"
    return path.read_text().splitlines() if path.exists() else []


def written(device: AvdDevice) -> bool:
    return "here" in device.shell(["cat", "/data/local/tmp/mark"]).stdout


def test_the_first_start_makes_the_snapshot_and_a_reset_brings_it_back(
    avd: Make, boot: Callable[..., AvdDevice]
) -> None:
    content = avd()
    device = boot()
    first, second = starts(content)
    assert "-read-only" not in first
    assert "-no-snapshot-load" in first
    assert f"-read-only -snapshot {SNAPSHOT}" in second
    assert device.info().kind == "avd"
    assert device.info().serial.startswith("emulator-")
    assert device.reset() == f"start from snapshot {SNAPSHOT}"
    device.link.push(b"here", "/data/local/tmp/mark")
    assert written(device)
    assert device.reset() == f"snapshot {SNAPSHOT}"
    assert not written(device)
    assert len(starts(content)) == 2


def test_two_instances_of_one_avd_do_not_see_each_other(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    content = avd()
    one, two = boot(), boot()
    assert one.serial != two.serial
    one.link.push(b"here", "/data/local/tmp/mark")
    assert written(one)
    assert not written(two)
    one.close()
    assert two.shell(["echo", "alive"]).stdout == "alive\n"
    assert not (content / "disk/root/data/local/tmp/mark").exists()


def test_where_no_snapshot_can_be_saved_a_reset_is_a_cold_boot(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    content = avd(save="Snapshots are not supported by this renderer")
    said: list[str] = []
    device = boot(progress=said.append)
    assert any("every reset will be a cold boot" in text and "not supported by this renderer" in text for text in said)
    assert device.reset() == "cold boot, read-only"
    serial = device.serial
    device.link.push(b"here", "/data/local/tmp/mark")
    assert device.reset() == "cold boot, read-only"
    assert device.serial == serial
    assert not written(device)
    device.close()
    boot()
    assert len(starts(content)) == 4, "saving a snapshot was tried again"


def test_a_snapshot_that_does_not_load_is_replaced_by_a_restart(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    avd(load="Snapshot was made with another renderer")
    said: list[str] = []
    device = boot(progress=said.append)
    device.reset()
    device.link.push(b"here", "/data/local/tmp/mark")
    assert device.reset() == f"start from snapshot {SNAPSHOT}"
    assert any("did not load" in text and "another renderer" in text for text in said)
    assert not written(device)


def test_a_start_from_the_snapshot_that_hangs_is_followed_by_a_cold_one(
    avd: Make, boot: Callable[..., AvdDevice]
) -> None:
    content = avd(boot_from_snapshot="hang")
    said: list[str] = []
    device = boot(progress=said.append, stuck=3)
    assert any("is stuck" in text and "sys.boot_completed is 0" in text for text in said)
    assert "-read-only -no-snapshot-load" in starts(content)[-1]
    assert device.reset() == "cold boot, read-only"


@pytest.mark.parametrize(
    ("misbehaviour", "sentence"),
    [
        ({"boot": "hang"}, "is stuck: nothing has changed for 2 s (sys.boot_completed is 0"),
        ({"boot": "no-adb"}, "is stuck: nothing has changed for 2 s (adb sees it as absent)"),
        ({"die": "Not enough space to create userdata partition"}, "Not enough space to create userdata partition"),
    ],
)
def test_what_does_not_boot_is_stopped_and_told(
    avd: Make, boot: Callable[..., AvdDevice], misbehaviour: dict[str, str], sentence: str
) -> None:
    avd(**misbehaviour)
    with pytest.raises(DeviceStuck) as caught:
        boot(stuck=2)
    assert sentence in str(caught.value)
    again = Emulator(AVD)  # the ports are free again
    again.close()


def test_the_boot_has_a_budget(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    avd(boot="hang")
    with pytest.raises(DeviceStuck, match="did not boot within 1 s"):
        boot(boot_budget=1, stuck=600)


def test_an_avd_that_runs_in_android_studio_is_not_taken_away(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    content = avd()
    theirs = Emulator(AVD).start()
    try:
        deadline = time.monotonic() + 60
        while not starts(content) and time.monotonic() < deadline:  # it has the AVD for itself now
            time.sleep(0.05)
        with pytest.raises(DeviceStuck, match="already running outside the harness"):
            boot()
        assert theirs.death() is None
    finally:
        theirs.close()


def test_unknown_names_and_no_emulator(
    avd: Make, boot: Callable[..., AvdDevice], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = avd()
    with pytest.raises(DeviceNotFound, match=f"no AVD 'Nexus'.*there are: {AVD}"):
        boot("Nexus")
    with pytest.raises(DeviceNotFound, match="no AVD"):
        boot(f"../avd/{AVD}")
    monkeypatch.setenv("ANDROID_HOME", "/nowhere")
    (content.parents[2] / "Android" / "Sdk" / "emulator" / "emulator").unlink()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DeviceNotFound, match="no Android emulator"):
        boot()


def test_options_of_the_user_reach_the_emulator(
    avd: Make, boot: Callable[..., AvdDevice], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = avd()
    monkeypatch.setenv("HARNESS_EMULATOR_FLAGS", "-gpu 'swiftshader_indirect'")
    boot()
    assert all("-gpu swiftshader_indirect" in line for line in starts(content))
    monkeypatch.setenv("HARNESS_EMULATOR_FLAGS", "-fly")
    with pytest.raises(DeviceError, match="unknown option: -fly"):
        boot()


def test_an_emulator_that_will_not_end_is_killed(
    avd: Make, adb_server: adbutils.AdbClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.capture.device.emulator.emulator.STOP_SECONDS", 1.0)
    monkeypatch.setattr("harness.capture.device.emulator.emulator.KILL_SECONDS", 1.0)
    avd(no_kill=True)
    device = AvdDevice(AVD, client=adb_server, settle=0)
    process = device._emulator._process
    assert process is not None
    device.close()
    assert process.returncode == -9


def test_an_emulator_whose_harness_was_killed_is_stopped_by_the_next(avd: Make, adb_server: adbutils.AdbClient) -> None:
    avd()
    script = (
        "import os, signal, adbutils\nfrom harness.capture.device.avd import AvdDevice\n"
        f"device = AvdDevice({AVD!r}, settle=0)\nprint(device.serial, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=500)
    serial = done.stdout.strip()
    assert serial.startswith("emulator-"), done.stderr
    assert orphans() == [serial]
    running = AvdDevice(AVD, client=adb_server, settle=0)  # the next run stops the orphan and leaves its own alone
    try:
        assert orphans(stop=True) == []
        assert running.shell(["echo", "alive"]).stdout == "alive\n"
    finally:
        running.close()


def test_an_emulator_that_the_user_started_since_is_left_alone(
    avd: Make, boot: Callable[..., AvdDevice], adb_server: adbutils.AdbClient
) -> None:
    """The record of a killed harness names the same AVD and port, and another process."""
    avd()
    theirs = boot()
    port = theirs._emulator.port
    record = Record(avd=AVD, port=port, pid=os.getpid())
    other = state_directory() / f"{port + 100}.json"
    other.write_bytes(msgspec.json.encode(record))
    assert orphans() == []
    assert orphans(stop=True) == []
    assert theirs.shell(["echo", "alive"]).stdout == "alive\n"
    assert other.read_bytes() == b"", "the record is done with"
    other.write_text("no record")
    assert orphans(stop=True) == []
