"""What runs that were killed left: journals of attached devices are replayed, devices of their own are stopped."""

import shutil

from harness.capture.device import redroid
from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.choose import attached, choose
from harness.capture.device.emulator import emulator
from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import pending


def mend(serial: str | None = None) -> tuple[list[str], list[str]]:
    """Undo what earlier runs left on ``serial``, or on every attached device; return (mended serials, problems).

    A device whose journal is empty counts as mended only when it was named. Raises :class:`DeviceError` when the adb
    server does not answer.
    """
    left = [serial] if serial is not None else pending()
    if not left:  # nothing is asked of an adb server that may not run
        return [], []
    present = {name for name, state in attached() if state == "device"}
    mended, problems = [], []
    for name in left:
        if name not in present:
            problems.append(f"{name} is not attached; its journal waits.")
            continue
        try:
            device = choose(name)
            assert isinstance(device, AdbDevice)  # noqa: S101 - an attached device is reached over adb
            try:
                problems += device.begin()
            finally:
                device.close()
            mended.append(name)
        except DeviceError as error:
            problems.append(str(error))
    return mended, problems


def stop_orphans() -> tuple[list[str], list[str]]:
    """Stop the emulators and remove the containers that a harness which is gone had started; return (names, problems).

    What the user started is never touched.
    """
    stopped, problems = emulator.orphans(stop=True), []
    if shutil.which("docker") is not None:
        try:
            stopped += redroid.orphans(stop=True)
        except DeviceError as error:
            problems.append(str(error))
    return stopped, problems
