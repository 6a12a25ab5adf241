"""Each kind of change is taken back by what takes it back, and never against somebody else's change since."""

from collections.abc import Sequence
from typing import Any

import pytest

from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import Command, Forward, Identity, Journal, Reverse, Setting, Undo, WallClock
from harness.capture.device.link import undo as module
from harness.capture.device.link.undo import begin, put_clock_back, restore, undo
from harness.capture.device.structs import ShellResult

PROXY = "settings get global global_http_proxy_host"


class Wire:
    """The forwards of a device, and which of them were taken away."""

    def __init__(self) -> None:
        self.removed: list[str] = []

    def forwards(self) -> list[tuple[str, str]]:
        return [("tcp:1", "tcp:2")]

    def reverses(self) -> list[tuple[str, str]]:
        return [("tcp:3", "tcp:4")]

    def remove_forward(self, local: str) -> None:
        self.removed.append(local)

    def remove_reverse(self, remote: str) -> None:
        self.removed.append(remote)


class Phone:
    """As much of a link as undoing takes: ``says`` is what its commands print, ``fails`` those that do."""

    serial = "phone"

    def __init__(self, says: dict[str, str] | None = None, fails: Sequence[str] = ()) -> None:
        self.says, self.fails = says or {}, fails
        self.lines: list[str] = []
        self.transport = Wire()
        self.journal = Journal(self.serial, None)

    def identity(self) -> Identity:
        return Identity(boot_id="boot")

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        line = " ".join(command)
        self.lines.append(line)
        return ShellResult(1 if line in self.fails else 0, self.says.get(line, ""), "")

    def sudo(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        return self.shell(["#", *command])

    def must(self, *command: str) -> str:
        return self.succeeded(command, self.shell(command))

    def succeeded(self, command: Sequence[str], result: ShellResult) -> str:
        if result.code != 0:
            raise DeviceError(" ".join(command))
        return result.stdout


def done(change: Undo, **words: Any) -> Phone:
    phone = Phone(**words)
    undo(phone, change)  # type: ignore[arg-type]
    return phone


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (Command(["rm", "/x"]), ["rm /x"]),
        (Command(["rm", "/x"], root=True), ["# rm /x"]),
        (Command(["rm", "/x"], needed=["ls", "/x"]), ["ls /x", "rm /x"]),
        (Command(["rm", "/y"], needed=["gone"]), ["gone"]),
    ],
)
def test_a_command_runs_as_whom_it_must_and_while_it_is_needed(change: Undo, lines: list[str]) -> None:
    assert done(change, fails=["gone"]).lines == lines


def test_one_that_fails_is_an_error() -> None:
    with pytest.raises(DeviceError, match="rm /x"):
        done(Command(["rm", "/x"]), fails=["rm /x"])


@pytest.mark.parametrize(
    ("now", "was", "ours", "put"),
    [
        ("1", "0", "1", "settings put global k 0"),
        ("1", None, "1", "settings delete global k"),
        ("null", "0", None, "settings put global k 0"),
        ("somebody's", "0", "1", None),
    ],
)
def test_a_setting_is_given_back_unless_somebody_changed_it_since(
    now: str, was: str | None, ours: str | None, put: str | None
) -> None:
    change = Setting(namespace="global", key="k", was=was, ours=ours)
    phone = done(change, says={"settings get global k": f"{now}\n"})
    assert phone.lines[1:] == ([put] if put else [])


def test_a_global_proxy_is_turned_off_before_it_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    change = Setting(namespace="global", key="http_proxy", was=None, ours="localhost:9")
    get = {"settings get global http_proxy": "localhost:9\n"}
    lines = done(change, says=get).lines
    assert lines[1:3] == ["settings put global http_proxy :0", PROXY]
    assert lines[-1] == "settings delete global http_proxy"
    monkeypatch.setattr(module, "_PROXY_SECONDS", -1.0)
    with pytest.raises(DeviceError, match="does not turn its global proxy off"):
        done(change, says={**get, PROXY: "localhost\n"})


def test_forwards_that_are_gone_are_not_removed() -> None:
    assert done(Forward("tcp:1")).transport.removed == ["tcp:1"]
    assert done(Reverse("tcp:3")).transport.removed == ["tcp:3"]
    assert done(Forward("tcp:9")).transport.removed == done(Reverse("tcp:1")).transport.removed == []


def test_what_is_not_undone_stays_and_is_told() -> None:
    phone: Any = Phone(fails=["rm /x"])
    phone.journal.change("the file /x", Command(["rm", "/x"]))
    phone.journal.change("the file /y", Command(["rm", "/y"]))
    assert begin(phone) == ["Not undone: the file /x (rm /x)"]
    assert [change.what for change in phone.journal.changes] == ["the file /x"]
    phone.fails = ()
    assert restore(phone) == [] == phone.journal.changes


def test_the_clock_alone_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    phone: Any = Phone()
    put: list[WallClock] = []
    monkeypatch.setattr(module.wall_clock, "put_back", lambda link, change: put.append(change))
    moved = WallClock(was_us=0, ours_us=5)
    phone.journal.change("the file /x", Command(["rm", "/x"]))
    phone.journal.change("the setting global/auto_time", Setting("global", "auto_time", was="1", ours="0"))
    phone.journal.change("the clock", moved)
    phone.says = {"settings get global auto_time": "0\n"}
    put_clock_back(phone)
    assert put == [moved]
    assert phone.lines == ["settings get global auto_time", "settings put global auto_time 1"]
    assert [change.what for change in phone.journal.changes] == ["the file /x"]
