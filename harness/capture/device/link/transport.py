"""One device's adbd, through an adb server: its services, and each failure as a typed error."""

import io
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import adbutils
from adbutils.errors import AdbConnectionError

from harness.capture.device.errors import AdbServerLost, DeviceError, DeviceLost, DeviceNotFound
from harness.capture.device.link.client import TooMuch, printed, tame
from harness.capture.device.link.failures import meant, unauthorized
from harness.capture.device.link.known import Once
from harness.capture.device.link.outputs import one_line
from harness.capture.device.link.root_shell import TookTooLong
from harness.capture.device.link.server import protocol_version
from harness.capture.device.structs import ShellResult

T = TypeVar("T")

_SYNC_CHUNK = 64 * 1024
"""The most that one DATA message of the sync protocol may hold (AOSP ``SYNC.TXT``)."""
_CONNECT_SECONDS = 30.0
_PROBE_SECONDS = 5.0
"""What a device that is only slow needs for the shortest of commands; and how often a silent one is asked again."""
_STORE_SECONDS = 120.0
"""How long a device may take to put 64 KiB away, or all of what it has in its buffers at the end of a file."""
_WORK_SECONDS = 900.0
"""How long a command that takes a file may work on it and say nothing: an installation compiles the app."""


@dataclass(slots=True)
class Heard:
    """What is known of the other end until the device begins anew."""

    shell_v2: Once[bool] = field(default_factory=Once)
    #: What was found when it, or the adb server, did not answer any more; and when (monotonic seconds).
    silence: DeviceLost | None = None
    silent_since: float = 0.0


