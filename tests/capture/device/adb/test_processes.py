"""The adb device's way to hold processes: Frida spawns the first, its gate holds the others."""

import contextlib
from collections.abc import Iterator
from types import SimpleNamespace

import frida
import pytest

from harness.capture.device.adb import processes as adbs
from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.adb.of_run import OfRun
from harness.capture.device.errors import CannotHold, DeviceError, NoLauncher
from harness.capture.device.journal import Journal
from harness.capture.device.link.known import AsUser, Life, Once
from harness.capture.device.link.link import Link
from harness.capture.device.structs import ShellResult, Started
from tests.capture.device.frida.test_gate import Phone, until


class Spawning(Phone):
    """Spawns one process, of which the gate hears too, as it does of every other."""

    failure: Exception | None = None
    first = ""
    later: tuple[tuple[int, str], ...] = ()

    def spawn(self, argv: list[str]) -> int:
        assert self.gating, "a process that starts at the same time must be held as well"
        if self.failure is not None:
            raise self.failure
        self.start(50, argv[0])
        for pid, name in self.later:
            self.start(pid, name)
        return 50

    def shell(self, command: list[str], timeout: float = 30.0) -> ShellResult:
        """What a process that is held in ``setArgV0`` is called by then."""
        if command != ["cat", "/proc/50/cmdline"]:
            return ShellResult(1, "", "")
        return ShellResult(0 if self.first else 1, f"{self.first}\0\0\0", "")


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Spawning:
    made = Spawning()
    made.first = "com.example.app"
    monkeypatch.setattr(AdbDevice, "frida_device", lambda self: made)
    monkeypatch.setattr(Link, "shell", lambda self, command, timeout=30.0: made.shell(command, timeout))
    return made


@pytest.fixture
def adb(phone: Spawning) -> Iterator[AdbDevice]:
    made = device()
    yield made
    made.release()


def held(adb: AdbDevice, count: int) -> list[Started]:
    found: list[Started] = []
    while len(found) < count:
        more = adb.held("com.example.app", 20)
        assert more
        found += more
    return found


def device() -> AdbDevice:
    made = AdbDevice.__new__(AdbDevice)
    made.serial, made._gadget, made._run = "emulator-5554", None, OfRun()
    made.link = link = Link.__new__(Link)
    link.transport = SimpleNamespace(serial=made.serial)  # type: ignore[assignment]
    link.meanwhile = contextlib.ExitStack()
    link.life = Life(properties=Once({}), user=AsUser(root=Once(None)))
    link.journal = Journal(made.serial, None)
    return made


def test_the_first_process_is_spawned_and_the_others_are_held(phone: Spawning, adb: AdbDevice) -> None:
    assert adb.held("com.example.app") == []
    started = adb.launch_held("com.example.app", ["org.global"])
    assert (started.pid, started.name) == (50, "com.example.app")
    assert started.since_us
    phone.start(51, "com.example.app:push")
    phone.start(52, "org.global")
    phone.start(53, "com.other")
    assert [item.pid for item in held(adb, 2)] == [51, 52]
    until(lambda: phone.resumed == [53])
    adb.resume(51)
    assert phone.resumed == [53, 51]


def test_another_process_that_starts_first_is_not_taken_for_the_main_one(phone: Spawning, adb: AdbDevice) -> None:
    phone.first = "com.example.app:push"
    phone.later = ((51, "com.example.app:pull"), (52, "com.example.app"))
    started = adb.launch_held("com.example.app")
    assert (started.pid, started.name, started.doubt) == (52, "com.example.app", "")
    assert [(row.pid, row.name) for row in held(adb, 2)] == [
        (51, "com.example.app:pull"),
        (50, "com.example.app:push"),
    ]
    assert phone.resumed == []


def test_an_app_whose_main_process_does_not_come_is_said(
    phone: Spawning, adb: AdbDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adbs, "MAIN_SECONDS", 0.05)
    phone.first = "com.example.app:push"
    started = adb.launch_held("com.example.app")
    assert (started.pid, started.name) == (50, "com.example.app:push")
    assert started.doubt.startswith("no main process of com.example.app came within 0.05 s")


@pytest.mark.parametrize("called", ["", "zygote64", "<pre-initialized>"])
def test_a_first_process_of_which_the_name_is_not_known_is_said(phone: Spawning, adb: AdbDevice, called: str) -> None:
    phone.first = called
    started = adb.launch_held("com.example.app")
    assert (started.pid, started.name) == (50, "com.example.app")
    assert started.doubt.endswith(f"could not be read ('{called}')")


def test_a_main_process_may_have_a_name_of_its_own(phone: Spawning, adb: AdbDevice) -> None:
    phone.first = "org.global"
    started = adb.launch_held("com.example.app", ["org.global"])
    assert (started.pid, started.name, started.doubt) == (50, "org.global", "")


