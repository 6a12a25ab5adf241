"""Before a run: whether the device can do it. After something failed: what happened to the device."""

from harness.capture.device.errors import (
    ClockWrong,
    DeviceError,
    DeviceRebooted,
    NoSpace,
)
from harness.capture.device.frida.server import FridaServer
from harness.capture.device.link import outputs
from harness.capture.device.link.link import Link

MAX_SKEW_US = 24 * 3600 * 1_000_000
"""mitmproxy's certificates are valid from two days before they are made (``mitmproxy/certs.py``); half of that."""
MIN_FREE = 200 << 20
"""frida-server, the app twice (its file and the installer's copy), and some."""


def check_ready(link: Link, clock_offset_us: int) -> None:
    """Raise :class:`ClockWrong` or :class:`NoSpace` for a device on which a run would fail in less clear ways."""
    if abs(clock_offset_us) > MAX_SKEW_US:
        days = clock_offset_us / 86_400_000_000
        raise ClockWrong(
            f"The clock of {link.serial} is {abs(days):.1f} days {'ahead of' if days > 0 else 'behind'} this host's: "
            "the proxy's certificates are not valid there. Set it, for example with 'adb shell su 0 date @SECONDS'."
        )
    free = free_bytes(link)
    if free is not None and free < MIN_FREE:
        raise NoSpace(f"The device {link.serial} has {free >> 20} MB free in /data; a run needs {MIN_FREE >> 20} MB.")


def free_bytes(link: Link) -> int | None:
    """Return the free space of ``/data`` in bytes, ``None`` when the device does not tell."""
    return outputs.free_bytes(link.shell(["df", "/data"]).stdout)


def find(link: Link, server: FridaServer | None) -> DeviceError | None:
    """Ask the device what happened to it; return the error that says it, or ``None`` when it seems well."""
    try:
        now, begun = link.identity(), link.journal.identity
        if begun.boot_id and now.boot_id and now.boot_id != begun.boot_id:
            return DeviceRebooted(f"The device {link.serial} restarted during the run; what was set up there is gone.")
        if server is not None:
            server.check()
        free = free_bytes(link)
        if free is not None and free < 1 << 20:
            return NoSpace(f"The device {link.serial} is full; free space on it, 'df /data' shows how much.")
    except DeviceError as error:
        return error
    return None
