"""One device: its parts, and what concerns them all."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, Literal

from harness.sandbox import caller
from harness.sandbox.cage.levels import Level
from harness.sandbox.cage.start import Cage
from harness.sandbox.disk.mounts import ZYGOTE64, Mounts
from harness.sandbox.disk.tree import make_tree, store_of
from harness.sandbox.disk.vfs import Vfs
from harness.sandbox.runtime.jvm import Runtime

from .activities import ActivityManager
from .calls import Calls
from .components import Components
from .firewall import Firewall
from .logbuffer import LogBuffer
from .memory import Service, SinceBoot, SinceReset
from .packages import PackageManager
from .permission_desk import PermissionDesk
from .processes import Process, ProcessTable
from .programs import Programs
from .properties import Properties
from .providers import Providers
from .sessions import InstallSessions
from .state import DeviceState

_TOAST_SECONDS = 3.5
#: A clock set to within this of this machine's shows this machine's time again.
_SAME_CLOCK = 1.0

RootMode = Literal["adbd", "su", "su0", "none"]
"""Who may become root, and how: adbd is root; ``su -c LINE`` as Magisk's; ``su 0 COMMAND`` as AOSP's; nobody."""


class Device:
    """The system of one sandbox. ``state_dir`` keeps everything that survives a restart."""

    def __init__(
        self,
        state_dir: Path,
        runtime: Runtime,
        *,
        api_level: int = 30,
        serial: str | None = None,
        root: RootMode = "adbd",
        clock_offset: float = 0.0,
        confine: Level | None = None,
    ) -> None:
        state_dir.mkdir(parents=True, exist_ok=True)
        self.state_dir = state_dir
        self.api_level = api_level
        self.started = time.time()
        self.root: RootMode = root
        self.boot_id = str(uuid.uuid4())
        self.mounts = Mounts(state_dir / "mounts")
        self.firewall, self.firewall6 = Firewall(), Firewall()
        self.programs = Programs()
        #: Called by :meth:`reboot`: the daemon hangs up.
        self.on_reboot: list[Callable[[], Awaitable[None]]] = []
        self.vfs = Vfs(state_dir / "root", self.mounts)
        make_tree(self.vfs, self.api_level)
        self.log = LogBuffer()
        self.state = DeviceState(state_dir / "state.json")
        self.properties = Properties(self.state, api_level=api_level, serial=serial or f"SANDBOX{secrets.token_hex(4)}")
        self.packages = PackageManager(state_dir / "packages.json", self.vfs, api_level=api_level)
        self.packages.set_extra(self.state.get("packages", []))
        self.providers = Providers(self.state)
        #: The clock is as wrong as it was made again after a reset.
        self._made_with: Final = clock_offset
        self.since_boot, self.since_reset = SinceBoot(), SinceReset(clock_offset)
        self.calls = Calls(self)
        #: What keeps the apps from this machine.
        self.cage = Cage(state_dir / "cage", confine)
        self.cage.on_denied = self._denied_outside
        self.processes = ProcessTable(
            self.vfs, self.log, runtime, on_call=self.calls.handle, on_start=self._process_started,
            cage=self.cage, network=lambda: self.since_reset.network, readable=self._readable,
        )  # fmt: skip
        self.activities = ActivityManager(self.packages, self.processes, self.log)
        self.components = Components(self.processes, self.log)
        self.permission_desk = PermissionDesk(self.packages, self.processes, self.activities)
        self.sessions = InstallSessions(state_dir / "sessions")
        #: In the order in which a reset asks them: what runs first, what it may write to last.
        self.services: tuple[Service, ...] = (
            self.processes, self.programs, self.components, self.permission_desk, self.activities, self.sessions,
            self.packages, self.state, self.properties, self.calls, self.cage.attempts, self.mounts, self.firewall,
            self.firewall6, self.vfs, self.log,
        )  # fmt: skip
        self.processes.on_exit(self._process_ended)

    @property
    def adbd_uid(self) -> int:
        """Who adbd and its shells are."""
        return caller.ROOT if self.root == "adbd" else caller.SHELL

    async def reboot(self) -> None:
        """Start anew: everything that lives in memory is gone, and so are adb's connections."""
        for process in self.processes.all():
            await self.processes.end_package(process.package.name)
        await self.programs.reset()
        self.activities.go_home()
        for service in (self.mounts, self.firewall, self.firewall6):
            service.reset()
        self.properties.forget_volatile()
        self.since_boot = SinceBoot()
        self.boot_id = str(uuid.uuid4())
        self.started = time.time()
        for hang_up in self.on_reboot:
            await hang_up()

    # -- state ----------------------------------------------------------------------------------------------------

    @property
    def chinese(self) -> bool:
        """Whether the device's language is Chinese."""
        return self.properties.get("persist.sys.locale").lower().startswith("zh")

    def seed(self, document: Any) -> None:
        """Merge a persona into the state. Raises ValueError with the reason."""
        self.state.seed(document)
        self.packages.set_extra(self.state.get("packages", []))

    async def reset(self) -> None:
        """Back to a new device: no apps, no data, default settings, empty log, nothing trusted."""
        for service in self.services:
            if (doing := service.reset()) is not None:
                await doing
        self.since_boot, self.since_reset = SinceBoot(), SinceReset(self._made_with)
        make_tree(self.vfs, self.api_level)

    def now(self) -> float:
        """What the device's clock shows, in seconds since the epoch."""
        return time.time() + self.since_reset.clock_offset

    @property
    def clock_offset_ms(self) -> int:
        """How far the device's clock was moved from this machine's."""
        return round(self.since_reset.clock_offset * 1000)

    def set_clock(self, seconds: float) -> None:
        """Set the device's clock. Running apps are told; raises ValueError for a time that no clock shows."""
        if not 0 <= seconds < 1 << 36:
            raise ValueError(seconds)
        offset = seconds - time.time()
        self.since_reset.clock_offset = 0.0 if abs(offset) < _SAME_CLOCK else offset
        for process in self.processes.all():
            if process.channel is not None:
                process.channel.event("clock", offset_ms=self.clock_offset_ms)

    def show_toast(self, text: str) -> None:
        """Show a short message, as long as Android's LENGTH_LONG."""
        self.since_boot.toast = (text, time.monotonic() + _TOAST_SECONDS)

    def toast(self) -> str:
        """The short message on the screen, or nothing."""
        text, until = self.since_boot.toast
        return text if time.monotonic() < until else ""

    async def close(self) -> None:
        """End every app and write the state."""
        await self.programs.reset()
        self.components.close()
        await self.activities.close()
        await self.processes.close()
        self.cage.close()
        self.packages.save()
        self.state.save()

    def _readable(self, process: Process) -> list[Path]:
        """What an app reads of the device besides its data: the system, its package, whatever is mounted."""
        shown = [self.vfs.root / "system", self.vfs.root / "apex", self.mounts.directory]
        with caller.acting(new_namespace=ZYGOTE64):
            shown.append(self.vfs.host_path(store_of(self.api_level)))
        if process.package.path:
            shown.append(self.vfs.host_path(process.package.path).parent)
        return shown

    def _denied_outside(self, process: str, host: str, port: int) -> None:
        """Called in the thread that answers for the process."""
        self.calls.note_denied(process, host, port, why="confinement")

    def _process_started(self, process: Process) -> None:
        self.mounts.fork(process.pid)

    def _process_ended(self, process: Process) -> None:
        self.since_boot.scroll.pop(process.pid, None)
        self.mounts.end(process.pid)
