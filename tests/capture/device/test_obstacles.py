"""What is known to keep Frida out of zygote is found, where it is there and on."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.capture.device.obstacles import TANGO, Obstacle, find_obstacles
from harness.capture.device.outputs import properties
from tests.capture.device.attached import bench

OUTPUTS = Path(__file__).parent / "outputs"


@dataclass
class Phone:
    """What of a link is asked. ``settings`` are Magisk's; None is a device without it. ``modules`` are paths."""

    properties: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] | None = None
    modules: str = ""
    root: object | None = "su"

    def as_root(self, line: str) -> str:
        if not line.startswith("magisk --sqlite "):
            return self.modules
        value = next((value for key, value in (self.settings or {}).items() if f"key='{key}'" in line), None)
        return "" if value is None else f"value={value}\n"

    def found(self) -> list[Obstacle]:
        return find_obstacles(self.properties, self.as_root if self.root is not None else None)


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
        (Phone(root=None, settings={"zygisk": "1"}), []),
        (Phone({"init.svc.webview_zygote": "running", "init.svc.zygote64": "running"}), []),
        (Phone({TANGO: "1"}), ["a zygote of ColorOS (tango)"]),
        (Phone({TANGO: "0", "init.svc.zygote_tango": "stopped"}), []),
        (
            Phone({"init.svc.zygote": "running", "init.svc.zygote_ocomp": "running"}),
            ["zygotes of the maker's own (zygote_ocomp)"],
        ),
        (Phone(properties((OUTPUTS / "getprop-api28-samsung.txt").read_text("utf-8"))), []),
    ],
)
def test_what_is_there(phone: Phone, names: list[str]) -> None:
    found = phone.found()
    assert [each.name for each in found] == names
    assert all(each.advice for each in found)


def test_redroid_on_x86_64_is_one() -> None:
    said = properties((OUTPUTS / "getprop-api31-redroid.txt").read_text("utf-8"))
    for abi, there in (("x86_64", True), ("arm64-v8a", False)):
        found = Phone(said | {"ro.product.cpu.abi": abi}).found()
        assert ("redroid on x86_64" in [each.name for each in found]) is there


def test_by_the_device_s_own_shell(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="su") as one:
        one.out("su -c 'mkdir -p /data/adb/modules/zygisksu/zygisk /data/adb/modules/off/zygisk'")
        one.out("su -c 'touch /data/adb/modules/off/disable'")
        assert [each.name for each in one.device().obstacles()] == ["modules in zygote (zygisksu)"]
