"""From ``--device`` to a device."""

import adbutils

from harness.capture.device.adb import AdbDevice
from harness.capture.device.errors import DeviceAmbiguous, DeviceError, DeviceNotFound, DeviceUnauthorized
from harness.capture.device.options import DeviceOptions
from harness.capture.device.protocol import Device


def attached() -> list[tuple[str, str]]:
    """Return (serial, state) of what the user's adb server sees. Raises :class:`DeviceError` without an adb server."""
    try:
        return [(str(item.serial), str(item.state)) for item in adbutils.AdbClient().list()]
    except (adbutils.AdbError, EOFError, OSError) as error:
        raise DeviceError(f"The adb server does not answer ({error}); 'adb start-server' starts it.") from None


def choose(name: str | None, options: DeviceOptions | None = None) -> Device:
    """Open the device that ``--device`` names: an adb serial or ``sandbox``; without a name the only attached one.

    Raises :class:`DeviceNotFound` with a list of what is attached.
    """
    if name == "sandbox":
        from harness.capture.device.sandbox import SandboxDevice

        return SandboxDevice(options)
    found = attached()
    listing = ", ".join(f"{serial} ({state})" for serial, state in found) or "none"
    if name is None:
        ready = [serial for serial, state in found if state == "device"]
        if len(ready) != 1:
            raise DeviceNotFound(f"Name a device with --device (attached: {listing}), or use --device sandbox.")
        name = ready[0]
    elif name not in {serial for serial, _ in found}:
        raise DeviceNotFound(f"There is no device {name!r} (attached: {listing}); --device sandbox needs none.")
    states = [state for serial, state in found if serial == name]
    if len(states) > 1:
        raise DeviceAmbiguous(
            f"{len(states)} attached devices have the serial {name}, and adb cannot tell them apart; detach all but "
            "one."
        )
    if states == ["unauthorized"]:
        raise DeviceUnauthorized(
            f"The device {name} does not accept this computer's adb key; unlock it and tick 'Always allow' in its "
            "question."
        )
    client = adbutils.AdbClient()
    device = AdbDevice(client, name, options)
    if device.info().sandbox:
        from harness.capture.device.sandbox import AttachedSandbox

        return AttachedSandbox(client, name, options)
    return device
