"""What adb says when it will not, turned into the error that it means."""

from harness.capture.device.errors import (
    DeviceAmbiguous,
    DeviceError,
    DeviceLost,
    DeviceNotFound,
    DeviceUnauthorized,
    NoSpace,
)


def unauthorized(serial: str, said: str) -> DeviceUnauthorized:
    """A device that does not know this computer's key."""
    return DeviceUnauthorized(
        f"The device {serial} does not accept this computer's adb key ({said}); unlock it, tick 'Always "
        "allow' in its question, or revoke the USB debugging authorizations there and attach it anew."
    )


def meant(serial: str, doing: str, text: str) -> DeviceError:
    """Turn the adb server's or adbd's own words into the error they mean (AOSP ``transport.cpp``)."""
    if "unauthorized" in text or "authorizing" in text:
        return unauthorized(serial, text)
    if "more than one device" in text:
        return DeviceAmbiguous(
            f"Several attached devices have the serial {serial}; detach all but one of them (adb says '{text}')."
        )
    if "No space left" in text:
        return NoSpace(f"The device {serial} is full (to {doing}); free space on it, 'df /data' shows how much.")
    if "offline" in text:
        return DeviceLost(f"The device {serial} is offline (to {doing}); attach it anew or restart it.")
    if "not found" in text or "no devices" in text:
        return DeviceNotFound(f"Cannot {doing}: adb says '{text}'. 'adb devices' lists what is attached.")
    return DeviceLost(f"Cannot {doing} on {serial}: adb says '{text}'.")
