"""What the parts of an adb device share."""

from collections.abc import Sequence

import adbutils

from harness.capture.device.adb.of_run import OfRun
from harness.capture.device.gadget.gadget import Gadget
from harness.capture.device.journal import Journal
from harness.capture.device.link.link import Link
from harness.capture.device.options import DeviceOptions
from harness.capture.device.structs import ShellResult


class AdbBase:
    """A link to the device, the user's choices about it, and what this run has on it."""

    def __init__(self, client: adbutils.AdbClient, serial: str, options: DeviceOptions, journal: Journal) -> None:
        """Take the device ``serial`` of an adb server. Raises :class:`DeviceNotFound` when it is not attached."""
        self.serial = serial
        self.link = Link(client, serial, journal)
        self.options = options
        self._run = OfRun()
        self._gadget = Gadget(self.link, options) if options.gadget else None

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        """Run a command, each argument quoted for the device's shell."""
        return self.link.shell(command, timeout)
