"""Starts confined processes for a device, in networks of the device's own."""

import asyncio
import marshal
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import limits
from .attempts import Attempts
from .filter import program
from .judge import Confined, Verdict
from .landlock import abi
from .levels import CONFINE_WRITE, Confinement, Level, why_no_landlock, why_no_namespaces
from .libraries import libraries, loader
from .numbers import NUMBERS, machine
from .task import Task
from .watch import Watch

_SECONDS = 30.0
_ORDER = "import sys; sys.path.append({!r}); from cage.launch import main; main()"
_HERE = Path(__file__).resolve().parent

Denied = Callable[[str, str, int], None]
"""Is told of a connection that was refused: the app's process, host and port. Called in another thread."""


class NotConfined(Exception):
    """A process could not be confined; the text says why."""


@dataclass(slots=True, eq=False)
class Caged:
    """A confined process that runs: what was started, the app's pid, and who answers for it."""

    child: asyncio.subprocess.Process
    pid: int
    watch: Watch


@dataclass(frozen=True, slots=True)
class Needs:
    """What a program needs besides its data: files to read, and programs that it may run."""

    read: tuple[str, ...]
    run: tuple[str, ...]


@dataclass(slots=True)
class _Network:
    """The device's network: its user and network namespace, and sockets in it that nobody uses yet."""

    spaces: list[int]
    sockets: list[socket.socket]


