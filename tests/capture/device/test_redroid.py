"""The life of a redroid container, with a fake docker client whose containers are sandbox devices."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import adbutils
import pytest

from harness.capture.device.errors import DeviceError, DeviceNotFound, DeviceStuck
from harness.capture.device.options import DeviceOptions
from harness.capture.device.redroid import RedroidDevice, boot_parameters, image, orphans
from tests.capture.device.conftest import ROOT


@pytest.fixture
def engine(home: Path, adb_server: adbutils.AdbClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A docker on PATH; the directory with its containers. None of them is left behind."""
    state = home / "engine"
    state.mkdir()
    program = home / "bin" / "docker"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tests.capture.device.fake_docker "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("FAKE_DOCKER", str(state))
    monkeypatch.delenv("HARNESS_REDROID_IMAGE", raising=False)
    yield state
    (state / "fail.json").unlink(missing_ok=True)
    for path in state.glob("*.container"):
        subprocess.run([program, "rm", "--force", "--volumes", path.stem], check=True)


def written(device: RedroidDevice) -> bool:
    return "here" in device.shell(["cat", "/data/local/tmp/mark"]).stdout


def test_a_reset_is_a_new_container(engine: Path) -> None:
    device = RedroidDevice()
    try:
        assert device.reset() == "new container of redroid/redroid:13.0.0-latest"
        assert device.info().kind == "redroid"
        device.link.push(b"here", "/data/local/tmp/mark")
        assert written(device)
        before = device.link.properties["ro.serialno"], device.ui_driver()["name"], device._run.ui.found
        device.reset()
        assert not written(device)
        assert device.link.properties["ro.serialno"] != before[0], "another device, of which nothing known before holds"
        assert device._run.ui.found != before[2], "nor does what the screen was used with"
        assert len(list(engine.glob("*.container"))) == 1
    finally:
        device.close()
    assert not list(engine.glob("*.container"))
    first, second = (engine / "runs.txt").read_text().splitlines()
    assert "--privileged" in first
    assert "--publish 127.0.0.1::5555 redroid/redroid:13.0.0-latest" in first, "the device is for this host alone"
    assert first.endswith(" ".join(boot_parameters()))
    assert second != first


def test_two_containers_do_not_see_each_other(engine: Path) -> None:
    one, two = RedroidDevice("11.0.0"), RedroidDevice("14.0.0_64only")
    try:
        one.link.push(b"here", "/data/local/tmp/mark")
        assert written(one)
        assert not written(two)
    finally:
        one.close()
        two.close()
    runs = (engine / "runs.txt").read_text()
    assert "redroid:11.0.0-latest" in runs
    assert "redroid:14.0.0_64only-latest" in runs


def test_a_container_has_the_personas_serial_number(engine: Path) -> None:
    device = RedroidDevice(options=DeviceOptions(serial_number="0123ABCD4567"))
    device.close()
    assert "androidboot.serialno=0123ABCD4567" in (engine / "runs.txt").read_text()
    assert boot_parameters("x ro.secure=1") == boot_parameters(), "a persona's file adds no other parameter"


def test_images(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_REDROID_IMAGE", "registry.example/redroid:arm")
    assert image(None) == "registry.example/redroid:arm"
    assert image("8.1.0-latest") == "redroid/redroid:8.1.0-latest"
    for wrong in ("latest", "13", "13.0.0;id", "--privileged"):
        with pytest.raises(DeviceNotFound, match="no tag"):
            image(wrong)


@pytest.mark.parametrize(
    ("misbehaviour", "kind", "sentence"),
    [
        ({"engine": True}, DeviceError, "Is the docker daemon running?"),
        ({"dies": "init: Failed to open /dev/binder"}, DeviceError, "ended at once: init: Failed to open /dev/binder"),
        ({"dies": ""}, DeviceError, "run docker/check-host"),
        ({"hang": True}, DeviceStuck, "nothing has changed for 2 s"),
    ],
)
def test_what_does_not_start_is_removed_and_told(
    engine: Path, misbehaviour: dict[str, object], kind: type[DeviceError], sentence: str
) -> None:
    (engine / "fail.json").write_text(json.dumps(misbehaviour))
    with pytest.raises(kind) as caught:
        RedroidDevice(stuck=2)
    assert sentence in str(caught.value)
    assert not list(engine.glob("*.container"))


def test_without_docker(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DeviceNotFound, match="no 'docker' on PATH"):
        RedroidDevice()


def test_a_container_whose_harness_was_killed_is_removed_by_the_next(engine: Path) -> None:
    script = (
        "import os, signal\nfrom harness.capture.device.redroid import RedroidDevice\n"
        "device = RedroidDevice()\nprint(device._name, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=500)
    name = done.stdout.strip()
    assert (engine / f"{name}.container").exists(), done.stderr
    assert orphans() == [name]
    assert (engine / f"{name}.container").exists(), "it was only asked for"
    alive = RedroidDevice()
    try:
        assert not (engine / f"{name}.container").exists()
        assert orphans(stop=True) == []
        assert alive.shell(["echo", "alive"]).stdout == "alive\n"
    finally:
        alive.close()


def test_a_container_of_another_harness_is_left_alone(engine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = RedroidDevice()
    try:
        monkeypatch.setenv("XDG_STATE_HOME", str(engine / "other"))
        assert orphans(stop=True) == []
        assert len(list(engine.glob("*.container"))) == 1
    finally:
        monkeypatch.undo()
        monkeypatch.setenv("FAKE_DOCKER", str(engine))
        monkeypatch.setenv("PATH", f"{engine.parent / 'bin'}:/usr/bin:/bin")
        alive.close()
