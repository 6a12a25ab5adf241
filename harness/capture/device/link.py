"""The conversation with one device over adb: shell, root, files, forwards, its journal; failures as typed errors."""

import contextlib
import functools
import io
import random
import re
import secrets
import shlex
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, TypeVar

import adbutils
from adbutils.errors import AdbConnectionError

from harness.capture.device import outputs, wall_clock
from harness.capture.device.client import TooMuch, printed, tame
from harness.capture.device.errors import (
    AdbServerLost,
    DeviceAmbiguous,
    DeviceError,
    DeviceLost,
    DeviceNotFound,
    DeviceUnauthorized,
    NoRoot,
    NoSpace,
)
from harness.capture.device.journal import (
    Command,
    Forward,
    Identity,
    Journal,
    Mounts,
    Reverse,
    Setting,
    Undo,
    Unroot,
    WallClock,
)
from harness.capture.device.known import AsUser, Life, OfRun
from harness.capture.device.namespaces import unmount
from harness.capture.device.protocol import ShellResult
from harness.capture.device.root import ADBD, Root, find_root
from harness.capture.device.root_shell import RootShell, ShellEnded, TookTooLong
from harness.capture.device.server import protocol_version

T = TypeVar("T")

_SYNC_CHUNK = 64 * 1024
"""The most that one DATA message of the sync protocol may hold (AOSP ``SYNC.TXT``)."""
PROXY_SETTING = ("global", "http_proxy")
_PROXY_KEPT = ("global_http_proxy_host", "global_http_proxy_port", "global_http_proxy_exclusion_list")
_PROXY_SECONDS = 5.0
_CONNECT_SECONDS = 30.0
_PROBE_SECONDS = 5.0
"""What a device that is only slow needs for the shortest of commands; and how often a silent one is asked again."""
_STORE_SECONDS = 120.0
"""How long a device may take to put 64 KiB away, or all of what it has in its buffers at the end of a file."""
_WORK_SECONDS = 900.0
"""How long a command that takes a file may work on it and say nothing: an installation compiles the app."""
_ROOT_SECONDS = 15.0
"""Magisk waits this long for the user's answer to its question."""
REVERSE_TRIES = 5


def one_line(text: str, limit: int = 300) -> str:
    """Return text that came from a device as one short line."""
    return re.sub(r"\s+", " ", text).strip()[:limit]


