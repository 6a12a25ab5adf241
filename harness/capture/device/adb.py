"""Any device that adb reaches: apps, Frida, UI, and the steps around them, each in a module of its own."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import adbutils
import msgspec

from harness.capture.device import outputs, start_limits, trouble, wall_clock
from harness.capture.device.client import printed
from harness.capture.device.errors import (
    CannotHold,
    DeviceError,
    DeviceLost,
    FridaServerMissing,
    GadgetSilent,
    NoLauncher,
    NoRoot,
)
from harness.capture.device.frida_handle import FridaHandle, FridaSilent
from harness.capture.device.frida_server import FridaServer, users_server
from harness.capture.device.gadget.gadget import Gadget
from harness.capture.device.gate import SpawnGate
from harness.capture.device.install.install import install
from harness.capture.device.journal import Command, Journal, Setting, WallClock, journal_dir
from harness.capture.device.known import Life, OfRun
from harness.capture.device.link import Link, one_line
from harness.capture.device.obstacles import find_obstacles
from harness.capture.device.options import DeviceOptions, RouteKind
from harness.capture.device.plant.plant import plant
from harness.capture.device.plant.read import read_values
from harness.capture.device.protocol import (
    AgentRoute,
    DeviceInfo,
    Ended,
    Planted,
    ProxyAddress,
    Running,
    Started,
    Ungated,
)
from harness.capture.device.ps import app_processes, ps_command
from harness.capture.device.ready import Ready, make_ready
from harness.capture.device.routes.agent import AgentsRoute
from harness.capture.device.routes.route import choose_route
from harness.capture.device.translated import translated
from harness.capture.device.trust import trust
from harness.capture.device.ui import automator2
from harness.capture.device.ui.choose import PreferredDriver
from harness.capture.device.ui.shell import DUMP_FILE, ShellDriver
from harness.capture.frida_errors import FRIDA_ERRORS, NO_LAUNCHER, UNHELD, meaning
from harness.capture.host_clock import now_us
from harness.evidence.records import Attempt
from harness.persona.persona import Persona, PersonaValue

GADGET_SECONDS = 60.0
"""How long an app with the gadget in it has from its start to the gadget's report."""
MOST_TREE = 8 << 20
"""Bytes of a view tree that is read: a screen full of text has 200 KiB, and its texts are the app's to choose."""
MAIN_SECONDS = 4.0
"""How long the app's main process is waited for where Frida gave another one: that one is held meanwhile, too."""


