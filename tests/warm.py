"""The program ``harness`` without a new interpreter each time: a server has loaded its modules and forks for each call.

A child has its own words, folder, output and exit code, as a program has that a shell starts; who asks for it also an
environment and a session of its own. What an interpreter reads as it starts (its encoding, what is on its standard
input) is the server's: who needs that starts a new one. Frida's module is not loaded beforehand, since it starts
threads, which no child would have.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("cli", "jobs", "capture", "report", "analysis", "app", "values", "persona", "evidence", "catalog")


@dataclass
class Call:
    """What is to run: the program's words, its folder, and its module; ``environment`` instead of the server's.

    ``name`` is what it is called in ``/proc/PID/comm``, as are the processes that it forks; one with a name leads a
    session of its own.
    """

    words: list[str]
    cwd: str
    module: str = "harness"
    environment: dict[str, str] | None = None
    name: str = ""


class Forked:
    """A program that runs, as ``subprocess.Popen`` shows one that is not the server's only child."""

    def __init__(self, server: socket.socket, pid: int) -> None:
        """``server`` tells how it ended."""
        self._server = server
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, if it has ended."""
        if self.returncode is None and select.select([self._server], [], [], 0)[0]:
            self.returncode = int(self._server.recv(64))
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait for the end. Raises ``subprocess.TimeoutExpired``."""
        if self.returncode is None and not select.select([self._server], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(["harness"], timeout)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)


class Warm:
    """A server, as the tests see it. Calls are made one after the other."""

    def __init__(self, *, few: bool = False) -> None:
        """``few``: few examples are tried (``tests/examples.py``), and what is found is found in the quickest way."""
        self._few = ["few"] if few else []
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._mine, its = socket.socketpair()
        with its:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", str(its.fileno()), *self._few], cwd=ROOT,
                pass_fds=[its.fileno()], stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def run(self, words: Sequence[str], cwd: Path, timeout: float) -> subprocess.CompletedProcess[str]:
        """Run the program. Raises ``subprocess.TimeoutExpired``, as ``subprocess.run`` does."""
        with self._lock, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            pid = 0
            try:
                made = self._fork(Call(list(words), str(cwd)), out.fileno(), err.fileno())
                pid = made.pid
                code = made.wait(timeout)
            except BaseException:  # also a test's own end of patience
                self._renew(pid)
                raise
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(["harness", *words], code, out.read().decode(), err.read().decode())

    def start(self, call: Call, err: Path) -> Forked:
        """Start a program, whose errors are kept in a file. The next one may begin when it was waited for."""
        with err.open("wb") as errors, Path(os.devnull).open("wb") as nowhere:
            return self._fork(call, nowhere.fileno(), errors.fileno())

    def _fork(self, call: Call, out: int, err: int) -> Forked:
        socket.send_fds(self._mine, [json.dumps(asdict(call)).encode()], [out, err])
        return Forked(self._mine, int(self._mine.recv(64)))

    def _renew(self, pid: int) -> None:
        """Start another server: what this one still says belongs to a call that nobody waits for."""
        self._mine.close()
        for each in (pid, self._server.pid):
            with contextlib.suppress(ProcessLookupError):
                if each:
                    os.kill(each, signal.SIGKILL)
        self._server.wait(30)
        self._start()

    def close(self) -> None:
        """End the server."""
        self._mine.close()
        self._server.wait(30)


class _Without:
    """Stands before all finders while modules are loaded: this one is not to be."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name.partition(".")[0] == "frida":
            raise ModuleNotFoundError(f"{name} starts threads", name=name)
        return None


def preload() -> None:
    """Load every module of the program that does not need Frida."""
    without = _Without()
    sys.meta_path.insert(0, without)
    for room in ROOMS:
        for module in pkgutil.walk_packages([str(ROOT / "harness" / room)], f"harness.{room}.", onerror=lambda _: None):
            with contextlib.suppress(ImportError):
                importlib.import_module(module.name)
    sys.meta_path.remove(without)


def read_shipped(few: bool) -> None:
    """Read what every run reads of the program's own files: a second of a processor for each call.

    Where ``few`` examples are tried, values are looked for by the engine that is ready in a tenth of the time and finds
    the same: a short recording is searched in less time than the other needs to begin.
    """
    from harness.analysis.join.actors import registrable_domain
    from harness.analysis.search import literals
    from harness.catalog.points import load_points, load_types
    from harness.report.html import environment
    from harness.report.texts import LANGUAGES, texts
    from harness.rules.catalogue import shipped
    from harness.rules.texts import sentences
    from harness.sandbox.runtime.offers import offers
    from harness.values.pinyin import pinyin_names

    load_points()
    load_types()
    shipped()
    offers()
    registrable_domain("example.org")
    list(pinyin_names("欧阳曦澜"))
    for language in LANGUAGES:
        texts(language)
        sentences(language)
    for name in environment().list_templates(["j2"]):
        environment().get_template(name)
    if few:
        literals.hyperscan = None  # type: ignore[attr-defined,assignment]  # as where it has no wheel


def serve(connection: socket.socket, few: bool) -> None:
    """Fork for each call until the tests are over."""
    preload()
    read_shipped(few)
    gc.freeze()  # pages that the collector does not touch are shared with the children
    while True:
        message, fds, _, _ = socket.recv_fds(connection, 1 << 17, 2)
        if not message:
            return
        threads = len(list(Path("/proc/self/task").iterdir()))
        assert threads == 1, f"{threads} threads: a child would have one of them alone"
        pid = os.fork()
        if pid == 0:
            connection.close()
            become(Call(**json.loads(message)), fds)
        for fd in fds:
            os.close(fd)
        connection.send(str(pid).encode().ljust(64))
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        connection.send(str(code).encode().ljust(64))


def become(call: Call, fds: list[int]) -> None:
    """Be the program, in a child; does not return."""
    code = 1
    try:
        for fd, standard in zip(fds, (1, 2), strict=True):
            os.dup2(fd, standard)
            os.close(fd)
        if call.name:
            os.setsid()
            Path("/proc/self/comm").write_text(call.name)
        if call.environment is not None:
            os.environ.clear()
            os.environ.update(call.environment)
            tempfile.tempdir = None
        os.chdir(call.cwd)
        sys.argv = ["harness", *call.words]
        runpy.run_module(call.module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 - as an interpreter does
        traceback.print_exc()
    with contextlib.suppress(BaseException):
        finish()
    os._exit(code)


def finish() -> None:
    """Do what an interpreter does at its end: wait for threads, and run what was asked for."""
    threading._shutdown()  # type: ignore[attr-defined]
    import atexit

    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), few=len(sys.argv) > 2)
