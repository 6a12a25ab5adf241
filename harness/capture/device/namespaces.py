"""Commands in the mount namespaces of other processes, and the undoing of what was mounted there.

Source: toybox ``nsenter`` (util-linux's options); proc_pid_mounts(5): the source and the place of each mount, as the
process sees them.
"""

import shlex
from typing import TYPE_CHECKING

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Mounts

if TYPE_CHECKING:
    from harness.capture.device.link import Link

SCRIPT_SECONDS = 120.0
"""For one script over all processes: 150 of them are many."""


def unmount(link: "Link", mounts: Mounts) -> None:
    """Undo a mount in every process that sees it. Raises :class:`ChangeRefused` when one keeps it."""
    pids = ["1"] if not link.has_nsenter else _seeing(link, mounts)
    # Init's first: its unmounting reaches those that share with it, which is then no failure of theirs. The others' are
    # their own, and go at once.
    ways = [shlex.join(within(link, pid, "umount", "-l", mounts.target)) for pid in pids]
    still = f"grep -q '{mounts.token} {mounts.target} '"
    parts = [
        f"{still} /proc/{pid}/mounts && {way}" if pid == "1" else f"( {still} /proc/{pid}/mounts && {way} ) &"
        for pid, way in zip(pids, ways, strict=True)
    ]
    done = link.sudo(["sh", "-c", "\n".join([*parts, "wait"])], timeout=SCRIPT_SECONDS)
    if left := _seeing(link, mounts):
        said = done.stderr.strip()
        raise ChangeRefused(f"{mounts.target} is still mounted over in the processes {', '.join(left)}: {said}.")


def _seeing(link: "Link", mounts: Mounts) -> list[str]:
    """Return the pids that have the mount, init first: its unmounting reaches those that share with it."""
    pattern = f"{mounts.token} {mounts.target} "
    said = link.sudo(["sh", "-c", f"grep -l '{pattern}' /proc/[0-9]*/mounts"]).stdout
    return sorted({line.split("/")[2] for line in said.splitlines() if line.startswith("/proc/")}, key=int)


def within(link: "Link", pid: str, *command: str) -> list[str]:
    """A command in the mount namespace of a process.

    toybox before Android 8 has no ``nsenter``; the store is then the system's, and adbd and su share init's namespace.
    """
    return ["nsenter", f"--mount=/proc/{pid}/ns/mnt", "--", *command] if link.has_nsenter else list(command)
