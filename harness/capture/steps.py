"""Carrying out a scenario's phases on a device."""

import re
import time
from collections.abc import Callable
from typing import Protocol

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Device
from harness.capture.scenario import PhaseScript, Step
from harness.capture.timeline import Timeline, Waiting
from harness.capture.ui import Node, UiError, find_by_text
from harness.evidence.writer import BundleWriter

TAP_SECONDS = 5.0
"""How long a tap waits for its control when the step does not say."""


class StepFailed(RuntimeError):
    """A step could not be done; the run goes no further and its bundle says why."""


class Activity(Protocol):
    """What a scenario wants to know of the app under test."""

    def idle_seconds(self) -> float:
        """Seconds since the app was last seen doing anything (a hooked call or traffic)."""

    def busy(self) -> bool:
        """Whether a request is under way."""

    def alive(self) -> bool:
        """Whether a process of the app runs."""


class Runner:
    """Runs phases one after the other and keeps a picture and a view tree of the end of each."""

    def __init__(
        self,
        device: Device,
        timeline: Timeline,
        writer: BundleWriter,
        activity: Activity,
        waiting: Waiting,
        launch: Callable[[], None],
    ) -> None:
        """``launch`` starts the app."""
        self._device = device
        self._timeline = timeline
        self._writer = writer
        self._activity = activity
        self._waiting = waiting
        self._launch = launch
        self._pictures = 0

    def run(self, phase: PhaseScript) -> None:
        """Run one phase. Its boundary is the moment its first step acts. Raises :class:`StepFailed`."""
        first, *rest = phase.steps
        self._act(first, lambda: self._begin(phase.name, _describe(first)))
        for step in rest:
            self._act(step, lambda: None)

    def finish(self, cause: str) -> None:
        """End the last phase with its picture."""
        self._picture()
        self._timeline.finish(cause)
        self._write_phase()

    def _begin(self, name: str, cause: str) -> None:
        self._timeline.begin(name, cause)
        self._write_phase()

    def _write_phase(self) -> None:
        phase = self._timeline.ended[-1]
        phase.screenshot, phase.ui_dump = self._last_picture
        self._last_picture = (None, None)
        self._writer.phase(phase)

    _last_picture: tuple[str | None, str | None] = (None, None)

    def _picture(self) -> bytes | None:
        """Keep the screen as it is now and return its view tree. A missing picture is no reason to stop."""
        self._pictures += 1
        base = f"ui/{self._pictures:03d}-{re.sub(r'[^a-z0-9_]', '', self._timeline.current)}"
        screenshot = tree_name = None
        tree = None
        try:
            screenshot = self._writer.write_file(f"{base}.png", self._device.screenshot())
            tree = self._device.ui_dump()
            tree_name = self._writer.write_file(f"{base}.xml", tree)
        except DeviceError:
            if self._device.shell(["true"]).code != 0:
                raise
        self._last_picture = (screenshot, tree_name)
        return tree

    def _act(self, step: Step, begin: Callable[[], None]) -> None:
        if step.kind == "tap":
            self._tap(step, begin)
            return
        if step.kind == "press":
            self._picture()
            begin()
            self._device.key(str(step.args["key"]))
            return
        begin()
        if step.kind == "launch":
            self._launch()
        elif step.kind == "wait":
            self._waiting.sleep(step.number("seconds"))
        elif step.kind == "settle":
            self._settle(step.number("quiet_s"), step.number("at_most_s"))
        elif step.kind == "type":
            self._device.type_text(step.texts()[0])
        elif step.kind == "expect_exit" and not self._waiting.until(
            lambda: not self._activity.alive(), step.number("at_most_s")
        ):
            raise StepFailed(f"the app did not exit within {step.number('at_most_s'):g} s")

    def _settle(self, quiet_s: float, at_most_s: float) -> None:
        begun = time.monotonic()

        def quiet() -> bool:
            if not self._activity.alive():
                return True
            # Silence from before this step says nothing about what the step before it set going.
            silent_for = min(self._activity.idle_seconds(), time.monotonic() - begun)
            return not self._activity.busy() and silent_for >= quiet_s

        self._waiting.until(quiet, at_most_s)

    def _tap(self, step: Step, begin: Callable[[], None]) -> None:
        texts = step.texts()
        found: list[Node] = []

        def visible() -> bool:
            tree = self._picture()
            if tree is None:
                return False
            try:
                node = find_by_text(tree, texts)
            except UiError:
                return False
            if node is not None:
                found.append(node)
            return node is not None

        if not visible() and not self._waiting.until(visible, step.number("at_most_s", TAP_SECONDS), poll_s=0.3):
            if step.args.get("optional"):
                return
            shown = "/".join(texts[:3])
            raise StepFailed(f"no control '{shown}' came on screen in the phase {self._timeline.current}")
        begin()
        self._device.tap(*found[0].center)


def _describe(step: Step) -> str:
    texts = step.texts()
    return f"{step.kind} {'/'.join(texts[:2])}".strip()
