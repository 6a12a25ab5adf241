"""Replaying journals: what runs left on devices, undone for those that are attached."""

from harness.capture.device.choose import attached, choose
from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import pending
from harness.capture.device.link import Link


def mend(serial: str | None = None) -> tuple[list[str], list[str]]:
    """Undo what earlier runs left on ``serial``, or on every attached device; return (mended serials, problems).

    A device whose journal is empty counts as mended only when it was named. Raises :class:`DeviceError` when the adb
    server does not answer.
    """
    left = [serial] if serial is not None else pending()
    present = {name for name, state in attached() if state == "device"}
    mended, problems = [], []
    for name in left:
        if name not in present:
            problems.append(f"{name} is not attached; its journal waits.")
            continue
        try:
            device = choose(name)
            assert isinstance(device, Link)  # noqa: S101 - an attached device is reached over adb
            try:
                problems += device.begin()
            finally:
                device.close()
            mended.append(name)
        except DeviceError as error:
            problems.append(str(error))
    return mended, problems
