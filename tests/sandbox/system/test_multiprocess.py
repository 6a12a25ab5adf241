"""Components run in the processes that the manifest names; held ones wait, isolated ones never do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.apks import apk
from tests.sandbox.conftest import PACKAGE, Adb

COMPONENTS = (
    ("service", {"name": ".Push", "process": ":push"}),
    ("service", {"name": ".Plain"}),
    ("service", {"name": ".Far", "process": "org.far"}),
    ("service", {"name": ".Render", "process": ":render", "isolatedProcess": True}),
    ("receiver", {"name": ".Heard", "process": ":late"}),
)


@pytest.fixture
def choir(adb: Adb, tmp_path: Path) -> Iterator[Adb]:
    adb.out("cmd sandbox reset")
    path = tmp_path / "app.apk"
    path.write_bytes(apk(components=COMPONENTS))
    assert b"Success" in adb.run("install", str(path)).stdout
    yield adb
    adb.out("cmd sandbox hold --clear")
    adb.shell(f"am force-stop {PACKAGE}")


def processes(adb: Adb) -> dict[str, dict[str, object]]:
    return {row["process"]: row for row in map(json.loads, adb.out("cmd sandbox processes").splitlines())}


def start(adb: Adb, name: str) -> str:
    return adb.out(f"am startservice -n {PACKAGE}/{name}")


def test_each_service_has_its_process(choir: Adb) -> None:
    for name in (".Push", ".Plain", f"{PACKAGE}.Far", ".Render"):
        start(choir, name)
    choir.out(f"am broadcast -n {PACKAGE}/.Heard")
    log = choir.wait("logcat -d -s Fake | grep -c -e service.start -e broadcast.receive", "5")
    assert log
    assert set(processes(choir)) == {
        f"{PACKAGE}:push", PACKAGE, "org.far", f"{PACKAGE}:render:{PACKAGE}.Render", f"{PACKAGE}:late"
    }  # fmt: skip
    ps = choir.out("ps -A -o USER,NAME")
    assert f"u0_i0   {PACKAGE}:render" in ps
    assert "u0_a100 org.far" in ps


def test_a_second_start_is_the_same_process(choir: Adb) -> None:
    start(choir, ".Push")
    choir.wait("logcat -d -s Fake", "service.start")
    start(choir, ".Push")
    choir.wait("logcat -d -s Fake | grep -c service.start", "2")
    assert len(processes(choir)) == 1


def test_an_unknown_service_is_refused_as_android_does(choir: Adb) -> None:
    code, _, errors = choir.shell(f"am startservice -n {PACKAGE}/.Nothing")
    assert (code, errors.strip()) == (255, "Error: Not found; no service started.")
    assert processes(choir) == {}


def test_every_process_but_an_isolated_one_is_held(choir: Adb) -> None:
    choir.out(f"cmd sandbox hold {PACKAGE}")
    assert choir.out("cmd sandbox held") == ""
    for name in (".Push", ".Far", ".Render"):
        start(choir, name)
    held: dict[str, str] = {}
    for _ in range(50):
        held |= {row.split()[1]: row.split()[0] for row in choir.out("cmd sandbox held --wait 5").splitlines()}
        if len(held) == 2:
            break
    assert set(held) == {f"{PACKAGE}:push", "org.far"}
    until = time.monotonic() + 30
    while len(processes(choir)) < 3 and time.monotonic() < until:  # who is not held is there when it runs
        time.sleep(0.05)
    assert {name for name, row in processes(choir).items() if not row["held"]} == {
        f"{PACKAGE}:render:{PACKAGE}.Render"
    }  # fmt: skip
    assert "service.start Push" not in choir.out("logcat -d -s Fake")
    choir.out(f"cmd sandbox resume {held['org.far']}")
    choir.wait("logcat -d -s ActivityManager", f"service.start {PACKAGE}.Far in org.far")
    assert processes(choir)["org.far"]["held"] is False
    assert processes(choir)[f"{PACKAGE}:push"]["held"] is True


def test_waiting_for_a_held_process_ends(choir: Adb) -> None:
    begun = time.monotonic()
    assert choir.out("cmd sandbox held --wait 0.2") == ""
    assert time.monotonic() - begun >= 0.2
    assert choir.shell("cmd sandbox held --wait soon")[0] == 1


def test_exits_name_the_package_of_a_process_with_another_name(choir: Adb) -> None:
    start(choir, ".Far")
    choir.wait("logcat -d -s Fake", "service.start")
    choir.out(f"am force-stop {PACKAGE}")
    (row,) = [json.loads(line) for line in choir.out("cmd sandbox exits").splitlines()]
    assert (row["process"], row["package"], row["signal"]) == ("org.far", PACKAGE, 9)
