"""Any device that adb reaches: shell, files, install, UI, trust and routing, through ``adbutils``."""

import functools
import hashlib
import re
import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import adbutils
import frida
from cryptography import x509
from frida.core import Device as FridaDevice

from harness.capture.device.errors import DeviceError, DeviceLost, DeviceNotFound, InstallError
from harness.capture.device.gate import SpawnGate
from harness.capture.device.protocol import DeviceInfo, Ended, Running, ShellResult, Started
from harness.capture.device.ps import parse_ps
from harness.capture.device.ui import automator2
from harness.capture.device.ui.choose import PreferredDriver
from harness.capture.device.ui.shell import ShellDriver
from harness.persona.persona import Persona

T = TypeVar("T")

CLOCK_READINGS = 5
CA_STORE = "/system/etc/security/cacerts"
_INSTALL_FAILURE = re.compile(r"Failure \[(?P<code>[A-Z_]+)(?::\s*(?P<reason>[^\]]*))?")


def subject_hash_old(certificate: x509.Certificate) -> str:
    """Return the name a certificate has in Android's store: OpenSSL's ``-subject_hash_old``, 8 hex digits."""
    digest = hashlib.md5(certificate.subject.public_bytes(), usedforsecurity=False).digest()
    return f"{int.from_bytes(digest[:4], 'little'):08x}"


