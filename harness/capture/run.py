"""One run: from an APK to a sealed bundle."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from harness import interrupt
from harness.app.apk import read_apk
from harness.app.opened import kept_open
from harness.app.packing import packed, told
from harness.app.static import read_static
from harness.capture import app_files, broken, from_device, reasons
from harness.capture.agent.agent import Agent, AgentError
from harness.capture.agent.unpin import Unpinner
from harness.capture.agent.workbench import Workbench
from harness.capture.device.errors import DeviceError, StartTimeout
from harness.capture.device.protocol import Device, Processes
from harness.capture.engine import Attribution, Context, Runner
from harness.capture.engine.clock import Clock
from harness.capture.host_clock import CLOCK
from harness.capture.options import Progress, RunOptions, RunResult
from harness.capture.phase_clock import ATTACHED, INSTALL, PhaseClock
from harness.capture.prepare import Preparation
from harness.capture.processes.kept_log import KeptLog
from harness.capture.processes.reach import Reach, not_running
from harness.capture.processes.watch import Watch
from harness.capture.proxy.proxy import Proxy
from harness.capture.proxy.told import Told
from harness.capture.record import clock_jumps, known_before, written_now
from harness.capture.run_proxy import RunProxy
from harness.capture.scenario import PhaseScript, ScenarioError
from harness.capture.scenario.lasting import to_go
from harness.capture.unconfined import check_confined
from harness.capture.upgrade import upgrade
from harness.capture.waiting import Waiting
from harness.capture.without_agent import with_counter_test, without_agent
from harness.catalog.packers import libraries
from harness.evidence.bundle import ACCOUNT, PERSONA
from harness.evidence.calibration import CALIBRATION
from harness.evidence.documents import keep
from harness.evidence.parts import part_of, plain
from harness.evidence.rows import Defence, Observation, Process
from harness.evidence.run_record import Apk, UiDriver, WithoutAgent
from harness.evidence.static import STATIC
from harness.evidence.writer import BundleWriter
from harness.files.scratch import owned

_INTERRUPTED = "The run was interrupted."


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
            cause = reasons.before_the_run(device, error)
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


class _Run:
    def __init__(self, options: RunOptions, apk: Apk, progress: Progress, warn: Progress) -> None:
        self.options = options
        self.warn = warn
        self.apk = apk
        self.progress = progress
        self.preparation = Preparation(options, apk, self.timed, progress, warn)
        self.timings: dict[str, float] = {}
        self.waiting = Waiting()
        self.problems: list[str] = []
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
        writer = BundleWriter(
            self.options.out, known_before(self.options, self.apk, device, offset), self.options.key, ear
        )
        phase_clock = PhaseClock(offset, self.options.branch, ATTACHED if self.options.attach else INSTALL)
        phase_clock.heard(ear.phase)
        outcome, reason = self._captured(device, script, writer, phase_clock)
        if self.killed_in_start is not None:
            outcome, reason = "incomplete", self.killed_in_start
        elif self.died_at is not None and outcome != "interrupted" and not self.options.attach:
            try:
                with interrupt.heard():
                    writer.run.without_agent = found = self._without_agent(device, script[: self.died_at + 1])
                    reason = with_counter_test(reason, found)
            except KeyboardInterrupt:
                outcome, reason = "interrupted", _INTERRUPTED
        if jumps := clock_jumps(phase_clock, self.warn):
            writer.run.clock_jumps = jumps
        self.timings["scenario_waiting"] = round(self.waiting.seconds, 3)
        self.timings["total"] = round(time.monotonic() - self.started, 3)
        self.timings["orchestration"] = round(self.timings["total"] - self.waiting.seconds, 3)
        writer.run.timings, writer.run.ended = self.timings, written_now()
        with self.timed("seal"):
            try:
                outcome, reason = writer.seal(outcome, reason)
            except Exception as error:  # noqa: BLE001 - what is there stays a bundle, which opens as one cut off
                outcome, reason = "incomplete", reason or f"It cannot be sealed. {broken.reason(error)}"
        return RunResult(bundle=self.options.out, outcome=outcome, reason=reason, timings=self.timings)

    def _captured(
        self, device: Device, script: tuple[Any, ...], writer: BundleWriter, phase_clock: PhaseClock
    ) -> tuple[str, str | None]:
        """Take the app through the script; return outcome and reason. Whatever goes wrong becomes these two."""
        try:
            with contextlib.ExitStack() as stack:
                try:
                    self._capture(device, script, writer, phase_clock, stack)
                except Exception as error:
                    self.cause = reasons.in_the_run(device, error)  # before the app is ended, and the device put back
                    raise
        except KeyboardInterrupt:
            return "interrupted", _INTERRUPTED
        except Exception as error:  # noqa: BLE001 - the bundle is there, and says what it was
            if isinstance(error, StartTimeout):
                self.killed_in_start = str(error)
            if writer.failure is not None:
                return "incomplete", str(writer.failure)
            return "incomplete", self._by_log(self.cause or reasons.in_the_run(device, error))
        if not self.problems:
            return "complete", None
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        return "incomplete", self._by_log(self.problems[0] + more)

    def _by_log(self, reason: str) -> str:
        return reasons.by_log(reason, self.log, self.apk.package, died=self.died_at is not None)

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

        run_proxy = RunProxy(options, device, writer, phase_clock.offset_us, stack, self.warn)
        proxy = run_proxy.proxy
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
            self.preparation.go(device, proxy, writer)
        writer.write_run()
        self.log = from_device.follow_log(device, phase_clock.offset_us, writer, self.warn)
        clock = Clock(device, phase_clock)
        stack.callback(_tried(clock.restore))
        reach = Reach(device, package, on_process, run_proxy.on_gap, self.warn)
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
        self.problems = [*filter(None, [run_proxy.ended]), *runner.problems()]

    def _context(self, *, device: Device, **more: Any) -> Context:
        """Return what the steps of the scenario work with: the same with the agent and without."""
        options = self.options
        return Context(
            device=device, package=self.apk.package, label=self.apk.label, branch=options.branch,
            persona=options.persona, install=lambda apk: upgrade(device, apk, self.apk, unconfined=options.unconfined),
            necessary=frozenset(options.app_type.permissions) if options.app_type else None,
            variables=options.scenario.variables, policy=options.scenario.permissions, **more,
        )  # fmt: skip

    def _without_agent(self, device: Device, script: tuple[PhaseScript, ...]) -> WithoutAgent:
        self.progress("the app died: once more without the agent")
        with self.timed("without_agent"):
            return without_agent(
                device, script, self.options, self.apk.package, self.preparation, self._context, self.lived_s
            )

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
                    writer.write_file(ACCOUNT.format(number=number), data)
            from_device.passed_by(device, proxy, writer)
            self.preparation.add_values(writer, device.own_values(self.apk.package))
            if not self.options.attach:  # what ran before goes on
                device.stop_app(self.apk.package)
            from_device.ends(device, self.apk.package, watch, writer)
            from_device.refused(device, self.offset_us, writer)


def _tried(action: Callable[[], None]) -> Callable[[], None]:
    """Return ``action`` without its errors of a device that is gone."""

    def attempt() -> None:
        with contextlib.suppress(DeviceError):
            action()

    return attempt
