"""End-to-end runs are seconds long: each is made once and looked at by many tests."""

import atexit
import functools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.capture.frida_errors import left_halfway
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Process
from tests.examples import few
from tests.warm import Warm

ROOT = Path(__file__).resolve().parents[2]
LANTERN = ROOT / "samples" / "lantern" / "lantern.apk"


@functools.cache
def warm() -> Warm:
    """Return the server that has loaded the program; it ends with this process."""
    server = Warm(few=few())
    atexit.register(server.close)
    return server


def harness(*words: str, cwd: Path, timeout: float = 500, **options) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does: in a new interpreter where ``options`` of its process are given.

    Otherwise it is forked from one that has loaded it, which spares a third of what a run takes of a processor.
    """
    if not options:
        return warm().run(words, cwd, timeout)
    command = [sys.executable, "-m", "harness", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=timeout, **options)


class Finished:
    """A finished run: the process's end and what it left."""

    def __init__(self, done: subprocess.CompletedProcess[str], out: Path) -> None:
        self.done = done
        self.out = out

    @property
    def bundle(self) -> Bundle:
        (path,) = [item for item in self.out.iterdir() if item.is_dir()]
        return Bundle(path)

    @property
    def assessment(self) -> Path:
        (path,) = self.out.glob("*.assessment.json")
        return path

    @property
    def report(self) -> Path:
        (path,) = self.out.glob("*.report.html")
        return path


def untroubled(run: Callable[[Path], Finished], folder: Path) -> Finished:
    """Make a run, and anew, up to twice, where Frida gave up a process that the app started later.

    It waits five seconds for each, which a machine with twenty busy programs may not give it; the run lists such a
    process as not hooked, and has no way to start it again. Whoever asks what is seen of all processes asks here.
    """
    for attempt in range(3):
        finished = run(folder / f"runs{attempt}")
        if finished.done.returncode != 0:
            break
        if not any(left_halfway(Exception(row.reason)) for row in finished.bundle.rows(Process)):
            break
    return finished


def run_branch(tmp_path_factory: pytest.TempPathFactory, branch: str) -> Finished:
    out = tmp_path_factory.mktemp(branch)
    done = harness(
        "run", str(LANTERN), "--device", "sandbox", "--branch", branch, "--out", str(out), cwd=ROOT
    )  # fmt: skip
    return Finished(done, out)


@pytest.fixture(scope="session")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_branch(tmp_path_factory, "accept")


@pytest.fixture(scope="session")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_branch(tmp_path_factory, "refuse")
