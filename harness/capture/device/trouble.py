"""Before a run: whether the device can do it. After something failed: what happened to the device."""

from harness.capture.device.errors import (
    ClockWrong,
    DeviceError,
    DeviceRebooted,
    NoSpace,
)
from harness.capture.device.frida_server import FridaServer
from harness.capture.device.link import Link

MAX_SKEW_US = 24 * 3600 * 1_000_000
"""mitmproxy's certificates are valid from two days before they are made (``mitmproxy/certs.py``); half of that."""
MIN_FREE_KIB = 200 * 1024
"""frida-server, the app twice (its file and the installer's copy), and some."""


def check_ready(link: Link, clock_offset_us: int) -> None:
    """Raise :class:`ClockWrong` or :class:`NoSpace` for a device on which a run would fail in less clear ways."""
    if abs(clock_offset_us) > MAX_SKEW_US:
        days = clock_offset_us / 86_400_000_000
        raise ClockWrong(
            f"The clock of {link.serial} is {abs(days):.1f} days {'ahead of' if days > 0 else 'behind'} this host's: "
            "the proxy's certificates are not valid there. Set it, for example with 'adb shell su 0 date @SECONDS'."
        )
    free = free_kib(link)
    if free is not None and free < MIN_FREE_KIB:
        raise NoSpace(
            f"The device {link.serial} has {free // 1024} MB free in /data; a run needs {MIN_FREE_KIB // 1024} MB."
        )


def free_kib(link: Link, path: str = "/data") -> int | None:
    """Return the free space of the device's file system in KiB, ``None`` when it does not tell.

    toybox's ``df -k`` prints ``Filesystem 1K-blocks Used Available Use% Mounted on`` (API 24 on); older ones print
    sizes with unit letters, which are not worth guessing at.
    """
    lines = link.shell(["df", "-k", path]).stdout.splitlines()
    if len(lines) < 2 or "1K-blocks" not in lines[0]:
        return None
    words = lines[-1].split()
    column = lines[0].replace("Mounted on", "Mounted").split().index("Available")
    return int(words[column]) if len(words) > column and words[column].isdigit() else None


def find(link: Link, server: FridaServer | None) -> DeviceError | None:
    """Ask the device what happened to it; return the error that says it, or ``None`` when it seems well."""
    try:
        now, begun = link.identity(), link.journal.identity
        if begun.boot_id and now.boot_id and now.boot_id != begun.boot_id:
            return DeviceRebooted(f"The device {link.serial} restarted during the run; what was set up there is gone.")
        if server is not None:
            server.check()
        free = free_kib(link)
        if free is not None and free < 1024:
            return NoSpace(f"The device {link.serial} is full; free space on it, 'df /data' shows how much.")
    except DeviceError as error:
        return error
    return None
