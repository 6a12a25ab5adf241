"""A private adb server, so that a run with the sandbox neither needs nor disturbs the user's own."""

import os
import socket
import subprocess
import time
from typing import Self

import adbutils

from harness.capture.device.errors import DeviceError

START_SECONDS = 10.0


def free_port() -> int:
    """Return a loopback TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class AdbServer:
    """An adb server of our own on a loopback port, ended with :meth:`stop`."""

    def __init__(self) -> None:
        """Choose a port; nothing runs yet."""
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start the server. Raises :class:`DeviceError` when adb cannot run."""
        # No mDNS and no scan for emulators: this server knows only what we connect to it.
        environment = os.environ | {
            "ADB_MDNS": "0",
            "ADB_LIBUSB": "0",
            "ADB_MDNS_OPENSCREEN": "0",
            "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554",
        }
        try:
            self._process = subprocess.Popen(
                [adbutils.adb_path(), "-L", f"tcp:localhost:{self.port}", "server", "nodaemon"],
                stdin=subprocess.DEVNULL,
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
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.01)
        self.stop()
        raise DeviceError(f"The adb server did not start on port {self.port}.")

    def client(self) -> adbutils.AdbClient:
        """Return a client of this server."""
        return adbutils.AdbClient("127.0.0.1", self.port)

    def stop(self) -> None:
        """End the server."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(timeout=5)
