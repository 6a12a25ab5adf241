"""One run: from an APK to a sealed bundle."""

import contextlib
import datetime as dt
import importlib.metadata
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harness import __version__, interrupt
from harness.app.apk import ApkError, read_apk
from harness.app.opened import kept_open
from harness.app.packing import packed, told
from harness.app.static import read_static
from harness.capture import app_files, broken, from_device
from harness.capture.agent.agent import Agent, AgentError
from harness.capture.agent.unpin import Unpinner
from harness.capture.agent.workbench import Workbench
from harness.capture.device.errors import DeviceError, DeviceLost, InstallError, StartTimeout
from harness.capture.device.options import RouteKind
from harness.capture.device.protocol import Device, Facts, Lifecycle, Processes
from harness.capture.device.structs import Planted
from harness.capture.engine import Attribution, Context, Runner, StepFailed
from harness.capture.engine.clock import Clock
from harness.capture.engine.person import Nobody, Person
from harness.capture.host_clock import CLOCK, now_us
from harness.capture.phase_clock import ATTACHED, INSTALL, PhaseClock
from harness.capture.processes.counter_test import Unhooked, starter, survives
from harness.capture.processes.kept_log import KeptLog
from harness.capture.processes.reach import Reach, not_running
from harness.capture.processes.watch import Watch
from harness.capture.proxy.addon import Network
from harness.capture.proxy.proxy import Proxy
from harness.capture.proxy.replay.player import Player
from harness.capture.proxy.replay.tape import Tape
from harness.capture.proxy.told import Told
from harness.capture.scenario import PhaseScript, Scenario, ScenarioError
from harness.capture.scenario.lasting import to_go
from harness.capture.unconfined import UnconfinedError, check_confined
from harness.capture.waiting import Waiting
from harness.catalog.app_types import AppType
from harness.catalog.packers import libraries
from harness.catalog.points import Point, own_points
from harness.evidence.bundle import ACCOUNT, FLOWS, PERSONA
from harness.evidence.calibration import CALIBRATION
from harness.evidence.documents import GivenDocument, keep
from harness.evidence.ear import Deaf, Ear
from harness.evidence.parts import part_of, plain
from harness.evidence.rows import Defence, Gap, Observation, Process, Replayed
from harness.evidence.run_record import (
    Apk,
    Calibrated,
    ClockJump,
    Confinement,
    DeviceInfo,
    Gadget,
    Ready,
    Route,
    RunRecord,
    UiDriver,
    WithoutAgent,
)
from harness.evidence.static import STATIC
from harness.evidence.writer import BundleWriter
from harness.files.scratch import owned
from harness.persona.persona import Persona, PersonaValue

Progress = Callable[[str], None]

_MOST_LACKING = 200
"""Names that are kept of what a device lacks for an app."""
_INTERRUPTED = "The run was interrupted."


class RunOptions(msgspec.Struct, kw_only=True):
    """What one run does. ``out`` is the bundle's directory; ``points`` the access points to hook.

    ``budget_s`` is how long the run may take once the device is there, in seconds; None is no limit. A run that is cut
    off by it is incomplete. ``key`` signs the bundle. ``ear`` hears what the bundle gets; ``person`` sits in front of
    the run. ``unconfined``: a foreign app may run where nothing keeps it from this machine. ``anyway``: an app that the
    sandbox cannot run is tried. ``tape``: a recording that
    answers in a sinkhole what it has an answer for. ``attach``: the name of an app that runs on the device already; it
    is hooked as it runs, and ``apk`` is only what the bundle is called after. ``calibration`` returns what is known of
    the device's calibration, and the file of it for the bundle, if there is one; it is given the route as well.
    ``policies`` are documents that are kept with the evidence. ``own_files`` is the ending of files that an app of ours
    leaves on the shared storage, and that are kept as well.
    """

    apk: Path
    out: Path
    scenario: Scenario
    branch: str
    persona: Persona
    points: list[Point]
    network: Network = "sinkhole"
    tape: Tape | None = None
    proxy_port: int = 0
    unpin: bool = False
    app_type: AppType | None = None
    budget_s: float | None = None
    key: Ed25519PrivateKey | None = None
    unconfined: bool = False
    anyway: bool = False
    attach: str = ""
    policies: list[GivenDocument] = []
    ear: Ear = msgspec.field(default_factory=Deaf)
    person: Person = msgspec.field(default_factory=Nobody)
    calibration: Callable[[DeviceInfo, RouteKind], tuple[Calibrated, bytes]] | None = None
    own_files: str = ""


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


