"""The counter-test of an app that died with the agent in it: the same start, the same phases, without the agent."""

import contextlib
import time
from collections.abc import Callable

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Device
from harness.capture.engine import Context, Runner
from harness.capture.engine.clock import Clock
from harness.capture.proxy.addon import Recorder
from harness.capture.scenario import Limits, PhaseScript
from harness.evidence.run_record import WithoutAgent

LEAST_S, MOST_S = 3.0, 30.0
"""The app is given as long as it lived with the agent and this much more time at least; never more than ``MOST_S``."""
PHASES_S = 120.0
"""No further phase begins after this many seconds."""


class Unhooked:
    """What the scenario wants to know of an app that nothing is hooked in."""

    def __init__(self, device: Device, package: str, recorder: Recorder) -> None:
        """``recorder`` knows of the traffic."""
        self._device = device
        self._package = package
        self._recorder = recorder

    def idle_seconds(self) -> float:
        """Seconds since the app was last seen sending anything."""
        return self._recorder.idle_seconds

    def busy(self) -> bool:
        """Whether a request is under way."""
        return self._recorder.unanswered > 0

    def alive(self) -> bool:
        """Whether the process that is named after the package runs."""
        return any(row.name == self._package for row in self._device.running(self._package))

    def how_ended(self) -> str:
        """Nothing is known of that but what the device tells."""
        return "it is gone"


def starter(device: Device, package: str) -> Callable[[], None]:
    """Return what starts the app as its icon does and waits until it runs."""

    def launch() -> None:
        device.launch(package)
        deadline = time.monotonic() + MOST_S
        while not any(row.name == package for row in device.running(package)) and time.monotonic() < deadline:
            time.sleep(0.05)

    return launch


def survives(context: Context, phases: tuple[PhaseScript, ...], lived_s: float) -> WithoutAgent:
    """Run ``phases`` on the installed app without the agent, and see whether the app is there afterwards.

    ``context`` launches it and has a writer whose bundle is not kept; ``lived_s`` is how long the app lived with the
    agent.
    """
    begun = time.monotonic()
    found = WithoutAgent(phases=[phase.name for phase in phases])
    clock = Clock(context.device, context.phase_clock)
    runner = Runner(context, clock, Limits(phase_s=PHASES_S, total_s=PHASES_S))
    try:
        runner.run(phases)
        died = any(row.app_ended for row in runner.outcomes)
        problems = [] if died else runner.problems()
        found.reason = problems[0] if problems else None
        if context.launches:
            deadline = begun + min(MOST_S, lived_s + LEAST_S)
            while time.monotonic() < deadline and not died and context.activity.alive():
                time.sleep(0.1)
            found.survived = not died and context.activity.alive()
    except DeviceError as error:
        found.reason = str(error)
    with contextlib.suppress(DeviceError):
        clock.restore()
        context.device.stop_app(context.package)
    found.seconds = round(time.monotonic() - begun, 3)
    return found
