"""A device on which nothing is and nothing happens: a double of a whole device says only what is different on it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from harness.capture.device.errors import DeviceError
from harness.capture.device.frida.handle import FridaHandle
from harness.capture.device.options import RouteKind
from harness.capture.device.protocol import Device
from harness.capture.device.structs import (
    AgentRoute,
    Ended,
    Planted,
    ProxyAddress,
    Running,
    ShellResult,
    Started,
    Ungated,
)
from harness.evidence.rows import Attempt
from harness.evidence.run_record import DeviceInfo
from harness.persona.persona import Persona, PersonaValue

PNG = b"\x89PNG\r\n\x1a\n"


def facts(serial: str = "blank", **more: Any) -> DeviceInfo:
    """What a device says of itself, as far as nobody cares."""
    known = {
        "kind": "adb", "model": "", "manufacturer": "", "android": "", "api_level": 30, "abi": "", "fingerprint": "",
        "sandbox": False,
    }  # fmt: skip
    return DeviceInfo(serial=serial, **{**known, **more})


class Blank(Device):
    """Takes everything and gives nothing; what holds processes or reaches Frida it does not have."""

    serial = "blank"

    def info(self) -> DeviceInfo:
        return facts(self.serial)

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        return ShellResult(0, "", "")

    def reset(self) -> str:
        return "none"

    def readiness(self) -> dict[str, Any]:
        return {}

    def why(self) -> DeviceError | None:
        return None

    def close(self) -> None:
        pass

    def clock_offset_us(self) -> int:
        return 0

    def set_clock(self, offset_us: int) -> int:
        return offset_us

    def put_clock_back(self) -> None:
        pass

    def seed(self, persona: Persona) -> Planted:
        return Planted()

    def own_values(self, package: str) -> list[PersonaValue]:
        return []

    def install(self, apk: Path, *, grant_all: bool, update: bool = False) -> None:
        pass

    def changed_app(self) -> dict[str, Any]:
        return {}

    def translated(self, package: str) -> str:
        return ""

    def check_app(self, apk: Path) -> None:
        pass

    def left_out(self, package: str, apk: Path, progress: Callable[[str], None]) -> list[str]:
        return []

    def pull_app(self, package: str, into: Path) -> Path:
        raise NotImplementedError

    def uninstall(self, package: str) -> None:
        pass

    def launch(self, package: str) -> None:
        pass

    def clear_data(self, package: str) -> None:
        pass

    def pids(self, package: str) -> list[int]:
        return []

    def running(self, package: str) -> list[Running]:
        return []

    def ended(self, package: str) -> list[Ended]:
        return []

    def stop_app(self, package: str) -> None:
        pass

    def launch_held(self, package: str, processes: Sequence[str] = ()) -> Started:
        raise NotImplementedError

    def hold(self, package: str, processes: Sequence[str] = ()) -> None:
        pass

    def held(self, package: str, wait_s: float = 0.0) -> list[Started]:
        return []

    def resume(self, pid: int) -> None:
        pass

    def release(self) -> None:
        pass

    def gate_gaps(self, *, ended: bool = False) -> list[Ungated]:
        return []

    def hold_limit_s(self, *, first: bool) -> float | None:
        return None

    def bind_limit_s(self) -> float:
        return 10.0

    def ended_in_start(self, pid: int, held_s: float) -> str:
        return ""

    def child_pid(self, parent: int, told: int) -> int:
        return told

    def frida_device(self) -> FridaHandle:
        raise NotImplementedError

    def trust_ca(self, certificate_pem: bytes) -> None:
        pass

    def route_kind(self, hooked: bool = True) -> RouteKind:
        return "agent"

    def network(self, mode: str) -> None:
        pass

    def route_traffic(self, proxy: ProxyAddress, package: str, hooked: bool = True) -> dict[str, Any]:
        return {}

    def agent_route(self) -> AgentRoute | None:
        return None

    def routed(self, pid: int) -> None:
        pass

    def unroute_traffic(self) -> None:
        pass

    def connections(self) -> list[dict[str, Any]]:
        return []

    def denied_connections(self) -> list[dict[str, Any]]:
        return []

    def shells_called(self) -> dict[str, int]:
        return {}

    def ui_dump(self) -> bytes:
        return b"<hierarchy/>"

    def screenshot(self) -> bytes:
        return PNG

    def tap(self, x: int, y: int) -> None:
        pass

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float = 0.3) -> None:
        pass

    def key(self, name: str) -> None:
        pass

    def can_type(self, text: str) -> bool:
        return True

    def type_text(self, text: str) -> None:
        pass

    def ui_driver(self) -> dict[str, str]:
        return {"name": "none", "reason": ""}

    def logcat(self) -> Iterator[bytes]:
        return iter(())

    def confinement(self) -> dict[str, str]:
        return {}

    def attempts(self) -> list[Attempt]:
        return []
