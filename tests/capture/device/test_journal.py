"""The journal: written before the change, replayed after any end, never on another device."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.capture.device.errors import DeviceBusy, DeviceError, DeviceLost
from harness.capture.device.journal import Command, Identity, Journal, Undo, pending
from harness.files.scratch import sweep
from tests.capture.device.attached import Bench, bench
from tests.sandbox.apks import apk

ROOT = Path(__file__).resolve().parents[3]
PHONE = Identity(serialno="S1", fingerprint="a/b/c", boot_id="boot-1")


def journal(directory: Path, serial: str = "S1") -> Journal:
    return Journal(serial, directory)


def remove(path: str) -> Command:
    return Command(argv=["rm", path])


def undone(left: Journal, boot: str = "boot-1") -> tuple[list[str], list[Undo]]:
    done: list[Undo] = []
    return left.undo(boot, done.append), done


def test_a_change_is_on_disk_before_it_is_made(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin(PHONE)
    first.change("a file", remove("/x"))
    assert b'"/x"' in (tmp_path / "S1.jsonl").read_bytes()


def test_changes_are_undone_newest_first_and_only_once(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin(PHONE)
    for name in ("/a", "/b", "/c"):
        first.change(name, remove(name))
    first.end()
    second = journal(tmp_path)
    second.begin(PHONE)
    assert undone(second) == ([], [remove("/c"), remove("/b"), remove("/a")])
    second.end()
    assert (tmp_path / "S1.jsonl").read_bytes() == b""
    third = journal(tmp_path)
    third.begin(PHONE)
    assert undone(third) == ([], [])


def test_what_ended_with_a_boot_is_not_undone_after_it(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin(PHONE)
    first.change("a mount", remove("/mount"), volatile=True)
    first.change("a file", remove("/file"))
    assert undone(first, "boot-2") == ([], [remove("/file")])
    assert first.changes == []


def test_a_failing_undo_stays_and_the_others_are_done(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin(PHONE)
    first.change("one", remove("/one"))
    first.change("two", remove("/two"))

    def refuse(undo: Undo) -> None:
        if undo == remove("/two"):
            raise DeviceError("it says no")

    assert first.undo("boot-1", refuse) == ["Not undone: two (it says no)"]
    assert [change.what for change in first.changes] == ["two"]


def test_a_device_that_goes_away_keeps_the_rest(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin(PHONE)
    first.change("one", remove("/one"))

    def lost(undo: Undo) -> None:
        raise DeviceLost("gone")

    with pytest.raises(DeviceLost):
        first.undo("boot-1", lost)
    assert [change.what for change in first.changes] == ["one"]


def test_another_device_of_the_same_serial_is_left_alone(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin(PHONE)
    first.change("one", remove("/one"))
    first.end()
    other = journal(tmp_path)
    with pytest.raises(DeviceError, match="another device of the serial S1"):
        other.begin(Identity(serialno="S2", fingerprint="d/e/f", boot_id="boot-9"))
    again = journal(tmp_path)
    again.begin(PHONE)
    assert [change.what for change in again.changes] == ["one"]


def test_two_runs_on_one_device(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin(PHONE)
    with pytest.raises(DeviceBusy, match=f"process {os.getpid()}"):
        journal(tmp_path).begin(PHONE)
    first.end()
    journal(tmp_path).begin(PHONE)


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_torn_last_line_loses_only_itself(tmp_path: Path, cut: int) -> None:
    first = journal(tmp_path)
    first.begin(PHONE)
    first.change("one", remove("/one"))
    whole = (tmp_path / "S1.jsonl").read_bytes()
    first.change("two", remove("/two"))
    first.end()
    torn = (tmp_path / "S1.jsonl").read_bytes()[: len(whole) + cut]
    (tmp_path / "S1.jsonl").write_bytes(torn)
    second = journal(tmp_path)
    second.begin(PHONE)
    assert [change.what for change in second.changes] == ["one"]
    second.change("three", remove("/three"))
    second.end()
    third = journal(tmp_path)
    third.begin(PHONE)
    assert [change.what for change in third.changes] == ["one", "three"]


def test_pending_names_what_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert pending() == []
    directory = tmp_path / "harness" / "devices"
    for serial, with_change in (("127.0.0.1:5600", True), ("quiet", False)):
        one = journal(directory, serial)
        one.begin(PHONE)
        if with_change:
            one.change("one", remove("/one"))
        one.end()
    assert pending() == ["127.0.0.1:5600"]


def test_nothing_may_change_before_the_journal_is_open(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="before its journal is open"):
        journal(tmp_path).change("one", remove("/one"))


def test_a_setting_that_somebody_else_changed_since_stays(tmp_path: Path) -> None:
    with bench(tmp_path / "state") as one:
        device = one.device(tmp_path / "journals")
        device.reset()
        device.link.put_setting("global", "harness_a", "ours")
        device.link.put_setting("global", "harness_b", "ours")
        one.out("settings put global harness_b theirs")
        device.close()
        assert one.out("settings get global harness_a").strip() == "null"
        assert one.out("settings get global harness_b").strip() == "theirs"


@pytest.fixture(scope="module")
def stepping() -> Iterator[Callable[..., tuple[str, int]]]:
    """Make a run's steps in a process that kills itself; give what it printed, and its end."""
    command = [sys.executable, "-m", "tests.capture.device.steps"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as made:

        def steps(one: Bench, tmp_path: Path, entry: int, moment: str) -> tuple[str, int]:
            path = tmp_path / "app.apk"
            path.write_bytes(apk())
            words = [str(one.server.port), one.serial, str(tmp_path / "journals"), str(path), str(entry), moment]
            assert made.stdin is not None and made.stdout is not None
            made.stdin.write(json.dumps(words) + "\n")
            made.stdin.flush()
            said, code = json.loads(made.stdout.readline())
            return said, code

        yield steps
    sweep()  # what those that killed themselves had unpacked


@pytest.mark.e2e
@pytest.mark.timeout(600)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_between_any_two_steps_the_next_one_restores(
    tmp_path: Path, moment: str, stepping: Callable[..., tuple[str, int]]
) -> None:
    """A process is killed with SIGKILL at a journal entry here and there; each time the device comes back as it was."""
    with bench(tmp_path / "state", api_level=34) as one:
        before = one.facts()
        said, code = stepping(one, tmp_path, 0, moment)
        assert code == -signal.SIGKILL
        total = int(said)
        assert total > 20
        entries = list(range(1 if moment == "before" else 5, total, 9))
        changed = 0
        for entry in [total, *entries]:
            if entry != total:
                _, code = stepping(one, tmp_path, entry, moment)
                assert code == -signal.SIGKILL
            changed += one.facts() != before
            device = one.device(tmp_path / "journals")
            assert device.begin() == []
            device.link.journal.end()
            after = one.facts()
            assert {key: after[key] for key in after if after[key] != before[key]} == {}, entry
        assert changed > len(entries) // 2
