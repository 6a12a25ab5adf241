"""An error that nobody foresaw ends a run with an outcome, a sentence and a seal."""

import errno
import resource
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import frida
import pytest

from harness.capture.options import RunOptions
from harness.capture.run import run
from harness.capture.scenario import load_scenario
from harness.evidence.bundle import Bundle, BundleError
from harness.evidence.room import new_room
from harness.evidence.seal import verify
from harness.files.write import NoRoomError
from harness.persona.generate import generate
from tests.capture.blank import Blank
from tests.faults.conftest import LANTERN, ROOT
from tests.faults.named import fault


class Broken(Blank):
    """A device at which something is thrown while it is prepared."""

    def __init__(self, error: BaseException) -> None:
        self.error, self.closed = error, 0

    def reset(self) -> str:
        raise self.error

    def close(self) -> None:
        self.closed += 1


@fault("an error that nobody foresaw")
@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "Cannot use /x/y: No space left on device."),
        (OSError(errno.EMFILE, "Too many open files"), "The system refuses: Too many open files."),
        (OSError(errno.EFBIG, "File too large", "z"), "Cannot use z: File too large."),
        (MemoryError(), "There is not enough memory"),
        (frida.InvalidArgumentError("unable to parse agent: Failed to map fd"), "Failed to map fd"),
        (frida.TransportError("closed"), "the connection to Frida was lost"),
        (ZeroDivisionError("by zero"), "Something went wrong inside harness (ZeroDivisionError: by zero)."),
    ],
)
def test_it_becomes_incomplete_said_and_sealed(tmp_path: Path, error: Exception, sentence: str) -> None:
    device = Broken(error)
    options = RunOptions(
        apk=LANTERN, out=tmp_path / "bundle", scenario=load_scenario("consent"), branch="accept", persona=generate(),
        points=[],
    )  # fmt: skip
    result = run(options, lambda: device)
    assert result.outcome == "incomplete"
    assert sentence in str(result.reason)
    assert Bundle(result.bundle).run.outcome == "incomplete"
    assert verify(result.bundle).intact
    assert device.closed == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "limit", "named"),
    [
        pytest.param(resource.RLIMIT_NOFILE, 16, "ulimit -S -n 64", marks=fault("too few open files are allowed")),
        pytest.param(resource.RLIMIT_FSIZE, 1 << 10, "ulimit -S -f", marks=fault("files may not be large enough")),
        (resource.RLIMIT_FSIZE, 400 << 10, "ulimit -S -f"),
        pytest.param(resource.RLIMIT_AS, 2500 << 20, "ulimit -S -v", marks=fault("too little memory is allowed")),
    ],
)
def test_a_limit_that_is_too_low_is_said_before_anything_is_started(
    tmp_path: Path, kind: int, limit: int, named: str
) -> None:
    hard = resource.getrlimit(kind)[1]
    done = subprocess.run(
        [sys.executable, "-m", "harness", "run", str(LANTERN), "--device", "sandbox", "--out", str(tmp_path / "out")],
        cwd=ROOT, capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(kind, (limit, hard)),
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@fault("two runs in one second")
def test_two_runs_in_one_second_get_two_directories(tmp_path: Path) -> None:
    with new_room(tmp_path / "runs", "app-accept-1") as one, new_room(tmp_path / "runs", "app-accept-1") as two:
        (one / "run.json").touch()
        (two / "run.json").touch()
    assert sorted(each.name for each in (tmp_path / "runs").iterdir()) == ["app-accept-1", "app-accept-1-2"]


def test_a_directory_that_nothing_was_put_into_goes_again(tmp_path: Path) -> None:
    with pytest.raises(KeyError), new_room(tmp_path / "a" / "b", "c"):
        raise KeyError
    assert list(tmp_path.iterdir()) == []


@fault("the output cannot be written to")
def test_a_place_that_cannot_be_written_to_is_said_before_the_device_is_started(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BundleError, match="Not a directory"), new_room(tmp_path / "file" / "runs", "c"):
        pass


@fault("the disk is full")
@pytest.mark.parametrize("free", [4 << 10, 64 << 10, 300 << 10, 800 << 10])
def test_a_disk_that_is_full_is_said_before_the_device_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1 << 30, 0, free))
    with pytest.raises(NoRoomError, match=f"{free >> 10} KiB are free"), new_room(tmp_path / "runs", "c"):
        pass
    assert list(tmp_path.iterdir()) == []
