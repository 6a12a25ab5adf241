"""What the steps of a branch are carried out with: its parts, and what more than one step does."""

import time
from collections.abc import Callable

import msgspec

from harness import interrupt
from harness.capture.device.errors import ChangeRefused
from harness.capture.engine.clock import Clock
from harness.capture.engine.context import Context, StepFailed
from harness.capture.engine.deciding import Deciding
from harness.capture.engine.desk import Desk
from harness.capture.engine.find import find
from harness.capture.engine.hands import Hands
from harness.capture.scenario import Condition, Step, Target, with_persona
from harness.capture.scenario.model import BEFORE
from harness.capture.scenario.steps import Repeat, RunIf
from harness.capture.scenario.written import written
from harness.capture.screen.looking import Picture, Screen
from harness.catalog.permission_dialogs import permission_words
from harness.evidence.rows import StepTaken

_TAP_S, _TAP_LOOKS = 5.0, 6
_START_S, _START_LOOKS = 30.0, 10
_WATCH_S = 0.5
END_S = 15.0
"""How long an app may take to end, in seconds."""


def touch_patience(at_most_s: float | None) -> tuple[float, int]:
    """How long a step waits for what it touches: as it says, else seconds, or looks where those take longer."""
    return (_TAP_S, _TAP_LOOKS) if at_most_s is None else (at_most_s, 1)


class Frame:
    """What the runner gives its steps: the phase's boundary and its end."""

    def __init__(self, enter: Callable[[], None], deadline: Callable[[], float]) -> None:
        """``enter`` begins the phase now if no touch has; ``deadline`` is the monotonic time of the phase's end."""
        self.enter = enter
        self.deadline = deadline


