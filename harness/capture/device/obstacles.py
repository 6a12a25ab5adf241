"""What on a device is known to keep Frida from starting an app held: it sits in zygote, too, or is one of its own.

Sources: https://github.com/frida/frida-core/issues/376 (Zygisk; ColorOS 15 and ``persist.sys.tango_zygote32.start``),
https://github.com/frida/frida/issues/2516 and /3758 (zygotes of makers), /3679 and
https://github.com/remote-android/redroid-doc/issues/286 (redroid on x86_64); Magisk's ``magisk --sqlite`` with its
table ``settings`` (keys ``zygisk``, ``denylist``); the directories of modules, ``zygisk`` in one that has code for
zygote and the file ``disable`` in one that is off (Magisk's developer guide; KernelSU's and APatch's modules lie in the
same place).
"""

import re
from collections.abc import Callable, Mapping

import msgspec

MODULES = "/data/adb/modules"
TANGO = "persist.sys.tango_zygote32.start"
ZYGOTES = frozenset({"zygote", "zygote_secondary", "zygote64", "zygote32", "webview_zygote", "webview_zygote_init"})
"""Services that start a zygote of Android's own (AOSP ``rootdir/init.zygote*.rc``; web views' from Android 8 on)."""
_SAFE = re.compile(r"[^0-9A-Za-z._-]")


class Obstacle(msgspec.Struct, frozen=True):
    """One that is there: its name, and what the user can do about it."""

    name: str
    advice: str


def find_obstacles(properties: Mapping[str, str], as_root: Callable[[str], str] | None) -> list[Obstacle]:
    """Return what is known to get in Frida's way and is on the device.

    ``as_root`` returns what a shell line prints as root, empty when it fails; it is ``None`` on a device without.
    """
    found = _zygisk(as_root) if as_root is not None else []
    if properties.get(TANGO, "0") not in ("", "0") or properties.get("init.svc.zygote_tango") == "running":
        found.append(Obstacle("a zygote of ColorOS (tango)", f"as root: setprop {TANGO} 0"))
    if rest := [_SAFE.sub("?", name)[:40] for name in strange_zygotes(properties) if name != "zygote_tango"]:
        found.append(Obstacle(f"zygotes of the maker's own ({', '.join(rest)})", "an emulator image has none"))
    is_redroid = "redroid" in (properties.get("ro.hardware"), properties.get("ro.product.brand"))
    if is_redroid and properties.get("ro.product.cpu.abi") == "x86_64":
        found.append(Obstacle("redroid on x86_64", "use an arm64 host, an emulator, or --frida-gadget"))
    return found


def strange_zygotes(properties: Mapping[str, str]) -> list[str]:
    """Return the services that run, by their names start a zygote, and are not Android's own."""
    running = {name.removeprefix("init.svc.") for name, state in properties.items() if state == "running"}
    return sorted(name for name in running - ZYGOTES if "zygote" in name and f"init.svc.{name}" in properties)


def _zygisk(as_root: Callable[[str], str]) -> list[Obstacle]:
    """Magisk's own Zygisk and DenyList, and modules of any root manager that put code into zygote."""
    found = []
    for key, name, advice in (
        ("zygisk", "Zygisk is on", "switch it off in Magisk's settings and restart"),
        ("denylist", "Magisk's DenyList is enforced", "switch 'Enforce DenyList' off in Magisk's settings"),
    ):
        query = f"SELECT value FROM settings WHERE key='{key}'"  # noqa: S608 - of the two keys above
        if as_root(f'magisk --sqlite "{query}"').strip() == "value=1":
            found.append(Obstacle(name, advice))
    # What is not there makes 'ls' fail, whose output counts all the same.
    listed = as_root(f"ls -d {MODULES}/*/zygisk {MODULES}/*zygisk* {MODULES}/*/disable 2>/dev/null; true")
    paths = [line.strip().removeprefix(f"{MODULES}/") for line in listed.splitlines()]
    off = {path.partition("/")[0] for path in paths if path.endswith("/disable")}
    there = {path.partition("/")[0] for path in paths if not path.endswith("/disable")}
    if modules := [_SAFE.sub("?", name)[:40] for name in sorted(there - off)]:
        found.append(Obstacle(f"modules in zygote ({', '.join(modules)})", "switch them off and restart"))
    return found
