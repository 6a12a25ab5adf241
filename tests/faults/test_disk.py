"""A disk that is full in the middle of a run, or a file that may not grow any more: what is there is kept."""

import errno
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.evidence.rows import Phase
from harness.evidence.seal import verify
from tests.faults.conftest import Faulty
from tests.faults.named import fault

pytestmark = pytest.mark.e2e


def fill(root: Path) -> None:
    """Take all the room that is left."""
    with (root / "filler").open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 20 MiB."""
    root = tmp_path / "out"
    root.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "harness", root], check=True)
    yield root
    subprocess.run(["umount", "--lazy", root], check=True)


@fault("the disk fills up during the run")
@pytest.mark.root
def test_a_disk_that_fills_up_during_the_run(small: Path, faulty: Faulty) -> None:
    faulty.lasting().hooked()
    fill(small)
    faulty.go().end()
    (small / "filler").unlink()
    faulty.check(3, "No space left on device", "running")
    assert not verify(faulty.bundle.path).intact  # there was no room for a manifest: it opens as one that was cut off
    assert all(row.name for row in faulty.bundle.rows(Phase))


@fault("a quota is reached during the run")
def test_a_file_that_may_not_grow_any_more(faulty: Faulty) -> None:
    """As a quota does, for a user who cannot fill a disk of their own."""
    faulty.lasting().hooked()
    assert faulty.run is not None
    faulty.run.send_signal(signal.SIGUSR2)
    faulty.go().end().check(3, "File too large", "incomplete")
    assert verify(faulty.bundle.path).intact
