"""``redroid``: Android in a container that the harness starts with docker, and throws away.

Source of image names, options and boot parameters: https://github.com/remote-android/redroid-doc. Each container has a
``/data`` of its own that ends with it, so a reset is a new container. ``docker/check-host`` tells what the host lacks.
"""

import contextlib
import os
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import adbutils

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.emulator.boot import BOOT_SECONDS, STUCK_SECONDS, wait_for_boot
from harness.capture.device.emulator.emulator import lock, state_directory
from harness.capture.device.errors import DeviceError, DeviceLost, DeviceNotFound
from harness.capture.device.journal import Journal
from harness.capture.device.link.server import own_server
from harness.capture.device.options import DeviceOptions

REPOSITORY = "redroid/redroid"
DEFAULT_TAG = "13.0.0-latest"
"""Android 13 is the last whose trust store is the system partition's alone, the simplest to watch."""
IMAGE = "HARNESS_REDROID_IMAGE"
"""The environment variable with another image, such as one with ARM translation built in."""
LABEL = "harness.redroid"
COMMAND_SECONDS = 60.0
PULL_SECONDS = 1800.0
"""``docker run`` also pulls the image the first time: about 1 GB."""

Progress = Callable[[str], None]


def image(tag: str | None) -> str:
    """Return the image of a documented tag (``14.0.0``, ``12.0.0_64only``, ``11.0.0-latest``), or the user's own.

    Raises :class:`DeviceNotFound` for what is no tag.
    """
    if tag is None:
        return os.environ.get(IMAGE) or f"{REPOSITORY}:{DEFAULT_TAG}"
    if not re.fullmatch(r"\d+\.\d+\.\d+(_64only)?(-latest)?", tag):
        raise DeviceNotFound(f"redroid has no tag {tag!r}; its tags look like 13.0.0 or 14.0.0_64only.")
    return f"{REPOSITORY}:{tag if tag.endswith('-latest') else f'{tag}-latest'}"


def boot_parameters(serial_number: str = "") -> list[str]:
    """Return the parameters of the container's init: a root adb, no GPU, and memfd where the kernel has no ashmem.

    ``serial_number`` becomes ``ro.boot.serialno``: https://github.com/remote-android/redroid-doc/issues/542. redroid
    has no telephony, so there is no IMEI and no SIM to set (issues 436, 617 there).
    """
    memfd = [] if Path("/dev/ashmem").exists() else ["androidboot.use_memfd=true"]
    serial = [f"androidboot.serialno={serial_number}"] if re.fullmatch(r"[0-9A-Za-z]{4,32}", serial_number) else []
    return ["androidboot.redroid_gpu_mode=guest", "ro.secure=0", *memfd, *serial]


