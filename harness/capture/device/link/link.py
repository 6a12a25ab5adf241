"""The conversation with one device over adb: shell, root, files, and changes that its journal holds."""

import contextlib
import random
import secrets
import shlex
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import adbutils

from harness.capture.device.errors import DeviceError, DeviceLost, NoRoot, NoSpace
from harness.capture.device.journal import Command, Forward, Identity, Journal, Reverse, Setting, Undo, Unroot
from harness.capture.device.link import outputs
from harness.capture.device.link.known import AsUser, Life
from harness.capture.device.link.root import Root, find_root
from harness.capture.device.link.root_shell import RootShell, ShellEnded
from harness.capture.device.link.transport import Heard, Transport
from harness.capture.device.structs import ShellResult

_ROOT_SECONDS = 15.0
"""Magisk waits this long for the user's answer to its question."""
REVERSE_TRIES = 5


class Link:
    """One device over adb. Every method raises a :class:`DeviceError`, never an error of adbutils."""

    def __init__(self, client: adbutils.AdbClient, serial: str, journal: Journal) -> None:
        """Take the device ``serial`` of an adb server. Raises :class:`DeviceNotFound` when it cannot be used."""
        self.journal = journal
        self.on_command: Callable[[str, ShellResult | None, float], None] | None = None
        """Is told of every line that ran (``# `` before one of root's), what came of it, and the seconds it took."""
        self.meanwhile = contextlib.ExitStack()
        """What goes on beside the run and ends with it (no change to the device: those are in the journal)."""
        self.life = Life()
        self.transport = Transport(client, serial)

    @property
    def serial(self) -> str:
        """What adb calls the device."""
        return self.transport.serial

    def forget(self) -> None:
        """Forget what was known of the device: it has begun anew."""
        self.life.user.close()
        self.life = Life()
        self.transport.heard = Heard()

    # Shell.

    def line(self, line: str, timeout: float = 30.0) -> ShellResult:
        """Run a line as the device's shell reads it."""
        return self._told(line, lambda: self.transport.line(line, timeout))

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
        return self.line(shlex.join(command), timeout)

    def must(self, *command: str, timeout: float = 30.0) -> str:
        """Run a command and return its output. Raises :class:`DeviceError` when it fails."""
        return self.succeeded(command, self.shell(command, timeout))

    def succeeded(self, command: Sequence[str], result: ShellResult) -> str:
        """Return what a command printed. Raises :class:`DeviceError` with what it says when it has failed."""
        if result.code != 0:
            said = (result.stderr or result.stdout).strip().splitlines()
            kind = NoSpace if "No space left" in result.stderr + result.stdout else DeviceError
            raise kind(f"'{shlex.join(command)}' failed on {self.serial}: {said[0] if said else result.code}.")
        return result.stdout

    # Root.

    @property
    def root(self) -> Root | None:
        """How this device gives root, found once; ``None`` when it gives none."""

        def ask(line: str) -> tuple[int, str]:
            result = self.line(line, _ROOT_SECONDS)
            return result.code, result.stdout

        return self.life.user.root.get(lambda: find_root(ask))

    @property
    def shell_uid(self) -> int:
        """Whose commands :meth:`shell` runs: 2000 (shell), or 0 where adbd is root."""

        def ask() -> int:
            said = self.must("id", "-u").strip()
            return int(said) if said.isdigit() else 2000

        return self.life.user.shell_uid.get(ask)

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
            return self._told(
                self.root.line(command), lambda: self.transport.guard(doing, lambda: shell.run(command, timeout))
            )
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
        return self.life.user.root_shell.get(
            lambda: RootShell(root, self.transport.service, apart=self.transport.shell_v2)
        )

    def must_sudo(self, *command: str, timeout: float = 60.0) -> str:
        """Run a command as root and return its output. Raises :class:`DeviceError` when it fails."""
        return self.succeeded(command, self.sudo(command, timeout))

    @property
    def has_nsenter(self) -> bool:
        """Whether commands can be run in the mount namespace of another process."""
        return self.life.has_nsenter.get(lambda: self.shell(["which", "nsenter"]).code == 0)

    # Files.

    def push(self, data: bytes | BinaryIO, path: str, mode: int = 0o644) -> None:
        """Write a file on the device. Raises :class:`NoSpace`, :class:`DeviceError` for other refusals."""
        self.transport.push(data, path, mode)

    def pull(self, path: str, to: Path) -> None:
        """Copy a file of the device's. Raises :class:`DeviceError`."""
        self.transport.pull(path, to)

    def stream(self, command: str, data: BinaryIO) -> str:
        """Run a command with a file as its input (``exec:``); return what it printed."""
        return self.transport.stream(command, data)

    def write_root(self, data: bytes, path: str, mode: int = 0o644, *, directory: str = "/data/local/tmp") -> None:
        """Write a file where only root may, through one in ``directory``."""
        passing = f"{directory}/{secrets.token_hex(6)}"
        self.change(f"the file {passing}", Command(argv=["rm", "-f", passing]))
        self.push(data, passing, 0o600)
        self.must_sudo("sh", "-c", f"cp {passing} {shlex.quote(path)} && chmod {mode:o} {shlex.quote(path)}")
        self.must("rm", "-f", passing)

    # Properties.

    @property
    def properties(self) -> dict[str, str]:
        """The system properties, as they were when first asked for."""
        return self.life.properties.get(lambda: outputs.properties(self.must("getprop")))

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
        said = self.must("settings", "get", namespace, key).rstrip("\n")
        was = None if said == "null" else said
        if was != value:
            self.change(f"the setting {namespace}/{key}", Setting(namespace=namespace, key=key, was=was, ours=value))
            self.must("settings", *(["delete", namespace, key] if value is None else ["put", namespace, key, value]))

    def set_property(self, name: str, value: str) -> None:
        """Set a system property as root; the journal gives the old value back."""
        was = self.must("getprop", name).strip()
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
                self.transport.reverse(remote, port)
                break
            except DeviceError as error:
                if "bind" not in str(error) or not left:
                    raise
                self.journal.forget(number)
        return remote

    def forward(self, port: int) -> int:
        """Forward a free port of this host to ``port`` on the device; return the host's port."""
        local = self.transport.forward(port)
        self.change(f"the forward of port {local} to {port}", Forward(local=f"tcp:{local}"))
        return local

    def forwards(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the forwards to this device and those from it, as ``local remote`` each."""
        to, back = self.transport.forwards(), self.transport.reverses()
        return frozenset(" ".join(each) for each in to), frozenset(" ".join(each) for each in back)

    def become_root(self) -> None:
        """Restart adbd as root where the build allows it and no other way to root was found."""
        if self.root is not None or self.properties.get("ro.debuggable") != "1":
            return
        self.change("adbd runs as root", Unroot(), volatile=True)
        if "cannot" not in self.transport.root():
            self.transport.wait_for_adbd()
            self.forget_user()

    def forget_user(self) -> None:
        """Ask again who adbd is, when that may have changed."""
        self.life.user.close()
        self.life.user = AsUser()
