"""Services and receivers: started in the process that their manifest names."""

from __future__ import annotations

import asyncio
from typing import Any

from .activities import Intent
from .logbuffer import LogBuffer
from .packages import Package
from .processes import Process, ProcessTable


class Components:
    """What runs without a screen. Binding, sticky restarts and time limits are not there."""

    def __init__(self, processes: ProcessTable, log: LogBuffer) -> None:
        self._processes = processes
        self._log = log
        self._running: dict[str, Process] = {}
        self._work: set[asyncio.Task[None]] = set()

    def start(self, package: Package, intent: Intent) -> bool:
        """Start a service; False when the package declares none of that name."""
        info = package.service(_class_of(intent))
        if info is None:
            return False
        process = self._processes.ensure(package, info.process, isolated_for=info.name if info.isolated else "")
        self._running[info.name] = process
        self._tell(process, "service.start", info.name, intent)
        return True

    def stop(self, package: Package, intent: Intent) -> bool:
        """Stop a service; False when it does not run."""
        info = package.service(_class_of(intent))
        process = self._running.pop(info.name, None) if info is not None else None
        if info is None or process is None or process.ended.is_set():
            return False
        self._tell(process, "service.stop", info.name, intent)
        return True

    def broadcast(self, package: Package, intent: Intent) -> bool:
        """Deliver an explicit broadcast; False when the package declares no such receiver."""
        info = package.receiver(_class_of(intent))
        if info is None:
            return False
        self._tell(self._processes.ensure(package, info.process), "broadcast.receive", info.name, intent)
        return True

    def reset(self) -> None:
        """Give up what waits for a process, and forget what ran."""
        self.close()
        self._running.clear()

    def close(self) -> None:
        """Give up what waits for a process."""
        for work in list(self._work):
            work.cancel()

    def _tell(self, process: Process, event: str, name: str, intent: Intent) -> None:
        work = asyncio.ensure_future(self._deliver(process, event, name, intent))
        self._work.add(work)
        work.add_done_callback(self._work.discard)

    async def _deliver(self, process: Process, event: str, name: str, intent: Intent) -> None:
        await process.attached.wait()
        if process.channel is not None and not process.ended.is_set():
            values: dict[str, Any] = {"class": name, "action": intent.action, "data": intent.data}
            process.channel.event(event, **values, extras=intent.extras)
            self._log.write("ActivityManager", f"{event} {name} in {process.name}", priority=3)


def _class_of(intent: Intent) -> str:
    package, separator, name = (intent.component or "").partition("/")
    return (package + name if name.startswith(".") else name) if separator else package
