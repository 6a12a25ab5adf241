"""What is known to keep Frida out of zygote is found, where it is there and on."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.capture.device.frida.obstacles import TANGO, find_obstacles
from harness.capture.device.link.outputs import properties
from harness.capture.device.structs import ShellResult
from tests.capture.device.attached import bench
from tests.capture.device.transcripts import said


@dataclass
class Phone:
    """What of a link is asked. ``settings`` are Magisk's; None is a device without it. ``modules`` are paths."""

    properties: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] | None = None
    modules: str = ""
    root: object | None = "su"

    def sudo(self, command: list[str]) -> ShellResult:
        assert self.root is not None
        if command[0] != "magisk":
            return ShellResult(1, self.modules, "")
        if self.settings is None:
            return ShellResult(127, "", "magisk: inaccessible or not found")
        value = next((value for key, value in self.settings.items() if f"key='{key}'" in command[2]), None)
        return ShellResult(0, "" if value is None else f"value={value}\n", "")


MODULES = """\
/data/adb/modules/zygisksu/zygisk
/data/adb/modules/rezygisk
/data/adb/modules/shamiko/zygisk
/data/adb/modules/shamiko/disable
/data/adb/modules/fonts/disable
/data/adb/modules/\x1b[31mred/zygisk
"""


@pytest.mark.parametrize(
    ("phone", "names"),
    [
        (Phone(), []),
        (Phone(settings={"zygisk": "1"}), ["Zygisk is on"]),
        (Phone(settings={"zygisk": "0", "denylist": "1"}), ["Magisk's DenyList is enforced"]),
        (Phone(settings={}, modules=MODULES), ["modules in zygote (??31mred, rezygisk, zygisksu)"]),
        (Phone(root=None), []),
        (Phone({"init.svc.webview_zygote": "running", "init.svc.zygote64": "running"}), []),
        (Phone({TANGO: "1"}), ["a zygote of ColorOS (tango)"]),
        (Phone({TANGO: "0", "init.svc.zygote_tango": "stopped"}), []),
        (
            Phone(properties(said("getprop-api35-zygotes"))),
            ["zygotes of the maker's own (zygote_ocomp)"],
        ),
        (Phone(properties(said("getprop-api28-samsung"))), []),
    ],
)
def test_what_is_there(phone: Phone, names: list[str]) -> None:
    found = find_obstacles(phone)  # type: ignore[arg-type]
    assert [each.name for each in found] == names
    assert all(each.advice for each in found)


def test_redroid_on_x86_64_is_one() -> None:
    redroid = properties(said("getprop-api31-redroid"))
    for abi, there in (("x86_64", True), ("arm64-v8a", False)):
        found = find_obstacles(Phone(redroid | {"ro.product.cpu.abi": abi}))  # type: ignore[arg-type]
        assert ("redroid on x86_64" in [each.name for each in found]) is there


@pytest.mark.device
def test_by_the_device_s_own_shell(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="su") as one:
        one.out("su -c 'mkdir -p /data/adb/modules/zygisksu/zygisk /data/adb/modules/off/zygisk'")
        one.out("su -c 'touch /data/adb/modules/off/disable'")
        assert [each.name for each in find_obstacles(one.device().link)] == ["modules in zygote (zygisksu)"]
