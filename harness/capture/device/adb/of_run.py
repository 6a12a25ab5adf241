"""What a run has on a device that adb reaches; replaced as a whole when it lets the device go."""

from dataclasses import dataclass, field
from typing import Any

from harness.capture.device.frida.gate import SpawnGate
from harness.capture.device.frida.handle import FridaHandle
from harness.capture.device.frida.server import FridaServer
from harness.capture.device.link.known import Once
from harness.capture.device.ready import Ready
from harness.capture.device.routes.route import Route
from harness.capture.device.structs import Started
from harness.capture.device.ui.choose import PreferredDriver


@dataclass(slots=True)
class OfRun:
    """What one run has on the device, from when it takes it until it lets it go."""

    #: Our frida-server; else the user's own.
    server: FridaServer | None = None
    theirs: FridaHandle | None = None
    gate: SpawnGate | None = None
    #: Processes that came to the gate and were not asked for yet.
    waiting: list[Started] = field(default_factory=list)
    route: Route | None = None
    network: str = "live"
    ui: Once[PreferredDriver] = field(default_factory=Once)
    #: Whether the file of the view tree is in the journal.
    dumped: bool = False
    ready: Ready | None = None
    #: What the device answered about the compiled code of the apps that were installed, by package.
    code: dict[str, Any] = field(default_factory=dict)