class Link:
    """One device over adb. Every method raises a :class:`DeviceError`, never an error of adbutils."""

    def __init__(self, client: adbutils.AdbClient, serial: str, journal: Journal) -> None:
        """Take the device ``serial`` of an adb server. Raises :class:`DeviceNotFound` when it cannot be used."""
        self.serial = serial
        self.journal = journal
        self.on_command: Callable[[str, ShellResult | None, float], None] | None = None
        """Is told of every line that ran (``# `` before one of root's), what came of it, and the seconds it took."""
        self.meanwhile = contextlib.ExitStack()
        """What goes on beside the run and ends with it (no change to the device: those are in the journal)."""
        self._client = client = tame(client)
        self._life, self._run = Life(), OfRun()
        self._device = adbutils.AdbDevice(client, serial)
        state = self._guard("find the device", lambda: str(self._device.get_state()))
        if state == "unauthorized":
            raise self._unauthorized(state)
        if state != "device":
            raise DeviceNotFound(f"The device {serial} is {state}, not ready; unlock it and accept the adb question.")

    # Failures.

    def _unauthorized(self, said: str) -> DeviceUnauthorized:
        return DeviceUnauthorized(
            f"The device {self.serial} does not accept this computer's adb key ({said}); unlock it, tick 'Always "
            "allow' in its question, or revoke the USB debugging authorizations there and attach it anew."
        )

    def _guard(self, doing: str, action: Callable[[], T]) -> T:
        """Run an adb conversation, its failures turned into typed errors.

        Where the server or the device was found silent, nothing more is asked until it speaks again: else every step of
        putting things back would wait for it anew.
        """
        if self._life.silence is not None:
            self._still_silent(self._life.silence)
        try:
            return action()
        except (adbutils.AdbTimeout, TookTooLong, TimeoutError):
            raise self._silent(doing) from None
        except TooMuch as error:
            raise DeviceError(f"The device {self.serial} said too much (to {doing}): {error}.") from None
        except AdbConnectionError as error:
            raise AdbServerLost(f"The adb server is gone (to {doing}): {one_line(str(error))}.") from None
        except adbutils.AdbError as error:
            raise self._said(doing, one_line(str(error))) from None
        except ConnectionRefusedError as error:
            raise AdbServerLost(f"The adb server is gone (to {doing}): {error}.") from None
        except (EOFError, ConnectionError, OSError) as error:
            reason = str(error) or type(error).__name__
            raise DeviceLost(f"Lost the device {self.serial} or the adb server (to {doing}): {reason}.") from None

    def _silent(self, doing: str) -> DeviceLost:
        """Find out who did not answer in time: the adb server, the device, or only this one command."""
        server = f"{self._client.host}:{self._client.port}"
        try:
            protocol_version(self._client.host, self._client.port)
        except (OSError, ValueError):
            found: DeviceLost = AdbServerLost(
                f"The adb server ({server}) does not answer (to {doing}): it hangs or is stopped; end it and run again."
            )
        else:
            if self._speaks():
                return DeviceLost(f"The device {self.serial} did not answer in time (to {doing}).")
            found = DeviceLost(
                f"The device {self.serial} does not answer any more (to {doing}): it hangs, or is stopped; "
                "restart it and run again."
            )
        self._life.silence, self._life.silent_since = found, time.monotonic()
        return found

    def _still_silent(self, found: DeviceLost) -> None:
        """Raise what was found, unless the device speaks again."""
        if time.monotonic() - self._life.silent_since < _PROBE_SECONDS or not self._speaks():
            raise found
        self._life.silence = None

    def _speaks(self) -> bool:
        """Whether the device runs the shortest of commands within a moment."""
        try:
            printed(self._device, "true", _PROBE_SECONDS)
        except (adbutils.AdbError, EOFError, OSError):
            self._life.silent_since = time.monotonic()
            return False
        return True

    def _said(self, doing: str, text: str) -> DeviceError:
        """Turn the adb server's or adbd's own words into the error they mean (AOSP ``transport.cpp``)."""
        if "unauthorized" in text or "authorizing" in text:
            return self._unauthorized(text)
        if "more than one device" in text:
            return DeviceAmbiguous(
                f"Several attached devices have the serial {self.serial}; detach all but one of them (adb says "
                f"'{text}')."
            )
        if "No space left" in text:
            return NoSpace(
                f"The device {self.serial} is full (to {doing}); free space on it, 'df /data' shows how much."
            )
        if "offline" in text:
            return DeviceLost(f"The device {self.serial} is offline (to {doing}); attach it anew or restart it.")
        if "not found" in text or "no devices" in text:
            return DeviceNotFound(f"Cannot {doing}: adb says '{text}'. 'adb devices' lists what is attached.")
        return DeviceLost(f"Cannot {doing} on {self.serial}: adb says '{text}'.")

    # Shell.

    @property
    def _shell_v2(self) -> bool:
        """Whether adbd gives exit codes and errors apart: since Android 7 (AOSP ``shell_v2``)."""
        features = self._device.get_features
        return self._life.shell_v2.get(lambda: "shell_v2" in self._guard("ask for adbd's features", features))

    def _line(self, line: str, timeout: float = 30.0) -> ShellResult:
        """Run a line as the device's shell reads it."""
        doing = f"run '{line.partition(' ')[0]}'"
        v2 = self._shell_v2

        def run() -> ShellResult:
            result = self._device.shell2(line, timeout=timeout, v2=v2)
            return ShellResult(code=int(result.returncode), stdout=str(result.stdout), stderr=str(result.stderr))

        return self._told(line, lambda: self._guard(doing, run))

    def _told(self, line: str, run: Callable[[], ShellResult]) -> ShellResult:
        """Run a command, and tell who listens of it, however it ends."""
        begun = time.monotonic()
        said: ShellResult | None = None
        try:
            said = run()
            return said
        finally:
            if self.on_command is not None:
                self.on_command(line, said, time.monotonic() - begun)

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        """Run a command, each argument quoted for the device's shell."""
        return self._line(shlex.join(command), timeout)

    def _must(self, *command: str, timeout: float = 30.0) -> str:
        return self._succeeded(command, self.shell(command, timeout))

    def _succeeded(self, command: Sequence[str], result: ShellResult) -> str:
        if result.code != 0:
            said = (result.stderr or result.stdout).strip().splitlines()
            kind = NoSpace if "No space left" in result.stderr + result.stdout else DeviceError
            raise kind(f"'{shlex.join(command)}' failed on {self.serial}: {said[0] if said else result.code}.")
        return result.stdout

    must = _must
    """Run a command and return its output. Raises :class:`DeviceError` when it fails."""

    # Root.

    @property
    def root(self) -> Root | None:
        """How this device gives root, found once; ``None`` when it gives none."""

        def ask(line: str) -> tuple[int, str]:
            result = self._line(line, _ROOT_SECONDS)
            return result.code, result.stdout

        return self._life.user.root.get(lambda: find_root(ask))

    @property
    def shell_uid(self) -> int:
        """Whose commands :meth:`shell` runs: 2000 (shell), or 0 where adbd is root."""

        def ask() -> int:
            said = self._must("id", "-u").strip()
            return int(said) if said.isdigit() else 2000

        return self._life.user.shell_uid.get(ask)

    def sudo(self, command: Sequence[str], timeout: float = 60.0) -> ShellResult:
        """Run a command as root. Raises :class:`NoRoot` on a device without."""
        if self.root is None:
            raise NoRoot(
                f"The device {self.serial} gives no root, which '{command[0]}' needs: use an emulator image without "
                "Google Play ('adb root' works there) or a rooted device, and grant the shell root there."
            )
        doing = f"run '{command[0]}' as root"
        shell = self._root_shell
        try:
            return self._told(self.root.line(command), lambda: self._guard(doing, lambda: shell.run(command, timeout)))
        except DeviceLost as error:
            cause = error.__context__
            if isinstance(cause, ShellEnded) and self.shell(["true"]).code == 0:
                raise DeviceError(
                    f"The shell of root on {self.serial} ended (to {doing}): {cause}. Does its root manager still "
                    "grant root to the shell?"
                ) from None
            raise

    @property
    def _root_shell(self) -> RootShell:
        """The one shell of root that all commands of root go through."""
        root = self.root
        assert root is not None  # noqa: S101 - who asks has looked
        return self._life.user.root_shell.get(lambda: RootShell(root, self._service, apart=self._shell_v2))

    def _service(self, name: str) -> Any:
        """Open a service of adbd."""
        connection = self._device.open_transport(timeout=_CONNECT_SECONDS)
        try:
            connection.send_command(name)
            connection.check_okay()
        except BaseException:
            connection.close()
            raise
        return connection

    def must_sudo(self, *command: str, timeout: float = 60.0) -> str:
        """Run a command as root and return its output. Raises :class:`DeviceError` when it fails."""
        return self._succeeded(command, self.sudo(command, timeout))

    @property
    def has_nsenter(self) -> bool:
        """Whether commands can be run in the mount namespace of another process."""
        return self._life.has_nsenter.get(lambda: self.shell(["which", "nsenter"]).code == 0)

    # Files.

    def push(self, data: bytes | BinaryIO, path: str, mode: int = 0o644) -> None:
        """Write a file on the device. Raises :class:`NoSpace` when it is full, :class:`DeviceError` for other refusals.

        adbutils pushes too, but throws the device's reason away and sends 4 KiB at a time.
        """

        def send() -> None:
            with self._device.open_transport(timeout=_STORE_SECONDS) as connection:
                connection.send_command("sync:")
                connection.check_okay()
                head = f"{path},{0o100000 | mode}".encode()
                connection.conn.sendall(b"SEND" + struct.pack("<I", len(head)) + head)
                try:
                    for piece in _pieces(data):
                        connection.conn.sendall(b"DATA" + struct.pack("<I", len(piece)) + piece)
                    connection.conn.sendall(b"DONE" + struct.pack("<I", 0))
                except (BrokenPipeError, ConnectionResetError):
                    pass  # a device that refuses says why and closes; its answer is still to be read
                answer = connection.read_exact(8)
                if answer[:4] != b"OKAY":
                    size = min(struct.unpack("<I", answer[4:])[0], 4096)
                    raise adbutils.AdbError(connection.read_exact(size).decode("utf-8", "replace"))

        try:
            self._guard(f"write {path}", send)
        except DeviceLost as error:
            if "adb says" in str(error):  # the device is there and gave its reason
                raise DeviceError(str(error)) from None
            raise

    def stream(self, command: str, data: BinaryIO) -> str:
        """Run a command with a file as its input (``exec:``); return what it printed."""

        def send() -> str:
            with self._device.open_transport(timeout=_WORK_SECONDS) as connection:
                connection.send_command(f"exec:{command}")
                connection.check_okay()
                try:
                    for piece in _pieces(data):
                        connection.conn.sendall(piece)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # a command that refuses its input says why; its answer is still to be read
                return str(connection.read_until_close())

        return self._guard(f"stream to '{command.split()[0]}'", send)

    # Properties.

    @property
    def properties(self) -> dict[str, str]:
        """The system properties, as they were when first asked for."""
        return self._life.properties.get(lambda: outputs.properties(self._must("getprop")))

    @property
    def code(self) -> dict[str, Any]:
        """What the device answered about the compiled code of the apps that this run installed, by package."""
        return self._run.code

    @property
    def api_level(self) -> int:
        """The Android API level, 0 when the device does not say."""
        level = self.properties.get("ro.build.version.sdk", "0")
        return int(level) if level.isdigit() else 0

    def identity(self) -> Identity:
        """Return which device this is, and which of its lives (the kernel's boot id)."""
        boot = self.shell(["cat", "/proc/sys/kernel/random/boot_id"])
        return Identity(
            serialno=self.properties.get("ro.serialno", ""),
            fingerprint=self.properties.get("ro.build.fingerprint", ""),
            boot_id=boot.stdout.strip()[:64] if boot.code == 0 else "",
        )

    # Changes.

    def change(self, what: str, undo: Undo, *, volatile: bool = False) -> int:
        """Write a change that is about to be made into the journal; see :meth:`Journal.change`."""
        return self.journal.change(what, undo, volatile=volatile)

    def put_setting(self, namespace: str, key: str, value: str | None) -> None:
        """Change a setting, or delete it (``None``); the journal gives the old value back."""
        said = self._must("settings", "get", namespace, key).rstrip("\n")
        was = None if said == "null" else said
        if was != value:
            self.change(f"the setting {namespace}/{key}", Setting(namespace=namespace, key=key, was=was, ours=value))
            self._must("settings", *(["delete", namespace, key] if value is None else ["put", namespace, key, value]))

    def set_property(self, name: str, value: str) -> None:
        """Set a system property as root; the journal gives the old value back."""
        was = self._must("getprop", name).strip()
        if was != value:
            volatile = not name.startswith("persist.")
            undo = Command(argv=["setprop", name, was], root=True)
            self.change(f"the property {name}", undo, volatile=volatile)
            self.must_sudo("setprop", name, value)

    def reverse(self, port: int) -> int:
        """Forward a free port of the device's loopback to ``port`` on this host; return the device's port.

        The port is chosen here: adb's server keeps reverse forwards by what they were asked for as, so that of several
        of ``tcp:0`` it knows the last one only, and a connection through another ends it (``adb.cpp``, 'disallowed
        connect to'; seen with version 36.0.0).
        """
        for left in reversed(range(REVERSE_TRIES)):
            remote = random.SystemRandom().randrange(20_000, 32_768)  # below the kernel's range of ephemeral ports
            number = self.change(f"the reverse forward of port {remote}", Reverse(f"tcp:{remote}"), volatile=True)
            try:
                self._guard("forward a port of the device", functools.partial(self._reverse, remote, port))
                break
            except DeviceError as error:
                if "bind" not in str(error) or not left:
                    raise
                self.journal.forget(number)
        return remote

    def _reverse(self, remote: int, port: int) -> None:
        with self._device.open_transport() as connection:
            connection.send_command(f"reverse:forward:norebind:tcp:{remote};tcp:{port}")
            connection.check_okay()
            connection.check_okay()

    def forward(self, port: int) -> int:
        """Forward a free port of this host to ``port`` on the device; return the host's port."""

        def ask() -> str:
            with self._device.open_transport(f"forward:tcp:0;tcp:{port}") as connection:
                connection.check_okay()
                return str(connection.read_string_block())

        said = self._guard("forward a port to the device", ask).strip()
        if not said.isdigit():
            raise DeviceError(f"The adb server opened no port (it said {said[:40]!r}).")
        self.change(f"the forward of port {said} to {port}", Forward(local=f"tcp:{said}"))
        return int(said)

    def forwards(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the forwards to this device and those from it, as ``local remote`` each."""
        to = self._guard("list forwards", lambda: list(self._device.forward_list()))
        back = self._guard("list reverse forwards", lambda: list(self._device.reverse_list()))
        return (
            frozenset(f"{item.local} {item.remote}" for item in to if item.serial == self.serial),
            frozenset(f"{item.remote} {item.local}" for item in back),
        )

    def become_root(self) -> None:
        """Restart adbd as root where the build allows it and no other way to root was found."""
        if self.root is not None or self.properties.get("ro.debuggable") != "1":
            return
        self.change("adbd runs as root", Unroot(), volatile=True)
        said = self._guard("restart adbd as root", lambda: str(self._device.root()))
        if "cannot" not in said:
            self._wait_for_adbd()
            self._forget_user()

    def _forget_user(self) -> None:
        """Ask again who adbd is, when that may have changed."""
        self._life.user.close()
        self._life.user = AsUser()

    def _wait_for_adbd(self) -> None:
        def wait() -> None:
            with self._client.make_connection(timeout=30) as connection:
                connection.send_command(f"host-serial:{self.serial}:wait-for-any-device")
                connection.check_okay()
                connection.check_okay()

        self._guard("wait for adbd", wait)

    def undo(self, undo: Undo) -> None:
        """Undo one change. Raises :class:`DeviceError` when the device does not let it be undone."""
        match undo:
            case Command(argv=argv, root=root, needed=needed):
                run = self.sudo if root else self.shell
                if needed is None or run(needed).code == 0:
                    self._succeeded(argv, run(argv))
            case Setting(namespace=namespace, key=key, was=was, ours=ours):
                now = self._must("settings", "get", namespace, key).rstrip("\n")
                if now == (ours if ours is not None else "null"):
                    if was is None and (namespace, key) == PROXY_SETTING:
                        self._forget_proxy()
                    words = ["delete", namespace, key] if was is None else ["put", namespace, key, was]
                    self._must("settings", *words)
            case Forward(local=local):
                found = self._guard("list forwards", self._device.forward_list)
                if any(item.local == local and item.serial == self.serial for item in found):
                    self._guard("remove a forward", lambda: self._device.forward_remove(local))
            case Reverse(remote=remote):
                found = self._guard("list reverse forwards", self._device.reverse_list)
                if any(item.remote == remote for item in found):
                    self._guard("remove a reverse forward", lambda: self._device.reverse_remove(remote))
            case Unroot():
                self._unroot()
            case Mounts():
                unmount(self, undo)
            case WallClock():
                wall_clock.put_back(self, undo)

    def _forget_proxy(self) -> None:
        """Turn the global proxy off by ``:0``, and wait until that is heard.

        The platform keeps the proxy in settings of its own, which it changes when it reads the one that we set; a
        setting that is deleted it does not read (AOSP ``ProxyTracker.loadDeprecatedGlobalHttpProxy``), and the proxy
        would stay until a reboot (https://github.com/appium/appium-adb/pull/392).
        """
        self._must("settings", "put", *PROXY_SETTING, ":0")
        deadline = time.monotonic() + _PROXY_SECONDS
        while self._must("settings", "get", "global", _PROXY_KEPT[0]).strip() not in ("", "null"):
            if time.monotonic() > deadline:
                raise DeviceError(f"The device {self.serial} does not turn its global proxy off.")
            time.sleep(0.1)
        for key in _PROXY_KEPT:
            self._must("settings", "delete", "global", key)

    def _unroot(self) -> None:
        def ask() -> None:
            with self._device.open_transport() as connection:
                connection.send_command("unroot:")
                connection.check_okay()
                connection.read_until_close()

        if self.root == ADBD:
            self._guard("restart adbd as shell", ask)
            self._wait_for_adbd()

    def begin(self) -> list[str]:
        """Take the device and undo what an earlier run left; return a sentence for each change that stays.

        Raises :class:`DeviceBusy` when another run has the device.
        """
        self.journal.begin(self.identity())
        return self.restore()

    def restore(self) -> list[str]:
        """Undo every change; return a sentence for each that stays."""
        if not self.journal.changes:
            return []
        return self.journal.undo(self.identity().boot_id, self.undo)

    def write_root(self, data: bytes, path: str, mode: int = 0o644, *, directory: str = "/data/local/tmp") -> None:
        """Write a file where only root may, through one in ``directory``."""
        passing = f"{directory}/{secrets.token_hex(6)}"
        self.change(f"the file {passing}", Command(argv=["rm", "-f", passing]))
        self.push(data, passing, 0o600)
        self.must_sudo("sh", "-c", f"cp {passing} {shlex.quote(path)} && chmod {mode:o} {shlex.quote(path)}")
        self._must("rm", "-f", passing)


def _pieces(data: bytes | BinaryIO) -> Iterator[bytes]:
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    while piece := source.read(_SYNC_CHUNK):
        yield piece
