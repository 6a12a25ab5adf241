"""The self-test from beginning to end: nothing that fails stops it, and the device is left as it was."""

import contextlib
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from harness.app.apk import read_apk
from harness.app.errors import AppRefused
from harness.app.samples import sample
from harness.capture.agent.agent import AgentError
from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.choose import choose
from harness.capture.device.errors import DeviceError
from harness.capture.device.frida.bounded import bounded
from harness.capture.device.options import DeviceOptions
from harness.capture.doctor.selftest.facts import Facts, facts, root_facts
from harness.capture.doctor.selftest.recorder import Recorder
from harness.capture.doctor.selftest.redact import plain
from harness.capture.doctor.selftest.trial import BRISK, Bench, Ending, Finding, Pace, Run, State, Trial, fail, skip
from harness.capture.doctor.selftest.trials import TRIALS, resets, restore, runs
from harness.capture.frida_errors import FRIDA_ERRORS, meaning
from harness.capture.proxy.proxy import ProxyError
from harness.evidence.bundle import BundleError
from harness.evidence.run_record import DeviceInfo
from harness.files.scratch import owned

STEP_SECONDS = 600.0
"""No step is waited for longer: what hangs is a failure like any other."""
ENDING_SECONDS = 60.0
EXPECTED = (DeviceError, AppRefused, AgentError, ProxyError, BundleError, Ending)

Progress = Callable[[str], None]


class Report(msgspec.Struct, kw_only=True):
    """All that came of it. ``device`` is ``None`` when it could not be opened at all."""

    steps: list[Trial] = []
    device: DeviceInfo | None = None
    interrupted: bool = False

    @property
    def state(self) -> State:
        """The worst state of a step."""
        order = (State.fail, State.warn, State.ok)
        return next((state for state in order if any(step.state == state for step in self.steps)), State.ok)


def self_test(
    name: str,
    options: DeviceOptions,
    on_trial: Callable[[Trial], None] = lambda step: None,
    progress: Progress = lambda text: None,
    pace: Pace | None = None,
) -> Report:
    """Test the device that ``--device`` names. Whatever happens comes back as a report, also an interruption."""
    with tempfile.TemporaryDirectory(prefix=owned("harness-selftest-")) as scratch:
        test = _SelfTest(name, options, Path(scratch), on_trial, progress, pace)
        try:
            test.go()
        except KeyboardInterrupt:
            test.report.interrupted = True
        test.redact()
        return test.report


