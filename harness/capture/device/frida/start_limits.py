"""How long Android waits for a process that starts, and how it says that it waited in vain.

Sources (AOSP frameworks/base, services/core/java/com/android/server/am): ``ActivityManagerService.PROC_START_TIMEOUT``
10 s from fork to ``attachApplication`` and, since Android 14, ``BIND_APPLICATION_TIMEOUT`` 15 s from there to the end
of ``Application.onCreate``, both times ``Build.HW_TIMEOUT_MULTIPLIER`` (``ro.hw_timeout_multiplier``, since Android
12); ``ActiveServices.SERVICE_TIMEOUT`` 20 s for a service's start, which begins with its process. A process that does
not attach is killed for 'start timeout' (``processStartTimedOutLocked``): ``am_process_start_timeout`` and ``am_kill``
in the log's event buffer (``EventLogTags.logtags``), 'Killing PID:NAME/UID (adj N): start timeout' in the system's.
"""

import re
from collections.abc import Mapping

START_S = 10.0
BIND_SINCE = 34
BIND_S = 15.0
SERVICE_S = 20.0
FRIDA_S = 8.0
"""How long Frida's gate holds a process that the app or the system started (frida-core, ``SpawnGatingWatchdog``)."""
SPARE_S = 1.0
"""What the way from the gate to the system takes, and the way of our word to the gate."""
APPS_SHARE = 5.0
"""What is left of the time in which an app must be bound for the app's own ``Application.onCreate``."""
LOG = ("logcat", "-d", "-b", "events", "-b", "system", "-t", "2000")
"""The command that shows what the system said of processes lately."""


def multiplier(properties: Mapping[str, str]) -> float:
    """Return by how much this device's time-outs are longer than usual (slow emulators have 50)."""
    said = properties.get("ro.hw_timeout_multiplier", "")
    return float(said) if said.isdigit() and 1 <= int(said) <= 1000 else 1.0


def hold_s(times: float, *, first: bool) -> float:
    """Return how long a process may be held before it has attached: the ``first`` is Frida's own, no gate counts."""
    system = START_S * times - 2 * SPARE_S
    return system if first else min(system, FRIDA_S - SPARE_S)


def bind_s(api_level: int, times: float) -> float:
    """Return how long a process that has attached may wait before it is bound to its app."""
    limit = BIND_S * times if api_level >= BIND_SINCE else SERVICE_S
    return limit - APPS_SHARE


def start_timeout(log: str, pid: int) -> str:
    """Return the words of the log by which the system ended process ``pid`` as it started; empty without any."""
    patterns = (
        rf"am_process_start_timeout\s*: \[\d+,{pid},[^\]]*\]",
        rf"am_kill\s*: \[\d+,{pid},[^\]]*start timeout[^\]]*\]",
        rf"Killing {pid}:\S+ \(adj -?\d+\): start timeout",
    )
    found = next((match for pattern in patterns if (match := re.search(pattern, log))), None)
    return found.group(0)[:200] if found else ""
