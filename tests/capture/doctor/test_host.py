"""``doctor`` on a machine with nothing, with adb only, and with all the sandbox needs; and each check by itself."""

import importlib.metadata
import importlib.util
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import adbutils
import msgspec
import pytest

from harness.capture.device import mend
from harness.capture.device.emulator import emulator
from harness.capture.device.emulator.emulator import FLAGS, Record, state_directory
from harness.capture.device.journal import Forward, Identity, Journal, journal_dir
from harness.capture.device.link.server import AdbServer
from harness.capture.doctor import host
from harness.capture.doctor.check import Check, State, worst
from harness.sandbox.runtime import jvm


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No SDK, no docker, no KVM, nothing on PATH, an adb server port that nobody listens on."""
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT", "ANDROID_AVD_HOME", "ANDROID_USER_HOME", "ANDROID_SDK_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(host, "KVM", tmp_path / "kvm")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(probe.getsockname()[1]))


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor any adb, Python package of a run, or JVM."""

    def missing(*_: Any) -> Any:
        raise importlib.metadata.PackageNotFoundError

    def no_java() -> Path:
        raise jvm.RuntimeMissing("The sandbox needs a Java 17 runtime.")

    def no_adb() -> str:
        raise RuntimeError("No adb executable found")

    monkeypatch.setattr(importlib.metadata, "version", missing)
    monkeypatch.setattr(jvm, "java", no_java)
    monkeypatch.setattr(adbutils, "adb_path", no_adb)
    monkeypatch.setattr(adbutils.AdbClient, "list", lambda self: (_ for _ in ()).throw(ConnectionRefusedError()))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An adb server, found as the user's own."""
    running = AdbServer().start()
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(running.port))
    yield
    running.stop()


def found() -> dict[str, Check]:
    return {check.name: check for check in host.check_host()}


def test_a_machine_with_nothing(nothing: None) -> None:
    checks = found()
    assert {name for name, check in checks.items() if check.state == State.fail} == {"python packages", "adb"}
    assert {name for name, check in checks.items() if check.state == State.warn} >= {
        "attached devices", "java 17", "dex translator", "emulator", "kvm", "docker", "tshark",
    }  # fmt: skip
    assert worst(list(checks.values())) == State.fail
    assert (
        "pip install 'frida>=17.17 frida-tools>=14 mitmproxy>=11 adbutils>=2.9 uiautomator2>=3.4'"
        in checks["python packages"].remedy
    )
    for check in checks.values():
        assert (check.state == State.ok) == (not check.remedy) == (not check.consequence), check


def test_a_machine_on_which_no_app_can_be_run_fails(nothing: None) -> None:
    checks = host.check_host()
    nowhere = host.place_to_run(checks)
    assert (nowhere.state, nowhere.consequence) == (State.fail, "no app can be run")
    assert "pip install 'harness[sandbox]'" in nowhere.remedy
    for known, place in (({"java 17", "dex translator"}, "the sandbox"), ({"emulator"}, "an emulator")):
        good = [Check(name=each.name, state=State.ok, found="x") if each.name in known else each for each in checks]
        assert host.place_to_run(good).found == place and host.place_to_run(good).state == State.ok
    half = [Check(name=each.name, state=State.ok, found="x") if each.name == "java 17" else each for each in checks]
    assert host.place_to_run(half).state == State.fail


def test_a_machine_with_adb_only(server: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_java() -> Path:
        raise jvm.RuntimeMissing("The sandbox needs a Java 17 runtime.")

    monkeypatch.setattr(jvm, "java", no_java)
    checks = found()
    assert worst(list(checks.values())) == State.warn
    assert checks["adb"].state == checks["adb server"].state == State.ok
    assert "protocol 41" in checks["adb server"].found
    assert checks["attached devices"].found == "none"
    assert checks["java 17"].state == State.warn


def test_a_machine_for_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    # Asked for devices, adbutils would start an adb server, which would outlive the test.
    monkeypatch.setattr(adbutils.AdbClient, "list", lambda self: [])
    checks = found()
    assert worst(list(checks.values())) == State.warn
    for name in ("python", "python packages", "adb", "adb server", "java 17", "dex translator", "ports", "clock"):
        assert checks[name].state == State.ok, checks[name]


def answer(monkeypatch: pytest.MonkeyPatch, reply: bytes) -> None:
    """Let something answer on the adb server's port."""
    listener = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(listener.getsockname()[1]))

    def serve() -> None:
        with listener:
            connection, _ = listener.accept()
            with connection:
                connection.recv(100)
                connection.sendall(reply)

    threading.Thread(target=serve, daemon=True).start()


def test_an_adb_server_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, b"OKAY00040028")
    check = host.adb_server()
    assert (check.state, check.found) == (State.warn, "protocol 40, this client's is 41")
    assert check.remedy == "adb kill-server"


def test_something_else_on_the_adb_servers_port(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, b"HTTP/1.1 400 Bad Request\r\n\r\n")
    check = host.adb_server()
    assert check.state == State.fail
    assert "taken by another program" in check.found


def test_another_adb_in_the_sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "platform-tools" / "adb"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\necho 'Android Debug Bridge version 1.0.39'; echo 'Version 1:8.1.0+r23-5'\n")
    other.chmod(0o755)
    monkeypatch.setenv("ANDROID_HOME", str(tmp_path))
    check = host.adb()
    assert check.state == State.warn
    assert "1.0.39 / 1:8.1.0+r23-5" in check.found
    assert check.remedy == f"export ADBUTILS_ADB_PATH={other}"
    monkeypatch.setenv("ADBUTILS_ADB_PATH", str(other))
    assert host.adb().state == State.ok, "the remedy does not mend it"


