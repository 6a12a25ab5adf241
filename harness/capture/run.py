"""One run: from an APK to a sealed bundle."""

import contextlib
import datetime as dt
import importlib.metadata
import platform
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frida
import msgspec

from harness import __version__
from harness.capture.agent.agent import Agent, AgentError
from harness.capture.agent.unpin import Unpinner
from harness.capture.apk import Apk, ApkError, read_apk
from harness.capture.device.errors import DeviceError, DeviceLost, InstallError
from harness.capture.device.protocol import Device, Started
from harness.capture.engine import Attribution, Context, Runner, StepFailed
from harness.capture.engine.clock import Clock
from harness.capture.proxy.addon import Network
from harness.capture.proxy.proxy import Proxy, ProxyError
from harness.capture.scenario import PhaseScript, Scenario, ScenarioError
from harness.capture.timeline import Timeline, Waiting
from harness.capture.watch import Watch
from harness.catalog.app_types import AppType
from harness.catalog.points import Point
from harness.evidence.bundle import FLOWS, LOGCAT, PERSONA
from harness.evidence.records import Connection, Observation, Process
from harness.evidence.writer import BundleWriter
from harness.persona.persona import Persona, PersonaValue

Progress = Callable[[str], None]


class RunOptions(msgspec.Struct, kw_only=True):
    """What one run does. ``out`` is the bundle's directory; ``points`` the access points to hook."""

    apk: Path
    out: Path
    scenario: Scenario
    branch: str
    persona: Persona
    points: list[Point]
    network: Network = "sinkhole"
    proxy_port: int = 0
    unpin: bool = False
    app_type: AppType | None = None


class RunResult(msgspec.Struct, kw_only=True):
    """How a run ended: ``outcome`` is ``complete``, ``incomplete`` or ``interrupted``; timings are seconds.

    ``not_restored`` says what of the device could not be put back; its journal keeps it.
    """

    bundle: Path
    outcome: str
    reason: str | None
    timings: dict[str, float]
    not_restored: str | None = None


def versions() -> dict[str, str]:
    """Return the versions of what makes the evidence."""
    names = ("frida", "frida-tools", "mitmproxy", "adbutils")
    found = {name: importlib.metadata.version(name) for name in names}
    return {"harness": __version__, "python": platform.python_version(), **found}


def run(options: RunOptions, open_device: Callable[[], Device], progress: Progress = lambda text: None) -> RunResult:
    """Run an app through a scenario and leave a sealed bundle.

    Raises ``ApkError``, ``BundleError``, ``ScenarioError`` or ``DeviceError`` when the run cannot begin at all (no
    bundle is left then); whatever happens later is in the bundle, whose outcome says so.
    """
    apk = read_apk(options.apk)
    script = options.scenario.script(options.branch)
    _usable(options, script)
    run_ = _Run(options, apk, progress)
    with run_.timed("device"):
        progress("starting the device")
        device = open_device()
    try:
        result = run_.go(device, script)
    except BaseException:
        with contextlib.suppress(DeviceError):  # what went wrong first is what the user must hear
            device.close()
        raise
    try:
        device.close()
    except DeviceError as error:
        result.not_restored = str(error)
    return result


def _usable(options: RunOptions, script: tuple[PhaseScript, ...]) -> None:
    """Raise :class:`ScenarioError` when the scenario lacks something that only the user can give."""
    scenario = options.scenario
    if scenario.needs:
        raise ScenarioError(f"The scenario {scenario.name} needs a value: --set {scenario.needs[0]}=VALUE.")
    policies = {scenario.permissions, *(phase.policy for phase in script)}
    if "grant_necessary" in policies and options.app_type is None:
        raise ScenarioError(f"The scenario {scenario.name} grants what the app's type needs: give it with --app-type.")


