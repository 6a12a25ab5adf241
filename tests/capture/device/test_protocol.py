"""A device is its capabilities, and each can be had alone."""

from collections.abc import Sequence

import pytest

from harness.capture.device import protocol
from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.avd import AvdDevice
from harness.capture.device.protocol import Device, Screen, Shell
from harness.capture.device.redroid import RedroidDevice
from harness.capture.device.sandbox import AttachedSandbox, SandboxDevice
from harness.capture.device.structs import ShellResult
from tests.capture.blank import Blank

UNIONS = {protocol.Display, Device}
CAPABILITIES = [
    kind
    for kind in vars(protocol).values()
    if isinstance(kind, type) and kind.__module__ == protocol.__name__ and kind not in UNIONS
]


def methods(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")}


def test_a_device_is_all_of_them_and_nothing_besides() -> None:
    assert set(CAPABILITIES) < set(Device.__mro__)
    assert methods(Device) == methods(protocol.Display) == set()


def test_what_a_device_can_do_belongs_to_one_capability() -> None:
    names = [name for kind in CAPABILITIES for name in methods(kind)]
    assert len(names) == len(set(names)) > 40


@pytest.mark.parametrize("kind", [AdbDevice, AttachedSandbox, SandboxDevice, AvdDevice, RedroidDevice])
def test_every_device_has_them(kind: type) -> None:
    assert not {name for each in CAPABILITIES for name in methods(each) if not callable(getattr(kind, name, None))}


def test_one_can_be_had_alone() -> None:
    class Answers:
        serial = "alone"

        def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
            return ShellResult(0, "", "")

    assert isinstance(Answers(), Shell)
    assert not isinstance(Answers(), Screen)
    assert isinstance(Blank(), Device)