class AdbDevice(Link):
    """A device over adb. What needs root (trust, frida-server, most routes) says so when it is missing."""

    kind = "adb"

    def __init__(
        self,
        client: adbutils.AdbClient,
        serial: str,
        options: DeviceOptions | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Take the device ``serial`` of an adb server. Raises :class:`DeviceNotFound` when it is not attached."""
        super().__init__(client, serial, journal or Journal(serial, journal_dir()))
        self.options = options or DeviceOptions()
        self._gadget = Gadget(self, self.options) if self.options.gadget else None

    def info(self) -> DeviceInfo:
        """Return what the device says of itself."""
        get = self.properties.get
        return DeviceInfo(
            serial=self.serial,
            kind=self.kind,
            model=get("ro.product.model", ""),
            manufacturer=get("ro.product.manufacturer", ""),
            android=get("ro.build.version.release", ""),
            api_level=self.api_level,
            abi=get("ro.product.cpu.abi", ""),
            fingerprint=get("ro.build.fingerprint", ""),
            sandbox=get("ro.harness.sandbox") == "1",
        )

    def clock_offset_us(self) -> int:
        """Return device minus host, in microseconds."""
        return wall_clock.offset_us(self)

    def set_clock(self, offset_us: int) -> int:
        """Set the wall clock to this host's plus ``offset_us``; the journal puts it back."""
        return wall_clock.move(self, offset_us)

    def put_clock_back(self) -> None:
        """Undo what :meth:`set_clock` did."""
        numbers = {
            entry.number
            for entry in self.journal.changes
            if isinstance(entry.undo, WallClock)
            or (isinstance(entry.undo, Setting) and entry.undo.key == wall_clock.AUTO[1])
        }
        if left := self.journal.undo(self.journal.identity.boot_id, self.undo, numbers=numbers):
            raise DeviceError(left[0])

    # The run's beginning and end.

    def reset(self) -> str:
        """Take the device for this run. A plain adb device has no snapshot; what an earlier run left is undone."""
        self.take()
        return "none: the device has no snapshot"

    def take(self) -> None:
        """Undo what an earlier run left, and see that the device can do what a run needs."""
        self._let_go()  # before what is undone now ends it
        left = self.begin()
        if left:
            raise DeviceError(f"{left[0]} Attach the device as it was and run 'harness doctor --mend'.")
        trouble.check_ready(self, self.clock_offset_us())
        self.become_root()
        self._run.ready = make_ready(self)

    def readiness(self) -> dict[str, Any]:
        """Return what of the device was set for this run, and what it refused."""
        made = self._run.ready or Ready()
        return {**msgspec.to_builtins(made), "code": self.code}  # which the installation fills in, later

    def renew(self) -> None:
        """Take a device that has just begun anew, of which nothing known before holds."""
        self.journal = Journal(self.serial, None)
        self.forget()
        self.take()

    def forget(self) -> None:
        """Forget what was known of the device, and what a run had on it: it has begun anew."""
        with contextlib.suppress(DeviceError):  # what held them is no more
            self._let_go()
        self._life.user.close()
        self._life = Life()

    def _let_go(self) -> None:
        """Let go of everything that the run before this one held on to."""
        run, self._run = self._run, OfRun()
        with contextlib.ExitStack() as ends:  # each is let go, whatever the others raise
            ends.callback(self.meanwhile.close)
            if self._gadget is not None:
                ends.callback(self._gadget.stop)
            if run.server is not None:
                ends.callback(run.server.stop)
            if run.gate is not None:
                ends.callback(run.gate.close)
            for driver in run.ui.found:
                ends.callback(driver.close)

    def seed(self, persona: Persona) -> Planted:
        """Plant what of the persona this device takes, and read the values it has of its own."""
        return plant(self, persona, self.options.app)

    def own_values(self, package: str) -> list[PersonaValue]:
        """Return the identifiers that the device itself gives to the app."""
        return read_values(self, package)

    def why(self) -> DeviceError | None:
        """Return what is wrong with the device now, found by asking it, or ``None``."""
        return trouble.find(self, self._run.server)

    # Apps.

    def install(self, apk: Path, *, grant_all: bool, update: bool = False) -> None:
        """Install an APK or a set of splits. Raises :class:`InstallError`."""
        change = self._gadget.change if self._gadget is not None else None
        install(self, apk, grant_all=grant_all, replace=self.options.replace_app, update=update, change=change)

    def changed_app(self) -> dict[str, Any]:
        """Return how the installed app was changed to be watched; empty when it runs as it was given."""
        return self._gadget.told if self._gadget is not None else {}

    def translated(self, package: str) -> str:
        """Return in words that the app's native code runs translated; empty when it does not."""
        abi = self.properties.get("ro.product.cpu.abi", "")
        return translated(self.shell(["dumpsys", "package", package]).stdout, package, abi)

    def uninstall(self, package: str) -> None:
        """Remove an app; not an error when it is not installed."""
        self.shell(["pm", "uninstall", package], timeout=60)

    def stop_app(self, package: str) -> None:
        """Force-stop the app."""
        self._must("am", "force-stop", package)

    def clear_data(self, package: str) -> None:
        """Clear the app's data; ``pm clear`` takes its permissions too, which are granted again."""
        before = self._granted(package)
        if "Success" not in self._must("pm", "clear", package):
            raise DeviceError(f"The data of {package} cannot be cleared on {self.serial}.")
        for permission in sorted(before - self._granted(package)):
            self._must("pm", "grant", package, permission)

    def _granted(self, package: str) -> set[str]:
        found = outputs.package_dump(self._must("dumpsys", "package", package), package)
        return set(found.granted) if found is not None else set()

    def pids(self, package: str) -> list[int]:
        """Return the processes named after the package."""
        return [int(word) for word in self.shell(["pidof", package]).stdout.split() if word.isdigit()]

    def ended(self, package: str) -> list[Ended]:
        """A plain adb device keeps no record of exits that is readable without more rights."""
        return []

    # Frida. With a frida-server on the device; Frida itself holds the process it spawns.

    def frida_device(self) -> FridaHandle:
        """Return Frida's handle: a server of our own, else one that the user has started on the device.

        With the gadget it is on the app's processes that have reported. Raises :class:`FridaServerMissing`,
        :class:`FridaServerFailed` or :class:`NoRoot`.
        """
        if self._gadget is not None:
            return self._gadget.device
        if self._run.server is not None:
            return self._run.server.device
        if self._run.theirs is None:
            server = FridaServer(self, self.options)
            try:
                server.start()
            except (FridaServerMissing, NoRoot):
                self._run.theirs = users_server(self.serial)
                if self._run.theirs is None:
                    raise
            else:
                self._run.server = server
                return server.device
        return self._run.theirs

    def launch_held(self, package: str, processes: Sequence[str] = ()) -> Started:
        """Spawn the app through Frida, which leaves it stopped, as it does every process that starts from then on.

        Raises :class:`CannotHold` where Frida cannot do that on this device, :class:`NoLauncher` for an app that has
        nothing to start it by.
        """
        try:
            device = self.frida_device()
            if self._run.gate is None:
                # The portal that the gadget reports to has no processes but the app's, and calls several of them alike
                # 'com.example', 'com.example[2]' (frida-core, portal-service.vala).
                self._run.gate = SpawnGate(device, own=self._gadget is not None)
            self._run.gate.open(package, processes)
            if self._gadget is not None:
                return self._launch_with_gadget(package, self._run.gate)
            pid = int(device.spawn([package]))
            self._run.gate.forget(pid)
            spawned = Started(pid=pid, name=package, since_us=now_us())
            return self._main(spawned, self._run.gate, processes)
        except FRIDA_ERRORS as error:
            kind = CannotHold if isinstance(error, UNHELD) else DeviceError
            kind = DeviceLost if isinstance(error, FridaSilent) else kind
            kind = NoLauncher if NO_LAUNCHER in str(error) else kind
            said = f"Frida cannot start {package} on {self.serial}: {meaning(error)}"
            if kind is CannotHold:
                with contextlib.suppress(DeviceError):
                    there = ", ".join(each.name for each in find_obstacles(self))
                    said += f"; on this device: {there}" if there else ""
            raise kind(f"{said}.") from None

    def _main(self, spawned: Started, gate: SpawnGate, processes: Sequence[str]) -> Started:
        """Return the app's main process: the one that Frida gave, or the one that comes to the gate after it.

        Frida takes the first process whose name is the wanted one up to a colon (frida-core, ``RoboLauncher``,
        ``handle_zymbiote_connection``), so ``com.example:push`` when that starts at the same time.
        """
        name = self._command_line(spawned.pid)
        wanted, colon, _ = name.partition(":")
        if wanted not in (spawned.name, *processes):
            doubt = f"whether process {spawned.pid} is the main one of {spawned.name} could not be read ('{name}')"
            return msgspec.structs.replace(spawned, doubt=doubt)
        taken = msgspec.structs.replace(spawned, name=name)
        if not colon:
            return taken
        end = time.monotonic() + MAIN_SECONDS
        while (left := end - time.monotonic()) > 0:
            came = gate.held(left)
            main = next((row for row in came if row.name == wanted), None)
            self._run.waiting += [row for row in came if row is not main]
            if main is not None:
                self._run.waiting.append(taken)
                return main
        doubt = f"no main process of {spawned.name} came within {MAIN_SECONDS:g} s; {name} was taken for the first"
        return msgspec.structs.replace(taken, doubt=doubt)

    def _command_line(self, pid: int) -> str:
        """Return the name that a process has, empty when it cannot be read.

        Frida holds one after ``Process.setArgV0`` has written it (frida-core ``zymbiote.c``).
        """
        command = ["cat", f"/proc/{pid}/cmdline"]
        for run in (self.shell, self.sudo):
            with contextlib.suppress(DeviceError):
                said = run(command)
                if said.code == 0 and said.stdout:
                    return one_line(said.stdout.partition("\0")[0])
        return ""

    def _launch_with_gadget(self, package: str, gate: SpawnGate) -> Started:
        """Start the app, whose gadget then waits at the gate. What came there beside it is for :meth:`held`."""
        self.launch(package)
        started = self._named(package, gate.held(GADGET_SECONDS))
        if not started:
            raise GadgetSilent(
                f"{package} was started on {self.serial}, and Frida's gadget in it did not report within "
                f"{GADGET_SECONDS:g} s: the app ended before, or cannot load it; 'adb logcat -d' there says which."
            )
        main = next((row for row in started if row.name == package), started[0])
        self._run.waiting += [row for row in started if row is not main]
        return main

    def _named(self, package: str, started: list[Started]) -> list[Started]:
        """Return processes with their own names, which the gadget does not tell."""
        names: dict[int, str] = {}
        if started:
            with contextlib.suppress(DeviceError):  # Android 6 lists no processes in that way
                names = {row.pid: row.name for row in self.running(package)}
        return [Started(pid=row.pid, name=names.get(row.pid, package)) for row in started]

    def launch(self, package: str) -> None:
        """Start the launcher activity. Raises :class:`DeviceError` when the app has none."""
        said = self.shell(["monkey", "-p", package, "-c", "android.intent.category.LAUNCHER", "1"])
        if said.code != 0 or "aborted" in said.stdout + said.stderr:
            raise DeviceError(f"The app {package} has no activity to launch.")

    def held(self, package: str, wait_s: float = 0.0) -> list[Started]:
        """Return processes that Frida's spawn gating holds."""
        waiting, self._run.waiting = self._run.waiting, []
        if waiting or self._run.gate is None:
            return waiting
        held = self._run.gate.held(wait_s)
        return held if self._gadget is None else self._named(package, held)

    def running(self, package: str) -> list[Running]:
        """Return the app's processes as ``ps`` lists them."""
        return app_processes(self._must(*ps_command(self.api_level)), package)

    def resume(self, pid: int) -> None:
        """Let a spawned process run."""
        if self._run.gate is not None:
            self._run.gate.resumed(pid)
        try:
            self.frida_device().resume(pid)
        except FRIDA_ERRORS as error:
            kind = DeviceLost if isinstance(error, FridaSilent) else DeviceError
            raise kind(f"Process {pid} cannot be let run on {self.serial}: {meaning(error)}.") from None

    def gate_gaps(self, *, ended: bool = False) -> list[Ungated]:
        """Return the stretches in which Frida's gate was open."""
        return self._run.gate.gaps(ended=ended) if self._run.gate is not None else []

    def hold_limit_s(self, *, first: bool) -> float | None:
        """Return how long Android (and Frida) let a process wait; one with the gadget in it has attached already."""
        if self._gadget is not None:
            return self.bind_limit_s()
        return start_limits.hold_s(start_limits.multiplier(self.properties), first=first)

    def bind_limit_s(self) -> float:
        """Return how long Android waits for a process that has attached."""
        return start_limits.bind_s(self.api_level, start_limits.multiplier(self.properties))

    def ended_in_start(self, pid: int, held_s: float) -> str:
        """Return what the log says of the end of a process that started too slowly, or that its time was up."""
        if told := start_limits.start_timeout(self.shell(start_limits.LOG).stdout, pid):
            return told
        allowed = start_limits.START_S * start_limits.multiplier(self.properties)
        too_long = self._gadget is None and held_s >= allowed and self.shell(["ls", "-d", f"/proc/{pid}"]).code != 0
        return f"it was held for {held_s:.1f} s, and the system waits {allowed:g} s" if too_long else ""

    def release(self) -> None:
        """Stop gating; what waits runs."""
        if self._run.gate is not None:
            self._run.gate.close()
            self._run.gate = None

    # Traffic.

    def trust_ca(self, certificate_pem: bytes) -> None:
        """Put the certificate into the system store; with the gadget, into the app that is installed next."""
        if self._gadget is not None:
            self._gadget.authority_pem = certificate_pem
        else:
            trust(self, certificate_pem)

    def route_kind(self, hooked: bool = True) -> RouteKind:
        """Return how the app's traffic will come to the proxy, which the proxy must know before it starts."""
        return "proxy" if self.options.route == "agent" and not hooked else self.options.route

    def route_traffic(self, proxy: ProxyAddress, package: str, hooked: bool = True) -> dict[str, Any]:
        """Send the app's traffic to the proxy; return what the route catches and misses, for the bundle."""
        self.unroute_traffic()
        self._run.route = choose_route(self, self.options, self.route_kind(hooked), self._run.network)
        return self._run.route.apply(proxy, package)

    def agent_route(self) -> AgentRoute | None:
        """Return what the agent needs, when it is the route."""
        return self._run.route.told if isinstance(self._run.route, AgentsRoute) else None

    def routed(self, pid: int) -> None:
        """Nothing to do: Android's packet rules let out by user and port, whichever process it is."""

    def unroute_traffic(self) -> None:
        """Undo the route."""
        route, self._run.route = self._run.route, None
        if route is not None:
            route.undo()

    def network(self, mode: str) -> None:
        """Remember it: the route takes the packet rules that hold the app, whose uid is known once it is installed."""
        self._run.network = mode

    def denied_connections(self) -> list[dict[str, Any]]:
        """A plain adb device refuses none."""
        return []

    def child_pid(self, parent: int, told: int) -> int:
        """Return ``told``: a device's processes have one id for everybody, and Frida there reaches nothing of ours."""
        return told

    def confinement(self) -> dict[str, str]:
        """The app runs on the device, not on this machine."""
        return {}

    def attempts(self) -> list[Attempt]:
        """A device does not tell."""
        return []

    def connections(self) -> list[dict[str, Any]]:
        """Return the app's connections that the device shows and the route does not bring to the proxy."""
        return self._run.route.passed_by() if self._run.route is not None else []

    # Screen.

    @property
    def _ui(self) -> PreferredDriver:
        return self._run.ui.get(self._make_ui)

    def _make_ui(self) -> PreferredDriver:
        """Return the driver of a run's screen; nothing is started yet."""
        return PreferredDriver(self._automator2, ShellDriver(self._line, self.serial))

    def _automator2(self) -> automator2.Automator2Driver:
        """Start the better driver; its server's file goes with the run, unless it was there."""
        if self.journal.begun and self.shell(["test", "-e", automator2.SERVER_FILE]).code != 0:
            self.change(f"the file {automator2.SERVER_FILE}", Command(["rm", "-f", automator2.SERVER_FILE]))
        return automator2.connect(self._device, self.serial)

    def ui_driver(self) -> dict[str, str]:
        """Return the ``name`` of the driver that the screen is used with, and the ``reason`` if it is second choice."""
        return {"name": self._ui.name, "reason": self._ui.reason}

    def ui_dump(self) -> bytes:
        """Return the view tree on screen."""
        if self.journal.begun and not self._run.dumped:
            self._run.dumped = True
            self.change(f"the file {DUMP_FILE}", Command(["rm", "-f", DUMP_FILE]))
        tree = self._ui.dump()
        if len(tree) > MOST_TREE:
            raise DeviceError(
                f"The view tree on {self.serial} is {len(tree) >> 20} MiB long, and {MOST_TREE >> 20} MiB are read."
            )
        return tree

    def screenshot(self) -> bytes:
        """Return the screen as PNG."""
        data = self._guard("take a screenshot", lambda: printed(self._device, "screencap -p"))
        if not data.startswith(b"\x89PNG"):
            raise DeviceError(f"screencap gave no picture on {self.serial}.")
        return data

    def tap(self, x: int, y: int) -> None:
        """Touch the screen at a point, in pixels."""
        self._ui.tap(x, y)

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float = 0.3) -> None:
        """Drag a finger from one point to another."""
        self._ui.swipe(x1, y1, x2, y2, seconds)

    def key(self, name: str) -> None:
        """Press a key by its Android name."""
        self._ui.key(name)

    def can_type(self, text: str) -> bool:
        """Whether :meth:`type_text` can type this text."""
        return self._ui.can_type(text)

    def type_text(self, text: str) -> None:
        """Type text into the focused field."""
        self._ui.type_text(text)

    def logcat(self) -> Iterator[bytes]:
        """Yield the log from now on."""
        connection = self._guard(
            "read the log", lambda: self._device.shell("logcat -v threadtime -T 1", stream=True, encoding=None)
        )
        connection.conn.settimeout(None)  # a quiet log has not ended
        try:
            while piece := connection.conn.recv(1 << 16):
                yield piece
        except OSError:
            return
        finally:
            connection.close()

    def close(self) -> None:
        """Undo every change to the device and let it go; what cannot be undone stays in the journal.

        Raises :class:`DeviceError` with the first change that stays.
        """
        left = []
        self.meanwhile.close()
        try:
            self.release()
            self.unroute_traffic()
            self._let_go()
            left = self.restore() if self.journal.begun else []
        finally:
            self._forget_user()
            self.journal.end()
        if left:
            raise DeviceError(f"{left[0]} It stays in the journal: 'harness doctor --mend' tries again.")