def run(
    options: RunOptions,
    open_device: Callable[[], Device],
    progress: Progress = lambda text: None,
    warn: Progress = lambda text: None,
) -> RunResult:
    """Run an app through a scenario and leave a sealed bundle. ``warn`` hears what the user should know at once.

    Raises ``ApkError`` (``UnconfinedError`` among them), ``UnfitError``, ``BundleError``, ``ScenarioError`` or
    ``DeviceError`` when the run cannot begin at all (no bundle is left then); whatever happens later is in the bundle,
    whose outcome says so.
    """
    if not options.attach:
        with kept_open(options.apk):
            return _go(options, open_device, progress, warn)
    with interrupt.held(), tempfile.TemporaryDirectory(prefix=owned("harness-attach-")) as scratch:
        with interrupt.heard():
            device = open_device()
        try:
            with interrupt.heard():
                progress(f"reading {options.attach} from the device")
                options = msgspec.structs.replace(options, apk=device.pull_app(options.attach, Path(scratch)))
                read_apk(options.apk)
                if not device.running(options.attach):
                    raise not_running(options.attach, device.serial)
        except BaseException:
            with contextlib.suppress(Exception):  # what went wrong first is what the user must hear
                device.close()
            raise
        with kept_open(options.apk):
            return _go(options, lambda: device, progress, warn)


def _go(options: RunOptions, open_device: Callable[[], Device], progress: Progress, warn: Progress) -> RunResult:
    apk = read_apk(options.apk)
    script = options.scenario.script(options.branch)
    _usable(options, script)
    run_ = _Run(options, apk, progress, warn)
    with interrupt.held():
        with run_.timed("device"), interrupt.heard():
            progress("starting the device")
            device = open_device()
        try:
            check_confined(apk, options.apk, device.confinement(), allowed=options.unconfined)
            if not options.anyway and not options.attach:
                device.check_app(options.apk)
            result = run_.go(device, script)
        except BaseException as error:
            cause = _why(device, error)
            with contextlib.suppress(Exception):  # what went wrong first is what the user must hear
                device.close()
            if cause is not None:
                raise cause from None
            raise
        try:
            device.close()
        except Exception as error:  # noqa: BLE001 - the bundle is sealed; that the device is not as it was is told
            result.not_restored = broken.reason(error)
    return result


def _usable(options: RunOptions, script: tuple[PhaseScript, ...]) -> None:
    """Raise :class:`ScenarioError` when the scenario lacks something that only the user can give."""
    scenario = options.scenario
    if scenario.needs:
        raise ScenarioError(f"The scenario {scenario.name} needs a value: --set {scenario.needs[0]}=VALUE.")
    policies = {scenario.permissions, *(phase.policy for phase in script)}
    if "grant_necessary" in policies and options.app_type is None:
        raise ScenarioError(f"The scenario {scenario.name} grants what the app's type needs: give it with --app-type.")


def _vague(error: BaseException) -> bool:
    """Whether an error says only that the device did not answer, not why."""
    return type(error) in (DeviceError, DeviceLost)


def _why(device: Lifecycle, error: BaseException) -> DeviceError | None:
    """Return what is wrong with the device when it did not answer before the run had begun, if it can be told."""
    if not _vague(error):
        return None
    with contextlib.suppress(Exception):
        return device.why()
    return None