class _SelfTest:
    def __init__(
        self, name: str, options: DeviceOptions, scratch: Path, on_trial: Callable[[Trial], None], progress: Progress,
        pace: Pace | None,
    ) -> None:  # fmt: skip
        self.name = name
        self.options = msgspec.structs.replace(options, app=sample("lantern"))
        self.scratch = scratch
        self.on_trial = on_trial
        self.progress = progress
        self.pace = pace
        self.report = Report()
        self.secrets: set[str] = set()

    def go(self) -> None:
        bench, before = self._steps()
        if bench is None:
            return
        kept = bench.kept
        if kept:
            self._compare("as it was", bench, before)
        for language in runs.LANGUAGES:
            self._anew(f"scenario: {language}", bench, language)
        if kept:
            self._killed(bench, before)

    def redact(self) -> None:
        """Take out, everywhere, what only later steps have learned to be a secret."""
        for step in self.report.steps:
            step.detail = plain(step.detail, self.secrets)
            for command in step.commands:
                command.line, command.output = plain(command.line, self.secrets), plain(command.output, self.secrets)

    def _open(self) -> AdbDevice:
        device = choose(self.name, self.progress, self.options)
        assert isinstance(device, AdbDevice)  # noqa: S101 - every device there is comes over adb
        return device

    def _bench(self, device: AdbDevice) -> Bench:
        self.secrets |= {device.serial, *_serials(device)}
        apk = read_apk(self.options.app or Path())
        pace = self.pace or (BRISK if device.info().sandbox else Pace())
        bench = Bench(self.name, device, self.options, apk, self.scratch, pace)
        bench.secrets = self.secrets
        return bench

    def _steps(self) -> tuple[Bench | None, Facts]:
        """Do the steps on the open device; return the bench, and the device's facts before."""
        opened: list[AdbDevice] = []
        begun = time.monotonic()
        try:
            opened.append(self._open())
        except DeviceError as error:
            self._note("device", begun, fail(str(error)), [])
            return None, {}
        device = opened[0]
        before: Facts = {}
        try:
            bench = self._bench(device)
            self.report.device = msgspec.structs.replace(device.info(), serial="(redacted)")
            recorder = Recorder(bench)

            def take(_: Bench) -> Finding:
                left = device.begin()
                before.update(facts(device))
                how = device.reset()
                if left:
                    return fail(f"an earlier run left what cannot be undone: {left[0]}")
                root = device.link.root
                return Finding(
                    State.ok, f"{named(device.info())}; {'root: ' + root.name if root else 'no root'}; {how}"
                )

            if self._do("device", take, bench, [recorder]) == State.fail:
                return None, {}
            before.update(root_facts(device))
            recorder.taken()
            for name, step in TRIALS:
                self._do(name, step, bench, [recorder])
            if not bench.kept:
                self._do("resets", resets.resets, bench, [recorder])
            return bench, before
        finally:
            self._close(device)

    def _close(self, device: AdbDevice) -> None:
        self.progress("putting the device back")
        begun = time.monotonic()
        try:
            device.close()
        except DeviceError as error:
            self._note("put back", begun, fail(str(error)), [])
        else:
            self._note("put back", begun, Finding(State.ok, "every change is undone"), [])

    def _compare(self, name: str, bench: Bench, before: Facts) -> None:
        """Open the device anew and compare it with what it was."""

        def step(bench: Bench) -> Finding:
            bench.device.begin()
            after = facts(bench.device)
            bench.device.reset()  # only now is there root, on some builds
            return restore.as_before(before, after | root_facts(bench.device))

        self._with_device(name, bench, step)

    def _with_device(self, name: str, bench: Bench, step: Run) -> None:
        begun = time.monotonic()
        try:
            device = self._open()
        except DeviceError as error:
            self._note(name, begun, fail(str(error)), [])
            return
        bench.device = device
        try:
            self._do(name, step, bench, [Recorder(bench)])
        finally:
            with contextlib.suppress(DeviceError):
                device.close()

    def _anew(self, name: str, bench: Bench, language: str) -> None:
        """A run opens and closes the device by itself."""
        recorders: list[Recorder] = []

        def on_open(device: AdbDevice) -> None:
            bench.device = device
            recorders.append(Recorder(bench))

        def step(bench: Bench) -> Finding:
            return runs.scenario(language, self._open, bench, on_open)

        self._do(name, step, bench, recorders)

    def _killed(self, bench: Bench, before: Facts) -> None:
        if not bench.frida:
            self._note(
                "killed run", time.monotonic(), skip("there is no Frida on the device: a run does not come far"), []
            )
            return
        serial = bench.device.serial
        killed: list[str] = []

        def kill(bench: Bench) -> Finding:
            killed.append(restore.kill_a_run(bench, serial))
            found = restore.mended(serial)
            return Finding(found.state, f"{killed[0]}; {found.detail}")

        self._do("killed run", kill, bench, [])
        self._compare("as it was, again", bench, before)

    def _do(self, name: str, step: Run, bench: Bench, recorders: list[Recorder]) -> State:
        self.progress(name)
        begun = time.monotonic()
        try:
            found = self._carried_out(step, bench)
        except TimeoutError:
            found = fail(f"it did not end within {STEP_SECONDS:g} s")
        except EXPECTED as error:
            found = fail(str(error))
        except FRIDA_ERRORS as error:
            found = fail(f"Frida: {type(error).__name__}: {meaning(error)}")
        except Exception as error:  # noqa: BLE001 - a defect in one step must not hide what the others find
            found = fail(f"unexpected: {type(error).__name__}: {error}")
        return self._note(name, begun, found, recorders)

    def _carried_out(self, step: Run, bench: Bench) -> Finding:
        """Do a step on a thread of its own, so that one which hangs can be left; an interrupted one is ended first.

        Raises ``TimeoutError``, and what the step raises.
        """
        done = threading.Event()

        def work() -> Finding:
            try:
                return step(bench)
            finally:
                done.set()

        try:
            return bounded(work, STEP_SECONDS)
        except KeyboardInterrupt:
            self.progress("ending the step that is under way")
            bench.ending.set()
            done.wait(ENDING_SECONDS)  # what it has begun must not go on while the device is put back
            raise

    def _note(self, name: str, begun: float, found: Finding, recorders: list[Recorder]) -> State:
        step = Trial(
            name=name,
            state=found.state,
            seconds=round(time.monotonic() - begun, 2),
            detail=" ".join(plain(found.detail, self.secrets).split())[:1500],
            commands=[command for each in recorders for command in each.taken()],
        )
        self.report.steps.append(step)
        self.on_trial(step)
        return step.state


def _serials(device: AdbDevice) -> set[str]:
    """Return what names this one device."""
    keys = ("ro.serialno", "ro.boot.serialno", "persist.sys.device_name", "ro.boot.wifimacaddr", "ro.boot.btmacaddr")
    return {device.link.properties.get(key, "") for key in keys} - {"", "unknown"}


def named(info: DeviceInfo) -> str:
    """Return which device it is, without its serial number."""
    return (
        f"{info.kind}, {info.manufacturer} {info.model}, Android {info.android} (API {info.api_level}), {info.abi}, "
        f"{info.fingerprint}"
    )
