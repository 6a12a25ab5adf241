"""Checks of what the platform does to Frida and to hooks: JNI checks, the start time-out, zygotes, packet rules.

Sources: AOSP ``AndroidRuntime.cpp`` (the properties of CheckJNI); ``Build.HW_TIMEOUT_MULTIPLIER`` and
``ActivityManagerService.PROC_START_TIMEOUT``; https://github.com/frida/frida-core/issues/376 (a vendor's own zygotes);
the kernel's ``net/netfilter/x_tables.c`` (``/proc/net/ip_tables_*``) and ``/proc/config.gz``.
"""

import re
from typing import TYPE_CHECKING

from harness.capture.device.obstacles import find_obstacles, strange_zygotes
from harness.capture.device.start_limits import START_S, multiplier
from harness.capture.doctor.check import Check, ok, warn

if TYPE_CHECKING:
    from harness.capture.doctor.device import Probe

CHECK_JNI = ("dalvik.vm.checkjni", "ro.kernel.android.checkjni", "ro.boot.dalvik.vm.checkjni", "ro.dalvik.vm.checkjni")
_RULES = {
    "owner": r"CONFIG_NETFILTER_XT_MATCH_OWNER",
    "REDIRECT": r"CONFIG_NETFILTER_XT_TARGET_REDIRECT",
    "REJECT": r"CONFIG_IP_NF_TARGET_REJECT",
}
"""What routes need of the kernel, as iptables and as the kernel's configuration call it."""


def check_jni(probe: "Probe") -> Check:
    """Whether the runtime checks every JNI call, which emulators do: a wrong one of Frida's then ends the app."""
    on = [name for name in CHECK_JNI if probe.properties.get(name) in ("1", "true")]
    if on:
        return ok("check jni", f"on for every app ({', '.join(on)}): what is wrong with an agent shows here first")
    return ok("check jni", "on for debuggable apps only")


def start_timeout(probe: "Probe") -> Check:
    """How long a process may be held before the system ends it."""
    times = multiplier(probe.properties)
    return ok("start time-out", f"{START_S * times:g} s a process (ro.hw_timeout_multiplier is {times:g})")


def zygotes(probe: "Probe") -> Check:
    """Which zygotes run. Frida waits for the one that starts the app; a vendor's own may answer in its place."""
    running = {
        name.removeprefix("init.svc.")
        for name, state in probe.properties.items()
        if name.startswith("init.svc.") and "zygote" in name and state == "running"
    }
    kind = probe.properties.get("ro.zygote", "not told")
    found = f"{kind}" + (f"; running: {', '.join(sorted(running))}" if running else "")
    strange = strange_zygotes(probe.properties)
    if strange:
        remedy = " && ".join(probe.as_root(f"stop {name}") for name in strange if re.fullmatch(r"\w+", name))
        return warn("zygotes", found, "Frida may wait for one of them and not for the app's: apps do not start", remedy)
    return ok("zygotes", found)


def in_zygote(probe: "Probe") -> Check:
    """What else is in zygote, or is one: Zygisk, a DenyList, modules of root managers, containers Frida is bad at."""
    strange = set(strange_zygotes(probe.properties))  # told of by the check of the zygotes
    there = find_obstacles(probe.properties, probe.say_as_root if probe.root is not None else None)
    there = [each for each in there if not any(name in each.name for name in strange)]
    if there:
        return warn(
            "in zygote", ", ".join(each.name for each in there),
            "Frida may not be able to start apps held: the run then starts them unheld, and sees them late",
            "; ".join(each.advice for each in there),
        )  # fmt: skip
    return ok("in zygote", "nothing that is known to be in Frida's way" if probe.root else "not looked at: needs root")


def packet_rules(probe: "Probe") -> Check:
    """What the kernel has of what routes need: counting, refusing and redirecting by the app's uid."""
    if probe.info.sandbox:
        return ok("packet rules", "the sandbox keeps rules, and carries none out")
    if probe.root is None:
        return ok("packet rules", "not looked at: that needs root")
    loaded = probe.say_as_root("cat /proc/net/ip_tables_matches /proc/net/ip_tables_targets").split()
    built = probe.say_as_root("zcat /proc/config.gz")
    if not loaded and not built:
        return ok("packet rules", "the kernel does not tell")
    # A module that is not loaded yet is loaded at the first rule, on a device; a container cannot load any.
    kinds = "ym" if "redroid" not in probe.properties.get("ro.hardware", "") else "y"
    missing = [
        name for name, option in _RULES.items()
        if name not in loaded and not re.search(rf"^{option}=[{kinds}]$", built, re.MULTILINE)
    ]  # fmt: skip
    if missing:
        return warn(
            "packet rules", f"not there: {', '.join(missing)}",
            "what goes past the proxy is not counted, QUIC not refused, and no route redirects",
            "sudo modprobe -a iptable_nat xt_owner xt_REDIRECT ipt_REJECT    (redroid: on its host)",
        )  # fmt: skip
    return ok("packet rules", ", ".join(_RULES))
