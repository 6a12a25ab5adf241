"""How far the machine lets an app be confined, tried by doing.

``full``: files, processes and network by namespaces. ``partial``: files by Landlock, network by answers of ours, or
(where the network is open) namespaces without one. ``none``: the app is a process like any other of the user.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Level = Literal["full", "partial", "none"]
CONFINE = "HARNESS_CONFINE"
"""The variable that names a level for devices that are started, instead of the highest that is possible: for tests."""
CONFINE_WRITE = "HARNESS_CONFINE_WRITE"
"""The variable that names files (separated as in PATH) that apps may write besides their data: for tests."""
LEVELS: tuple[Level, ...] = ("full", "partial", "none")


@dataclass(frozen=True, slots=True)
class Confinement:
    """A level, and in a sentence why it is not a higher one (empty for ``full``)."""

    level: Level
    why: str = ""


def why_no_namespaces(error: str) -> str:
    """Say what keeps namespaces from being made, and what would change that, from what the machine says of itself."""
    if _number("/proc/sys/user/max_user_namespaces") == 0:
        return "the kernel allows no user namespaces ('sysctl user.max_user_namespaces=10000' as root changes it)"
    if _number("/proc/sys/kernel/unprivileged_userns_clone") == 0:
        return "user namespaces are root's alone ('sysctl kernel.unprivileged_userns_clone=1' as root changes it)"
    if _number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1:
        return (
            "AppArmor keeps user namespaces from programs without a profile "
            "('sysctl kernel.apparmor_restrict_unprivileged_userns=0' as root changes it)"
        )
    if in_container():
        return (
            f"this container refuses namespaces ({error}); Docker with '--security-opt seccomp=unconfined "
            "--security-opt systempaths=unconfined', or Podman, does not"
        )
    return f"the kernel refuses namespaces ({error})"


def why_no_landlock(abi: int) -> str:
    """Say why there is no Landlock."""
    if abi:
        return "Landlock refuses"
    active = _text("/sys/kernel/security/lsm")
    if active and "landlock" not in active:
        return f"Landlock is switched off; 'lsm=landlock,{active}' on the kernel's command line would turn it on"
    return "the kernel has no Landlock (since Linux 5.13), or the container's seccomp profile refuses it"


def in_container() -> bool:
    """Whether this is a container, as far as one shows."""
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def _text(path: str) -> str:
    try:
        return Path(path).read_text("ascii", "replace").strip()
    except OSError:
        return ""


def _number(path: str) -> int | None:
    text = _text(path)
    return int(text) if text.isdigit() else None
