"""Touching controls: looking until they are there, past dialogs, keyboards and other apps' windows."""

from collections.abc import Callable

from harness.capture.engine.context import Act, AppEnded, Aside, Context, StepFailed
from harness.capture.engine.desk import Desk, is_launcher
from harness.capture.scenario.model import BEFORE
from harness.capture.screen.controls import Node
from harness.capture.screen.looking import Focus, Look, Screen
from harness.evidence.rows import Incident

_POLL_S = 0.25
_WAIT = "android:id/aerr_wait"
_CLOSE = ("android:id/aerr_close", "android:id/aerr_app_info")
_OWN = ("com.android.systemui",)


class Hands:
    """What a user's hands and eyes do."""

    def __init__(self, context: Context, screen: Screen, desk: Desk, act: Act) -> None:
        """``act`` carries out each touch."""
        self._context = context
        self._screen = screen
        self._desk = desk
        self.act = act
        self._waited: set[int] = set()

    @property
    def _reserved(self) -> bool:
        """Whether nothing may be touched now: the user has not decided yet."""
        return self._context.phase_clock.current.startswith(BEFORE)

    def control(
        self, find: Callable[[Look], Node | None], at_most_s: float, looks: int = 1
    ) -> tuple[Node, Look] | None:
        """Look until ``find`` gives a control; return it with the look it was found in.

        That takes ``at_most_s`` seconds, or so many ``looks`` where they take longer. Raises :class:`StepFailed` when
        something else has the screen for good.
        """
        patience = self._screen.pace.patience(at_most_s, looks)
        blank = 0
        while True:
            seen = self._screen.look()
            if not self.interrupted(seen) and (node := find(seen)) is not None:
                return node, seen
            blank = blank + 1 if seen.tree is None else 0
            if patience.over():
                if blank:
                    self.incident("no_tree", "the screen gives no view tree", seen=seen)
                    raise StepFailed(
                        "the screen gives no view tree: the app draws it itself, or it never comes to rest"
                    )
                return None
            self._context.waiting.sleep(_POLL_S)

    def interrupted(self, seen: Look) -> bool:
        """Deal with what covers the app; return whether something did."""
        dialog = self._desk.dialog(seen)
        if dialog is not None:
            if self._context.policy == "leave":
                self._desk.note(seen, dialog)
                return False
            return self._desk.clear(seen, self.act)
        by_id = {node.resource_id: node for node in seen.nodes}
        if _WAIT in by_id or any(name in by_id for name in _CLOSE):
            self._system_error(seen, by_id)
            return True
        return False

    def _system_error(self, seen: Look, by_id: dict[str, Node]) -> None:
        """The system says that an app does not respond, or has stopped."""
        kind = "anr" if _WAIT in by_id else "crash"
        said = " ".join(seen.texts())[:200]
        if self._reserved:
            self.incident(kind, said, "left as it is: nothing is touched before consent", seen)
            raise StepFailed(f"the system says: {said}")
        if kind == "anr" and self._context.launches not in self._waited:
            self._waited.add(self._context.launches)
            self.incident(kind, said, "waited once", seen)
            wait = by_id[_WAIT]
            self.act(lambda: self._context.device.tap(*wait.center), seen)
            return
        self.incident(kind, said, "closed", seen)
        close = next((by_id[name] for name in _CLOSE if name in by_id), None)
        if close is not None:
            self.act(lambda: self._context.device.tap(*close.center), seen)
        raise StepFailed(f"the system says: {said}")

    def error(self, focus: Focus) -> None:
        """Deal with the system's dialog about an app, seen by the title of its window."""
        if focus.error:
            seen = self._screen.look()
            if not self.interrupted(seen):
                self.incident(focus.error, focus.title, seen=seen)
                raise StepFailed(f"the system says: {focus.title[:120]}")

    def tap(self, node: Node, seen: Look, *, long_s: float = 0.0, aside: Aside = None) -> None:
        """Touch a control; a keyboard that covers it is put away first."""
        lower = self._screen.size(seen)[1]
        if node.center[1] > 0.55 * lower and not self._reserved and self._screen.keyboard():
            self.incident("keyboard", "the keyboard may cover the control", "put away with BACK", seen)
            self._context.device.key("BACK")
            self._context.waiting.sleep(_POLL_S)
        x, y = node.center
        if seen.rotation:
            self.incident("rotated", f"the screen is rotated by {90 * seen.rotation} degrees", seen=seen)
        if long_s:
            press = ["input", "swipe", str(x), str(y), str(x), str(y), str(round(long_s * 1000))]
            self.act(lambda: self.must(press), seen)
        else:
            self.act(lambda: self._context.device.tap(x, y), seen, aside)
        self._context.note_act(f"tap {(node.text or node.description or node.resource_id)[:40]}".strip())

    def must(self, command: list[str]) -> None:
        """Run a command on the device. Raises :class:`StepFailed` when it fails."""
        done = self._context.device.shell(command)
        if done.code != 0:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise StepFailed(f"'{' '.join(command[:3])}' failed: {said[0][:200] if said else done.code}")

    def missing(self, what: str) -> StepFailed:
        """Return the failure that says why a control was not there."""
        context, phase = self._context, self._context.phase_clock.current
        if not context.activity.alive():
            return AppEnded(f"the app ended by itself in the phase {phase} ({context.how_ended()})")
        seen = self._screen.look()
        self._screen.keep(seen, "missing")
        text = f"no control '{what}' came on screen in the phase {phase}"
        if seen.package not in ("", context.package):
            where = "the launcher" if is_launcher(seen.package) else seen.package
            self.incident("covered", f"{where} is on the screen", seen=seen)
            text += f": {where} is on the screen, not the app"
        return StepFailed(text)

    def incident(self, kind: str, detail: str, done: str = "", seen: Look | None = None) -> None:
        """Write down what got in the way."""
        picture = self._screen.keep(seen, kind)
        self._context.writer.append(
            Incident(
                time_us=self._context.phase_clock.now_us(), phase=self._context.phase_clock.current, kind=kind,
                detail=detail[:300], done=done, screenshot=picture.screenshot, ui_dump=picture.ui_dump,
            )
        )  # fmt: skip
