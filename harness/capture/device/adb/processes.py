"""An app's processes, held before their first line by Frida: its server on the device, or its gadget in the app."""

import contextlib
import time
from collections.abc import Sequence

import msgspec

from harness.capture.device.adb.apps import AdbApps
from harness.capture.device.errors import (
    CannotHold,
    DeviceError,
    DeviceLost,
    FridaServerMissing,
    GadgetSilent,
    NoLauncher,
    NoRoot,
)
from harness.capture.device.frida import start_limits
from harness.capture.device.frida.gate import SpawnGate
from harness.capture.device.frida.handle import FridaHandle, FridaSilent
from harness.capture.device.frida.obstacles import find_obstacles
from harness.capture.device.frida.server import FridaServer, users_server
from harness.capture.device.link.outputs import one_line
from harness.capture.device.structs import Started, Ungated
from harness.capture.frida_errors import FRIDA_ERRORS, NO_LAUNCHER, UNHELD, meaning
from harness.capture.host_clock import now_us

GADGET_SECONDS = 60.0
"""How long an app with the gadget in it has from its start to the gadget's report."""
MAIN_SECONDS = 4.0
"""How long the app's main process is waited for where Frida gave another one: that one is held meanwhile, too."""


class AdbProcesses(AdbApps):
    """Frida's part. With a frida-server on the device, Frida itself holds the process that it spawns."""

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
            server = FridaServer(self.link, self.options)
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
            gate = self._open_gate(package, processes)
            if self._gadget is not None:
                return self._launch_with_gadget(package, gate)
            pid = int(self.frida_device().spawn([package]))
            gate.forget(pid)
            spawned = Started(pid=pid, name=package, since_us=now_us())
            return self._main(spawned, gate, processes)
        except FRIDA_ERRORS as error:
            kind = CannotHold if isinstance(error, UNHELD) else DeviceError
            kind = DeviceLost if isinstance(error, FridaSilent) else kind
            kind = NoLauncher if NO_LAUNCHER in str(error) else kind
            said = f"Frida cannot start {package} on {self.serial}: {meaning(error)}"
            if kind is CannotHold:
                with contextlib.suppress(DeviceError):
                    there = ", ".join(each.name for each in find_obstacles(self.link))
                    said += f"; on this device: {there}" if there else ""
            raise kind(f"{said}.") from None

    def hold(self, package: str, processes: Sequence[str] = ()) -> None:
        """Hold what starts of the app from now on. Raises :class:`CannotHold` where Frida cannot."""
        self._open_gate(package, processes)

    def _open_gate(self, package: str, processes: Sequence[str]) -> SpawnGate:
        if self._run.gate is None:
            # The portal that the gadget reports to has no processes but the app's, and calls several of them alike
            # 'com.example', 'com.example[2]' (frida-core, portal-service.vala).
            self._run.gate = SpawnGate(self.frida_device(), own=self._gadget is not None)
        self._run.gate.open(package, processes)
        return self._run.gate

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
        for run in (self.link.shell, self.link.sudo):
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

    def held(self, package: str, wait_s: float = 0.0) -> list[Started]:
        """Return processes that Frida's spawn gating holds."""
        waiting, self._run.waiting = self._run.waiting, []
        if waiting or self._run.gate is None:
            return waiting
        held = self._run.gate.held(wait_s)
        return held if self._gadget is None else self._named(package, held)

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
        return start_limits.hold_s(start_limits.multiplier(self.link.properties), first=first)

    def bind_limit_s(self) -> float:
        """Return how long Android waits for a process that has attached."""
        return start_limits.bind_s(self.link.api_level, start_limits.multiplier(self.link.properties))

    def ended_in_start(self, pid: int, held_s: float) -> str:
        """Return what the log says of the end of a process that started too slowly, or that its time was up."""
        if told := start_limits.start_timeout(self.link.shell(start_limits.LOG).stdout, pid):
            return told
        allowed = start_limits.START_S * start_limits.multiplier(self.link.properties)
        too_long = (
            self._gadget is None and held_s >= allowed and self.link.shell(["ls", "-d", f"/proc/{pid}"]).code != 0
        )
        return f"it was held for {held_s:.1f} s, and the system waits {allowed:g} s" if too_long else ""

    def release(self) -> None:
        """Stop gating; what waits runs."""
        if self._run.gate is not None:
            self._run.gate.close()
            self._run.gate = None

    def child_pid(self, parent: int, told: int) -> int:  # noqa: ARG002
        """Return ``told``: a device's processes have one id for everybody, and Frida there reaches nothing of ours."""
        return told
