"""What each kind of step does: one method a kind."""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from harness.capture.device.errors import ChangeRefused
from harness.capture.engine.clock import Clock
from harness.capture.engine.context import Context, StepFailed
from harness.capture.engine.deciding import Deciding
from harness.capture.engine.desk import Desk
from harness.capture.engine.exploring import Exploring
from harness.capture.engine.find import find
from harness.capture.engine.hands import Hands
from harness.capture.engine.places import Seeker
from harness.capture.scenario import Condition, Step, Target, with_persona
from harness.capture.scenario.model import BEFORE
from harness.capture.screen.controls import Node
from harness.capture.screen.looking import Look, Screen
from harness.catalog.permission_dialogs import permission_words

TAP_S, TAP_LOOKS = 5.0, 6
"""How long a touch waits for its control when the step does not say: seconds, or looks where those take longer."""
ASKED_S, ASKED_LOOKS = 30.0, 4
"""How long after its launch an app has to show its privacy dialog. Cold starts of hooked apps take up to 20 s."""
_START_S, _START_LOOKS = 30.0, 10
_QUIET_LOOKS, _SETTLE_LOOKS, _SETTLE_LAUNCHES = 2, 6, 2
"""An app is as slow as its device: ``settle`` takes no less than so many looks, and at most so many looks or launches
where the scenario's seconds are fewer."""
_END_S = 15.0
_MOST_DELETES = 200
_WATCH_S = 0.5
_LOOK_POLL_S = 0.1
_SWIPES = {
    "up": (0.5, 0.75, 0.5, 0.25),
    "down": (0.5, 0.25, 0.5, 0.75),
    "left": (0.85, 0.5, 0.15, 0.5),
    "right": (0.15, 0.5, 0.85, 0.5),
}


class Frame:
    """What the runner gives its steps: the phase's boundary and its end."""

    def __init__(self, enter: Callable[[], None], deadline: Callable[[], float]) -> None:
        """``enter`` begins the phase now if no touch has; ``deadline`` is the monotonic time of the phase's end."""
        self.enter = enter
        self.deadline = deadline