class Transport:
    """The way to one device. Every method but :meth:`service` raises a :class:`DeviceError`, none of adbutils's."""

    def __init__(self, client: adbutils.AdbClient, serial: str) -> None:
        """Take the device ``serial`` of an adb server. Raises :class:`DeviceNotFound` when it cannot be used."""
        self.serial = serial
        self.heard = Heard()
        self._client = client = tame(client)
        self.adb = adbutils.AdbDevice(client, serial)
        state = self.guard("find the device", lambda: str(self.adb.get_state()))
        if state == "unauthorized":
            raise unauthorized(serial, state)
        if state != "device":
            raise DeviceNotFound(f"The device {serial} is {state}, not ready; unlock it and accept the adb question.")

    def attach(self, serial: str) -> None:
        """Go on with another device in the place of this one: a container that is started anew has another address."""
        self.serial = serial
        self.adb = adbutils.AdbDevice(self._client, serial)

    # Failures.

    def guard(self, doing: str, action: Callable[[], T]) -> T:
        """Run an adb conversation, its failures turned into typed errors.

        Where the server or the device was found silent, nothing more is asked until it speaks again: else every step of
        putting things back would wait for it anew.
        """
        if self.heard.silence is not None:
            self._still_silent(self.heard.silence)
        try:
            return action()
        except (adbutils.AdbTimeout, TookTooLong, TimeoutError):
            raise self._silent(doing) from None
        except TooMuch as error:
            raise DeviceError(f"The device {self.serial} said too much (to {doing}): {error}.") from None
        except AdbConnectionError as error:
            raise AdbServerLost(f"The adb server is gone (to {doing}): {one_line(str(error))}.") from None
        except adbutils.AdbError as error:
            raise meant(self.serial, doing, one_line(str(error))) from None
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
        self.heard.silence, self.heard.silent_since = found, time.monotonic()
        return found

    def _still_silent(self, found: DeviceLost) -> None:
        """Raise what was found, unless the device speaks again."""
        if time.monotonic() - self.heard.silent_since < _PROBE_SECONDS or not self._speaks():
            raise found
        self.heard.silence = None

    def _speaks(self) -> bool:
        """Whether the device runs the shortest of commands within a moment."""
        try:
            printed(self.adb, "true", _PROBE_SECONDS)
        except (adbutils.AdbError, EOFError, OSError):
            self.heard.silent_since = time.monotonic()
            return False
        return True

    # Commands.

    @property
    def shell_v2(self) -> bool:
        """Whether adbd gives exit codes and errors apart: since Android 7 (AOSP ``shell_v2``)."""
        features = self.adb.get_features
        return self.heard.shell_v2.get(lambda: "shell_v2" in self.guard("ask for adbd's features", features))

    def line(self, line: str, timeout: float) -> ShellResult:
        """Run a line as the device's shell reads it; ``timeout`` is in seconds, of silence."""
        doing = f"run '{line.partition(' ')[0]}'"
        v2 = self.shell_v2

        def run() -> ShellResult:
            result = self.adb.shell2(line, timeout=timeout, v2=v2)
            return ShellResult(code=int(result.returncode), stdout=str(result.stdout), stderr=str(result.stderr))

        return self.guard(doing, run)

    def raw(self, line: str, doing: str) -> bytes:
        """Run a line; return what it printed as it is."""
        return self.guard(doing, lambda: printed(self.adb, line))

    def follow(self, line: str, doing: str) -> Iterator[bytes]:
        """Run a line; yield what it prints, in pieces, until it ends, the device goes or the iterator is closed."""
        connection = self.guard(doing, lambda: self.adb.shell(line, stream=True, encoding=None))
        connection.conn.settimeout(None)  # what is quiet has not ended
        try:
            while piece := connection.conn.recv(1 << 16):
                yield piece
        except OSError:
            return
        finally:
            connection.close()

    def service(self, name: str) -> Any:
        """Open a service of adbd. Raises what adbutils raises: who talks on does so under :meth:`guard`."""
        connection = self.adb.open_transport(timeout=_CONNECT_SECONDS)
        try:
            connection.send_command(name)
            connection.check_okay()
        except BaseException:
            connection.close()
            raise
        return connection

    # Files.

    def push(self, data: bytes | BinaryIO, path: str, mode: int = 0o644) -> None:
        """Write a file on the device. Raises :class:`NoSpace` when it is full, :class:`DeviceError` for other refusals.

        adbutils pushes too, but throws the device's reason away and sends 4 KiB at a time.
        """

        def send() -> None:
            with self.adb.open_transport(timeout=_STORE_SECONDS) as connection:
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
            self.guard(f"write {path}", send)
        except DeviceLost as error:
            if "adb says" in str(error):  # the device is there and gave its reason
                raise DeviceError(str(error)) from None
            raise

    def pull(self, path: str, to: Path) -> None:
        """Copy a file of the device's. Raises :class:`DeviceError`."""
        self.guard(f"read {path}", lambda: self.adb.sync.pull_file(path, to))

    def stream(self, command: str, data: BinaryIO) -> str:
        """Run a command with a file as its input (``exec:``); return what it printed."""

        def send() -> str:
            with self.adb.open_transport(timeout=_WORK_SECONDS) as connection:
                connection.send_command(f"exec:{command}")
                connection.check_okay()
                try:
                    for piece in _pieces(data):
                        connection.conn.sendall(piece)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # a command that refuses its input says why; its answer is still to be read
                return str(connection.read_until_close())

        return self.guard(f"stream to '{command.split()[0]}'", send)

    # Forwards.

    def reverse(self, remote: int, port: int) -> None:
        """Forward a port of the device's loopback to one of this host, where it is forwarded nowhere yet."""

        def ask() -> None:
            with self.adb.open_transport() as connection:
                connection.send_command(f"reverse:forward:norebind:tcp:{remote};tcp:{port}")
                connection.check_okay()
                connection.check_okay()

        self.guard("forward a port of the device", ask)

    def forward(self, port: int) -> int:
        """Forward a free port of this host to ``port`` on the device; return the host's port."""

        def ask() -> str:
            with self.adb.open_transport(f"forward:tcp:0;tcp:{port}") as connection:
                connection.check_okay()
                return str(connection.read_string_block())

        said = self.guard("forward a port to the device", ask).strip()
        if not said.isdigit():
            raise DeviceError(f"The adb server opened no port (it said {said[:40]!r}).")
        return int(said)

    def forwards(self) -> list[tuple[str, str]]:
        """Return the forwards to this device, as (local, remote)."""
        found = self.guard("list forwards", lambda: list(self.adb.forward_list()))
        return [(str(item.local), str(item.remote)) for item in found if item.serial == self.serial]

    def reverses(self) -> list[tuple[str, str]]:
        """Return the forwards from this device, as (remote, local)."""
        found = self.guard("list reverse forwards", lambda: list(self.adb.reverse_list()))
        return [(str(item.remote), str(item.local)) for item in found]

    def remove_forward(self, local: str) -> None:
        """Take a forward to the device away."""
        self.guard("remove a forward", lambda: self.adb.forward_remove(local))

    def remove_reverse(self, remote: str) -> None:
        """Take a forward from the device away."""
        self.guard("remove a reverse forward", lambda: self.adb.reverse_remove(remote))

    # Adbd itself.

    def root(self) -> str:
        """Ask adbd to restart as root; return what it says."""
        return self.guard("restart adbd as root", lambda: str(self.adb.root()))

    def unroot(self) -> None:
        """Ask adbd to restart as shell."""

        def ask() -> None:
            with self.adb.open_transport() as connection:
                connection.send_command("unroot:")
                connection.check_okay()
                connection.read_until_close()

        self.guard("restart adbd as shell", ask)

    def wait_for_adbd(self) -> None:
        """Wait until adbd is back."""

        def wait() -> None:
            with self._client.make_connection(timeout=30) as connection:
                connection.send_command(f"host-serial:{self.serial}:wait-for-any-device")
                connection.check_okay()
                connection.check_okay()

        self.guard("wait for adbd", wait)


def _pieces(data: bytes | BinaryIO) -> Iterator[bytes]:
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    while piece := source.read(_SYNC_CHUNK):
        yield piece
