"""What is known of a device, and what a run has on it, each as long as it holds; then it is replaced as a whole.

A fact that is found out once is a field here, and so cannot be forgotten when the device begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from harness.capture.device.errors import DeviceLost
    from harness.capture.device.frida.gate import SpawnGate
    from harness.capture.device.frida.handle import FridaHandle
    from harness.capture.device.frida.server import FridaServer
    from harness.capture.device.link.root import Root
    from harness.capture.device.link.root_shell import RootShell
    from harness.capture.device.protocol import Started
    from harness.capture.device.ready import Ready
    from harness.capture.device.routes.route import Route
    from harness.capture.device.ui.choose import PreferredDriver

T = TypeVar("T")


class Once(Generic[T]):
    """An answer that is asked for once, when it is first wanted. ``found`` holds it, or nothing yet."""

    def __init__(self, *found: T) -> None:
        """Take the answer where it is there already."""
        self.found = list(found)

    def get(self, ask: Callable[[], T]) -> T:
        """Return the answer; whatever ``ask`` raises leaves it unknown."""
        if not self.found:
            self.found.append(ask())
        return self.found[0]

    def __eq__(self, other: object) -> bool:
        """Whether both know the same."""
        return isinstance(other, Once) and self.found == other.found

    __hash__ = None  # type: ignore[assignment]


@dataclass(slots=True)
class AsUser:
    """What holds while adbd runs as the user it runs as."""

    root: Once[Root | None] = field(default_factory=Once)
    shell_uid: Once[int] = field(default_factory=Once)
    root_shell: Once[RootShell] = field(default_factory=Once)

    def close(self) -> None:
        """End the shell."""
        for shell in self.root_shell.found:
            shell.close()


@dataclass(slots=True)
class Life:
    """What holds until the device begins anew."""

    shell_v2: Once[bool] = field(default_factory=Once)
    properties: Once[dict[str, str]] = field(default_factory=Once)
    has_nsenter: Once[bool] = field(default_factory=Once)
    #: What was found when it, or the adb server, did not answer any more; and when (monotonic seconds).
    silence: DeviceLost | None = None
    silent_since: float = 0.0
    user: AsUser = field(default_factory=AsUser)


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