class Steps:
    """Carries out the steps of one branch."""

    def __init__(self, context: Context, screen: Screen, desk: Desk, hands: Hands, clock: Clock, frame: Frame) -> None:
        """See the parts."""
        self._context = context
        self._screen = screen
        self._desk = desk
        self._hands = hands
        self._clock = clock
        self._frame = frame
        self._deciding = Deciding(context, screen, hands)
        self._exploring = Exploring(
            context, screen, hands, pause=self.pause, in_time=self._in_time, restart=self._start_again
        )
        self._watched = self._launched = 0.0
        self._taken = 0
        self.most = 0
        self._table: dict[str, Callable[[Step], None]] = {
            "launch": self._launch, "await_consent": self._await_consent, "relaunch": self._relaunch,
            "wait": self._wait, "settle": self._settle,
            "tap": self._tap, "long_press": self._long_press, "type": self._type, "clear": self._clear,
            "swipe": self._swipe, "scroll": self._scroll, "press": self._press, "hide_keyboard": self._hide_keyboard,
            "consent": self._consent, "permission": self._permission, "policy": self._policy, "find": self._find_place,
            "background": self._background, "foreground": self._foreground, "screen_off": self._screen_off,
            "screen_on": self._screen_on, "kill": self._kill, "clear_data": self._clear_data,
            "set_clock": self._set_clock, "deep_link": self._deep_link, "explore": self._explore,
            "screenshot": self._screenshot, "assert": self._assert, "run_if": self._run_if, "repeat": self._repeat,
            "install": self._install, "expect_exit": self._expect_exit,
        }  # fmt: skip

    @property
    def deciding(self) -> Deciding:
        """The looker at privacy dialogs."""
        return self._deciding

    def run(self, steps: tuple[Step, ...]) -> None:
        """Take steps one after the other. Raises :class:`StepFailed` at the first that fails."""
        for step in steps:
            self._taken += 1
            if self._taken > self.most:
                raise StepFailed(f"more than {self.most} steps were taken")
            self._in_time()
            self._table[step.kind](step)

    def watch(self) -> None:
        """See to what the system puts in front of the app, as often as is worth it."""
        now = time.monotonic()
        if now - self._watched < _WATCH_S:
            return
        self._watched = now
        focus = self._screen.focus()
        if focus.error:
            self._hands.error(focus)
        elif focus.package in _dialog_packages():
            seen = self._screen.look()
            dialog = self._desk.dialog(seen)
            if dialog is None:
                return
            if self._context.timeline.current.startswith(BEFORE) or self._context.policy == "leave":
                self._desk.note(seen, dialog)
            else:
                self._hands.interrupted(seen)
        elif focus.package == self._context.package:
            self._screen.remember()

    def pause(self, seconds: float) -> None:
        """Wait, with an eye on the screen. Raises :class:`StepFailed` at the phase's time limit."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._in_time()
            self.watch()
            self._context.waiting.sleep(min(left, 0.25))
        self._watched = 0.0
        self.watch()

    def until(self, condition: Callable[[], bool], at_most_s: float) -> bool:
        """Wait for a condition, with an eye on the screen."""
        deadline = time.monotonic() + at_most_s
        while not condition():
            if time.monotonic() >= deadline:
                return False
            self._in_time()
            self.watch()
            self._context.waiting.sleep(0.05)
        return True

    def _in_time(self) -> None:
        if time.monotonic() >= self._frame.deadline():
            raise StepFailed("its time was up")

    def _fill(self, text: str) -> str:
        return with_persona(text, self._context.persona)

    def _target(self, target: Target) -> Target:
        if "${" not in "".join((*target.texts, *target.contains)):
            return target
        texts, contains = (tuple(map(self._fill, each)) for each in (target.texts, target.contains))
        return msgspec.structs.replace(target, texts=texts, contains=contains)

    # -- waiting --------------------------------------------------------------------------------------------------

    def _wait(self, step: Step) -> None:
        self._frame.enter()
        self.pause(step.number("seconds"))

    def _settle(self, step: Step) -> None:
        self._frame.enter()
        begun, pace = time.monotonic(), self._screen.pace
        quiet_s = pace.at_least(step.number("quiet_s"), _QUIET_LOOKS)
        activity = self._context.activity

        def quiet() -> bool:
            if not activity.alive():
                return True
            # Silence from before this step says nothing about what the step before it set going.
            silent_for = min(activity.idle_seconds(), time.monotonic() - begun)
            return not activity.busy() and silent_for >= quiet_s

        self.until(quiet, pace.at_least(step.number("at_most_s"), _SETTLE_LOOKS, _SETTLE_LAUNCHES))

    def _await_consent(self, step: Step) -> None:
        """Look until the app asks something: the privacy dialog, or what covers it and may not be touched yet."""
        self._frame.enter()
        left = step.number("at_most_s", ASKED_S) - (time.monotonic() - self._launched)
        patience = self._screen.pace.patience(max(0.0, left), ASKED_LOOKS)
        while self._context.activity.alive() and not patience.over():
            self._in_time()
            look = self._screen.look()
            if self._desk.dialog(look) is not None or self._deciding.asks(look):
                return
            self._context.waiting.sleep(_LOOK_POLL_S)

    # -- touching -------------------------------------------------------------------------------------------------

    @staticmethod
    def _at_most(step: Step) -> tuple[float, int]:
        """How long a step waits for what it touches: as it says, else seconds and looks."""
        return (step.number("at_most_s"), 1) if "at_most_s" in step.args else (TAP_S, TAP_LOOKS)

    def _find(self, target: Target, at_most_s: float, looks: int) -> tuple[Node, Look] | None:
        wanted = self._target(target)
        if wanted.at is None:
            return self._hands.control(lambda seen: find(seen, wanted, self._context.package), at_most_s, looks)
        self._alive()
        seen = self._screen.look()
        self._hands.interrupted(seen)
        x, y = wanted.at.on(*self._screen.size(seen))
        return Node("", "", "", target.shown, "", True, False, False, (x, y, x, y)), seen

    def _alive(self) -> None:
        if not self._context.activity.alive():
            raise self._hands.missing("")

    def _touch(self, step: Step, target: Target | None, long_s: float = 0.0) -> bool:
        if target is None:
            return True
        found = self._find(target, *self._at_most(step))
        if found is None:
            if step.args.get("optional"):
                return False
            raise self._hands.missing(target.shown)
        self._hands.tap(*found, long_s=long_s)
        return True

    def _tap(self, step: Step) -> None:
        self._touch(step, step.target)

    def _long_press(self, step: Step) -> None:
        self._touch(step, step.target, long_s=step.number("seconds", 1.0))

    def _type(self, step: Step) -> None:
        text = self._fill(step.text("value"))
        if self._touch(step, step.args.get("into")):
            self._alive()
            self._act(lambda: self._context.device.type_text(text))
            self._context.note_act("typed")

    def _clear(self, step: Step) -> None:
        target = step.args.get("into")
        if not self._touch(step, target):
            return
        seen = self._screen.look()
        field = find(seen, self._target(target), self._context.package) if target else None
        field = field or next((node for node in seen.nodes if node.kind.endswith("EditText")), None)
        count = min(len(field.text) + 1 if field else _MOST_DELETES, _MOST_DELETES)
        keys = ["KEYCODE_MOVE_END", *["KEYCODE_DEL"] * count]
        self._act(lambda: self._hands.must(["input", "keyevent", *keys]))

    def _swipe(self, step: Step) -> None:
        self._alive()
        seen = self._screen.look()
        width, height = self._screen.size(seen)
        if "direction" in step.args:
            x1, y1, x2, y2 = _SWIPES[step.args["direction"]]
            (ax, ay), (bx, by) = (round(x1 * width), round(y1 * height)), (round(x2 * width), round(y2 * height))
        else:
            (ax, ay), (bx, by) = step.args["from"].on(width, height), step.args["to"].on(width, height)
        lasting = str(round(1000 * step.number("seconds", 0.3)))
        self._act(lambda: self._hands.must(["input", "swipe", *map(str, (ax, ay, bx, by)), lasting]), seen)
        self._context.note_act("swipe")

    def _scroll(self, step: Step) -> None:
        assert step.target is not None  # noqa: S101 - the step table requires it
        target, direction = self._target(step.target), step.args.get("direction", "down")
        for turn in range(int(step.args.get("times", 10)) + 1):
            seen = self._screen.look()
            if self._hands.interrupted(seen):
                seen = self._screen.look()
            if find(seen, target, self._context.package) is not None:
                return
            if turn < int(step.args.get("times", 10)):
                self._swipe(Step("swipe", {"direction": "up" if direction == "down" else "down"}))
                self._context.waiting.sleep(0.3)
        if not step.args.get("optional"):
            raise self._hands.missing(target.shown)

    def _press(self, step: Step) -> None:
        self._act(lambda: self._context.device.key(step.text("key")))
        self._context.note_act(step.shown)

    def _hide_keyboard(self, step: Step) -> None:
        self._frame.enter()
        if self._screen.keyboard():
            self._context.device.key("BACK")

    def _act(self, action: Callable[[], None], seen: Look | None = None) -> None:
        self._hands.act(action, seen)

    # -- deciding -------------------------------------------------------------------------------------------------

    def _consent(self, step: Step) -> None:
        onward = int(step.args.get("onward", 4))
        self._deciding.decide(step.text("choice"), onward, *self._at_most(step))

    def _permission(self, step: Step) -> None:
        patience = self._screen.pace.patience(*self._at_most(step))
        answer = step.text("answer")
        while True:
            seen = self._screen.look()
            if self._desk.clear(seen, "" if answer == "policy" else answer, self._act):
                return
            if patience.over():
                break
            self._context.waiting.sleep(0.2)
        if not step.args.get("optional"):
            raise self._hands.missing("of a permission dialog")

    def _policy(self, step: Step) -> None:
        self._frame.enter()
        self._context.policy = step.text("answer")

    def _find_place(self, step: Step) -> None:
        self._alive()
        if not step.args.get("tap"):
            self._frame.enter()
        # Looking around is no part of a phase that the place itself is to begin.
        aside = (self._context.timeline.current, "")
        seeker = Seeker(
            self._context, self._screen, lambda node, seen: self._hands.tap(node, seen, aside=aside), self._to_front
        )
        place, node, seen = seeker.seek(
            step.text("what"), int(step.args.get("at_most_taps", 5)), step.number("at_most_s", 60.0)
        )
        self._context.writer.append(place)
        if not step.args.get("tap"):
            seeker.home()
        elif node is not None:
            self._hands.tap(node, seen)
        elif not step.args.get("optional"):
            raise StepFailed(f"no control for {place.what} was found within {step.args.get('at_most_taps', 5)} taps")

    # -- the app's life -------------------------------------------------------------------------------------------

    def _launch(self, step: Step) -> None:
        self._frame.enter()
        self._start()

    def _start(self) -> None:
        context = self._context
        context.launches += 1
        context.acted_us, context.acted, context.expected_end = 0, "", ""
        self.hold_clock()
        context.launch()
        package, pace = context.package, self._screen.pace
        begun = self._launched = time.monotonic()

        def shown() -> bool:
            focus = self._screen.focus()
            return focus.package == package or focus.package in _dialog_packages() or not context.activity.alive()

        if context.waiting.until(shown, pace.at_least(_START_S, _START_LOOKS), poll_s=0.1):
            pace.launched(time.monotonic() - begun)
        else:
            self._hands.incident("slow_start", f"no window after {time.monotonic() - begun:.0f} s")

    def _end(self) -> None:
        context = self._context
        context.flush()
        context.device.stop_app(context.package)
        context.expected_end = "the scenario ended it"
        if not context.waiting.until(lambda: not context.activity.alive(), _END_S):
            raise StepFailed("the app could not be ended")

    def _relaunch(self, step: Step) -> None:
        self._frame.enter()
        self._start_again()

    def _start_again(self) -> None:
        self._end()
        self._start()

    def _kill(self, step: Step) -> None:
        self._frame.enter()
        if step.args.get("how", "system") == "force_stop":
            self._end()
        else:
            self._context.expected_end = "the scenario ended it"
            self._context.flush()
            self._hands.must(["am", "kill", self._context.package])

    def _clear_data(self, step: Step) -> None:
        self._frame.enter()
        self._context.expected_end = "the scenario cleared its data"
        self._hands.must(["pm", "clear", self._context.package])

    def _background(self, step: Step) -> None:
        self._act(lambda: self._context.device.key("HOME"))

    def _foreground(self, step: Step) -> None:
        self._frame.enter()
        self._to_front()

    def _to_front(self) -> None:
        device, package = self._context.device, self._context.package
        self._alive()
        said = device.shell(["cmd", "package", "resolve-activity", "--brief", package]).stdout.split()
        component = next((word for word in reversed(said) if word.startswith(f"{package}/")), None)
        if component is None:
            raise StepFailed("the app has no activity to bring to the front")
        self._hands.must(
            [
                "am",
                "start",
                "-a",
                "android.intent.action.MAIN",
                "-c",
                "android.intent.category.LAUNCHER",
                "-n",
                component,
            ]
        )

    def _screen_off(self, step: Step) -> None:
        self._act(lambda: self._context.device.key("SLEEP"))

    def _screen_on(self, step: Step) -> None:
        self._act(lambda: self._context.device.key("WAKEUP"))
        self._context.device.shell(["wm", "dismiss-keyguard"])

    def _set_clock(self, step: Step) -> None:
        self._frame.enter()
        self._clock.forward(step.number("forward"))

    def hold_clock(self) -> None:
        """See that a clock that was moved is still there: an emulator sets it back after a while."""
        try:
            said, done = self._clock.hold(), "moved again"
        except ChangeRefused as error:
            said, done = str(error), ""
        if said:
            self._hands.incident("clock_set_back", said, done)

    def _deep_link(self, step: Step) -> None:
        self._frame.enter()
        if not self._context.activity.alive():
            self._launch(step)
        uri = self._fill(step.text("uri"))
        view = ["am", "start", "-a", "android.intent.action.VIEW", "-d", uri, "-p", self._context.package]
        done = self._context.device.shell(view)
        if done.code != 0 or "Error" in done.stdout + done.stderr:
            raise StepFailed(f"the app does not open {step.text('uri')[:80]}")
        self._context.note_act("deep link")

    def _install(self, step: Step) -> None:
        self._frame.enter()
        self._context.expected_end = "another version was installed"
        new = self._context.install(Path(step.text("apk")))
        self._context.writer.meta.setdefault("installed", []).append(
            {"time_us": self._context.timeline.now_us(), **new}
        )
        self._context.waiting.until(lambda: not self._context.activity.alive(), _END_S)

    # -- the rest -------------------------------------------------------------------------------------------------

    def _explore(self, step: Step) -> None:
        self._frame.enter()
        self._alive()
        self._exploring.run(step)

    def _screenshot(self, step: Step) -> None:
        self._frame.enter()
        self._screen.keep(name=step.text("name"))

    def _holds(self, condition: Condition, at_most_s: float) -> bool:
        activity = self._context.activity
        if condition.kind == "set":
            return bool(self._context.variables.get(condition.word))
        if condition.kind == "app":
            wanted = condition.word == "alive"
            return self.until(lambda: activity.alive() == wanted, at_most_s)
        assert condition.target is not None  # noqa: S101 - the condition table gives it one
        target, package = self._target(condition.target), self._context.package
        deadline = time.monotonic() + at_most_s
        while True:
            there = find(self._screen.look(), target, package) is not None
            if there == (condition.kind == "visible") or time.monotonic() >= deadline:
                return there == (condition.kind == "visible")
            self._context.waiting.sleep(0.2)

    def holds(self, condition: Condition) -> bool:
        """Whether a condition is true now."""
        return self._holds(condition, 0.0)

    def _assert(self, step: Step) -> None:
        self._frame.enter()
        condition: Condition = step.args["condition"]
        if not self._holds(condition, step.number("at_most_s")):
            raise StepFailed(f"it was expected that {condition.shown}, but it is not so")
        if condition.kind == "app" and condition.word == "exited":
            self._context.expected_end = self._context.expected_end or "the scenario expected it"

    def _run_if(self, step: Step) -> None:
        chosen = "steps" if self._holds(step.args["condition"], step.number("at_most_s")) else "else"
        self.run(step.args.get(chosen, ()))

    def _repeat(self, step: Step) -> None:
        for _ in range(int(step.args["times"])):
            self.run(step.args["steps"])

    def _expect_exit(self, step: Step) -> None:
        self._frame.enter()
        if not self.until(lambda: not self._context.activity.alive(), step.number("at_most_s")):
            raise StepFailed(f"the app did not exit within {step.number('at_most_s'):g} s")
        self._context.expected_end = "the scenario expected it"


def _dialog_packages() -> frozenset[str]:
    return permission_words().packages
