"""Sandbox devices that run, each a process of its own: starting, finding and stopping them.

A directory below ``XDG_STATE_HOME`` holds one file per running device, so that any program of the user finds
them; a file whose process is gone is ignored and removed.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from harness.errors import HarnessError

from .import_path import import_environment

_START_TIMEOUT = 60.0
"""It takes a second; on a machine on which forty programs wait for a processor, half a minute was seen."""
_STOP_TIMEOUT = 5.0
_ENDING_S = 1.0
"""How long a process that may be ending is given to have ended, where it is to be said why nothing answers."""


class SandboxError(HarnessError, RuntimeError):
    """A device that does not start or stop; the text is one sentence for users."""


@dataclass(frozen=True, slots=True)
class Info:
    """A running device: its ADB serial (``127.0.0.1:PORT``), port, process id and state directory."""

    serial: str
    port: int
    pid: int
    state_dir: str


class Sandbox:
    """One device that lives as long as this object does, or until :meth:`stop`. Also a context manager.

    ``state_dir`` keeps the device's data; without it a temporary directory is used and removed at the end. ``root`` is
    who may become root (``adbd``, ``su``, ``su0``, ``none``), ``clock_offset`` seconds that the clock is wrong.
    ``confine`` is how apps are confined (``full``, ``partial``, ``none``), by default as far as this machine allows.
    ``runtime`` is a program that runs apps instead of the JVM, for tests.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        state_dir: Path | None = None,
        api_level: int = 30,
        name: str | None = None,
        root: str = "adbd",
        clock_offset: float = 0.0,
        confine: str | None = None,
        runtime: list[str] | None = None,
    ) -> None:
        self._arguments = ["--port", str(port), "--api-level", str(api_level)]
        self._arguments += ["--root", root, f"--clock-offset={clock_offset}"]
        self._arguments += ["--confine", confine] if confine else []
        self._arguments += ["--serial", name] if name else []
        self._arguments += ["--state", str(state_dir)] if state_dir else []
        for word in runtime or []:
            self._arguments += [f"--runtime={word}"]
        self._process: subprocess.Popen[bytes] | None = None
        self.info: Info | None = None

    def start(self) -> Info:
        """Start the device and wait until it takes connections. Raises :class:`SandboxError`."""
        if self.info is None:
            self._process, self.info = _spawn([*self._arguments, "--die-with-parent"], keep_stdin=True)
        return self.info

    def trouble(self) -> str:
        """Say what keeps the device's process from answering: it has ended, or is stopped. Empty when nothing does.

        To be asked when something has failed: a process that is killed closes its connections before it has ended.
        """
        process = self._process
        if process is None:
            return ""
        if _is_stopped(process.pid):
            return f"The sandbox device is stopped (process {process.pid}): 'kill -CONT {process.pid}' lets it run."
        try:
            how = _how(process.wait(_ENDING_S))
        except subprocess.TimeoutExpired:
            return ""
        return f"The sandbox device has ended ({how}), and the app with it; run again."

    def stop(self) -> None:
        """End the device and its apps; harmless when it ended already."""
        process, self._process, self.info = self._process, None, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        process.terminate()
        try:
            process.wait(0.0 if _is_stopped(process.pid) else _STOP_TIMEOUT)  # one that is stopped hears nothing
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_background(port: int = 0, *, state_dir: Path | None = None, api_level: int = 30) -> Info:
    """Start a device that outlives this program. Raises :class:`SandboxError`."""
    arguments = ["--port", str(port), "--api-level", str(api_level), "--register"]
    arguments += ["--state", str(state_dir)] if state_dir else []
    process, info = _spawn(arguments, keep_stdin=False)
    if process.stdout is not None:
        process.stdout.close()
    process.returncode = 0  # it lives on: subprocess shall neither wait for it nor warn
    return info


def list_running() -> list[Info]:
    """The devices that were started in the background and run now, oldest first."""
    found: list[tuple[float, Info]] = []
    for path in entries().glob("*.json"):
        try:
            info = Info(**json.loads(path.read_text("utf-8")))
            started = path.stat().st_mtime
        except (OSError, ValueError, TypeError):
            continue
        if _is_sandbox(info.pid):
            found.append((started, info))
        else:
            path.unlink(missing_ok=True)
    return [info for _, info in sorted(found, key=lambda item: item[0])]


def stop_background(serial: str | None = None) -> list[Info]:
    """Stop one device by its serial, or all; gives those stopped. Raises :class:`SandboxError` for an unknown one."""
    running = list_running()
    chosen = [info for info in running if serial in (None, info.serial)]
    if serial is not None and not chosen:
        raise SandboxError(f"No sandbox with the serial {serial} is running.")
    for info in chosen:
        with contextlib.suppress(ProcessLookupError):
            os.kill(info.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_TIMEOUT
    while any(_is_sandbox(info.pid) for info in chosen):
        if time.monotonic() > deadline:
            for info in chosen:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(info.pid, signal.SIGKILL)
            break
        time.sleep(0.02)
    for info in chosen:
        (entries() / f"{info.port}.json").unlink(missing_ok=True)
    return chosen


def entries() -> Path:
    """The directory with one file per device in the background."""
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(base).expanduser() / "harness" / "sandbox"


def enter(info: Info) -> Path:
    """Enter a device among those in the background; gives the file, to be removed at its end."""
    path = entries() / f"{info.port}.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(json.dumps(asdict(info)), "utf-8")
    return path


def _is_stopped(pid: int) -> bool:
    """Whether a process is stopped, by a signal or a debugger."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] in ("T", "t")


def _is_sandbox(pid: int) -> bool:
    """Whether the process runs and is a sandbox: pids are used again."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return "harness.sandbox" in line.decode("utf-8", "replace") and status.rpartition(")")[2].split()[0] != "Z"


def _spawn(arguments: list[str], *, keep_stdin: bool) -> tuple[subprocess.Popen[bytes], Info]:
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "harness.sandbox", *arguments],
            stdin=subprocess.PIPE if keep_stdin else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            env=import_environment(), start_new_session=not keep_stdin, process_group=0 if keep_stdin else None,
        )  # fmt: skip
        try:
            line = _first_line(process)
        except BaseException:  # interrupted: it must not write where the caller now tidies up
            process.kill()
            process.wait()
            raise
        try:
            return process, Info(**json.loads(line))
        except (ValueError, TypeError):
            early = process.poll()
            if early is None and not line:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    early = process.wait(0.2)  # its output has ended: so has it, or it is about to
            process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
            if process.stdout is not None:
                process.stdout.close()
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip().splitlines()
            silent = f"The sandbox device did not start within {_START_TIMEOUT:.0f} seconds."
            ended = (
                f"The sandbox device ended as it started ({_how(early)}); run again." if early is not None else silent
            )
            reason = said[-1] if said else ended
            raise SandboxError(reason.removeprefix("harness.sandbox: ")) from None


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None  # noqa: S101 - PIPE was asked for
    handle = process.stdout.fileno()
    deadline = time.monotonic() + _START_TIMEOUT
    line = b""
    while not line.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([handle], [], [], left)[0]:
            break
        data = os.read(handle, 4096)
        if not data:
            break
        line += data
    return line
