"""System properties: what ``getprop`` tells. Those of the persona come from the device state."""

from __future__ import annotations

import re
from typing import Final

from .state import DeviceState

_RELEASES: Final = {
    26: "8.0.0",
    27: "8.1.0",
    28: "9",
    29: "10",
    30: "11",
    31: "12",
    32: "12",
    33: "13",
    34: "14",
    35: "15",
}
#: The longest value of a property that is not read-only, in bytes (bionic's PROP_VALUE_MAX - 1).
VALUE_MAX: Final = 91


class Properties:
    """Properties of one device; those set live until ``reset``."""

    def __init__(self, state: DeviceState, *, api_level: int, serial: str) -> None:
        self._state = state
        self._api_level = api_level
        self._serial = serial
        self._set: dict[str, str] = {}

    def build(self) -> dict[str, str]:
        """The fields of ``android.os.Build`` as an app sees them."""
        release = _RELEASES.get(self._api_level, str(self._api_level - 20))
        fields = {
            "BRAND": "harness", "MANUFACTURER": "harness", "MODEL": "Harness Sandbox", "DEVICE": "sandbox",
            "PRODUCT": "sandbox", "BOARD": "sandbox", "HARDWARE": "sandbox", "ID": "SANDBOX.1", "TAGS": "release-keys",
            "TYPE": "user", "USER": "android-build", "HOST": "sandbox", "BOOTLOADER": "unknown", "DISPLAY": "SANDBOX.1",
            "SERIAL": self._serial,
        }  # fmt: skip
        seeded = {key: str(value) for key, value in self._state.get("build", {}).items() if value is not None}
        fields.update(seeded)
        fields.setdefault(
            "FINGERPRINT",
            f"{fields['BRAND']}/{fields['PRODUCT']}/{fields['DEVICE']}:{release}/{fields['ID']}/1:"
            f"{fields['TYPE']}/{fields['TAGS']}",
        )
        fields.setdefault("RELEASE", release)
        fields.setdefault("SDK_INT", str(self._api_level))
        return fields

    def all(self) -> dict[str, str]:
        """Every property."""
        build = self.build()
        telephony = self._state.get("telephony", {})
        found = {
            "ro.product.brand": build["BRAND"], "ro.product.manufacturer": build["MANUFACTURER"],
            "ro.product.model": build["MODEL"], "ro.product.device": build["DEVICE"],
            "ro.product.name": build["PRODUCT"], "ro.product.board": build["BOARD"], "ro.hardware": build["HARDWARE"],
            "ro.build.id": build["ID"], "ro.build.display.id": build["DISPLAY"], "ro.build.tags": build["TAGS"],
            "ro.build.type": build["TYPE"], "ro.build.fingerprint": build["FINGERPRINT"],
            "ro.build.version.release": build["RELEASE"], "ro.build.version.sdk": str(self._api_level),
            "ro.build.version.security_patch": "2021-01-05", "ro.build.characteristics": "phone",
            "ro.serialno": build["SERIAL"], "ro.boot.serialno": build["SERIAL"], "ro.debuggable": "1", "ro.secure": "0",
            "ro.adb.secure": "0", "ro.kernel.qemu": "0", "ro.product.cpu.abi": "x86_64",
            "ro.product.cpu.abilist": "x86_64,x86,arm64-v8a,armeabi-v7a", "ro.product.locale": "zh-CN",
            "ro.sf.lcd_density": "420", "ro.harness.sandbox": "1", "sys.boot_completed": "1",
            "dev.bootcomplete": "1", "init.svc.bootanim": "stopped", "persist.sys.timezone": "Asia/Shanghai",
            "persist.sys.locale": "zh-CN", "gsm.operator.numeric": str(telephony.get("operator", "")),
            "gsm.operator.alpha": str(telephony.get("operator_name", "")),
            "gsm.sim.operator.numeric": str(telephony.get("sim_operator", "")),
            "gsm.sim.operator.alpha": str(telephony.get("sim_operator_name", "")), "gsm.sim.state": "LOADED",
            "ro.crypto.state": "encrypted", "service.adb.root": "1", "selinux.reload_policy": "1",
        }  # fmt: skip
        return found | self._set

    def get(self, name: str) -> str:
        """A property's value, empty when it is not set."""
        return self.all().get(name, "")

    def set(self, name: str, value: str) -> str | None:
        """Set a property. The text tells why it was refused, None that it was not."""
        if not re.fullmatch(r"[A-Za-z0-9_.:@-]+", name) or name.startswith(".") or ".." in name:
            return f"Failed to set property '{name}' to '{value}'.\nSee dmesg for error reason."
        if name.startswith("ro.") and self.get(name):
            return f"Failed to set property '{name}' to '{value}'.\nSee dmesg for error reason."
        if len(value.encode("utf-8", "surrogateescape")) > VALUE_MAX and not name.startswith("ro."):
            return f"Failed to set property '{name}' to '{value}'.\nSee dmesg for error reason."
        self._set[name] = value
        return None

    def forget_volatile(self) -> None:
        """A reboot: only persistent properties keep what was set."""
        self._set = {name: value for name, value in self._set.items() if name.startswith("persist.")}

    def reset(self) -> None:
        """Forget what was set."""
        self._set.clear()