@pytest.mark.parametrize(
    ("flags", "made", "mode", "state", "remedy"),
    [
        ({"vmx"}, False, 0, State.warn, "sudo modprobe kvm_intel"),
        ({"svm"}, False, 0, State.warn, "sudo modprobe kvm_amd"),
        (set(), False, 0, State.warn, "turn it on in the firmware"),
        ({"vmx"}, True, 0o600, State.ok, ""),
    ],
)
def test_kvm(
    monkeypatch: pytest.MonkeyPatch, flags: set[str], made: bool, mode: int, state: State, remedy: str
) -> None:
    monkeypatch.setattr(host, "_cpu_flags", lambda: flags)
    if made:
        host.KVM.touch(mode)
    check = host.kvm()
    assert check.state == state
    assert check.remedy.startswith(remedy)


def test_an_emulator_without_and_with_avds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "sdk" / "emulator" / "emulator"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setenv("ANDROID_HOME", str(tmp_path / "sdk"))
    program.rename(program.with_name("aside"))
    tool = tmp_path / "sdk" / "cmdline-tools" / "latest" / "bin" / "sdkmanager"
    tool.parent.mkdir(parents=True)
    tool.touch()
    assert host.emulator().remedy == "sdkmanager platform-tools emulator"
    program.with_name("aside").rename(program)
    assert host.emulator().remedy.startswith("avdmanager create avd")
    avds = tmp_path / ".android" / "avd"
    avds.mkdir(parents=True)
    (avds / "Pixel_6.ini").write_text("path=/x\n")
    assert host.emulator().found == f"{program}; AVDs: Pixel_6"


def test_a_clock_that_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = Path(host.__file__).stat().st_mtime
    monkeypatch.setattr(host.time, "time", lambda: installed - 3 * 86400)
    check = host.clock()
    assert (check.state, check.found) == (State.fail, "at least 3.0 days behind")


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 100})
    monkeypatch.setattr(host.shutil, "disk_usage", lambda path: usage)
    assert host.disk().state == State.fail
    usage.free = 5 << 30
    assert host.disk().state == State.warn


def test_tshark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host.shutil, "which", lambda name: "/usr/bin/tshark")
    monkeypatch.setattr(host, "_run", lambda *command: "TShark (Wireshark) 4.0.17 (Git v4.0.17).")
    assert (host.tshark().state, host.tshark().found) == (State.ok, "4.0.17")
    monkeypatch.setattr(host.shutil, "which", lambda name: None)
    assert host.tshark().state == State.warn and "cannot be imported" in host.tshark().consequence


def test_docker_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*command: str) -> str:
        raise subprocess.CalledProcessError(1, command, stderr="permission denied while trying to connect")

    monkeypatch.setattr(host.shutil, "which", lambda name: "/usr/bin/docker")
    monkeypatch.setattr(host, "_run", refuse)
    assert host.docker().remedy == 'sudo gpasswd -a "$USER" docker && newgrp docker'


def test_what_a_killed_harness_left_is_named_with_what_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process with an emulator's words, started by a harness that is gone, beside one that the user started."""
    words = ["-avd", "Pixel", "-port", "5554", *FLAGS]
    sleep = "import time; time.sleep(600)"
    ours = subprocess.Popen([sys.executable, "-c", sleep, *words])
    theirs = subprocess.Popen([sys.executable, "-c", sleep, "-avd", "Pixel", "-port", "5556"])
    try:
        for port, process in ((5554, ours), (5556, theirs)):
            record = Record(avd="Pixel", port=port, pid=process.pid)
            (state_directory() / f"{port}.json").write_bytes(msgspec.json.encode(record))
        check = host.leftovers()
        assert (check.state, check.remedy) == (State.warn, "harness doctor --mend")
        assert check.found == "emulator-5554: started by a run that was killed"
        monkeypatch.setattr(emulator, "STOP_SECONDS", 0.2)
        # A child of this process stays a zombie until it is waited for.
        threading.Thread(target=ours.wait, daemon=True).start()
        assert mend.stop_orphans() == (["emulator-5554"], [])
        assert ours.wait(60) == -signal.SIGTERM, "there is no console to end it by"
        assert theirs.poll() is None
        assert host.leftovers().found == "none"
    finally:
        for process in (ours, theirs):
            process.kill()
            process.wait()


def test_changes_that_a_killed_run_left_are_named(tmp_path: Path) -> None:
    journal = Journal("S1", journal_dir())
    journal.begin(Identity(serialno="S1"))
    journal.change("the setting global/http_proxy", Forward(local="tcp:1"))
    journal.end()
    check = host.journals()
    assert (check.state, check.found) == (State.warn, "on S1, by a run that was killed")
    assert check.remedy == "harness doctor --mend"


def test_docker_that_does_not_answer_hides_no_other_leftover(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host.shutil, "which", lambda name: "/nowhere/docker")
    assert host.leftovers().found == "none"
    assert mend.stop_orphans() == ([], []), "no container of this harness was ever left: nothing to ask docker for"
    (state_directory() / "harness-redroid-0123456789ab.lock").touch()
    assert host.leftovers().found == "none"
    stopped, problems = mend.stop_orphans()
    assert stopped == []
    assert problems == ["Cannot run docker ([Errno 2] No such file or directory: '/nowhere/docker')."]
