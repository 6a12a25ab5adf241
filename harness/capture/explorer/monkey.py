"""``monkey``: Android's own thrower of random events. Fast and blind: it types no data, and avoids nothing.

Written against its documented options (https://developer.android.com/studio/test/other-testing-tools/monkey); not yet
run on hardware. The sandbox device has none.
"""

import re
import time
from typing import Protocol

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Facts, Shell
from harness.capture.explorer.report import ExploreReport

THROTTLE_MS = 300
"""The pause after each event: without one the app under test cannot keep up, and what it did is not told apart."""
_GRACE_S = 60.0
_INJECTED = re.compile(r"Events injected: (\d+)")
# No keys of the system (HOME, volume, power) and no other apps' activities: events are for the app under test.
_OPTIONS = ("--pct-syskeys", "0", "--pct-appswitch", "5", "--pct-anyevent", "0")
# An app that crashes or hangs is started anew, and the events go on.
_GO_ON = ("--ignore-crashes", "--ignore-timeouts", "--ignore-security-exceptions")


class Told(Facts, Shell, Protocol):
    """A device that says what it is, and runs commands."""


def monkey(device: Told, package: str, seconds: float, seed: int) -> ExploreReport:
    """Throw events at an app for about ``seconds``. The same seed throws the same events.

    Raises ``DeviceError`` on the sandbox device, and when monkey does not run.
    """
    if device.info().sandbox:
        raise DeviceError("The sandbox device has no monkey; explore without 'driver: monkey' there.")
    count = max(1, round(seconds * 1000 / THROTTLE_MS))
    command = [
        "monkey", "-p", package, "-s", str(seed), "--throttle", str(THROTTLE_MS), *_OPTIONS, *_GO_ON, "-v", str(count),
    ]  # fmt: skip
    begun = time.monotonic()
    said = device.shell(command, timeout=seconds + _GRACE_S)
    report = ExploreReport(package=package, seed=seed, driver="monkey", log=[" ".join(command)])
    report.seconds = round(time.monotonic() - begun, 3)
    injected = _INJECTED.search(said.stdout)
    if injected is None or said.code != 0:
        lines = [
            line.strip() for line in (said.stderr + said.stdout).splitlines() if line.startswith(("**", "//", "Error"))
        ]
        raise DeviceError(f"monkey did not run through on {device.serial}: {lines[-1][:200] if lines else said.code}.")
    report.log.append(f"{injected[1]} events")
    report.ended = "seconds"
    return report
