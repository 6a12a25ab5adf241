"""What adb says when it will not, as the error it means."""

import pytest

from harness.capture.device.errors import (
    DeviceAmbiguous,
    DeviceError,
    DeviceLost,
    DeviceNotFound,
    DeviceUnauthorized,
    NoSpace,
)
from harness.capture.device.link.failures import meant


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        ("device unauthorized.", DeviceUnauthorized, "does not accept this computer's adb key (device unauthorized.)"),
        ("device still authorizing", DeviceUnauthorized, "tick 'Always allow' in its question"),
        ("more than one device/emulator", DeviceAmbiguous, "Several attached devices have the serial S1"),
        ("write failed: No space left on device", NoSpace, "The device S1 is full (to write /x)"),
        ("device offline", DeviceLost, "The device S1 is offline (to write /x)"),
        ("device 'S1' not found", DeviceNotFound, "Cannot write /x: adb says 'device 'S1' not found'."),
        ("no devices/emulators found", DeviceNotFound, "'adb devices' lists what is attached"),
        ("closed", DeviceLost, "Cannot write /x on S1: adb says 'closed'."),
    ],
)
def test_words_and_what_they_mean(said: str, kind: type[DeviceError], sentence: str) -> None:
    error = meant("S1", "write /x", said)
    assert type(error) is kind
    assert sentence in str(error)
