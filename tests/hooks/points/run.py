"""Runs the test app on a real sandbox device with a persona, observed by the real agent."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import frida

from harness.capture.agent.agent import Agent
from harness.capture.device.sandbox import device_state
from harness.catalog.points import Point, load_points
from harness.evidence.rows import Hook, Observation, Process
from harness.persona.generate import generate
from harness.persona.persona import Persona
from harness.sandbox import Sandbox
from harness.sandbox.system import state
from tests.hooks.points.app import PACKAGE
from tests.hooks.points.observed import World
from tests.hooks.points.table import sheets
from tests.sandbox.apks import apk
from tests.sandbox.conftest import Adb, connect

LAUNCHER = Path(__file__).with_name("launcher.py")
SEED = 41
ALSO_ASKED = (
    "PACKAGE_USAGE_STATS", "CALL_PHONE", "SEND_SMS", "USE_BIOMETRIC", "MANAGE_EXTERNAL_STORAGE",
    "REQUEST_INSTALL_PACKAGES", "BLUETOOTH", "BLUETOOTH_ADMIN", "CHANGE_WIFI_STATE",
    "ACCESS_WIFI_STATE", "ACCESS_NETWORK_STATE",
)  # fmt: skip


def permissions() -> tuple[str, ...]:
    """Every permission that a point of the catalogue needs, and some that calls on the way to it need."""
    named = {name for point in load_points() for name in point.permission if "*" not in name}
    return tuple(sorted(named | {f"android.permission.{name}" for name in ALSO_ASKED}))


def document(persona: Persona) -> dict[str, Any]:
    """The device state: the persona's, and more where a persona has nothing."""
    made = device_state(persona)
    made["telephony"] |= {
        "operator": "46000", "operator_name": "中国移动", "sim_operator": "46000", "sim_operator_name": "中国移动",
        "country": "cn", "carrier_id": 1435, "group_id": "c4", "line1_name": "本机", "software_version": "78",
        "meid": "A0000091234567", "eid": "89086001000000000000000012345678", "nai": "u7@cdma.example",
        "cell": {"type": "lte", "cid": 73401217, "lac": 21842},
        "neighbours": [{"type": "gsm", "cid": 31211, "lac": 21}, {"type": "wcdma", "cid": 31212, "lac": 22},
                       {"type": "nr", "cid": 68719476735, "lac": 23}],
    }  # fmt: skip
    made["location"] |= {"locality": "上海市", "feature": "延安西路"}
    made["wifi"] |= {"ip": "192.168.7.23"}
    made["bluetooth"] |= {
        "devices": [{"address": "40:4E:36:AA:01:7F", "name": "手环 5f", "alias": "我的手环", "bonded": True}]
    }
    made["build"] |= {"MODEL": "Points 7", "RADIO": "radio-1.9"}
    made["drm"] = {"device_id": "5a" * 16 + "c3" * 16}
    made["usage"] = [{"package": "com.example.read", "last_ms": 1_700_000_000_000, "foreground_ms": 61_000}]
    made["settings"]["secure"] |= {
        "bluetooth_name": "bt-71", "bluetooth_address": "40:4E:36:00:00:01",
        "enabled_input_methods": "com.example.keyboard/.Board",
        "enabled_accessibility_services": "com.example.help/.Reader",
    }  # fmt: skip
    made["settings"]["global"]["pps_oaid"] = made["oaid"]
    for sheet in sheets():
        for authority, tables in sheet.providers.items():
            for path, cells in tables.items():
                table = {"columns": ["_id", *cells], "rows": [[1, *cells.values()]]}
                made["providers"].setdefault(authority, {})[path] = table
    return made


@dataclass
class Seen:
    """What one process of the app showed."""

    observations: list[Observation] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    log: str = ""


class Lab:
    """A device with an app installed."""

    def __init__(self, adb: Adb, scratch: Path, package: str = PACKAGE) -> None:
        self.adb = adb
        self.package = package
        persona = generate(SEED)
        made = document(persona)
        merged = state.DeviceState(scratch / "expected.json")
        merged.seed(made)
        values = {item.id: item.value for item in persona.values if isinstance(item.value, str)}
        self.world = World(merged.whole(), values)
        self._push(scratch, "state.json", json.dumps(made).encode())
        adb.out("cmd sandbox seed /data/local/tmp/state.json")

    def _push(self, scratch: Path, name: str, data: bytes) -> None:
        (scratch / name).write_bytes(data)
        done = self.adb.run("push", str(scratch / name), f"/data/local/tmp/{name}")
        assert done.returncode == 0, done.stderr

    def install(self, scratch: Path, *, granted: bool = True) -> None:
        """Install the app, with or without all its permissions."""
        (scratch / "points.apk").write_bytes(apk(package=self.package, permissions=permissions() if granted else ()))
        done = self.adb.run("install", *(["-g"] if granted else []), str(scratch / "points.apk"))
        assert b"Success" in done.stdout, (done.stdout, done.stderr)

    @contextlib.contextmanager
    def started(
        self, points: list[Point] | None, patience: float = 60, before: Callable[[int], object] = lambda pid: None
    ) -> Iterator[Seen]:
        """Start the app, with the agent in it from before its first line unless ``points`` is None, and wait until it
        says that it is done. ``before`` is given its process id before that line, too."""
        seen = Seen()
        self.adb.out(f"cmd sandbox hold {self.package}")
        self.adb.out("logcat -c")
        self.adb.out(f"am start -n {self.package}/.MainActivity")
        pid = int(self.adb.wait("cmd sandbox held", self.package).split()[0])
        agent = Agent(
            frida.get_local_device(), points or [], seen.observations.append, seen.hooks.append, seen.processes.append
        )
        try:
            if points is not None:
                agent.attach(pid, self.package)
            kept = before(pid)
            self.adb.out(f"cmd sandbox resume {pid}")
            seen.log = self.adb.wait("logcat -d", "all rows done", patience)
            time.sleep(0.3)  # what arrives after the request
            agent.flush()
            agent.close()
            del kept
            yield seen
        finally:
            agent.close()
            self.adb.shell(f"am force-stop {self.package}")


@contextlib.contextmanager
def lab(
    server_port: int, scratch: Path, package: str = PACKAGE, runtime: tuple[str, ...] = (str(LAUNCHER),)
) -> Iterator[Lab]:
    """A fresh device whose apps run the test app's jar, or what another launcher starts.

    Unconfined, for the launcher becomes another program; what the hooks see does not depend on it.
    """
    with Sandbox(state_dir=scratch / "device", confine="none", runtime=[sys.executable, *runtime]) as device:
        assert device.info is not None
        adb = connect(server_port, device.info.serial)
        yield Lab(adb, scratch, package)
        adb.run("disconnect", device.info.serial)
