"""How a command becomes root on a device: the ways differ, so the one that works is found by trying.

Sources: AOSP ``system/extras/su/su.cpp`` (``su [UID[,GID[,GID2]...]] [COMMAND [ARG...]]``, userdebug builds); Magisk's
and KernelSU's manuals (``su -c COMMAND``, the command one word); AOSP ``packages/modules/adb`` (``root:`` restarts adbd
as root on debuggable builds).
"""

import shlex
from collections.abc import Callable, Sequence

import msgspec

from harness.capture.device.errors import DeviceError, DeviceLost

Ask = Callable[[str], tuple[int, str]]
"""Runs one line in the device's shell and returns its exit code and output."""


class Root(msgspec.Struct, frozen=True):
    """One way to run a shell line as root. ``name`` says it to the user; ``prefix`` are the words before the line."""

    name: str
    prefix: tuple[str, ...]

    def line(self, command: Sequence[str]) -> str:
        """Return the shell line that runs ``command`` as root."""
        plain = shlex.join(command)
        return plain if not self.prefix else shlex.join([*self.prefix, plain])


ADBD = Root(name="adbd is root", prefix=())
WAYS = (
    ADBD,
    Root(name="su -c", prefix=("su", "-c")),
    Root(name="su 0", prefix=("su", "0", "sh", "-c")),
    Root(name="su root", prefix=("su", "root", "sh", "-c")),
)


def find_root(ask: Ask) -> Root | None:
    """Return the first way that makes ``id -u`` print 0, or ``None``. Raises :class:`DeviceLost` with the device."""
    for way in WAYS:
        try:
            code, said = ask(way.line(["id", "-u"]))
        except DeviceLost:
            raise
        except DeviceError:
            continue
        if code == 0 and said.strip() == "0":
            return way
    return None