class AdbDevice:
    """A device over adb. Methods that need root (trust) say so when it is missing."""

    kind = "adb"

    def __init__(self, client: adbutils.AdbClient, serial: str) -> None:
        """Take the device ``serial`` of an adb server. Raises :class:`DeviceNotFound` when it is not attached."""
        self.serial = serial
        self._client = client
        # adbutils asks the adb server for its version before every command: 10 ms each time, for what never changes.
        client.server_version = functools.cache(client.server_version)
        self._device = adbutils.AdbDevice(client, serial)
        self._reverse: str | None = None
        self._gate: SpawnGate | None = None
        state = self._guard("find the device", lambda: str(self._device.get_state()))
        if state != "device":
            raise DeviceNotFound(f"The device {serial} is {state}, not ready; unlock it and accept the adb question.")

    def _guard(self, doing: str, action: Callable[[], T]) -> T:
        """Run an adb conversation, its failures turned into typed errors."""
        try:
            return action()
        except adbutils.AdbTimeout:
            raise DeviceLost(f"The device {self.serial} did not answer in time (to {doing}).") from None
        except adbutils.AdbError as error:
            text = re.sub(r"\s+", " ", str(error)).strip()
            if "not found" in text or "offline" in text or "unauthorized" in text or "no devices" in text:
                raise DeviceNotFound(
                    f"Cannot {doing}: adb says '{text}'. 'adb devices' lists what is attached."
                ) from None
            raise DeviceLost(f"Cannot {doing} on {self.serial}: adb says '{text}'.") from None
        except (EOFError, ConnectionError, OSError) as error:
            reason = str(error) or type(error).__name__
            raise DeviceLost(f"Lost the device {self.serial} or the adb server (to {doing}): {reason}.") from None

    # Shell and files.

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        """Run a command, each argument quoted for the device's shell."""
        return self._line(shlex.join(command), timeout)

    def _line(self, line: str, timeout: float = 30.0) -> ShellResult:
        """Run a line as the device's shell reads it."""
        doing = f"run '{line.partition(' ')[0]}'"
        result = self._guard(doing, lambda: self._device.shell2(line, timeout=timeout, v2=True))
        return ShellResult(code=int(result.returncode), stdout=str(result.stdout), stderr=str(result.stderr))

    def _must(self, *command: str, timeout: float = 30.0) -> str:
        result = self.shell(command, timeout)
        if result.code != 0:
            said = (result.stderr or result.stdout).strip().splitlines()
            raise DeviceError(f"'{shlex.join(command)}' failed on {self.serial}: {said[0] if said else result.code}.")
        return result.stdout

    def push(self, data: bytes, path: str, mode: int = 0o644) -> None:
        """Write a file on the device."""
        self._guard(f"write {path}", lambda: self._device.sync.push(data, path, mode))

    @cached_property
    def _properties(self) -> dict[str, str]:
        found = re.findall(r"^\[([^\]]+)\]: \[([^\]]*)\]$", self._must("getprop"), re.MULTILINE)
        return dict(found)

    def info(self) -> DeviceInfo:
        """Return what the device says of itself."""
        get = self._properties.get
        level = get("ro.build.version.sdk", "0")
        return DeviceInfo(
            serial=self.serial,
            kind=self.kind,
            model=get("ro.product.model", ""),
            manufacturer=get("ro.product.manufacturer", ""),
            android=get("ro.build.version.release", ""),
            api_level=int(level) if level.isdigit() else 0,
            abi=get("ro.product.cpu.abi", ""),
            fingerprint=get("ro.build.fingerprint", ""),
            sandbox=get("ro.harness.sandbox") == "1",
        )

    def clock_offset_us(self) -> int:
        """Return device minus host, in microseconds.

        Of several readings the one with the shortest round trip counts (as in NTP). An offset smaller than that reading
        can tell from zero is zero: emulators and the sandbox run on this host's clock.
        """
        readings = [self._clock_reading() for _ in range(CLOCK_READINGS)]
        round_trip, offset = min(readings)
        return 0 if abs(offset) <= round_trip else offset

    def _clock_reading(self) -> tuple[int, int]:
        """Return one reading's round trip and offset, in microseconds."""
        before = time.time_ns()
        said = self._must("date", "+%s%N").strip()
        after = time.time_ns()
        if not said.isdigit():
            raise DeviceError(f"The device {self.serial} does not tell the time: date printed {said[:40]!r}.")
        # Toybox before Android 8 prints seconds only: half a second is the best guess within that second.
        device_ns = int(said) if len(said) > 15 else int(said) * 1_000_000_000 + 500_000_000
        round_trip = after - before + (0 if len(said) > 15 else 1_000_000_000)
        return round_trip // 1000, (device_ns - (before + after) // 2) // 1000

    # Apps.

    def reset(self) -> str:
        """A plain adb device has no snapshot to go back to; the app is reinstalled instead."""
        return "none: the device has no snapshot"

    def seed(self, persona: Persona) -> list[str]:
        """Plant nothing: values of a plain device are its own. Returns every id as not planted."""
        return [value.id for value in persona.values]

    def install(self, apk: Path, *, grant_all: bool) -> None:
        """Install by streaming the file to ``cmd package install``. Raises :class:`InstallError`."""
        size = apk.stat().st_size
        flags = "-r -t" + (" -g" if grant_all else "")

        def stream() -> str:
            connection = self._device.open_transport()
            with connection, apk.open("rb") as file:
                connection.send_command(f"exec:cmd package install {flags} -S {size}")
                connection.check_okay()
                while piece := file.read(1 << 16):
                    connection.conn.sendall(piece)
                return str(connection.read_until_close())

        said = self._guard("install the app", stream)
        if "Success" in said:
            return
        failure = _INSTALL_FAILURE.search(said)
        code = failure["code"] if failure else ""
        text = re.sub(r"\s+", " ", said).strip()[:300]
        raise InstallError(f"The device {self.serial} refused {apk.name}: {text or 'no reason given'}.", code)

    def uninstall(self, package: str) -> None:
        """Remove an app; not an error when it is not installed."""
        self.shell(["pm", "uninstall", package], timeout=60)

    def stop_app(self, package: str) -> None:
        """Force-stop the app."""
        self._must("am", "force-stop", package)

    def pids(self, package: str) -> list[int]:
        """Return the processes named after the package."""
        return [int(word) for word in self.shell(["pidof", package]).stdout.split() if word.isdigit()]

    def ended(self, package: str) -> list[Ended]:
        """A plain adb device keeps no record of exits that is readable without more rights."""
        return []

    # Frida. With a frida-server on the device; Frida itself holds the process it spawns.

    def frida_device(self) -> FridaDevice:
        """Return Frida's handle. Raises :class:`DeviceError` when Frida does not reach the device."""
        try:
            return frida.get_device(self.serial, timeout=5)
        except (frida.InvalidArgumentError, frida.TimedOutError, frida.ServerNotRunningError) as error:
            raise DeviceError(
                f"Frida does not reach {self.serial} ({error}); start a frida-server {frida.__version__} on it as root."
            ) from None

    def launch_held(self, package: str, processes: Sequence[str] = ()) -> Started:
        """Spawn the app through Frida, which leaves it stopped, as it does every process that starts from then on."""
        try:
            device = self.frida_device()
            if self._gate is None:
                self._gate = SpawnGate(device)
            self._gate.open(package, processes)
            pid = int(device.spawn([package]))
            self._gate.forget(pid)
            return Started(pid=pid, name=package)
        except frida.ServerNotRunningError:
            raise DeviceError(f"No frida-server answers on {self.serial}; start it as root on the device.") from None
        except (frida.NotSupportedError, frida.ExecutableNotFoundError, frida.TimedOutError) as error:
            raise DeviceError(f"Frida cannot start {package} on {self.serial}: {error}.") from None

    def launch(self, package: str) -> None:
        """Start the launcher activity. Raises :class:`DeviceError` when the app has none."""
        said = self.shell(["monkey", "-p", package, "-c", "android.intent.category.LAUNCHER", "1"])
        if said.code != 0 or "aborted" in said.stdout + said.stderr:
            raise DeviceError(f"The app {package} has no activity to launch.")

    def held(self, package: str, wait_s: float = 0.0) -> list[Started]:
        """Return processes that Frida's spawn gating holds."""
        return [] if self._gate is None else self._gate.held(wait_s)

    def running(self, package: str) -> list[Running]:
        """Return the app's processes as ``ps`` lists them."""
        return parse_ps(self._must("ps", "-A", "-o", "PID,PPID,USER,ETIME,NAME"), package)

    def resume(self, pid: int) -> None:
        """Let a spawned process run."""
        self.frida_device().resume(pid)

    def release(self) -> None:
        """Stop gating; what waits runs."""
        if self._gate is not None:
            self._gate.close()
            self._gate = None

    # Traffic.

    def trust_ca(self, certificate_pem: bytes) -> None:
        """Put the certificate into the system store, as root on a writable system does."""
        name = f"{CA_STORE}/{subject_hash_old(x509.load_pem_x509_certificate(certificate_pem))}.0"
        try:
            self.push(certificate_pem, name)
            self._must("chmod", "644", name)
        except DeviceError as error:
            raise DeviceError(
                f"Cannot install the CA on {self.serial}: {CA_STORE} is not writable. Use a rooted, writable image "
                f"('adb root; adb remount'). ({error})"
            ) from None

    def route_traffic(self, proxy_port: int) -> None:
        """Reverse-forward a free port of the device to the proxy and make it the global HTTP proxy."""

        def forward() -> str:
            with self._device.open_transport() as connection:
                connection.send_command(f"reverse:forward:tcp:0;tcp:{proxy_port}")
                connection.check_okay()
                connection.check_okay()
                return str(connection.read_string_block())

        port = self._guard("forward the proxy to the device", forward).strip()
        if not port.isdigit():
            raise DeviceError(f"The device {self.serial} opened no port for the proxy (it said {port[:40]!r}).")
        self._reverse = f"tcp:{port}"
        self._must("settings", "put", "global", "http_proxy", f"127.0.0.1:{port}")

    def unroute_traffic(self) -> None:
        """Clear the global proxy and the forward."""
        if self._reverse is None:
            return
        forward, self._reverse = self._reverse, None
        self.shell(["settings", "put", "global", "http_proxy", ":0"])
        self._guard("remove the forward", lambda: self._device.reverse_remove(forward))

    def network(self, mode: str) -> None:
        """A plain adb device cannot keep an app that ignores the proxy from the network."""

    def denied_connections(self) -> list[dict[str, Any]]:
        """A plain adb device refuses none."""
        return []

    # Screen.

    @cached_property
    def _ui(self) -> PreferredDriver:
        plain = ShellDriver(self._line, self.serial)
        return PreferredDriver(lambda: automator2.connect(self._device, self.serial), plain)

    def ui_driver(self) -> dict[str, str]:
        """Return the ``name`` of the driver that the screen is used with, and the ``reason`` if it is second choice."""
        return {"name": self._ui.name, "reason": self._ui.reason}

    def ui_dump(self) -> bytes:
        """Return the view tree on screen."""
        return self._ui.dump()

    def screenshot(self) -> bytes:
        """Return the screen as PNG."""
        data = self._guard("take a screenshot", lambda: bytes(self._device.shell("screencap -p", encoding=None)))
        if not data.startswith(b"\x89PNG"):
            raise DeviceError(f"screencap gave no picture on {self.serial}.")
        return data

    def tap(self, x: int, y: int) -> None:
        """Touch the screen at a point, in pixels."""
        self._ui.tap(x, y)

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float = 0.3) -> None:
        """Drag a finger from one point to another."""
        self._ui.swipe(x1, y1, x2, y2, seconds)

    def key(self, name: str) -> None:
        """Press a key by its Android name."""
        self._ui.key(name)

    def can_type(self, text: str) -> bool:
        """Whether :meth:`type_text` can type this text."""
        return self._ui.can_type(text)

    def type_text(self, text: str) -> None:
        """Type text into the focused field."""
        self._ui.type_text(text)

    def logcat(self) -> Iterator[bytes]:
        """Yield the log from now on."""
        connection = self._guard(
            "read the log", lambda: self._device.shell("logcat -v threadtime -T 1", stream=True, encoding=None)
        )
        try:
            while piece := connection.conn.recv(1 << 16):
                yield piece
        except OSError:
            return
        finally:
            connection.close()

    def close(self) -> None:
        """Undo the gating and the routing, and let the screen go."""
        self._ui.close()
        self.release()
        self.unroute_traffic()
