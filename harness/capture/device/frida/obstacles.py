"""What on a device is known to keep Frida from starting an app held: it sits in zygote, too, or is one of its own.

Sources: https://github.com/frida/frida-core/issues/376 (Zygisk; ColorOS 15 and ``persist.sys.tango_zygote32.start``),
https://github.com/frida/frida/issues/2516 and /3758 (zygotes of makers), /3679 and
https://github.com/remote-android/redroid-doc/issues/286 (redroid on x86_64); Magisk's ``magisk --sqlite`` with its
table ``settings`` (keys ``zygisk``, ``denylist``); the directories of modules, ``zygisk`` in one that has code for
zygote and the file ``disable`` in one that is off (Magisk's developer guide; KernelSU's and APatch's modules lie in the
same place).
"""

import re

import msgspec

from harness.capture.device.link.link import Link

MODULES = "/data/adb/modules"
TANGO = "persist.sys.tango_zygote32.start"
_OUR_ZYGOTES = frozenset(
    {"zygote", "zygote_secondary", "zygote64", "zygote32", "webview_zygote", "webview_zygote_init"}
)
"""Services that start a zygote of Android's own (AOSP ``rootdir/init.zygote*.rc``; web views' from Android 8 on)."""
_SAFE = re.compile(r"[^0-9A-Za-z._-]")


class Obstacle(msgspec.Struct, frozen=True):
    """One that is there: its name, and what the user can do about it."""

    name: str
    advice: str


def find_obstacles(link: Link) -> list[Obstacle]:
    """Return what is known to get in Frida's way and is on the device, as far as it tells without or with root.

    Raises :class:`DeviceError` when the device is lost.
    """
    found = _zygisk(link) if link.root is not None else []
    properties = link.properties
    if properties.get(TANGO, "0") not in ("", "0") or properties.get("init.svc.zygote_tango") == "running":
        found.append(Obstacle("a zygote of ColorOS (tango)", f"as root: setprop {TANGO} 0"))
    services = {name.removeprefix("init.svc."): state for name, state in properties.items() if "svc.zygote" in name}
    others = sorted(name for name, state in services.items() if state == "running" and name not in _OUR_ZYGOTES)
    if rest := [_SAFE.sub("?", name)[:40] for name in others if name != "zygote_tango"]:
        found.append(Obstacle(f"zygotes of the maker's own ({', '.join(rest)})", "an emulator image has none"))
    is_redroid = "redroid" in (properties.get("ro.hardware"), properties.get("ro.product.brand"))
    if is_redroid and properties.get("ro.product.cpu.abi") == "x86_64":
        found.append(Obstacle("redroid on x86_64", "use an arm64 host, an emulator, or --frida-gadget"))
    return found


def _zygisk(link: Link) -> list[Obstacle]:
    """Magisk's own Zygisk and DenyList, and modules of any root manager that put code into zygote."""
    found = []
    for key, name, advice in (
        ("zygisk", "Zygisk is on", "switch it off in Magisk's settings and restart"),
        ("denylist", "Magisk's DenyList is enforced", "switch 'Enforce DenyList' off in Magisk's settings"),
    ):
        query = f"SELECT value FROM settings WHERE key='{key}'"  # noqa: S608 - of the two keys above
        said = link.sudo(["magisk", "--sqlite", query])
        if said.code == 0 and said.stdout.strip() == "value=1":
            found.append(Obstacle(name, advice))
    listed = link.sudo(["sh", "-c", f"ls -d {MODULES}/*/zygisk {MODULES}/*zygisk* {MODULES}/*/disable 2>/dev/null"])
    paths = [line.strip().removeprefix(f"{MODULES}/") for line in listed.stdout.splitlines()]
    off = {path.partition("/")[0] for path in paths if path.endswith("/disable")}
    there = {path.partition("/")[0] for path in paths if not path.endswith("/disable")}
    if modules := [_SAFE.sub("?", name)[:40] for name in sorted(there - off)]:
        found.append(Obstacle(f"modules in zygote ({', '.join(modules)})", "switch them off and restart"))
    return found
