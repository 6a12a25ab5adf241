"""Commands in the mount namespaces of other processes, and the undoing of what was mounted there.

Source: toybox ``nsenter`` (util-linux's options); proc_pid_mounts(5): the source and the place of each mount, as the
process sees them.
"""

import shlex

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Mounts
from harness.capture.device.link.link import Link

SCRIPT_SECONDS = 120.0
"""For one script over all processes: 150 of them are many."""

LOOKS = 5
"""How often a mount is looked for and taken away: two may lie over one another, one may just have been made."""


def staging(token: str) -> str:
    """The directory that a mount is filled from: scripts mount while it is there, and not any more without it."""
    return f"/data/local/tmp/{token}"


def unmount(link: Link, mounts: Mounts) -> None:
    """Undo a mount in every process that sees it. Raises :class:`ChangeRefused` when one keeps it.

    A script of a run that was killed may still be at work on the device, whoever started it being gone: it is told to
    mount nothing more, and what it was just mounting goes with the next look.
    """
    link.sudo(["rm", "-rf", staging(mounts.token)])
    left, said = _seeing(link, mounts), ""
    for _ in range(LOOKS):
        said = _unmount(link, mounts, left)
        left = _seeing(link, mounts)
        if not left:
            return
    why = f": {said}" if said else ""
    raise ChangeRefused(f"{mounts.target} is still mounted over in the processes {', '.join(left)}{why}.")


def _unmount(link: Link, mounts: Mounts, seeing: list[str]) -> str:
    """Unmount once in each of these processes; return what was said to it."""
    pids = seeing if link.has_nsenter else ["1"]
    # Init's first: its unmounting reaches those that share with it, which is then no failure of theirs. The others' are
    # their own, and go at once.
    ways = [shlex.join(within(link, pid, "umount", "-l", mounts.target)) for pid in pids]
    still = f"grep -q '{mounts.token} {mounts.target} '"
    parts = [
        f"{still} /proc/{pid}/mounts && {way}" if pid == "1" else f"( {still} /proc/{pid}/mounts && {way} ) &"
        for pid, way in zip(pids, ways, strict=True)
    ]
    return link.sudo(["sh", "-c", "\n".join([*parts, "wait"])], timeout=SCRIPT_SECONDS).stderr.strip()


def _seeing(link: Link, mounts: Mounts) -> list[str]:
    """Return the pids that have the mount, init first: its unmounting reaches those that share with it."""
    pattern = f"{mounts.token} {mounts.target} "
    said = link.sudo(["sh", "-c", f"grep -l '{pattern}' /proc/[0-9]*/mounts"]).stdout
    return sorted({line.split("/")[2] for line in said.splitlines() if line.startswith("/proc/")}, key=int)


def within(link: Link, pid: str, *command: str) -> list[str]:
    """A command in the mount namespace of a process.

    toybox before Android 8 has no ``nsenter``; the store is then the system's, and adbd and su share init's namespace.
    """
    return ["nsenter", f"--mount=/proc/{pid}/ns/mnt", "--", *command] if link.has_nsenter else list(command)
