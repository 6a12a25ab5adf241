"""The Android Emulator's console: a line protocol on a loopback port (snapshots, position, SMS, end).

Source of every rule here: https://developer.android.com/studio/run/emulator-console and the emulator's own
``android/console.cpp``: a greeting that ends in a line ``OK``; then for each command lines of output and ``OK``, or one
line ``KO: reason``. Until the token of ``~/.emulator_console_auth_token`` is given only ``help``, ``ping``,
``avd name``, ``auth`` and ``quit`` are known; an empty token file turns the question off.
"""

import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from harness.capture.device.errors import ConsoleRefused, DeviceError, DeviceLost

TOKEN_FILE = ".emulator_console_auth_token"  # noqa: S105 - a file's name
ANSWER_SECONDS = 10.0
MAX_ANSWER = 1 << 20
"""Bytes. ``avd snapshot list`` and ``help`` are the longest answers, some kilobytes."""


class EmulatorConsole:
    """A conversation with one emulator's console. Also a context manager."""

    def __init__(self, port: int, *, token_file: Path | None = None, timeout: float = ANSWER_SECONDS) -> None:
        """Connect to ``127.0.0.1:port`` and authenticate.

        ``timeout`` is in seconds. Raises :class:`DeviceLost` when nothing (or no console) answers there and
        :class:`ConsoleRefused` when the token is missing or not accepted.
        """
        self.port = port
        self._timeout = timeout
        self._rest = b""
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        except OSError as error:
            raise DeviceLost(f"No emulator console answers on port {port} ({error}).") from None
        try:
            greeting = self._answer("the greeting", timeout)
            if any("Authentication required" in line for line in greeting):
                self._authenticate(token_file or Path.home() / TOKEN_FILE)
        except BaseException:
            self.close()
            raise

    def _authenticate(self, token_file: Path) -> None:
        try:
            token = token_file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConsoleRefused(
                f"The emulator's console on port {self.port} asks for the token in {token_file}, which cannot be read "
                f"({error}); start the emulator as this user.",
                "",
            ) from None
        self.command(f"auth {token}")

    def command(self, line: str, timeout: float | None = None) -> list[str]:
        """Send one command and return the lines of its output, without the final ``OK``.

        ``timeout`` in seconds counts for the whole answer (a snapshot takes longer than the default). Raises
        :class:`ConsoleRefused` on ``KO``, :class:`DeviceLost` when the console falls silent or goes away.
        """
        if "\n" in line or "\r" in line:
            raise ValueError("a console command is one line")
        name = line.partition(" ")[0]
        try:
            self._socket.sendall(line.encode("utf-8", "surrogateescape") + b"\r\n")
        except OSError as error:
            raise self._lost(name, error) from None
        return self._answer(name, timeout or self._timeout)

    def _answer(self, doing: str, timeout: float) -> list[str]:
        """Read lines up to ``OK`` or ``KO``."""
        deadline = time.monotonic() + timeout
        lines: list[str] = []
        size = 0
        while True:
            head, found, rest = self._rest.partition(b"\n")
            if found:
                self._rest = rest
                line = head.decode("utf-8", "replace").rstrip("\r")
                if line == "OK" or line.startswith("OK:"):
                    return lines
                if line == "KO" or line.startswith("KO:"):
                    raise self._refused(doing, line)
                lines.append(line)
                continue
            try:
                self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
                piece = self._socket.recv(1 << 16)
            except OSError as error:
                raise self._lost(doing, error) from None
            size += len(piece)
            if not piece or size > MAX_ANSWER:
                raise self._lost(doing, "it closed the connection" if not piece else "its answer has no end")
            self._rest += piece

    def _refused(self, doing: str, line: str) -> ConsoleRefused:
        reason = line.removeprefix("KO").lstrip(": ").strip()
        if doing == "auth":
            return ConsoleRefused(
                f"The emulator's console on port {self.port} does not accept the token in ~/{TOKEN_FILE} ({reason}): "
                "the emulator was started by another user, or the file was replaced; start it again as this user.",
                reason,
            )
        return ConsoleRefused(f"The emulator's console on port {self.port} refused '{doing}': {reason}.", reason)

    def _lost(self, doing: str, why: object) -> DeviceLost:
        return DeviceLost(f"The emulator's console on port {self.port} did not answer '{doing}' ({why}).")

    def close(self) -> None:
        """End the conversation; the emulator goes on."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def message_text(text: str) -> str:
    """Return a text message as ``sms send`` reads it: UTF-8 on one line, ``\\\\`` and ``\\n`` escaped."""
    return text.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n")


def console_port(serial: str) -> int:
    """Return the console port of an emulator's adb serial (``emulator-5554``). Raises :class:`DeviceError`."""
    name, _, port = serial.partition("-")
    if name != "emulator" or not port.isdigit():
        raise DeviceError(f"{serial} is no emulator: only emulators have a console.")
    return int(port)
