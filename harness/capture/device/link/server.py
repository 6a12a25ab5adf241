"""A private adb server, so that a run with a device of its own neither needs nor disturbs the user's."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from typing import Self

import adbutils

from harness.capture.bounds import allowed
from harness.capture.device.errors import DeviceError
from harness.capture.device.link.client import Client

START_SECONDS = 60.0
ASK_SECONDS = 2.0
_UNTIL_STDIN_ENDS = '"$@" & read -r _; kill $! && wait $!'
"""A shell that runs its arguments as long as its input is open: it closes with the harness, however that ends."""
_STOP_SECONDS = 3.0
"""How long the server has to end when it is asked to; it ends at once unless it is stopped or hangs."""


ALONE = {"ADB_MDNS": "0", "ADB_USB": "0", "ADB_EMU": "0"}
"""What tells an adb server to look for nothing by itself, so that it knows only what is connected to it.

adb's ``client/main.cpp``. ``ADB_LOCAL_TRANSPORT_MAX_PORT`` does not: with 36.0.0 and a value below 5555 emulators were
found all the same, now and then.
"""


def free_port() -> int:
    """Return a loopback TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def protocol_version(host: str, port: int) -> int:
    """Ask the adb server on a port for its protocol's version, such as 41.

    Not through adbutils, which starts a server when there is none. Raises :class:`OSError` when nothing answers and
    :class:`ValueError`, with what was said, when it is no adb server.
    """
    with socket.create_connection((host, port), timeout=allowed(ASK_SECONDS)) as connection:
        connection.sendall(b"000chost:version")
        answer = b""
        while len(answer) < 12 and (piece := connection.recv(12 - len(answer))):
            answer += piece
    if not re.fullmatch(rb"OKAY0004[0-9a-fA-F]{4}", answer):
        raise ValueError(repr(answer))
    return int(answer[8:], 16)


class AdbServer:
    """An adb server of our own on a loopback port, ended with :meth:`stop`."""

    def __init__(self) -> None:
        """Choose a port; nothing runs yet."""
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start the server. Raises :class:`DeviceError` when adb cannot run."""
        environment = os.environ | ALONE
        try:
            self._process = subprocess.Popen(
                [
                    "/bin/sh",
                    "-c",
                    _UNTIL_STDIN_ENDS,
                    "sh",
                    adbutils.adb_path(),
                    "-L",
                    f"tcp:localhost:{self.port}",
                    "server",
                    "nodaemon",
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise DeviceError(f"Cannot start adb ({error}); reinstall adbutils, which brings it.") from None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                # To connect is not enough: a socket may connect to itself where nobody listens yet.
                protocol_version("127.0.0.1", self.port)
                return self
            except (OSError, ValueError):
                time.sleep(0.01)
        self.stop()
        raise DeviceError(f"The adb server did not start on port {self.port}.")

    def client(self) -> adbutils.AdbClient:
        """Return a client of this server."""
        return Client("127.0.0.1", self.port)

    def stop(self) -> None:
        """End the server."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=allowed(_STOP_SECONDS))
        # All of the session that was made for it: also a server whose guard was killed, or that is stopped.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=_STOP_SECONDS)


def own_server(stack: contextlib.ExitStack) -> adbutils.AdbClient:
    """Start a server that ends with ``stack``; return a client of it. Raises :class:`DeviceError`."""
    server = AdbServer().start()
    stack.callback(server.stop)
    return server.client()
