"""App processes: starting, holding, ending, and what is known of those that ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket as socketlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.files.scratch import owned
from harness.sandbox.cage.start import Cage, Caged, Needs, NotConfined, environment
from harness.sandbox.disk.vfs import Vfs
from harness.sandbox.runtime.jvm import Runtime, RuntimeMissing, child_setup

from .channel import AppChannel, AppError
from .logbuffer import LogBuffer
from .packages import Package

_KEPT_EXITS = 1000
_ANSWER_SECONDS = 10.0
_LAST_WORDS_SECONDS = 2.0
_MOST_LINE = 1 << 20
"""Bytes of a line that an app prints and that is read at once."""


@dataclass(slots=True, eq=False)
class Process:
    """One app process. ``attached``: it may run; ``held``: it waits for ``resume``; ``routed``: something in it
    takes what would leave, so that it may connect by itself where only such processes may."""

    name: str
    package: Package
    started: float
    began: float = field(default_factory=time.monotonic)
    pid: int = 0
    held: bool = False
    waiting: bool = False
    channel: AppChannel | None = None
    attached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    child: asyncio.subprocess.Process | None = None
    doomed: bool = False
    isolated: bool = False
    routed: bool = False
    caged: Caged | None = None


#: Answers an app's call: (process, name, args).
ProcessCall = Callable[[Process, str, dict[str, Any]], Awaitable[Any]]


class ProcessTable:
    """The processes of one device."""

    def __init__(
        self,
        vfs: Vfs,
        log: LogBuffer,
        runtime: Runtime,
        *,
        on_call: ProcessCall,
        cage: Cage,
        network: Callable[[], str],
        readable: Callable[[Process], list[Path]],
        on_start: Callable[[Process], None] = lambda process: None,
    ) -> None:
        """An app's process is started in ``cage``, with the device's ``network``; ``readable`` it reads besides."""
        self._vfs = vfs
        self._log = log
        self._runtime = runtime
        self._on_call = on_call
        self._cage = cage
        self._network = network
        self._readable = readable
        self._on_start = on_start
        self._on_exit: list[Callable[[Process], None]] = []
        self._running: dict[str, Process] = {}
        self._code: dict[str, asyncio.Future[Path]] = {}
        self._hold: set[str] = set()
        self._waiting = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sockets: Path | None = None
        self.exits: list[dict[str, Any]] = []

    def on_exit(self, callback: Callable[[Process], None]) -> None:
        """Have ``callback`` called after each process's end."""
        self._on_exit.append(callback)

    # -- code -----------------------------------------------------------------------------------------------------

    def prepare(self, package: Package) -> asyncio.Future[Path]:
        """Start (or find) the translation of a package's classes."""
        key = package.path
        if key not in self._code or (self._code[key].done() and self._code[key].exception() is not None):
            apk = self._vfs.host_path(package.path)
            self._code[key] = asyncio.ensure_future(self._runtime.prepare(apk))
            self._code[key].add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._code[key]

    # -- queries --------------------------------------------------------------------------------------------------

    def all(self) -> list[Process]:
        """Running processes that have a pid, oldest first."""
        return [item for item in self._running.values() if item.pid]

    def by_pid(self, pid: int) -> Process | None:
        """A running process by its pid."""
        return next((item for item in self._running.values() if item.pid == pid), None)

    def named(self, name: str) -> Process | None:
        """A running process by its name."""
        return self._running.get(name)

    def held(self) -> list[Process]:
        """Processes that wait before their first line."""
        return [item for item in self.all() if item.held and item.waiting]

    async def wait_held(self, seconds: float) -> list[Process]:
        """Wait until a process is held, for at most ``seconds``; then the same as :meth:`held`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.held():
                    self._waiting.clear()
                    await self._waiting.wait()
        return self.held()

    # -- life -----------------------------------------------------------------------------------------------------

    def hold(self, package: str) -> None:
        """Have future processes of a package wait before their first line."""
        self._hold.add(package)

    async def route(self, process: Process) -> None:
        """Let a process connect by itself, at once if it is attached: it knows when this returns."""
        process.routed = True
        if not process.held and process.channel is not None:
            await process.channel.ask("network", _ANSWER_SECONDS)

    def release_all(self) -> None:
        """Hold no package any more, and let those that wait run."""
        self._hold.clear()
        for process in self._running.values():
            process.released.set()

    def ensure(self, package: Package, declared: str = "", *, isolated_for: str = "") -> Process:
        """The process of a component, started when it is not running.

        ``declared`` is the component's ``android:process``. A service with ``isolatedProcess`` (its class is
        ``isolated_for``) has a process of its own under a user without rights; such processes are not held, as Frida
        cannot work in them on Android either.
        """
        name = package.process_name(declared)
        if isolated_for:
            name = f"{name}:{isolated_for}"
        process = self._running.get(name)
        if process is None:
            held = package.name in self._hold and not isolated_for
            process = Process(name, package, time.time(), held=held, isolated=bool(isolated_for))
            if not process.held:
                process.released.set()
            self._running[process.name] = process
            self._background(self._live(process))
        return process

    def end(self, process: Process, number: int = signal.SIGKILL) -> None:
        """Send a signal to a process."""
        if process.child is not None and process.child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                if number == signal.SIGKILL or process.caged is None:
                    process.child.send_signal(number)  # what confines it ends with all that it started
                else:
                    os.kill(process.caged.pid, number)

    async def end_package(self, package: str) -> None:
        """Kill a package's processes and wait until they are gone."""
        for process in [item for item in self._running.values() if item.package.name == package]:
            process.doomed = True  # one that has no child yet ends as soon as it has
            self.end(process)
            await process.ended.wait()

    async def reset(self) -> None:
        """Kill everything, hear its last words, and forget it."""
        self.release_all()
        for code in self._code.values():
            code.cancel()
        for package in {item.package.name for item in self._running.values()}:
            await self.end_package(package)
        if self._tasks:
            _, talking = await asyncio.wait(self._tasks, timeout=_LAST_WORDS_SECONDS)
            for task in talking:
                task.cancel()
        self._code.clear()
        self._waiting.clear()
        self.exits.clear()

    async def close(self) -> None:
        """Kill everything."""
        for process in list(self._running.values()):
            self.end(process)
        for task in list(self._tasks):
            task.cancel()
        for code in self._code.values():
            code.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=3)
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _background(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _socket(self) -> Path:
        """Return a path for a process's socket, in a short directory: that of a Unix socket has at most 107 bytes."""
        if self._sockets is None:
            self._sockets = Path(tempfile.mkdtemp(prefix=owned("hsb-")))
        return self._sockets / f"{time.monotonic_ns():x}"

    async def _live(self, process: Process) -> None:
        """The whole life of one process."""
        code: int | None = None
        server: asyncio.Server | None = None
        socket: Path | None = None
        try:
            classes = await asyncio.shield(self.prepare(process.package))
            socket = self._socket()
            server = await asyncio.start_unix_server(
                lambda reader, writer: self._connected(process, reader, writer), str(socket), limit=16 * 1024 * 1024
            )
            child = await self._start(process, classes, socket)
            self._on_start(process)
            if process.doomed:
                child.kill()
            self._log.write(
                "ActivityManager", f"Start proc {process.pid}:{process.name}/u0a{process.package.uid - 10000}"
            )
            assert child.stdout is not None and child.stderr is not None  # noqa: S101 - PIPE was asked for
            self._background(self._pump(child.stdout, process, "System.out", 4))
            self._background(self._pump(child.stderr, process, "System.err", 5))
            code = await child.wait()
            if process.caged is not None:
                await asyncio.to_thread(process.caged.watch.join, _LAST_WORDS_SECONDS)
        except (RuntimeMissing, RuntimeError, NotConfined, OSError, AppError) as error:
            self._log.write("ActivityManager", f"Failure starting process {process.name}: {error}", priority=6)
        finally:
            if server is not None:
                server.close()
            if socket is not None:
                socket.unlink(missing_ok=True)
            if process.child is not None and process.child.returncode is None:
                process.child.kill()
            self._ended(process, code)

    async def _start(self, process: Process, classes: Path, socket: Path) -> asyncio.subprocess.Process:
        """Start the app's program, as confined as this machine allows."""
        data = self._vfs.host_path(process.package.data_dir)
        (data / "cache").mkdir(exist_ok=True)
        command = self._runtime.command(classes, socket, process.name, data)
        if (await self._cage.level()).level != "none":
            needs = self._runtime.needs(classes)
            needs = Needs((*needs.read, *map(str, self._readable(process))), needs.run)
            process.caged = await self._cage.start(
                process.name, command, needs=needs, system=socket, data=data, network=self._network()
            )
            process.child, process.pid = process.caged.child, process.caged.pid
            return process.caged.child
        child = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=child_setup(), process_group=0, env=environment(data), cwd=data, limit=_MOST_LINE,
        )  # fmt: skip
        process.child, process.pid = child, child.pid
        return child

    def _ended(self, process: Process, code: int | None) -> None:
        row: dict[str, Any] = {
            "pid": process.pid, "process": process.name, "package": process.package.name, "time": time.time()
        }  # fmt: skip
        if code is None:
            row["error"] = "did not start"
        elif code < 0:
            row["signal"] = -code
        else:
            row["exit_code"] = code
        self.exits.append(row)
        del self.exits[:-_KEPT_EXITS]
        if process.pid:
            self._log.write("ActivityManager", f"Process {process.name} (pid {process.pid}) has died")
        if self._running.get(process.name) is process:
            del self._running[process.name]
        process.ended.set()
        process.attached.set()
        for callback in self._on_exit:
            callback(process)

    async def _connected(self, process: Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("socket").getsockopt(socketlib.SOL_SOCKET, socketlib.SO_PEERCRED, 12)
        # Without namespaces this very process connects for the app.
        own = process.caged is None or int.from_bytes(peer[:4], sys.byteorder) in (process.pid, os.getpid())
        if process.channel is not None or not own:
            writer.close()
            return

        async def handle(call: str, args: dict[str, Any]) -> Any:
            if call == "process.attach":
                process.waiting = True
                self._waiting.set()
                await process.released.wait()
                process.waiting = process.held = False
            result = await self._on_call(process, call, args)
            if call == "process.attach":
                asyncio.get_running_loop().call_soon(process.attached.set)
            return result

        process.channel = AppChannel(reader, writer, handle)
        if (task := asyncio.current_task()) is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(asyncio.CancelledError):  # the loop's end; asyncio would report it as an error
            await process.channel.run()

    async def _pump(self, stream: asyncio.StreamReader, process: Process, tag: str, priority: int) -> None:
        while True:
            try:
                line = await stream.readline()
            except ValueError:  # what of it has been read is dropped with it, and the rest comes as a line of its own
                said = f"a line of more than {_MOST_LINE >> 10} KiB on {tag} was dropped"
                self._log.write("ActivityManager", f"Process {process.name}: {said}", priority=5)
                continue
            if not line:
                return
            text = line.decode("utf-8", "replace").rstrip("\n")
            self._log.write(tag, text, priority=priority, pid=process.pid, uid=process.package.uid)