class Stage:
    """Where one branch is played: the device, the app, the screen, and the time that is left."""

    def __init__(
        self,
        context: Context,
        screen: Screen,
        desk: Desk,
        hands: Hands,
        clock: Clock,
        frame: Frame,
        *,
        carry_out: Callable[["Stage", Step], None],
        most_steps: int,
    ) -> None:
        """``carry_out`` is what :meth:`run` takes each step with; see the parts for the rest."""
        self.context = context
        self.screen = screen
        self.desk = desk
        self.hands = hands
        self.clock = clock
        self.deciding = Deciding(context, screen, hands)
        self.kept: Picture | None = None
        """The picture that the step under way has kept, where it was taken for that."""
        self.launched = 0.0
        """When the app was last launched, on the monotonic clock."""
        self.enter = frame.enter
        self._frame = frame
        self._carry_out = carry_out
        self._most_steps = most_steps
        self._taken = 0
        self._watched = 0.0

    def run(self, steps: tuple[Step, ...]) -> None:
        """Take steps one after the other. Raises :class:`StepFailed` at the first that fails."""
        for step in steps:
            self._taken += 1
            if self._taken > self._most_steps:
                raise StepFailed(f"more than {self._most_steps} steps were taken")
            self.in_time()
            self._take(step)

    def _take(self, step: Step) -> None:
        """Take a step, and write down that it was taken. One that consists of others has no row of its own."""
        if isinstance(step, Repeat | RunIf):
            self._carry_out(self, step)
            return
        context, failed, self.kept = self.context, None, None
        begun = context.phase_clock.now_us()
        try:
            with interrupt.heard():
                self._carry_out(self, step)
        except StepFailed as error:
            failed = str(error)
            raise
        finally:
            clock, kept = context.phase_clock, self.kept or Picture()
            context.writer.append(
                StepTaken(
                    time_us=begun, end_us=clock.now_us(), phase=clock.current, step=written(step), by=context.by,
                    failed=failed, note=context.note, screenshot=kept.screenshot, ui_dump=kept.ui_dump,
                )
            )  # fmt: skip

    # -- time -----------------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """See to what the system puts in front of the app, as often as is worth it."""
        now = time.monotonic()
        if now - self._watched < _WATCH_S:
            return
        self._watched = now
        focus = self.screen.focus()
        if focus.error:
            self.hands.error(focus)
        elif focus.package in permission_words().packages:
            seen = self.screen.look()
            dialog = self.desk.dialog(seen)
            if dialog is None:
                return
            if self.context.phase_clock.current.startswith(BEFORE) or self.context.policy == "leave":
                self.desk.note(seen, dialog)
            else:
                self.hands.interrupted(seen)
        elif focus.package == self.context.package:
            self.screen.remember()

    def pause(self, seconds: float) -> None:
        """Wait, with an eye on the screen. Raises :class:`StepFailed` at the phase's time limit."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.in_time()
            self.watch()
            self.context.waiting.sleep(min(left, 0.25))
        self._watched = 0.0
        self.watch()

    def until(self, condition: Callable[[], bool], at_most_s: float) -> bool:
        """Wait for a condition, with an eye on the screen."""
        deadline = time.monotonic() + at_most_s
        while not condition():
            if time.monotonic() >= deadline:
                return False
            self.in_time()
            self.watch()
            self.context.waiting.sleep(0.05)
        return True

    def in_time(self) -> None:
        """Raise :class:`StepFailed` at the phase's time limit."""
        if time.monotonic() >= self._frame.deadline():
            raise StepFailed("its time was up")

    # -- what steps say -------------------------------------------------------------------------------------------

    def filled(self, text: str) -> str:
        """Return a text of a step with the persona's values in it."""
        return with_persona(text, self.context.persona)

    def meant(self, target: Target) -> Target:
        """Return the control of a step with the persona's values in its texts."""
        if "${" not in "".join((*target.texts, *target.contains)):
            return target
        filled = {name: tuple(map(self.filled, getattr(target, name))) for name in ("text", "description", "contains")}
        return msgspec.structs.replace(target, **filled)

    def holds(self, condition: Condition, at_most_s: float = 0.0) -> bool:
        """Whether a condition is true, now or within some seconds."""
        activity = self.context.activity
        if condition.set is not None:
            return bool(self.context.variables.get(condition.set))
        if condition.app is not None:
            wanted = condition.app == "alive"
            return self.until(lambda: activity.alive() == wanted, at_most_s)
        asked = condition.visible or condition.not_visible
        assert asked is not None  # noqa: S101 - a condition asks one thing
        target, visible = self.meant(asked), condition.visible is not None
        deadline = time.monotonic() + at_most_s
        while True:
            there = find(self.screen.look(), target, self.context.package) is not None
            if there == visible or time.monotonic() >= deadline:
                return there == visible
            self.context.waiting.sleep(0.2)

    # -- the app's life -------------------------------------------------------------------------------------------

    def alive(self) -> None:
        """Raise ``AppEnded`` unless the app runs."""
        if not self.context.activity.alive():
            raise self.hands.missing("")

    def start(self) -> None:
        """Start the app, and wait until it shows something."""
        context = self.context
        context.launches += 1
        context.acted_us, context.acted, context.expected_end = 0, "", ""
        self.hold_clock()
        context.launch()
        package, pace = context.package, self.screen.pace
        begun = self.launched = time.monotonic()

        def shown() -> bool:
            front = self.screen.focus().package
            return front == package or front in permission_words().packages or not context.activity.alive()

        if context.waiting.until(shown, pace.at_least(_START_S, _START_LOOKS), poll_s=0.1):
            pace.launched(time.monotonic() - begun)
        else:
            self.hands.incident("slow_start", f"no window after {time.monotonic() - begun:.0f} s")

    def end(self) -> None:
        """End the app by force. Raises :class:`StepFailed` when it goes on."""
        context = self.context
        context.flush()
        context.device.stop_app(context.package)
        context.expected_end = "the scenario ended it"
        if not context.waiting.until(lambda: not context.activity.alive(), END_S):
            raise StepFailed("the app could not be ended")

    def start_again(self) -> None:
        """End the app and start it anew."""
        self.end()
        self.start()

    def to_front(self) -> None:
        """Bring the app to the front, as its icon does."""
        device, package = self.context.device, self.context.package
        self.alive()
        said = device.shell(["cmd", "package", "resolve-activity", "--brief", package]).stdout.split()
        component = next((word for word in reversed(said) if word.startswith(f"{package}/")), None)
        if component is None:
            raise StepFailed("the app has no activity to bring to the front")
        main = ["-a", "android.intent.action.MAIN", "-c", "android.intent.category.LAUNCHER"]
        self.hands.must(["am", "start", *main, "-n", component])

    def hold_clock(self) -> None:
        """See that a clock that was moved is still there: an emulator sets it back after a while."""
        try:
            said, done = self.clock.hold(), "moved again"
        except ChangeRefused as error:
            said, done = str(error), ""
        if said:
            self.hands.incident("clock_set_back", said, done)