class _Run:
    def __init__(self, options: RunOptions, apk: Apk, progress: Progress) -> None:
        self.options = options
        # A copy: the device's own values belong to this run, not to the persona that others plant too.
        self.persona = msgspec.structs.replace(options.persona, values=list(options.persona.values))
        self.apk = apk
        self.progress = progress
        self.timings: dict[str, float] = {}
        self.waiting = Waiting()
        self.problems: list[str] = []
        self.started = time.monotonic()

    @contextlib.contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.timings[stage] = round(self.timings.get(stage, 0.0) + time.monotonic() - begun, 3)

    def go(self, device: Device, script: tuple[Any, ...]) -> RunResult:
        offset = device.clock_offset_us()
        writer = BundleWriter(self.options.out, self._meta(device, offset))
        timeline = Timeline(offset, self.options.branch)
        outcome, reason = "complete", None
        try:
            with contextlib.ExitStack() as stack:
                self._capture(device, script, writer, timeline, stack)
        except KeyboardInterrupt:
            outcome, reason = "interrupted", "The run was interrupted."
        except (DeviceError, AgentError, StepFailed, ProxyError) as error:
            outcome, reason = "incomplete", self._cause(device, error)
        except (frida.TransportError, frida.InvalidOperationError, frida.ProcessNotFoundError) as error:
            outcome, reason = "incomplete", self._cause(device, f"Frida lost the app: {error}.")
        if outcome == "complete" and self.problems:
            more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
            outcome, reason = "incomplete", self.problems[0] + more
        self.timings["scenario_waiting"] = round(self.waiting.seconds, 3)
        self.timings["total"] = round(time.monotonic() - self.started, 3)
        self.timings["orchestration"] = round(self.timings["total"] - self.waiting.seconds, 3)
        writer.meta |= {"timings": self.timings, "ended": _now()}
        with self.timed("seal"):
            writer.seal(outcome, reason)
        return RunResult(bundle=self.options.out, outcome=outcome, reason=reason, timings=self.timings)

    def _cause(self, device: Device, said: object) -> str:
        """Return why the run broke off: what is wrong with the device, if anything is, else what was ``said``.

        A typed error of the device is its own cause; anything else may be the consequence of a reboot, a dead server...
        """
        if isinstance(said, DeviceError) and type(said) not in (DeviceError, DeviceLost):
            return str(said)
        found = device.why()
        return str(found) if found is not None else str(said)

    def _meta(self, device: Device, offset: int) -> dict[str, Any]:
        return {
            "tool": versions(),
            "apk": msgspec.to_builtins(self.apk),
            "device": msgspec.to_builtins(device.info()),
            "clock_offset_us": offset,
            "scenario": self.options.scenario.name,
            "branch": self.options.branch,
            "network": self.options.network,
            "persona": self.options.persona.id,
            "app_type": self.options.app_type.id if self.options.app_type else None,
            "variables": self.options.scenario.variables,
            "started": _now(),
        }

    def _capture(
        self,
        device: Device,
        script: tuple[Any, ...],
        writer: BundleWriter,
        timeline: Timeline,
        stack: contextlib.ExitStack,
    ) -> None:
        options, package = self.options, self.apk.package
        writer.write_file(PERSONA, options.persona.to_yaml().encode())
        writer.write_file("apk/manifest.json", msgspec.json.format(msgspec.json.encode(self.apk), indent=1))
        proxy = Proxy(
            writer.open_file(FLOWS),
            writer.connection,
            network=options.network,
            port=options.proxy_port,
            kind=device.route_kind(),
        )
        stack.callback(proxy.stop)
        watch = Watch(proxy.recorder)

        attribution = Attribution(timeline, writer.observation)

        def on_observation(row: Observation) -> None:
            attribution.take(row)
            watch.observed()

        def on_process(row: Process) -> None:
            writer.process(row)
            watch.process(row)

        with self.timed("prepare"):
            self.progress("preparing the device: persona, certificate, proxy")
            proxy.start()
            writer.meta["reset"] = device.reset()
            device.network(options.network)
            planted = device.seed(options.persona)
            self._add_values(writer, planted.own)
            writer.meta |= {"not_planted": list(planted.missing), "not_planted_why": planted.missing}
            device.trust_ca(proxy.ca_pem())
            writer.write_meta()
        with self.timed("install"):
            self.progress(f"installing {options.apk.name}")
            device.install(options.apk, grant_all=options.scenario.grant_all)
            writer.meta["route"] = device.route_traffic(proxy.address(), package)
            writer.write_meta()
        self._keep_log(device, writer, stack)
        clock = Clock(device, timeline)
        stack.callback(_tried(clock.restore))
        unpin = Unpinner() if options.unpin else None
        agent = Agent(device.frida_device(), options.points, on_observation, writer.hook, on_process, unpin)
        stack.callback(agent.close)
        stack.callback(self._collect, device, writer, agent, watch)
        if unpin is not None:
            stack.callback(lambda: writer.meta.update(unpin=unpin.report()))

        def launch() -> None:
            with self.timed("launch"):
                started = device.launch_held(package)
                self._enter(agent, started)
                device.resume(started.pid)
            writer.write_hooks()

        def on_phase(name: str) -> None:
            self.progress(f"phase {name}")
            agent.poll()

        context = Context(
            device=device, package=package, label=self.apk.label, branch=options.branch, persona=options.persona,
            timeline=timeline, attribution=attribution, writer=writer, activity=watch, waiting=self.waiting,
            launch=launch, install=lambda apk: self._upgrade(device, apk), flush=agent.flush,
            necessary=frozenset(options.app_type.permissions) if options.app_type else None,
            variables=options.scenario.variables, policy=options.scenario.permissions,
        )  # fmt: skip
        runner = Runner(context, clock, options.scenario.limits, on_phase)
        with self.timed("scenario"):
            try:
                runner.run(script)
                agent.poll()
            except BaseException as error:
                runner.cut_short(str(error) or type(error).__name__)
                raise
            finally:
                writer.meta["phases"] = msgspec.to_builtins(runner.outcomes)
        self.problems = runner.problems()

    def _enter(self, agent: Agent, started: Started) -> None:
        self.progress(f"hooking process {started.pid}")
        agent.attach(started.pid, started.name, gated=True)

    def _upgrade(self, device: Device, path: Path) -> dict[str, Any]:
        """Install another version of the app over this one, and return what it is."""
        try:
            new = read_apk(path)
        except ApkError as error:
            raise StepFailed(str(error)) from None
        if new.package != self.apk.package:
            raise StepFailed(f"{path.name} is another app ({new.package}), not {self.apk.package}")
        try:
            device.install(path, grant_all=False)
        except InstallError as error:
            raise StepFailed(str(error)) from None
        return dict(msgspec.to_builtins(new))

    def _keep_log(self, device: Device, writer: BundleWriter, stack: contextlib.ExitStack) -> None:
        """Follow the device's log into the bundle until the run ends."""
        file = writer.open_file(LOGCAT)
        lines = device.logcat()

        def follow() -> None:
            with contextlib.suppress(DeviceError, ValueError):
                for piece in lines:
                    file.write(piece)

        thread = threading.Thread(target=follow, name="logcat", daemon=True)
        thread.start()

    def _collect(self, device: Device, writer: BundleWriter, agent: Agent, watch: Watch) -> None:
        """At the end: drain the agent, stop the app, and note how its processes ended and what was refused."""
        self.progress("collecting")
        with self.timed("collect"), contextlib.suppress(DeviceError):
            agent.flush()
            writer.meta["ui_driver"] = device.ui_driver()
            self._passed_by(device, writer)
            self._add_values(writer, device.own_values(self.apk.package))
            device.stop_app(self.apk.package)
            ends = {row.pid: row for row in device.ended(self.apk.package)}
            for process in watch.processes():
                if process.pid in ends:
                    process.end = process.end or "process-terminated"
                    process.extra = {**process.extra, "how": ends[process.pid].how}
                    writer.process(process)
            for number, denied in enumerate(device.denied_connections()):
                writer.connection(
                    Connection(
                        id=f"denied-{number}",
                        time_us=int(denied.get("time_us", 0)),
                        host=str(denied.get("host", "")),
                        port=int(denied.get("port", 0)),
                        state="denied",
                        reason="direct connection, refused by the sinkhole",
                    )
                )

    def _add_values(self, writer: BundleWriter, own: list[PersonaValue]) -> None:
        """Add the identifiers of the device itself to the values that are looked for."""
        known = {value.id for value in self.persona.values}
        self.persona.values += [value for value in own if value.id not in known]
        writer.write_file(PERSONA, self.persona.to_yaml().encode())

    def _passed_by(self, device: Device, writer: BundleWriter) -> None:
        """Note what went past the proxy: connections as rows, counted packets in the run's route."""
        counted = {}
        for number, raw in enumerate(device.connections()):
            if "kind" in raw:
                counted[str(raw["kind"])] = {"packets": raw["packets"], "bytes": raw["size"]}
                continue
            writer.connection(
                Connection(
                    id=f"direct-{number}",
                    time_us=int(raw["time_us"]),
                    host=str(raw["host"]),
                    port=int(raw["port"]),
                    state="direct",
                    reason=str(raw["reason"]),
                )
            )
        if counted:
            writer.meta["route"] = {**writer.meta.get("route", {}), "counted": counted}


def _tried(action: Callable[[], None]) -> Callable[[], None]:
    """Return ``action`` without its errors of a device that is gone."""

    def attempt() -> None:
        with contextlib.suppress(DeviceError):
            action()

    return attempt


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
