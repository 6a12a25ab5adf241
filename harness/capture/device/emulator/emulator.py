"""One running instance of the Android Emulator: started, watched, stopped; and those a killed harness left behind.

The options are those of https://developer.android.com/studio/run/emulator-commandline and ``emulator -help``.
"""

import contextlib
import fcntl
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, Self

import msgspec

from harness.capture.device.emulator.console import EmulatorConsole
from harness.capture.device.emulator.sdk import emulator_program
from harness.capture.device.errors import DeviceError

PORTS = range(5586, 5683, 2)
"""Console ports; adb's is the next one. The documented range is 5554 to 5682, of which only even numbers are to be
used; a user's own adb server looks for emulators below 5586 (adb's ``client/transport_emulator.cpp``, ``local_init``),
and those are left to the user."""
ADB_PORT = "ANDROID_ADB_SERVER_PORT"
"""Tells the emulator, and adb if that runs it, which adb server to talk to (the emulator's ``AdbHostServer.cpp``)."""
FLAGS = (
    "-no-window",
    "-no-audio",
    "-no-boot-anim",
    "-no-snapshot-save",
    "-camera-back",
    "none",
    "-camera-front",
    "none",
)
"""For every instance: nobody looks, listens or is filmed, and the exit saves nothing."""
EXTRA_FLAGS = "HARNESS_EMULATOR_FLAGS"
"""The environment variable with the user's own options, as a shell would read them."""

STOP_SECONDS = 30.0
KILL_SECONDS = 10.0
POLL_SECONDS = 0.05
SAME_AVD = "Running multiple emulators with the same AVD"
_COMPLAINT = re.compile(r"\b(PANIC|FATAL|ERROR)\b\s*[:|]?\s*(?P<text>.*)")


class Record(msgspec.Struct, kw_only=True):
    """What a running instance leaves on disk, so that the next harness finds it if this one is killed."""

    avd: str
    port: int
    pid: int = 0


def state_directory() -> Path:
    """Return the directory of the records, made if need be."""
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    path = Path(base).expanduser() / "harness" / "emulators"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def lock(path: Path, *, wait: bool) -> IO[bytes] | None:
    """Take a lock that ends with this process; None when somebody has it and ``wait`` is false."""
    file = path.open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        file.close()
        return None
    return file


def bindable(port: int) -> bool:
    """Whether nothing on this host's loopback has the TCP port now."""
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


class Reserved(NamedTuple):
    """A console port that, like the port after it, is free, and what keeps it from other harnesses."""

    port: int
    record: IO[bytes]
    claim: socket.socket


def claimed(port: int) -> socket.socket | None:
    """Take a port from every other harness of this host, whoever's home its records are in; None when one has it.

    A name of unix(7)'s abstract kind, which ends with its holder, belongs to one network namespace as ports do, and
    needs no folder that all may write to. Linux alone has them: elsewhere records keep one user's harnesses apart.
    """
    claim = socket.socket(socket.AF_UNIX)
    if sys.platform == "linux":
        try:
            claim.bind(f"\0harness-emulator-{port}")
        except OSError:
            claim.close()
            return None
    return claim


def reserve_ports(ports: range = PORTS) -> Reserved:
    """Return a console port that is free. Raises :class:`DeviceError` when 64 emulators run."""
    for port in ports:
        if record := lock(state_directory() / f"{port}.json", wait=False):
            if claim := claimed(port):
                if bindable(port) and bindable(port + 1):
                    return Reserved(port, record, claim)
                claim.close()
            record.close()
    raise DeviceError(f"No pair of ports between {ports[0]} and {ports[-1]} is free for another emulator.")


def orphans(*, stop: bool = False) -> list[str]:
    """Return the serials of emulators whose harness is gone; ``stop`` ends them.

    The record of such a one is unlocked, and the process that it names still runs with the words it was started with:
    an emulator that the user has started since, of the same AVD on the same ports, is not meant.
    """
    found = []
    for path in sorted(state_directory().glob("*.json")):
        held = lock(path, wait=False)
        if held is None:
            continue
        with held:
            try:
                record = msgspec.json.decode(path.read_bytes(), type=Record)
            except msgspec.MsgspecError:
                continue  # an instance that ended in order leaves an empty file
            if _is_ours(record):
                found.append(f"emulator-{record.port}")
                if not stop:
                    continue
                _end(record)
            held.truncate(0)
    return found


def _is_ours(record: Record) -> bool:
    started_with = (f"-avd {record.avd}", f"-port {record.port}", "-no-window", "-no-snapshot-save")
    line = f"{_command_line(record.pid)} " if record.pid > 1 else ""
    return all(f" {words} " in line for words in started_with)


