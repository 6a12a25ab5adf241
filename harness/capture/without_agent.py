"""An app that died is started once more, the same way and without the agent: a run of its own that leaves no bundle."""

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from harness.capture import broken
from harness.capture.device.protocol import Device
from harness.capture.engine import Attribution, Context
from harness.capture.options import RunOptions
from harness.capture.phase_clock import PhaseClock
from harness.capture.prepare import Preparation
from harness.capture.processes.counter_test import Unhooked, starter, survives
from harness.capture.proxy.proxy import Proxy
from harness.capture.run_proxy import player_of
from harness.capture.scenario import PhaseScript
from harness.capture.waiting import Waiting
from harness.evidence.bundle import FLOWS
from harness.evidence.run_record import RunRecord, WithoutAgent
from harness.evidence.writer import BundleWriter


def without_agent(
    device: Device,
    script: tuple[PhaseScript, ...],
    options: RunOptions,
    package: str,
    preparation: Preparation,
    context: Callable[..., Context],
    lived_s: float,
) -> WithoutAgent:
    """See whether an app that died in the last phase of ``script`` lives without the agent; never raises ``Exception``.

    ``context`` makes what the steps of the scenario work with; ``lived_s`` is how long the app lived with the agent.
    """
    with contextlib.ExitStack() as stack:
        scratch = BundleWriter(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "unkept", RunRecord())
        stack.callback(scratch.close)
        proxy = Proxy(
            scratch.open_file(FLOWS),
            lambda row: None,
            network=options.network,
            kind=device.route_kind(hooked=False),
            player=player_of(options),
        )
        stack.callback(proxy.stop)
        try:
            device.release()
            device.uninstall(package)
            preparation.go(device, proxy, scratch, hooked=False)
            phase_clock = PhaseClock(device.clock_offset_us(), options.branch)
            steps = context(
                device=device, phase_clock=phase_clock, attribution=Attribution(phase_clock, lambda row: None),
                writer=scratch, activity=Unhooked(device, package, proxy.recorder), waiting=Waiting(),
                launch=starter(device, package),
            )  # fmt: skip
            return survives(steps, script, lived_s)
        except Exception as error:  # noqa: BLE001 - the counter-test is an extra: it does not undo the run
            return WithoutAgent(reason=broken.reason(error))


def with_counter_test(reason: str | None, found: WithoutAgent) -> str | None:
    """Return why a run is not complete, with what came of the counter-test."""
    if found.survived and reason:
        return f"{reason.rstrip('.')}; started the same way without the agent, it survives."
    return reason
