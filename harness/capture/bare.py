"""An app taken through a scenario without the agent in it: what the device's log holds of it then."""

import contextlib
import io
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from harness import interrupt
from harness.app.apk import read_apk
from harness.capture import app_files
from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Device
from harness.capture.engine import Attribution, Context, Runner
from harness.capture.engine.clock import Clock
from harness.capture.options import Progress, RunOptions
from harness.capture.phase_clock import PhaseClock
from harness.capture.processes.counter_test import Unhooked, starter
from harness.capture.processes.kept_log import KeptLog
from harness.capture.proxy.proxy import Proxy
from harness.capture.waiting import Waiting
from harness.evidence.bundle import FLOWS
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter


def log_without_agent(
    options: RunOptions, open_device: Callable[[], Device], progress: Progress = lambda text: None
) -> tuple[list[str], list[bytes]]:
    """Take an app of ours through a branch, nothing hooked; return the lines of the device's log, and its own files.

    Its traffic is not kept. Raises ``DeviceError``, ``ApkError`` or ``ScenarioError``; a phase that fails is none, for
    the log says how far the app came.
    """
    package, script = read_apk(options.apk).package, options.scenario.script(options.branch)
    kept = io.BytesIO()
    with interrupt.held(), contextlib.ExitStack() as stack:
        with interrupt.heard():
            device = open_device()
        stack.callback(device.close)
        scratch = BundleWriter(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "unkept", RunRecord())
        stack.callback(scratch.close)
        proxy = Proxy(
            scratch.open_file(FLOWS), lambda row: None, network=options.network, kind=device.route_kind(hooked=False)
        )
        stack.callback(proxy.stop)
        with interrupt.heard():
            progress("without the agent: preparing the device")
            proxy.start()
            device.reset()
            device.network(options.network)
            device.seed(options.persona)
            device.trust_ca(proxy.ca_pem())
            device.install(options.apk, grant_all=options.scenario.grant_all)
            device.route_traffic(proxy.address(), package, False)
            lines = KeptLog(kept, lambda why: None)
            thread = threading.Thread(target=_follow, args=(lines, device), name="logcat", daemon=True)
            thread.start()
            phase_clock = PhaseClock(device.clock_offset_us(), options.branch)
            context = Context(
                device=device, package=package, label="", branch=options.branch, persona=options.persona,
                install=lambda apk: read_apk(apk), necessary=None, variables=options.scenario.variables,
                policy=options.scenario.permissions, phase_clock=phase_clock,
                attribution=Attribution(phase_clock, lambda row: None), writer=scratch,
                activity=Unhooked(device, package, proxy.recorder), waiting=Waiting(), launch=starter(device, package),
            )  # fmt: skip
            progress("without the agent: the same calls")
            Runner(context, Clock(device, phase_clock), options.scenario.limits).run(script)
        files: list[bytes] = []
        with contextlib.suppress(DeviceError):
            files = app_files.taken(device, package, options.own_files) if options.own_files else []
            device.stop_app(package)
    thread.join(timeout=5)
    return kept.getvalue().decode("utf-8", "replace").splitlines(), files


def _follow(lines: KeptLog, device: Device) -> None:
    with contextlib.suppress(DeviceError, ValueError):
        lines.follow(device.logcat())