def docker(*words: str, timeout: float = COMMAND_SECONDS) -> str:
    """Run docker and return what it printed. Raises :class:`DeviceError` with its own words when it fails."""
    program = shutil.which("docker")
    if program is None:
        raise DeviceNotFound("There is no 'docker' on PATH; install Docker Engine to use --device redroid.")
    try:
        done = subprocess.run([program, *words], capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise DeviceLost(f"'docker {words[0]}' did not end within {timeout:.0f} s.") from None
    except OSError as error:
        raise DeviceError(f"Cannot run docker ({error}).") from None
    if done.returncode != 0:
        said = re.sub(r"\s+", " ", done.stderr or done.stdout).strip()[:300]
        raise DeviceError(f"'docker {words[0]}' failed: {said or f'exit code {done.returncode}'}.")
    return done.stdout.strip()


def orphans(*, stop: bool = False) -> list[str]:
    """Return the names of containers whose harness is gone; ``stop`` removes them.

    Nobody holds the lock of such a one, whose file is in this user's state: containers of another user's harness, or
    of the user, have none there. Raises :class:`DeviceError` when docker does not answer.
    """
    found: list[str] = []
    if not any(state_directory().glob("harness-redroid-*.lock")):
        return found
    for line in docker("ps", "--all", "--filter", f"label={LABEL}", "--format", "{{.Names}}").splitlines():
        if not re.fullmatch(r"harness-redroid-[0-9a-f]{12}", line) or not _lock_file(line).exists():
            continue
        if held := lock(_lock_file(line), wait=False):
            with held:
                found.append(line)
                if stop:
                    docker("rm", "--force", "--volumes", line)
                    _lock_file(line).unlink(missing_ok=True)
    return found


def _lock_file(name: str) -> Path:
    return state_directory() / f"{name}.lock"


class RedroidDevice(AdbDevice):
    """One container; it ends with :meth:`close`."""

    kind = "redroid"

    def __init__(
        self,
        tag: str | None = None,
        *,
        client: adbutils.AdbClient | None = None,
        progress: Progress = lambda text: None,
        boot_budget: float = BOOT_SECONDS,
        stuck: float = STUCK_SECONDS,
        options: DeviceOptions | None = None,
    ) -> None:
        """Start a container and wait until it has booted; times are seconds.

        Without a ``client`` it has an adb server of its own, which ends with it.

        Raises :class:`DeviceNotFound` without docker, :class:`DeviceError` when docker refuses,
        :class:`DeviceStuck` when Android does not come up.
        """
        self._image = image(tag)
        self._serial_number = (options or DeviceOptions()).serial_number
        self._servers = contextlib.ExitStack()
        self._adb = client or own_server(self._servers)
        self._progress = progress
        self._boot = partial(wait_for_boot, self._adb, progress=progress, budget=boot_budget, stuck=stuck)
        self._lock: IO[bytes] | None = None
        self._name = self.serial = ""
        self._fresh = False
        with contextlib.suppress(DeviceError):  # one that cannot be removed is no obstacle to a new one
            orphans(stop=True)
        try:
            # Nothing of a container outlives it, and its journal needs no disk.
            serial = self._start()
            super().__init__(self._adb, serial, options, Journal(serial, None))
        except BaseException:
            self._stop()
            self._servers.close()
            raise

    def _start(self) -> str:
        """Start a new container; return its adb serial."""
        self._name = f"harness-redroid-{secrets.token_hex(6)}"
        self._lock = lock(_lock_file(self._name), wait=True)
        self._progress(f"starting {self._image}")
        docker(
            "run", "--detach", "--privileged", "--name", self._name, "--label", LABEL,
            "--publish", "127.0.0.1::5555", self._image, *boot_parameters(self._serial_number), timeout=PULL_SECONDS,
        )  # fmt: skip
        try:
            serial = docker("port", self._name, "5555/tcp").splitlines()[0]
        except (DeviceError, IndexError):
            raise DeviceError(f"The container of {self._image} ended at once: {self._why()}.") from None
        self.serial = serial
        self._wait()
        self._fresh = True
        return serial

    def _wait(self) -> None:
        connected = 0.0

        def alive() -> str | None:
            # adb does not connect again by itself to a device that was not up at the first try.
            nonlocal connected
            if time.monotonic() - connected > 2:
                connected = time.monotonic()
                with contextlib.suppress(adbutils.AdbError, EOFError, OSError):
                    self._adb.connect(self.serial, timeout=5)
            try:
                state = docker("inspect", "--format", "{{.State.Status}}", self._name)
            except DeviceError as error:
                return str(error)
            return None if state == "running" else f"its container has {state}: {self._why()}."

        self._boot(self.serial, alive=alive)

    def _why(self) -> str:
        """Return the last line of the container's log, else what usually is the matter."""
        try:
            lines = docker("logs", "--tail", "5", self._name).splitlines()
        except DeviceError:
            lines = []
        return lines[-1].strip()[:200] if lines else "run docker/check-host: the kernel may have no binder"

    def _stop(self) -> None:
        if self._lock is None:
            return
        with contextlib.suppress(adbutils.AdbError, EOFError, OSError):
            if self.serial:
                self._adb.disconnect(self.serial)
        with contextlib.suppress(DeviceError):
            docker("rm", "--force", "--volumes", self._name)
        self._lock.close()
        self._lock = None
        _lock_file(self._name).unlink(missing_ok=True)

    def reset(self) -> str:
        """Replace the container by a new one. The first reset finds the device just started."""
        if not self._fresh:
            self._stop()
            self.link.transport.attach(self._start())
        self._fresh = False
        self.renew()
        return f"new container of {self._image}"

    def close(self) -> None:
        """Remove the container; nothing of it remains."""
        try:
            with contextlib.suppress(DeviceError):
                super().close()
        finally:
            self._stop()
            self._servers.close()
