"""Planting the OAID: on the sandbox, which installs the real stubs, with the one command it does not have played."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from harness.capture.device import oaid
from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import ShellResult
from harness.capture.device.sandbox import SandboxDevice

VALUE = "b1e5c0de-0000-4000-8000-000000000001"


class Device:
    """The sandbox, and ``content call`` as API 23 to 36 print it."""

    def __init__(self, sandbox: SandboxDevice) -> None:
        self.sandbox = sandbox
        self.serial = sandbox.serial
        self.values: dict[str, str] = {}
        self.silent = ""

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        if list(command[:2]) != ["content", "call"]:
            return self.sandbox.shell(command, timeout)
        uri, extra = command[3], command[-1]
        if self.silent and self.silent in uri:
            return ShellResult(code=0, stdout="", stderr=f"Error while accessing provider:{uri}\n")
        self.values[uri] = extra
        return ShellResult(code=0, stdout="Result: Bundle[{set=true}]\n", stderr="")

    def install(self, apk: Path, *, grant_all: bool) -> None:
        self.sandbox.install(apk, grant_all=grant_all)

    def uninstall(self, package: str) -> None:
        self.sandbox.uninstall(package)

    def packages(self) -> str:
        return self.sandbox.shell(["pm", "list", "packages"]).stdout


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxDevice]:
    device = SandboxDevice()
    yield device
    device.close()


@pytest.fixture
def device(sandbox: SandboxDevice) -> Device:
    sandbox.reset()
    return Device(sandbox)


def test_every_stub_is_shipped() -> None:
    assert set(oaid.stubs()) == set(oaid.PACKAGES.values())


def test_planted_and_removed(device: Device) -> None:
    planted = oaid.plant(device, VALUE)
    assert set(planted) == set(oaid.PACKAGES.values())
    assert device.values == {f"content://{package}.harness": f"oaid:s:{VALUE}" for package in planted}
    assert all(f"package:{package}\n" in device.packages() for package in planted)
    oaid.remove(device, planted)
    assert not any(f"package:{package}\n" in device.packages() for package in planted)


def test_a_makers_own_service_is_left_alone(device: Device) -> None:
    theirs = "com.samsung.android.deviceidservice"
    device.install(oaid.stubs()[theirs], grant_all=False)
    planted = oaid.plant(device, VALUE)
    assert theirs not in planted
    assert f"content://{theirs}.harness" not in device.values
    oaid.remove(device, planted)
    assert f"package:{theirs}\n" in device.packages()


def test_a_stub_that_does_not_take_the_value_leaves_none_behind(device: Device) -> None:
    device.silent = "com.mdid.msa"
    with pytest.raises(DeviceError, match=r"com\.mdid\.msa did not take the value: Error while accessing provider"):
        oaid.plant(device, VALUE)
    assert not any(f"package:{package}\n" in device.packages() for package in oaid.PACKAGES.values())