class Cage:
    """The confinement of one device's apps. ``forced`` is the level that is asked for, if one is."""

    def __init__(self, folder: Path, forced: Level | None = None) -> None:
        """Nothing is tried yet. ``folder`` is the device's own, for the directory over which roots are mounted."""
        self.attempts = Attempts()
        self.on_denied: Denied = lambda process, host, port: None
        self._root = folder / "root"
        self._forced = forced
        self._network: _Network | None = None
        self._ports: set[int] = set()
        self._found: asyncio.Future[Confinement] | None = None
        self._lock = asyncio.Lock()

    async def level(self) -> Confinement:
        """Return what is possible here; tried once, in some 40 ms."""
        if self._found is None:
            self._found = asyncio.ensure_future(self._probe())
        return await asyncio.shield(self._found)

    async def effective(self, network: str) -> Confinement:
        """Return how apps are confined that start now, with this network (``live``, ``sinkhole``, ``routed``)."""
        found = await self.level()
        if network == "live" and found.level == "full":
            return Confinement("partial", "the network is live: the app shares this machine's")
        return found

    async def listen(self, port: int) -> socket.socket | None:
        """Return a socket that listens on a port of the device's own loopback; None where it has none of its own.

        Raises OSError when the port is taken there.
        """
        self._ports.add(port)
        if (await self.level()).level != "full":
            return None
        async with self._lock:
            if self._network is None or not self._network.sockets:
                more = await self._make_network()
                if self._network is not None:  # used up: what listens already stays in the earlier one
                    for handle in more.spaces:
                        os.close(handle)
                    raise OSError(24, "the device has no more ports")
                self._network = more
            one = self._network.sockets.pop()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind(("127.0.0.1", port))
        one.listen(128)
        one.setblocking(False)
        return one

    def forget(self, port: int) -> None:
        """A forward is gone."""
        self._ports.discard(port)

    async def start(
        self, name: str, command: Sequence[str], *, needs: Needs, system: Path, data: Path, network: str
    ) -> Caged:
        """Start a confined process of an app. Raises :class:`NotConfined`."""
        found = await self.level()
        level = "live" if found.level == "full" and network == "live" else found.level
        namespaces = level != "partial"
        own = "own" if level == "full" else "open" if network == "live" else "held"
        count = os.geteuid() == 0
        order = {
            "level": level, "read": [*libraries(), *needs.read], "run": [*loader(), *needs.run],
            "write": [str(data), str(system), *_more()], "cwd": str(data), "command": list(command),
            "environment": environment(data), "limits": limits.resources(namespaces=namespaces),
            "filter": program(machine(), namespaces=namespaces, mute=own == "held", count_clones=count),
            "network": own == "open",
        }  # fmt: skip
        child, control = await self._launch(order, output=True)
        with control:
            answer, handles = await _packet(control)
        if "pid" not in answer:
            await child.wait()
            raise NotConfined(f"{name} could not be confined: {answer.get('error', 'the launcher ended')}")
        pid = answer["pid"]
        one = Confined(
            name=name, pid=pid, launcher=child.pid, namespaces=namespaces, network=own, system=str(system),
            data=str(data), also=frozenset(_more()), helpers=frozenset(needs.run[1:]), ports=lambda: self._ports,
            most_tasks=limits.TASKS if count else 0,
        )  # fmt: skip
        return Caged(child, pid, Watch(handles[0], one, self._told))

    def close(self) -> None:
        """Give the network back."""
        if self._network is not None:
            for handle in self._network.spaces:
                os.close(handle)
            for one in self._network.sockets:
                one.close()
            self._network = None

    def _told(self, one: Confined, task: Task, verdict: Verdict) -> None:
        if verdict.address is not None and verdict.address.family == "inet" and not verdict.address.loopback:
            self.on_denied(one.name, verdict.address.host, verdict.address.port)
            return
        self.attempts.note(
            verdict.what, verdict.target, verdict.answer, pid=task.pid, process=one.name, program=task.program
        )

    async def _probe(self) -> Confinement:
        """Try the levels from the top."""
        if machine() not in NUMBERS:
            return Confinement("none", f"harness knows the system calls of x86_64 and aarch64, not of {machine()}")
        why: list[str] = []
        for level in ("full", "partial") if self._forced is None else (self._forced,):
            if level == "none":
                return Confinement("none", "asked for")
            error = await self._try(level)
            if error is None:
                return Confinement("full" if level == "full" else "partial", "; ".join(why))
            why.append(why_no_namespaces(error) if level == "full" else why_no_landlock(abi()))
        return Confinement("none", "; ".join(why))

    async def _try(self, level: str) -> str | None:
        """Go as far as a process goes before it becomes the app; return why that failed."""
        try:
            if level == "full" and self._network is None:
                self._network = await self._make_network()
            order: dict[str, Any] = {
                "level": level,
                "read": libraries(),
                "run": loader(),
                "write": [],
                "command": None,
                "network": False,
            }
            child, control = await self._launch(order)
            with control:
                answer, _ = await _packet(control)
            await child.wait()
        except (NotConfined, OSError) as error:
            return str(error)
        return str(answer.get("error", "the launcher ended")) if "pid" not in answer else None

    async def _make_network(self) -> _Network:
        child, control = await self._launch({"level": "network"})
        with control:
            answer, handles = await _packet(control)
        await child.wait()
        if "spaces" not in answer:
            raise NotConfined(str(answer.get("error", "the launcher ended")))
        return _Network(handles[:2], [socket.socket(fileno=handle) for handle in handles[2:]])

    async def _launch(
        self, order: dict[str, Any], *, output: bool = False
    ) -> tuple[asyncio.subprocess.Process, socket.socket]:
        self._root.mkdir(parents=True, exist_ok=True)
        spaces = self._network.spaces if self._network is not None and order["level"] == "full" else []
        order |= {"parent": os.getpid(), "root": str(self._root), "spaces": spaces}
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pipe = subprocess.PIPE if output else subprocess.DEVNULL
        try:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-S", "-c", _ORDER.format(str(_HERE.parent)), str(theirs.fileno()),
                stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=_launcher_environment(),
                pass_fds=(theirs.fileno(), *spaces), limit=1024 * 1024, process_group=0,
            )  # fmt: skip
            mine.setblocking(False)
            mine.send(marshal.dumps(order))
        except BaseException:
            mine.close()
            raise
        finally:
            theirs.close()
        return child, mine


async def _packet(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return the next answer of a launcher and the descriptors with it; nothing when it has ended."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(control.fileno(), ready.set)
    try:
        async with asyncio.timeout(_SECONDS):
            await ready.wait()
    except TimeoutError:
        raise NotConfined(f"the launcher did not answer within {_SECONDS:.0f} s") from None
    finally:
        loop.remove_reader(control.fileno())
    try:
        text, handles, _, _ = socket.recv_fds(control, 1 << 16, 64)
    except OSError:
        return {}, []
    return (dict(marshal.loads(text)) if text else {}), handles  # noqa: S302 - our own launcher wrote it


def _more() -> list[str]:
    return [path for path in os.environ.get(CONFINE_WRITE, "").split(os.pathsep) if path]


def environment(data: Path) -> dict[str, str]:
    """The app's environment: nothing of ours but the time zone."""
    zone = os.environ.get("TZ") or _zone()
    return {"LANG": "C.UTF-8", "PATH": "/system/bin", "TMPDIR": f"{data}/cache"} | ({"TZ": zone} if zone else {})


def _zone() -> str:
    """This machine's time zone by its name."""
    try:
        return os.readlink("/etc/localtime").partition("zoneinfo/")[2]  # noqa: PTH115 - what the link says
    except OSError:
        return ""


def _launcher_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