def test_closing_the_device_ends_the_gating(phone: Spawning, adb: AdbDevice) -> None:
    adb.launch_held("com.example.app")
    adb.close()
    assert not phone.gating
    assert adb.held("com.example.app") == []


def test_a_second_launch_uses_the_same_gate(phone: Spawning, adb: AdbDevice) -> None:
    adb.launch_held("com.example.app")
    adb.launch_held("com.example.app")
    assert sorted(phone.listeners) == ["spawn-added", "spawn-gating-disabled"]
    assert phone.opened == 1


def test_a_stretch_without_a_gate_is_told(phone: Spawning, adb: AdbDevice) -> None:
    assert adb.gate_gaps() == []
    adb.launch_held("com.example.app")
    phone.start(51, "com.example.app:push")
    held(adb, 1)
    phone.watchdog()
    until(lambda: phone.opened == 2)
    (gap,) = adb.gate_gaps() or adb.gate_gaps()
    assert gap.freed == [51]


@pytest.mark.parametrize(
    ("failure", "kind", "sentence"),
    [
        (frida.InvalidArgumentError("Unable to find a front-door activity"), NoLauncher, "nothing to start it by"),
        (frida.InvalidArgumentError("Unable to find application with identifier 'x'"), DeviceError, "not installed"),
        (frida.TimedOutError("unexpectedly timed out while waiting for app to launch"), CannotHold, "Zygisk"),
        (frida.PermissionDeniedError("unable to access zygote"), CannotHold, "root"),
        (frida.ProcessNotRespondingError("refused to load"), CannotHold, "does not respond"),
        (frida.NotSupportedError("please file a bug"), CannotHold, "zygote"),
        (frida.ProtocolError("bad handshake"), DeviceError, "of one version"),
        (frida.OperationCancelledError("cancelled"), DeviceError, "gave up"),
        (frida.TransportError("connection closed"), DeviceError, "connection to Frida was lost"),
        (frida.ServerNotRunningError("unable to connect"), DeviceError, "no frida-server runs"),
    ],
)
def test_why_frida_does_not_start_an_app(
    phone: Spawning, adb: AdbDevice, failure: Exception, kind: type[DeviceError], sentence: str
) -> None:
    phone.failure = failure
    with pytest.raises(DeviceError, match=r"^Frida cannot start com\.example\.app on emulator-5554: ") as caught:
        adb.launch_held("com.example.app")
    assert type(caught.value) is kind
    assert sentence in str(caught.value)


def test_what_is_known_to_keep_frida_away_is_named(phone: Spawning, adb: AdbDevice) -> None:
    adb.link.life.properties = Once({"init.svc.zygote_tango": "running"})
    phone.failure = frida.TimedOutError("unexpectedly timed out while waiting for app to launch")
    with pytest.raises(CannotHold, match=r"; on this device: a zygote of ColorOS \(tango\)\.$"):
        adb.launch_held("com.example.app")


def test_a_process_that_cannot_be_resumed_is_a_sentence(phone: Spawning, adb: AdbDevice) -> None:
    adb.launch_held("com.example.app")
    with pytest.raises(DeviceError, match=r"^Process 666 cannot be let run on emulator-5554: it does not run"):
        adb.resume(666)


def test_how_long_a_process_may_wait(adb: AdbDevice) -> None:
    adb.link.life.properties = Once({"ro.build.version.sdk": "34"})
    assert (adb.hold_limit_s(first=True), adb.hold_limit_s(first=False), adb.bind_limit_s()) == (8.0, 7.0, 10.0)
    adb.link.life.properties = Once({"ro.build.version.sdk": "30", "ro.hw_timeout_multiplier": "50"})
    assert (adb.hold_limit_s(first=True), adb.hold_limit_s(first=False), adb.bind_limit_s()) == (498.0, 7.0, 15.0)


def test_the_system_s_own_word_for_the_end_of_a_start(adb: AdbDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = 1
    log = "I am_kill : [0,8341,com.x,-10000,start timeout]"

    def shell(command: list[str], timeout: float = 30.0) -> ShellResult:
        if command[0] == "logcat":
            return ShellResult(0, log, "")
        return ShellResult(1 - alive, "", "")

    adb.link.life.properties = Once({})
    monkeypatch.setattr(adb.link, "shell", shell)
    assert adb.ended_in_start(8341, 1.0) == "am_kill : [0,8341,com.x,-10000,start timeout]"
    assert adb.ended_in_start(8342, 11.0) == ""
    alive = 0
    assert adb.ended_in_start(8342, 9.0) == ""
    assert adb.ended_in_start(8342, 10.4) == "it was held for 10.4 s, and the system waits 10 s"
