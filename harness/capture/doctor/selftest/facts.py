"""Everything of a device that a run changes, read so that before and after can be compared."""

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.errors import DeviceError
from harness.capture.device.ready import SETTINGS

Facts = dict[str, frozenset[str]]

SHELL = (
    ("settings global", "settings list global"),
    ("settings secure", "settings list secure"),
    ("settings system", "settings list system"),
    ("app ops", "appops get com.android.shell"),
    ("app ops of root", "appops get 0"),
    ("apps", "pm list packages"),
    ("files", "ls -a /data/local/tmp"),
    ("store", "ls -a /system/etc/security/cacerts"),
    ("selinux", "getenforce"),
)
ROOT = (
    ("mounts of init", "cat /proc/1/mounts"),
    ("mounts of zygote", "cat /proc/$(pidof zygote64 || pidof zygote)/mounts"),
    ("packet rules", "iptables -S"),
    ("packet rules nat", "iptables -t nat -S"),
    ("packet rules v6", "ip6tables -S"),
    ("frida in zygote", "grep -il frida /proc/$(pidof zygote64 || pidof zygote)/maps"),
)
OWN = frozenset({"settings global", "settings secure", "settings system"})
"""What also the system itself changes while a test goes on."""
TOUCHED = frozenset(
    {"http_proxy", "device_name", "bluetooth_name", "auto_time", "location_providers_allowed"}
    | {wanted.key for wanted in SETTINGS}
)
"""The settings that a run writes."""


def facts(device: AdbDevice) -> Facts:
    """Read what any shell can. What a device does not tell is empty, before as after."""
    found = {name: _lines(device, ["sh", "-c", line], root=False) for name, line in SHELL}
    found["forwards"], found["reverse forwards"] = device.link.forwards()
    return found


def root_facts(device: AdbDevice) -> Facts:
    """Read what only root can; nothing without."""
    if device.link.root is None:
        return {}
    return {name: _lines(device, ["sh", "-c", line], root=True) for name, line in ROOT}


def _lines(device: AdbDevice, command: list[str], *, root: bool) -> frozenset[str]:
    try:
        said = (device.link.sudo if root else device.shell)(command)
    except DeviceError:
        return frozenset()
    return frozenset(said.stdout.splitlines()) if said.code == 0 else frozenset()


def changed(before: Facts, after: Facts) -> tuple[list[str], list[str]]:
    """Return what is not as it was: what a run may have left, and settings that the system itself may have changed.

    Of settings only the names are told.
    """
    ours: list[str] = []
    others: list[str] = []
    for name in before.keys() | after.keys():
        for line in sorted(before.get(name, frozenset()) ^ after.get(name, frozenset())):
            sign = "+" if line in after.get(name, frozenset()) else "-"
            if name not in OWN:
                ours.append(f"{name}: {sign}{line[:160]}")
                continue
            key = line.partition("=")[0][:80]
            (ours if key in TOUCHED else others).append(f"{name}: {sign}{key}")
    return sorted(ours), sorted(dict.fromkeys(others))
