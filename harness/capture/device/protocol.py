"""What a run needs of a device, in small capabilities: who works with a device asks for the smallest that will do.

Every method raises ``DeviceError`` (or a kind of it) when the device will not do it. A double of a device names the
capabilities that it has as its bases: mypy then wants all of their methods (pyproject.toml lists the doubles).
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from harness.capture.device.errors import DeviceError
from harness.capture.device.frida.handle import FridaHandle
from harness.capture.device.options import RouteKind
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


@runtime_checkable
class Named(Protocol):
    """A device that can be told from others: ``serial`` is what adb calls it."""

    serial: str


@runtime_checkable
class Facts(Protocol):
    """What a device says of itself."""

    def info(self) -> DeviceInfo:
        """Return what the device says of itself."""


@runtime_checkable
class Shell(Named, Protocol):
    """Commands in the device's shell."""

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        """Run a command; every argument is quoted for the device's shell."""


@runtime_checkable
class Lifecycle(Protocol):
    """A run's beginning and end on the device, and what is wrong with it in between."""

    def reset(self) -> str:
        """Bring the device to its clean state; return how, as the bundle tells it."""

    def readiness(self) -> dict[str, Any]:
        """Return what :meth:`reset` set so that a run meets a device that is awake and at rest, for the bundle.

        ``changed``: names and values; ``notes``: sentences on what the device refused.
        """

    def why(self) -> DeviceError | None:
        """After something failed: return what is wrong with the device, or ``None`` when it seems well."""

    def close(self) -> None:
        """Undo what is left of the run on the device and let it go."""


@runtime_checkable
class Clock(Protocol):
    """The device's wall clock."""

    def clock_offset_us(self) -> int:
        """Return the device's wall clock minus the host's, in microseconds."""

    def set_clock(self, offset_us: int) -> int:
        """Set the device's wall clock to the host's plus ``offset_us``; return the offset that was reached.

        However the run ends, the clock is put back.
        """

    def put_clock_back(self) -> None:
        """Put the wall clock back to where it was before :meth:`set_clock`; nothing where it was not moved."""


@runtime_checkable
class Values(Protocol):
    """The persona on the device, and the values it has of its own."""

    def seed(self, persona: Persona) -> Planted:
        """Plant the persona; return what this device could not hold, and what it holds of its own."""

    def own_values(self, package: str) -> list[PersonaValue]:
        """Return the identifiers that the device gives to the app by itself, as far as they can be read now."""


@runtime_checkable
class Packages(Protocol):
    """Apps as packages."""

    def install(self, apk: Path, *, grant_all: bool, update: bool = False) -> None:
        """Install an APK, with every requested runtime permission granted if ``grant_all``.

        ``update``: over the version that this run has installed, whose data stays.
        """

    def changed_app(self) -> dict[str, Any]:
        """Return how the installed app was changed to be watched, for the bundle; empty where it was not."""

    def translated(self, package: str) -> str:
        """Return in words that the installed app's native code runs translated, out of reach; empty when not."""

    def check_app(self, apk: Path) -> None:
        """Raise ``UnfitError`` for an app's file that has no chance on this device."""

    def left_out(self, package: str, apk: Path, progress: Callable[[str], None]) -> list[str]:
        """Return what of the installed app cannot run on this device, by name; empty where all of it can.

        May have to make its code ready first, for minutes; ``progress`` hears so. Raises :class:`DeviceError` when that
        fails.
        """

    def pull_app(self, package: str, into: Path) -> Path:
        """Copy an installed app into a directory of this host's; return its file: an APK, or an archive of splits."""

    def uninstall(self, package: str) -> None:
        """Remove an app and its data; not an error when it is not installed."""


@runtime_checkable
class Apps(Protocol):
    """An installed app, started and emptied."""

    def launch(self, package: str) -> None:
        """Start the app's launcher activity as its icon does, nothing held."""

    def clear_data(self, package: str) -> None:
        """End the app and remove what it has written; what it was granted stays granted."""


@runtime_checkable
class Processes(Protocol):
    """The processes of an app: which run, how others ended, and their end."""

    def pids(self, package: str) -> list[int]:
        """Return the running processes of the app."""

    def running(self, package: str) -> list[Running]:
        """Return processes of the app that run and are not held, with those that they started."""

    def ended(self, package: str) -> list[Ended]:
        """Return the processes of the app that have ended, as far as the device keeps count."""

    def stop_app(self, package: str) -> None:
        """Force-stop the app."""