class _Run:
    def __init__(self, options: RunOptions, apk: Apk, progress: Progress, warn: Progress) -> None:
        self.options = options
        self.warn = warn
        # A copy: the device's own values belong to this run, not to the persona that others plant too.
        self.persona = msgspec.structs.replace(options.persona, values=list(options.persona.values))
        self.apk = apk
        self.progress = progress
        self.timings: dict[str, float] = {}
        self.waiting = Waiting()
        self.problems: list[str] = []
        self.proxy_ended = ""
        self.started = time.monotonic()
        self.died_at: int | None = None
        self.killed_in_start: str | None = None
        self.cut_short = False
        self.cause: str | None = None
        self.log: KeptLog | None = None
        self.phases_begun = 0
        self.lived_s = 0.0
        self.offset_us = 0

    @contextlib.contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.timings[stage] = round(self.timings.get(stage, 0.0) + time.monotonic() - begun, 3)

    def go(self, device: Device, script: tuple[Any, ...]) -> RunResult:
        self.waiting = Waiting(self.options.budget_s)
        CLOCK.begin()
        self.offset_us = offset = device.clock_offset_us()
        ear = self.options.ear
        writer = BundleWriter(self.options.out, self._record(device, offset), self.options.key, ear)
        phase_clock = PhaseClock(offset, self.options.branch, ATTACHED if self.options.attach else INSTALL)
        phase_clock.heard(ear.phase)
        outcome, reason = self._captured(device, script, writer, phase_clock)
        if self.killed_in_start is not None:
            outcome, reason = "incomplete", self.killed_in_start
        elif self.died_at is not None and outcome != "interrupted" and not self.options.attach:
            try:
                with interrupt.heard():
                    reason = self._without_agent(device, script[: self.died_at + 1], writer, reason)
            except KeyboardInterrupt:
                outcome, reason = "interrupted", _INTERRUPTED
        self._tell_jumps(writer, phase_clock)
        self.timings["scenario_waiting"] = round(self.waiting.seconds, 3)
        self.timings["total"] = round(time.monotonic() - self.started, 3)
        self.timings["orchestration"] = round(self.timings["total"] - self.waiting.seconds, 3)
        writer.run.timings, writer.run.ended = self.timings, _now()
        with self.timed("seal"):
            try:
                outcome, reason = writer.seal(outcome, reason)
            except Exception as error:  # noqa: BLE001 - what is there stays a bundle, which opens as one cut off
                outcome, reason = "incomplete", reason or f"It cannot be sealed. {broken.reason(error)}"
        return RunResult(bundle=self.options.out, outcome=outcome, reason=reason, timings=self.timings)

    def _tell_jumps(self, writer: BundleWriter, phase_clock: PhaseClock) -> None:
        """Say that a clock was set while the run went on, and that no time in the bundle was moved by that."""
        jumps = [ClockJump(whose="device", time_us=at, by_us=by) for at, by in phase_clock.jumps]
        if by := CLOCK.stepped_us():
            jumps.append(ClockJump(whose="host", time_us=phase_clock.now_us(), by_us=by))
        for jump in jumps:
            self.warn(
                f"the {jump.whose}'s clock was set by {jump.by_us / 1e6:+.1f} s while the run went on: "
                "its times are given as if it had not been."
            )
        if jumps:
            writer.run.clock_jumps = jumps

    def _captured(
        self, device: Device, script: tuple[Any, ...], writer: BundleWriter, phase_clock: PhaseClock
    ) -> tuple[str, str | None]:
        """Take the app through the script; return outcome and reason. Whatever goes wrong becomes these two."""
        try:
            with contextlib.ExitStack() as stack:
                try:
                    self._capture(device, script, writer, phase_clock, stack)
                except Exception as error:
                    self.cause = self._cause(device, error)  # before the app is ended, and the device put back
                    raise
        except KeyboardInterrupt:
            return "interrupted", _INTERRUPTED
        except Exception as error:  # noqa: BLE001 - the bundle is there, and says what it was
            if isinstance(error, StartTimeout):
                self.killed_in_start = str(error)
            if writer.failure is not None:
                return "incomplete", str(writer.failure)
            return "incomplete", self._by_log(self.cause or self._cause(device, error))
        if not self.problems:
            return "complete", None
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        return "incomplete", self._by_log(self.problems[0] + more)

    def _by_log(self, reason: str) -> str:
        """Add what the log tells of the app: the exception that ended it, or that its main thread does not answer."""
        package = self.apk.package
        crash = self.log.crash(package) if self.log is not None and self.died_at is not None else ""
        if crash:
            return f"{reason.rstrip('.')}; it crashed: {crash}"
        if self.log is not None and package in self.log.hung:
            return f"The app's main thread does not answer (the system reports an ANR). {reason}"
        return reason

    def _cause(self, device: Lifecycle, error: Exception) -> str:
        """Return why the run broke off: what is wrong with the device, if anything is, else what ``error`` says.

        A typed error of the device is its own cause; anything else may be the consequence of a reboot, a dead server...
        """
        own = isinstance(error, DeviceError) and not _vague(error)
        found = None if own or broken.of_this_host(error) else device.why()
        return broken.reason(found or error)

    def _record(self, device: Facts, offset: int) -> RunRecord:
        """Return what is known of the run before it begins."""
        return RunRecord(
            tool=versions(),
            apk=self.apk,
            device=device.info(),
            clock_offset_us=offset,
            scenario=self.options.scenario.name,
            branch=self.options.branch,
            network=self.options.network,
            persona=self.options.persona.id,
            app_type=self.options.app_type.id if self.options.app_type else None,
            variables=self.options.scenario.variables,
            own_points=own_points(self.options.points),
            attached=True if self.options.attach else None,
            started=_now(),
        )

    def _capture(
        self,
        device: Device,
        script: tuple[Any, ...],
        writer: BundleWriter,
        phase_clock: PhaseClock,
        stack: contextlib.ExitStack,
    ) -> None:
        options, package = self.options, self.apk.package
        writer.write_file(PERSONA, options.persona.to_yaml().encode())
        writer.write_file("apk/manifest.json", msgspec.json.format(msgspec.json.encode(self.apk), indent=1))
        keep(writer, options.policies)
        static = read_static(options.apk, self.apk)
        writer.write_file(STATIC, msgspec.json.format(msgspec.json.encode(plain(static)), indent=1))
        if options.calibration is not None:
            writer.run.calibration, file = options.calibration(device.info(), device.route_kind())
            if file:
                writer.write_file(CALIBRATION, file)

        proxy, on_gap = self._proxy(device, writer, phase_clock, stack)
        watch = Watch(proxy.recorder)

        attribution = Attribution(phase_clock, writer.append)

        def on_observation(row: Observation) -> None:
            attribution.take(row)
            watch.observed()

        known: set[int] = set()

        def on_process(row: Process) -> None:
            writer.append(row)
            watch.process(row)
            if row.attached_us and row.pid not in known:  # one that could not wait for its hooks runs already
                known.add(row.pid)
                writer.write_rows()

        def on_defence(row: Defence) -> None:
            if (sign := told(row, self.apk.application)) is not None:
                writer.append(sign)

        for sign in packed(options.apk, self.apk.application):
            writer.append(sign)
        with interrupt.heard():
            self._prepare(device, proxy, writer)
        writer.write_run()
        self.log = from_device.follow_log(device, phase_clock.offset_us, writer, self.warn)
        clock = Clock(device, phase_clock)
        stack.callback(_tried(clock.restore))
        reach = Reach(device, package, on_process, on_gap, self.warn)
        watch.hooking = lambda: reach.hooking > 0
        unpin = Unpinner() if options.unpin else None
        agent = Agent(
            device.frida_device(), options.points, on_observation, writer.append, on_process, unpin,
            api_level=device.info().api_level, libraries=libraries(), on_selftest=writer.append,
            on_defence=on_defence, on_child=reach.child, route=device.agent_route(),
            on_route=Told(proxy, writer.append).take, on_routed=device.routed,
        )  # fmt: skip
        stack.callback(agent.close)
        stack.callback(self._collect, device, writer, agent, watch, reach, proxy)
        bench = Workbench(agent, options.points, writer, phase_clock, unpin=unpin, says=self.progress)
        stack.callback(bench.close)
        options.person.equipped(bench)

        def launch() -> None:
            with self.timed("launch"):
                self.progress("hooking the app")
                reach.launch(agent, self.apk.processes)

        def on_phase(name: str) -> None:
            stands = to_go(script, self.phases_begun)
            self.progress(f"phase {name}" + (f" ({stands})" if stands else ""))
            self.phases_begun += 1
            writer.check()
            agent.poll()
            if agent.silent(reach.first):
                raise AgentError(
                    f"The app's process ({reach.first}) does not answer any more: it is stopped, or stands still in a "
                    "call that does not end."
                )

        context = self._context(
            device=device, phase_clock=phase_clock, attribution=attribution, writer=writer, activity=watch,
            waiting=self.waiting, launch=launch, flush=agent.flush, person=options.person,
        )  # fmt: skip
        runner = Runner(context, clock, options.scenario.limits, on_phase, agent.poll)
        with self.timed("scenario"):
            try:
                with interrupt.heard():
                    if options.attach:
                        self.progress("hooking the app as it runs")
                        reach.attach(agent, self.apk.processes)
                    runner.run(script)
                    agent.poll()
            except BaseException as error:
                self.cut_short = True
                runner.cut_short(str(error) or type(error).__name__)
                raise
            finally:
                writer.run.phases = list(runner.outcomes)
                self.died_at = next((at for at, row in enumerate(runner.outcomes) if row.app_ended), None)
        self.problems = [*filter(None, [self.proxy_ended]), *runner.problems()]

    def _proxy(
        self, device: Device, writer: BundleWriter, phase_clock: PhaseClock, stack: contextlib.ExitStack
    ) -> tuple[Proxy, Callable[[Gap], None]]:
        """Return the run's proxy, which ``stack`` stops, and who writes gaps with times of this host's clock."""
        options = self.options

        def on_gap(row: Gap) -> None:
            for field in ("from_us", "to_us"):  # by this host's clock; the bundle has the device's
                if at_us := getattr(row, field):
                    setattr(row, field, at_us + phase_clock.offset_us)
            writer.append(row)

        def on_replayed(row: Replayed) -> None:
            row.time_us += phase_clock.offset_us
            writer.append(row)

        def on_end(reason: str) -> None:
            told = f"the proxy ended in the middle of the run: {reason}"
            self.proxy_ended = f"{told[0].upper()}{told[1:]}."
            on_gap(Gap(kind="proxy_ended", from_us=now_us(), detail=reason))
            self.warn(told)

        player = self._player(on_replayed)
        proxy = Proxy(
            writer.open_file(FLOWS),
            writer.append,
            network=options.network,
            port=options.proxy_port,
            kind=device.route_kind(),
            on_gap=on_gap,
            player=player,
            on_flow=options.ear.flow,
            on_early=None if isinstance(options.ear, Deaf) else options.ear.early,
            on_end=on_end,
        )
        if player is not None:
            writer.run.replay = player.record()
            stack.callback(_replayed, writer.run, player)
        stack.callback(proxy.stop)
        return proxy, on_gap

    def _player(self, on_row: Callable[[Replayed], None] = lambda row: None) -> Player | None:
        """Return who answers from the recording, from its beginning."""
        tape = self.options.tape
        return Player(tape, on_row, _texts(self.options.persona)) if tape is not None else None

    def _context(self, *, device: Device, **more: Any) -> Context:
        """Return what the steps of the scenario work with: the same with the agent and without."""
        options = self.options
        return Context(
            device=device, package=self.apk.package, label=self.apk.label, branch=options.branch,
            persona=options.persona, install=lambda apk: self._upgrade(device, apk),
            necessary=frozenset(options.app_type.permissions) if options.app_type else None,
            variables=options.scenario.variables, policy=options.scenario.permissions, **more,
        )  # fmt: skip

    def _prepare(self, device: Device, proxy: Proxy, writer: BundleWriter, hooked: bool = True) -> None:
        """Bring device and app to where the scenario begins; note how, and what of the persona is not there.

        ``hooked``: the agent will be in it.
        """
        options = self.options
        with self.timed("prepare"):
            self.progress("preparing the device: persona, certificate, proxy")
            proxy.start()
            writer.run.reset = device.reset()
            writer.run.ready = part_of(Ready, device.readiness())
            device.network(options.network)
            planted = Planted(own=device.own_values(options.attach)) if options.attach else device.seed(options.persona)
            self._add_values(writer, planted.own)
            writer.run.not_planted, writer.run.not_planted_why = list(planted.missing), planted.missing
            device.trust_ca(proxy.ca_pem())
            writer.write_run()
        with self.timed("install"):
            if not options.attach:
                self.progress(f"installing {options.apk.name}")
                device.install(options.apk, grant_all=options.scenario.grant_all)
            if told_of := device.changed_app():
                writer.run.gadget = part_of(Gadget, told_of)
            for name in device.left_out(self.apk.package, options.apk, self.progress)[:_MOST_LACKING]:
                writer.append(Gap(kind="sandbox_lacks", detail=name))
            if told := device.translated(self.apk.package):
                self.warn(told)
                writer.append(Gap(kind="translated", detail=told))
            writer.run.route = route = part_of(Route, device.route_traffic(proxy.address(), self.apk.package, hooked))
            if confinement := device.confinement():
                writer.run.confinement = part_of(Confinement, confinement)
            if route.whole_device:
                self.warn(f"{device.serial}: {route.whole_device}")
            if route.held is False:
                self.warn(
                    f"NOT a sinkhole: the device does not keep the app from the network ({'; '.join(route.open)}). "
                    "What leaves past the proxy reaches real servers, and the run cannot say that nothing left."
                )

    def _without_agent(
        self, device: Device, script: tuple[PhaseScript, ...], writer: BundleWriter, reason: str | None
    ) -> str | None:
        """See whether an app that died lives without the agent. Returns the run's reason, with what came of it."""
        self.progress("the app died: once more without the agent")
        with self.timed("without_agent"), contextlib.ExitStack() as stack:
            scratch = BundleWriter(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "unkept", RunRecord())
            stack.callback(scratch.close)
            proxy = Proxy(
                scratch.open_file(FLOWS),
                lambda row: None,
                network=self.options.network,
                kind=device.route_kind(hooked=False),
                player=self._player(),
            )
            stack.callback(proxy.stop)
            try:
                device.release()
                device.uninstall(self.apk.package)
                self._prepare(device, proxy, scratch, hooked=False)
                phase_clock = PhaseClock(device.clock_offset_us(), self.options.branch)
                context = self._context(
                    device=device, phase_clock=phase_clock, attribution=Attribution(phase_clock, lambda row: None),
                    writer=scratch, activity=Unhooked(device, self.apk.package, proxy.recorder), waiting=Waiting(),
                    launch=starter(device, self.apk.package),
                )  # fmt: skip
                found = survives(context, script, self.lived_s)
            except Exception as error:  # noqa: BLE001 - the counter-test is an extra: it does not undo the run
                found = WithoutAgent(reason=broken.reason(error))
        writer.run.without_agent = found
        if found.survived and reason:
            return f"{reason.rstrip('.')}; started the same way without the agent, it survives."
        return reason

    def _note_death(self, device: Processes, watch: Watch, reach: Reach) -> None:
        """Note how long the app lived that is gone, or that one is gone whose hooks were still going in."""
        launched = watch.launched()
        if launched is not None:
            self.lived_s = max(0.0, (launched.end_us - launched.start_us) / 1e6)
        elif reach.first is not None and self.cut_short and self.died_at is None:
            gone = not any(row.pid == reach.first for row in device.running(self.apk.package))
            self.died_at = self.phases_begun - 1 if gone else None
        if self.died_at is not None and self.killed_in_start is None:
            try:
                reach.check_first()
            except StartTimeout as error:
                self.killed_in_start = str(error)

    def _upgrade(self, device: Device, path: Path) -> Apk:
        """Install another version of the app over this one, and return what it is."""
        try:
            new = read_apk(path)
        except ApkError as error:
            raise StepFailed(str(error)) from None
        try:
            check_confined(new, path, device.confinement(), allowed=self.options.unconfined)
        except UnconfinedError as error:
            raise StepFailed(str(error)) from None
        if new.package != self.apk.package:
            raise StepFailed(f"{path.name} is another app ({new.package}), not {self.apk.package}")
        try:
            device.install(path, grant_all=False, update=True)
        except InstallError as error:
            raise StepFailed(str(error)) from None
        return new

    def _collect(
        self, device: Device, writer: BundleWriter, agent: Agent, watch: Watch, reach: Reach, proxy: Proxy
    ) -> None:
        """At the end: drain the agent, stop the app, and note how its processes ended and what was refused."""
        self.progress("collecting")
        with self.timed("collect"), contextlib.suppress(DeviceError):
            agent.flush()
            writer.run.ui_driver = part_of(UiDriver, device.ui_driver())
            reach.stop()
            writer.run.agent_errors = reach.notes
            self._note_death(device, watch, reach)
            if self.options.own_files:
                for number, data in enumerate(app_files.taken(device, self.apk.package, self.options.own_files), 1):
                    writer.write_file(f"{ACCOUNT}/{number}.jsonl", data)
            from_device.passed_by(device, proxy, writer)
            self._add_values(writer, device.own_values(self.apk.package))
            if not self.options.attach:  # what ran before goes on
                device.stop_app(self.apk.package)
            from_device.ends(device, self.apk.package, watch, writer)
            from_device.refused(device, self.offset_us, writer)

    def _add_values(self, writer: BundleWriter, own: list[PersonaValue]) -> None:
        """Add the identifiers of the device itself to the values that are looked for."""
        self.persona.add_own(own)
        writer.write_file(PERSONA, self.persona.to_yaml().encode())


def _tried(action: Callable[[], None]) -> Callable[[], None]:
    """Return ``action`` without its errors of a device that is gone."""

    def attempt() -> None:
        with contextlib.suppress(DeviceError):
            action()

    return attempt


def _replayed(run: RunRecord, player: Player) -> None:
    run.replay = player.record()


def _texts(persona: Persona) -> set[str]:
    return {each.value for each in persona.values if isinstance(each.value, str)}


def _now() -> str:
    return dt.datetime.fromtimestamp(now_us() / 1e6, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
