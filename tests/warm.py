"""The program ``harness`` without a new interpreter each time: a server has loaded its modules and forks for each call.

A child has its own words, folder, output and exit code, as a program has that a shell starts. What an interpreter reads
as it starts (its environment, what is on its standard input) is the server's: who needs that starts a new one. Frida's
module is not loaded beforehand, since it starts threads, which no child would have.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("cli", "jobs", "capture", "report", "analysis", "app", "values", "persona", "evidence", "catalog")


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
                socket.send_fds(self._mine, [json.dumps([*words, str(cwd)]).encode()], [out.fileno(), err.fileno()])
                pid = int(self._mine.recv(64))
                self._mine.settimeout(timeout)
                code = int(self._mine.recv(64))
                self._mine.settimeout(None)
            except BaseException as error:  # also a test's own end of patience
                self._renew(pid)
                if isinstance(error, TimeoutError):
                    raise subprocess.TimeoutExpired(list(words), timeout) from None
                raise
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(["harness", *words], code, out.read().decode(), err.read().decode())

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
        literals.hyperscan = None


def serve(connection: socket.socket, few: bool) -> None:
    """Fork for each call until the tests are over."""
    preload()
    read_shipped(few)
    gc.freeze()  # pages that the collector does not touch are shared with the children
    while True:
        message, fds, _, _ = socket.recv_fds(connection, 1 << 16, 2)
        if not message:
            return
        threads = len(list(Path("/proc/self/task").iterdir()))
        assert threads == 1, f"{threads} threads: a child would have one of them alone"
        pid = os.fork()
        if pid == 0:
            connection.close()
            *words, cwd = json.loads(message)
            call(words, cwd, fds)
        for fd in fds:
            os.close(fd)
        connection.send(str(pid).encode().ljust(64))
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        connection.send(str(code).encode().ljust(64))


def call(words: list[str], cwd: str, fds: list[int]) -> None:
    """Be the program, in a child; does not return."""
    code = 1
    try:
        for fd, standard in zip(fds, (1, 2), strict=True):
            os.dup2(fd, standard)
            os.close(fd)
        os.chdir(cwd)
        sys.argv = ["harness", *words]
        runpy.run_module("harness", run_name="__main__", alter_sys=True)
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