def _command_line(pid: int) -> str:
    """Return the words of a process of this host, empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        pass
    try:  # macOS has no /proc
        command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _end(record: Record) -> None:
    """End an emulator that is not a child of this process: by its console, else by signals."""
    with contextlib.suppress(DeviceError), EmulatorConsole(record.port) as console:
        console.command("kill")
    for wait, number in ((STOP_SECONDS, signal.SIGTERM), (KILL_SECONDS, signal.SIGKILL)):
        deadline = time.monotonic() + wait
        while _is_ours(record) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if not _is_ours(record):
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(record.pid, number)


class Emulator:
    """One instance of an AVD on a pair of ports that stay the same when it is started again."""

    def __init__(self, avd: str, ports: range = PORTS, *, phone_number: str = "", adb_port: int = 0) -> None:
        """Reserve ports; nothing runs yet. Raises :class:`DeviceError` without an ``emulator`` or a free port.

        ``adb_port`` is the adb server's that it is to tell of itself (0: the user's own). ``phone_number`` is the SIM's
        (digits); without one every emulator's is 1555521 and its port.
        """
        self.avd = avd
        self._number = ["-phone-number", phone_number] if phone_number.isdigit() and len(phone_number) <= 15 else []
        self._environment = os.environ | ({ADB_PORT: str(adb_port)} if adb_port else {})
        self._program = emulator_program()
        self.port, self._lock, self._claim = reserve_ports(ports)
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the instance

    @property
    def serial(self) -> str:
        """Its adb serial."""
        return f"emulator-{self.port}"

    @property
    def edition(self) -> bytes:
        """Changes when the emulator is updated."""
        return str(self._program.stat().st_mtime_ns).encode()

    def start(self, *flags: str) -> Self:
        """Start the program; it has not booted yet. Raises :class:`DeviceError` when it cannot be run."""
        command = [str(self._program), "-avd", self.avd, "-port", str(self.port), *FLAGS, *self._number, *flags]
        command += shlex.split(os.environ.get(EXTRA_FLAGS, ""))
        self._log.seek(0)
        self._log.truncate()
        try:
            # A session of its own: Ctrl-C at the terminal is for the harness, which then stops the emulator in order.
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, start_new_session=True,
                env=self._environment,
            )  # fmt: skip
        except OSError as error:
            raise DeviceError(f"Cannot start {self._program} ({error}).") from None
        self._lock.truncate(0)
        self._lock.write(msgspec.json.encode(Record(avd=self.avd, port=self.port, pid=self._process.pid)))
        self._lock.flush()
        return self

    def log(self) -> Iterator[str]:
        """Yield the lines that the program has printed."""
        self._log.seek(0)
        yield from self._log.read().decode("utf-8", "replace").splitlines()

    def same_avd_runs(self) -> bool:
        """Whether the program refused to start because another instance of the AVD runs."""
        return any(SAME_AVD in line for line in self.log())

    def death(self) -> str | None:
        """Return why the program has ended, in its own words if it gave any; None while it runs."""
        if self._process is None:
            return "it was never started"
        code = self._process.poll()
        if code is None:
            return None
        lines = list(self.log())
        if self.same_avd_runs():
            return (
                f"the AVD {self.avd} is already running outside the harness; close that emulator, "
                "or name it with --device emulator-PORT ('adb devices' lists it)."
            )
        complaints = [found["text"].strip() for line in lines if (found := _COMPLAINT.search(line))]
        said = next((text for text in complaints if text), "") or (lines[-1].strip() if lines else "")
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"the emulator ended with {how}{f': {said[:300]}' if said else ''}."

    def console(self, timeout: float = 10.0) -> EmulatorConsole:
        """Return a conversation with its console. Raises :class:`DeviceError`."""
        return EmulatorConsole(self.port, timeout=timeout)

    def stop(self) -> None:
        """End the program: by its console, else by signals. Harmless when it ended already."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            with contextlib.suppress(DeviceError), self.console() as console:
                console.command("kill")
        for wait, number in ((STOP_SECONDS, signal.SIGTERM), (KILL_SECONDS, signal.SIGKILL)):
            try:
                process.wait(wait if process.poll() is None else 0)
                break
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
        else:
            process.wait()

    def close(self) -> None:
        """Stop the program and give its ports back. Harmless when that was done already."""
        self.stop()
        if self._lock.closed:
            return
        # The file stays: removing it would let two programs hold a lock of the same name.
        self._lock.truncate(0)
        self._lock.close()
        self._claim.close()
        self._log.close()
