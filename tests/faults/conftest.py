"""One run of the sample app, in folders of its own, and something that happens to it."""

import atexit
import contextlib
import functools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.capture.processes.reach import HELD_WAIT_S
from harness.evidence.bundle import Bundle
from tests.examples import few
from tests.faults.program import GO
from tests.warm import Call, Forked, Warm

ROOT = Path(__file__).resolve().parents[2]
LANTERN = ROOT / "samples" / "lantern" / "lantern.apk"
SHORT = ROOT / "tests" / "faults" / "short.yaml"
MARK = "HARNESS_FAULT_TEST"


def marked(token: str) -> dict[int, str]:
    """Return pid and command line of every process of the run with this mark.

    It is the name of the run itself and of what it forks, and in the environment of all but the app, which has one of
    its own: its mounts, or its command line, tell where its files come from, and its parent tells whose it is.
    """
    found, parents, lines = set(), {}, {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        pid = int(entry.name)
        with contextlib.suppress(OSError):
            lines[pid] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            parents[pid] = int((entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            own = f"{MARK}={token}".encode() in (entry / "environ").read_bytes().split(b"\0")
            own |= (entry / "comm").read_text("utf-8", "replace").strip() == token
            if own or token in lines[pid] or token in (entry / "mountinfo").read_text("utf-8", "replace"):
                found.add(pid)
    while below := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
        found |= below
    return {pid: lines[pid] for pid in found if lines[pid]}


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return ""


def _maps(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/maps").read_text("utf-8", "replace")
    except OSError:
        return ""


@functools.cache
def warm() -> Warm:
    """Return a server for the runs of these tests; it ends with this process."""
    server = Warm(few=few())
    atexit.register(server.close)
    return server


class Faulty:
    """A run that something happens to."""

    def __init__(self, token: str, temporary: Path, out: Path) -> None:
        self.token, self.temporary, self.out = token, temporary, out
        self.apk, self.scenario = LANTERN, SHORT
        self._stderr = out.with_name("stderr.txt")  # no pipe: a helper that outlives the run would keep it open
        self._go = out.with_name("go")
        self.run: Forked | None = None
        self.said, self.code = "", 0

    def start(self, **environment: str) -> "Faulty":
        words = ["run", str(self.apk), "--device", "sandbox", "--scenario", str(self.scenario), "--out", str(self.out)]
        whole = os.environ | {MARK: self.token, "TMPDIR": str(self.temporary)} | environment
        call = Call(words, str(ROOT), "tests.faults.program", whole, name=self.token)
        self.run = warm().start(call, self._stderr)
        return self

    def lasting(self) -> "Faulty":
        """Start a run that does not come to its end by itself while a busy machine lets the test wait: it waits in its
        last phase but one until it may :meth:`go` on."""
        self.scenario = self.out.with_name("lasting.yaml")
        whole = SHORT.read_text("utf-8").replace("wait: {seconds: 1}", "wait: {seconds: 300}")
        self.scenario.write_text(f"{whole}    - name: afterwards\n      steps: [wait: {{seconds: 0}}]\n", "utf-8")
        return self.start(**{GO: str(self._go)})

    def go(self) -> "Faulty":
        """Let a lasting run go on."""
        self._go.touch()
        return self

    def until(self, true: Callable[[], object], seconds: float = 300) -> "Faulty":
        """Wait until something is so, or the run has ended."""
        assert self.run is not None
        deadline = time.monotonic() + seconds
        while not true() and self.run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        return self

    def hooked(self) -> "Faulty":
        return self.until(lambda: list(self.out.glob("*/hooks.json")))

    def entered(self) -> "Faulty":
        """Wait until Frida's agent is in the app: from then on nothing lets a stopped process run again."""
        return self.until(lambda: any("frida" in _maps(pid) for pid in self.find("harness.process=")))

    def impatient(self) -> "Faulty":
        """Make every bound of the run short from now on: what comes next hangs.

        What was asked before is waited for as long as ever; the run asks nothing that takes longer than a quarter of a
        second at this place.
        """
        assert self.run is not None
        self.run.send_signal(signal.SIGUSR1)
        time.sleep(2 * HELD_WAIT_S)
        return self

    def find(self, word: str) -> list[int]:
        """Return the processes with a word in their command line; of the app's the one that is its JVM, not who keeps
        it in its cage."""
        found = [pid for pid, line in sorted(marked(self.token).items()) if word in line]
        if word == "harness.process=":
            found = [pid for pid in found if _program(pid) == "java"]
        return found

    def hit(self, word: str, number: signal.Signals) -> "Faulty":
        """Send a signal to the first process of the run whose command line has ``word``, once there is one."""
        self.until(lambda: self.find(word))
        pids = self.find(word)
        assert pids, f"no process {word}: {marked(self.token)}"
        os.kill(pids[0], number)
        return self

    def end(self, seconds: float = 500) -> "Faulty":
        assert self.run is not None
        self.code = self.run.wait(timeout=seconds)
        self.said = " ".join(self._stderr.read_text("utf-8", "replace").split())
        return self

    @property
    def bundle(self) -> Bundle:
        (path,) = [each for each in self.out.iterdir() if each.is_dir()]
        return Bundle(path)

    def check(self, code: int, sentence: str, outcome: str | None) -> None:
        """The end of every test: exit code, one sentence, a bundle that opens, and nothing left behind."""
        assert self.code == code, self.said
        assert sentence in self.said
        assert "Traceback" not in self.said
        if outcome is None:
            assert not self.out.exists(), "a run that did not begin leaves no bundle"
        else:
            assert self.bundle.run.outcome == outcome
            assert self.bundle.path.name in self.said, "the bundle's path is told"
        deadline = time.monotonic() + 60
        while (left := self.left()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left == {}
        folders = [each.name for each in self.temporary.iterdir() if not each.name.startswith(("frida-", "idun-"))]
        assert folders == []

    def left(self) -> dict[int, str]:
        # Frida's own helper daemon serves all programs of the user that use Frida, and stays.
        return {pid: line for pid, line in marked(self.token).items() if "idund --background" not in line}


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[Faulty]:
    temporary = Path(tempfile.mkdtemp(prefix="hf-", dir="/tmp"))  # short: sockets are made in it
    made = Faulty(temporary.name, temporary, tmp_path / "out")
    yield made
    for pid in marked(made.token):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if made.run is not None:
        made.run.wait(60)
    shutil.rmtree(temporary, ignore_errors=True)
