"""Commands in the mount namespaces of other processes, and the undoing of what was mounted there.

Source: toybox ``nsenter`` (util-linux's options); proc_pid_mounts(5): the source and the place of each mount, as the
process sees them.
"""

from typing import TYPE_CHECKING

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Mounts

if TYPE_CHECKING:
    from harness.capture.device.link import Link


def unmount(link: "Link", mounts: Mounts) -> None:
    """Undo a mount in every process that sees it. Raises :class:`ChangeRefused` when one keeps it."""
    pids = ["1"] if not link.has_nsenter else _seeing(link, mounts)
    said = ""
    for pid in pids:
        if link.sudo(["grep", "-q", f"{mounts.token} {mounts.target} ", f"/proc/{pid}/mounts"]).code == 0:
            done = link.sudo(within(link, pid, "umount", "-l", mounts.target))
            said = done.stderr.strip() or said
    if left := _seeing(link, mounts):
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
