"""Waiting until a device that starts is usable, and telling a slow one from a stuck one.

``sys.boot_completed`` becomes 1 when the system has sent ``ACTION_BOOT_COMPLETED`` (AOSP, ``ActivityManagerService``);
``init.svc.bootanim`` is ``stopped`` when the boot animation has gone; the package manager answers ``pm path android``
last. On API 23 and 24 the first can be set while the third still fails.
"""

import time
from collections.abc import Callable

import adbutils

from harness.capture.device.errors import DeviceStuck

BOOT_SECONDS = 300.0
"""The whole boot. A cold boot takes 20 to 60 s with KVM or a hypervisor, minutes without."""
STUCK_SECONDS = 120.0
"""Without any sign of progress. Dexopt after an update of the system image is the longest silence of a healthy boot."""
POLL_SECONDS = 0.5
ANSWER_SECONDS = 10.0

Signs = tuple[str, ...]
"""What can be seen of a boot: adb's state, boot_completed, the animation, whether the package manager answers, and the
number of properties."""

READY = "ready"


def signs(client: adbutils.AdbClient, serial: str) -> Signs:
    """Return what is to be seen of the device's boot now; the first word is :data:`READY` when it has ended."""
    try:
        states = {str(item.serial): str(item.state) for item in client.list()}
        state = states.get(serial, "absent")
        if state != "device":
            return (state,)
        device = adbutils.AdbDevice(client, serial)
        lines = str(
            device.shell(
                "getprop sys.boot_completed; getprop init.svc.bootanim; getprop | wc -l; pm path android",
                timeout=ANSWER_SECONDS,
            )
        ).splitlines()
    except (adbutils.AdbError, EOFError, OSError) as error:
        return ("silent", type(error).__name__)
    completed, animation, count, packages = (*lines, "", "", "", "")[:4]
    # Images without a boot animation (-no-boot-anim, redroid) never start that service.
    done = completed.strip() == "1" and animation.strip() in ("stopped", "") and packages.startswith("package:")
    return (READY if done else "booting", completed, animation, count, packages[:8])


def wait_for_boot(
    client: adbutils.AdbClient,
    serial: str,
    *,
    alive: Callable[[], str | None] = lambda: None,
    absent: Callable[[], None] = lambda: None,
    progress: Callable[[str], None] = lambda text: None,
    budget: float = BOOT_SECONDS,
    stuck: float = STUCK_SECONDS,
) -> float:
    """Wait until the device has booted; return the seconds it took.

    ``alive`` returns why the device will never come (its process ended), or None; ``absent`` is called as long as adb
    does not know the device. Raises :class:`DeviceStuck` when there is a reason, when nothing has changed for ``stuck``
    seconds or when ``budget`` seconds have passed.
    """
    started = changed = time.monotonic()
    last: Signs = ()
    while True:
        if reason := alive():
            raise DeviceStuck(f"The device {serial} did not start: {reason}")
        now = signs(client, serial)
        moment = time.monotonic()
        if now[0] == READY:
            return moment - started
        if now != last:
            last, changed = now, moment
            progress(f"waiting for {serial}: {now[0]}")
        if now[0] == "absent":
            absent()
        if now[0] == "unauthorized":
            advice = "it asks whether to trust this computer's adb key; accept it on its screen"
        elif now[0] in ("absent", "offline", "silent"):
            advice = f"adb sees it as {now[0]}"
        else:
            advice = f"sys.boot_completed is {now[1] or 'not set'}, the boot animation {now[2] or 'not started'}"
        if moment - changed > stuck:
            raise DeviceStuck(f"The device {serial} is stuck: nothing has changed for {stuck:.0f} s ({advice}).")
        if moment - started > budget:
            raise DeviceStuck(f"The device {serial} did not boot within {budget:.0f} s ({advice}).")
        time.sleep(POLL_SECONDS)
