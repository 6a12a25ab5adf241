"""Checks of what the platform does to Frida and to hooks: JNI checks, the start time-out, zygotes, packet rules.

Sources: AOSP ``AndroidRuntime.cpp`` (the properties of CheckJNI); the kernel's ``net/netfilter/x_tables.c``
(``/proc/net/ip_tables_*``) and ``/proc/config.gz``; those of the rest are where it is found out.
"""

import re

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.frida import start_limits
from harness.capture.device.frida.obstacles import find_obstacles
from harness.capture.doctor.check import Check, ok, warn
from harness.capture.doctor.probe import Probe

CHECK_JNI = ("dalvik.vm.checkjni", "ro.kernel.android.checkjni", "ro.boot.dalvik.vm.checkjni", "ro.dalvik.vm.checkjni")
_RULES = {
    "owner": r"CONFIG_NETFILTER_XT_MATCH_OWNER",
    "REDIRECT": r"CONFIG_NETFILTER_XT_TARGET_REDIRECT",
    "REJECT": r"CONFIG_IP_NF_TARGET_REJECT",
}
"""What routes need of the kernel, as iptables and as the kernel's configuration call it."""


def check_jni(probe: Probe) -> Check:
    """Whether the runtime checks every JNI call, which emulators do: a wrong one of Frida's then ends the app."""
    on = [name for name in CHECK_JNI if probe.properties.get(name) in ("1", "true")]
    if on:
        return ok("check jni", f"on for every app ({', '.join(on)}): what is wrong with an agent shows here first")
    return ok("check jni", "on for debuggable apps only")


def start_timeout(probe: Probe) -> Check:
    """How long a process may be held before the system ends it."""
    times = start_limits.multiplier(probe.properties)
    held = start_limits.START_S * times
    return ok("start time-out", f"a process may be held for {held:g} s (ro.hw_timeout_multiplier: {times:g})")


def obstacles(probe: Probe) -> Check:
    """What is known to keep Frida from starting apps held: Zygisk, DenyList, zygotes of the maker's own."""
    kind = probe.properties.get("ro.zygote", "zygote not told")
    if not isinstance(probe.device, AdbDevice):
        return ok("zygote", kind)
    found = find_obstacles(probe.device.link)
    if not found:
        looked = "" if probe.root else "; whether Zygisk is on only root can see"
        return ok("zygote", f"{kind}, nothing in it that is known to be in Frida's way{looked}")
    return warn(
        "zygote",
        f"{kind}; {'; '.join(each.name for each in found)}",
        "Frida may not be able to start apps held: they would be hooked late",
        "; ".join(each.advice for each in found),
    )


def packet_rules(probe: Probe) -> Check:
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
