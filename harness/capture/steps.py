"""Carrying out a scenario's phases on a device."""

import re
import time
from collections.abc import Callable
from typing import Protocol

import msgspec

from harness.capture.consent import Consent, detect
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
        package: str,
    ) -> None:
        """``launch`` starts the app ``package``."""
        self._device = device
        self._timeline = timeline
        self._writer = writer
        self._activity = activity
        self._waiting = waiting
        self._launch = launch
        self._package = package
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
        if step.kind == "consent":
            self._decide(step, begin)
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
        node = self._control(step, lambda tree: find_by_text(tree, texts))
        if node is None:
            if step.args.get("optional"):
                return
            shown = "/".join(texts[:3])
            raise StepFailed(f"no control '{shown}' came on screen in the phase {self._timeline.current}")
        begin()
        self._device.tap(*node.center)

    def _decide(self, step: Step, begin: Callable[[], None]) -> None:
        """Accept or refuse in the privacy dialog; what was recognised is kept beside the screen it was seen on."""
        choice = str(step.args["choice"])
        seen: list[Consent] = []

        def chosen(tree: bytes) -> Node | None:
            seen.append(detect(tree, self._package))
            return seen[-1].accept if choice == "accept" else seen[-1].refuse

        node = self._control(step, chosen)
        if seen:
            self._writer.write_file(
                f"ui/{self._pictures:03d}-consent.json", msgspec.json.format(msgspec.json.encode(seen[-1]))
            )
        if node is None:
            raise StepFailed(_why_not(seen[-1].kind if seen else "none", choice, self._timeline.current))
        begin()
        self._device.tap(*node.center)

    def _control(self, step: Step, find: Callable[[bytes], Node | None]) -> Node | None:
        """Look at the screen until ``find`` gives a control, for at most the step's ``at_most_s``."""
        found: list[Node] = []

        def visible() -> bool:
            tree = self._picture()
            if tree is None:
                return False
            try:
                node = find(tree)
            except UiError:
                return False
            if node is not None:
                found.append(node)
            return node is not None

        if not visible():
            self._waiting.until(visible, step.number("at_most_s", TAP_SECONDS), poll_s=0.3)
        return found[0] if found else None


def _why_not(kind: str, choice: str, phase: str) -> str:
    if kind == "not_readable":
        return f"the screen in the phase {phase} is drawn by the app itself, so no privacy dialog can be read on it"
    if kind == "dialog":
        return f"the privacy dialog in the phase {phase} has no control to {choice}"
    if kind == "box":
        return f"the phase {phase} asks for consent by a box to tick, without a control to {choice}"
    return f"no privacy dialog with a control to {choice} came on screen in the phase {phase}"


def _describe(step: Step) -> str:
    if step.kind == "consent":
        return f"consent {step.args['choice']}"
    texts = step.texts()
    return f"{step.kind} {'/'.join(texts[:2])}".strip()