@runtime_checkable
class Holding(Named, Protocol):
    """Processes of an app that are held before their first line, until their hooks are in."""

    def launch_held(self, package: str, processes: Sequence[str] = ()) -> Started:
        """Start the app's launcher activity, its process stopped before its first line.

        From then on the app's other processes are held too as they start: those named after the package, and
        ``processes``, the names that its manifest declares.
        """

    def hold(self, package: str, processes: Sequence[str] = ()) -> None:
        """Hold the app's processes from now on as they start, as after :meth:`launch_held`; start nothing."""

    def held(self, package: str, wait_s: float = 0.0) -> list[Started]:
        """Return processes of the app that have started since and wait to be resumed.

        While there is none, wait up to ``wait_s`` seconds for one.
        """

    def resume(self, pid: int) -> None:
        """Let a held process run."""

    def release(self) -> None:
        """Stop holding new processes."""

    def gate_gaps(self, *, ended: bool = False) -> list[Ungated]:
        """Return the stretches since the last time in which new processes should have been held and were not.

        One that still lasts is among them when the watch has ``ended``.
        """

    def hold_limit_s(self, *, first: bool) -> float | None:
        """Return how long a process may be held, in seconds: the ``first`` one or a later one; ``None`` is no limit."""

    def bind_limit_s(self) -> float:
        """Return how long a process that runs may keep the system waiting before it is bound, in seconds."""

    def ended_in_start(self, pid: int, held_s: float) -> str:
        """Return how the system tells that it ended a process because its start took too long; empty if it did not.

        ``held_s`` is for how long the process was held.
        """

    def child_pid(self, parent: int, told: int) -> int:
        """Return the id by which a process that ``parent`` forked is reached, and that gave ``told`` as its own.

        0 when no such child is there: an app may say anything, and nothing but its own processes is to be touched.
        """


@runtime_checkable
class Frida(Protocol):
    """Where Frida reaches the app."""

    def frida_device(self) -> FridaHandle:
        """Return Frida's handle on the place where the app's processes run."""


@runtime_checkable
class Traffic(Protocol):
    """The app's way to the proxy, and what went past it."""

    def trust_ca(self, certificate_pem: bytes) -> None:
        """Install a certificate authority into the system's trust store."""

    def route_kind(self, hooked: bool = True) -> RouteKind:
        """Return how the app's traffic will come to the proxy: the proxy must know before it starts.

        An app that will not be ``hooked`` cannot have the agent's route.
        """

    def network(self, mode: str) -> None:
        """Tell the device whether its apps may reach the network by themselves (``live``) or not (``sinkhole``).

        Before :meth:`route_traffic`, which carries it out where it takes packet rules.
        """

    def route_traffic(self, proxy: ProxyAddress, package: str, hooked: bool = True) -> dict[str, Any]:
        """Send the installed app's traffic to the proxy; return what the route catches and misses, for the bundle.

        Where the network is a sinkhole, ``held`` in it says whether the device lets nothing else of the app out, and
        ``open`` what it does not stop; ``whole_device`` says in words what it does to other apps, where it does.
        """

    def agent_route(self) -> AgentRoute | None:
        """Return what the agent needs to bring the app's connections to the proxy, if that is the route in use."""

    def routed(self, pid: int) -> None:
        """Take note that the agent's route is in a process now: a device that holds the others may let this one out."""

    def unroute_traffic(self) -> None:
        """Undo :meth:`route_traffic`."""

    def connections(self) -> list[dict[str, Any]]:
        """Return connections of the app that went past the proxy (``host``, ``port``, ``time_us``, ``reason``)."""

    def denied_connections(self) -> list[dict[str, Any]]:
        """Return direct connections that the device refused (``host``, ``port``, ``time_us``, perhaps ``reason``)."""

    def shells_called(self) -> dict[str, int]:
        """Return how often apps called methods that this device only answers neutrally; empty for an Android."""


@runtime_checkable
class Screen(Protocol):
    """The screen, looked at and touched."""

    def ui_dump(self) -> bytes:
        """Return the view tree on screen as uiautomator's XML."""

    def screenshot(self) -> bytes:
        """Return the screen as PNG."""

    def tap(self, x: int, y: int) -> None:
        """Touch the screen at a point, in pixels."""

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float = 0.3) -> None:
        """Drag a finger from one point to another, in pixels."""

    def key(self, name: str) -> None:
        """Press a key by its Android name without ``KEYCODE_`` (``BACK``, ``HOME``, ``POWER``)."""

    def can_type(self, text: str) -> bool:
        """Whether :meth:`type_text` can type this text on this device."""

    def type_text(self, text: str) -> None:
        """Type text into the focused field."""

    def ui_driver(self) -> dict[str, str]:
        """Return the ``name`` of what the screen is used with, and the ``reason`` if that is second choice."""


@runtime_checkable
class Log(Protocol):
    """The device's log."""

    def logcat(self) -> Iterator[bytes]:
        """Yield the device's log from now on, in pieces, until the device goes away or the iterator is closed."""


@runtime_checkable
class Confinement(Protocol):
    """What keeps the app from this machine, where it runs on it."""

    def confinement(self) -> dict[str, str]:
        """Return how far the app is kept from this machine (``level``, ``why``); empty where it runs elsewhere."""

    def attempts(self) -> list[Attempt]:
        """Return what the app tried that reaches out of its confinement. Times are this host's."""


@runtime_checkable
class Display(Shell, Screen, Protocol):
    """The screen, and what the shell says of it (keyboard, focus, size)."""


@runtime_checkable
class Device(
    Facts,
    Lifecycle,
    Clock,
    Values,
    Packages,
    Apps,
    Processes,
    Holding,
    Frida,
    Traffic,
    Log,
    Confinement,
    Display,
    Protocol,
):
    """A device under test: all of it."""
