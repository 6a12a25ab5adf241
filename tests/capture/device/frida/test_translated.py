"""Whether an app's native code runs translated, from what the platform says of it."""

from pathlib import Path

import pytest

from harness.capture.device.frida.translated import translated
from harness.capture.device.link import outputs
from tests.capture.device.attached import bench
from tests.sandbox.apks import apk

OUTPUTS = Path(__file__).parents[1] / "outputs"


def dump(abi: str) -> str:
    text = (OUTPUTS / "dumpsys_package-api29-samsung.txt").read_text("utf-8")
    return text.replace("primaryCpuAbi=armeabi-v7a", f"primaryCpuAbi={abi}")


PACKAGE = next(found.package for found in outputs.package_dumps(dump("x")) if found.abi == "x")


@pytest.mark.parametrize(
    ("abi", "device", "says"),
    [
        ("arm64-v8a", "x86_64", True),
        ("armeabi-v7a", "x86", True),
        ("x86_64", "arm64-v8a", True),
        ("armeabi-v7a", "arm64-v8a", False),
        ("x86", "x86_64", False),
        ("null", "x86_64", False),
        ("riscv64", "x86_64", False),
        ("arm64-v8a", "", False),
    ],
)
def test_code_for_another_processor(abi: str, device: str, says: bool) -> None:
    told = translated(dump(abi), PACKAGE, device)
    assert bool(told) is says
    if says:
        assert f"for {abi} and the device runs {device}" in told


def test_a_package_that_is_not_there() -> None:
    assert translated("", PACKAGE, "x86_64") == ""


@pytest.mark.device
def test_the_sandbox_translates_nothing(tmp_path: Path) -> None:
    with bench(tmp_path / "state") as one:
        device = one.device()
        device.begin()
        app = tmp_path / "app.apk"
        app.write_bytes(apk())
        device.install(app, grant_all=False)
        (package,) = [line.removeprefix("package:") for line in one.out("pm list packages -3").split()]
        assert device.translated(package) == ""
        device.close()
