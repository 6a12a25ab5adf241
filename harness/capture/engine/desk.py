"""Permission dialogs during a run: recorded, answered by the scenario's policy, and what the app does then."""

from collections import Counter

from harness.capture.engine.context import Act, Context
from harness.capture.screen.controls import Node
from harness.capture.screen.dialogs import PermissionDialog, permission_dialog
from harness.capture.screen.looking import Look, Screen
from harness.capture.screen.plea import plea
from harness.evidence.rows import PermissionRequest

LOOPS = 3
"""Dialogs in a row for the same group from which an app is said to loop (an engineering default, not a legal limit)."""
_MOST_IN_A_ROW = 5
_MOST_DIALOGS = 30
_GONE_S, _GONE_LOOKS = 3.0, 4
_NEXT_S, _NEXT_LOOKS = 0.8, 2
_REACTION_S, _REACTION_LOOKS = 2.5, 4
"""Seconds, and on a device that shows itself slowly so many looks at least (see ``Pace``)."""
_POLL_S = 0.1
_LAUNCHERS = ("launcher", "home", "desktop", "trebuchet")


def is_launcher(package: str) -> bool:
    """Whether a package's name is a home screen's."""
    return any(word in package.lower() for word in _LAUNCHERS)


class Desk:
    """Answers the dialogs of one branch."""

    def __init__(self, context: Context, screen: Screen) -> None:
        """``context.policy`` says how to answer; it may change between dialogs."""
        self._context = context
        self._screen = screen
        self._number = 0
        self._denied: Counter[str] = Counter()
        self._left_before = False
        self._open: tuple[PermissionDialog, PermissionRequest] | None = None
        self._row: tuple[tuple[str, ...], int, int] = ((), 0, -1)

    def explains(self, how: str) -> bool:
        """Whether an app that ended (``how``) did so because permissions stay denied: it had left before when they
        were, or it ends in good order at a later start."""
        return bool(self._denied) and (self._left_before or how == "exit 0")

    def dialog(self, seen: Look) -> PermissionDialog | None:
        """Return the permission dialog of a look."""
        return permission_dialog(seen, self._context.label)

    def note(self, seen: Look, dialog: PermissionDialog) -> PermissionRequest:
        """Record a dialog that is on the screen, once."""
        if self._open is not None and self._open[0].key == dialog.key:
            return self._open[1]
        context, before = self._context, self._screen.last_app
        self._number += 1
        picture = self._screen.keep(seen, "permission")
        request = PermissionRequest(
            id=self._number, time_us=seen.time_us, clock_us=seen.time_us + context.phase_clock.shift_us,
            phase=context.phase_clock.current, branch=context.branch, launch=context.launches,
            groups=list(dialog.groups), message=dialog.message, package=dialog.package,
            controls=list(dialog.controls), screenshot=picture.screenshot, ui_dump=picture.ui_dump,
            user_act_us=context.acted_us, user_act=context.acted, policy=context.policy, answer="left",
            in_a_row=self._in_a_row(dialog),
        )  # fmt: skip
        if before is not None:
            request.before_us, request.before_texts = before.time_us, before.texts()
            request.before_ui_dump = self._screen.keep_tree(before, "before_permission")
            request.before_screenshot = self._screen.keep_remembered("before_permission")
        context.writer.append(request)
        self._open = (dialog, request)
        return request

    def _in_a_row(self, dialog: PermissionDialog) -> int:
        """How often in a row, without the user touching the app, this group was asked for."""
        groups, count, acted = self._row
        again = groups == dialog.groups and acted == self._context.acted_us and bool(groups)
        self._row = (dialog.groups, count + 1 if again else 1, self._context.acted_us)
        return self._row[1]

    def clear(self, seen: Look, act: Act, forced: str = "") -> bool:
        """Answer the dialogs on the screen until there is none; return whether there was one.

        ``forced`` (``grant``, ``deny``) overrides the policy for the first; ``act`` makes each tap.
        """
        denied: list[PermissionRequest] = []
        dialog = self.dialog(seen)
        if dialog is None:
            return False
        for _ in range(_MOST_DIALOGS):
            request = self.note(seen, dialog)
            grant = {"grant": True, "deny": False}.get(forced, self._grants(dialog))
            forced = ""
            if grant is None:
                break
            if request.in_a_row > _MOST_IN_A_ROW:
                self._reacted(denied or [request], "loops", f"asked {request.in_a_row} times in a row")
                return True
            if not self._answer(request, dialog, grant, seen, act):
                break
            if not grant:
                denied.append(request)
            seen = self._after(dialog)
            dialog = self.dialog(seen)
            if dialog is None:
                break
        if denied and dialog is None:
            self._react(denied, act)
        return True

    def _grants(self, dialog: PermissionDialog) -> bool | None:
        policy, groups = self._context.policy, dialog.groups
        if policy == "grant_all" or policy == "granted_at_install":
            return True
        if policy == "deny_all":
            return False
        if policy == "deny_then_grant":
            return bool(groups) and all(self._denied[group] for group in groups)
        if policy == "grant_necessary":
            return bool(groups) and set(groups) <= (self._context.necessary or frozenset())
        return None

    def _answer(self, request: PermissionRequest, dialog: PermissionDialog, grant: bool, seen: Look, act: Act) -> bool:
        node = dialog.allow if grant else dialog.deny
        if node is None:
            return False
        act(lambda: self._context.device.tap(*node.center), seen)
        request.answered_us = self._context.phase_clock.now_us()
        request.answer = "granted" if grant else "denied_for_good" if dialog.deny_is_final else "denied"
        if not grant:
            self._denied.update(dialog.groups)
        self._context.writer.append(request)
        self._open = None
        return True

    def _after(self, dialog: PermissionDialog) -> Look:
        """Wait until a dialog has gone, then a little for the next one."""
        patience = self._screen.pace.patience(_GONE_S, _GONE_LOOKS)
        seen = self._screen.look()
        while (now := self.dialog(seen)) is not None and now.key == dialog.key:
            if patience.over():
                return seen
            self._context.waiting.sleep(_POLL_S)
            seen = self._screen.look()
        patience = self._screen.pace.patience(_NEXT_S, _NEXT_LOOKS)
        while self.dialog(seen) is None and not patience.over() and self._context.activity.alive():
            self._context.waiting.sleep(_POLL_S)
            seen = self._screen.look()
        return seen

    # -- what the app does about a denial --------------------------------------------------------------------------

    def _react(self, denied: list[PermissionRequest], act: Act) -> None:
        """Watch the app after denials, and classify what it does."""
        context, pace = self._context, self._screen.pace
        patience = pace.patience(_REACTION_S, _REACTION_LOOKS)
        way_outs = 0
        while True:
            if not context.activity.alive():
                self._exits(denied, f"its process ended ({context.how_ended()})")
                return
            seen = self._screen.look()
            if self.dialog(seen) is not None:
                self.clear(seen, act)
                if any(row.in_a_row >= LOOPS for row in denied) or self._row[1] >= LOOPS:
                    self._reacted(denied, "loops", f"asked {self._row[1]} times in a row")
                return
            if is_launcher(seen.package):
                self._exits(denied, "it left the screen to the launcher")
                return
            found = plea(seen, context.package)
            if found is not None and found.way_out is not None and way_outs < LOOPS:
                way_outs += 1
                self._leave(found.way_out, seen, act)
                patience = pace.patience(_REACTION_S, _REACTION_LOOKS)
            elif patience.over():
                if found is None or (found.kind == "open" and way_outs < LOOPS):
                    self._reacted(denied, "goes_on", f"insisted: {found.words}" if found else "")
                elif found.kind == "open":
                    self._reacted(denied, "loops", f"insisted {way_outs} times: {found.words}")
                else:
                    self._reacted(denied, "blocks", f"nothing to touch but asking again or leaving: {found.words}")
                return
            context.waiting.sleep(3 * _POLL_S)

    def _leave(self, way_out: Node, seen: Look, act: Act) -> None:
        act(lambda: self._context.device.tap(*way_out.center), seen)
        self._context.note_act(f"left the app's own demand by {(way_out.text or way_out.description)[:30]!r}")

    def _exits(self, denied: list[PermissionRequest], why: str) -> None:
        self._context.expected_end = "it ends when a permission is denied"
        self._left_before = True
        self._reacted(denied, "exits", why)

    def _reacted(self, denied: list[PermissionRequest], reaction: str, why: str) -> None:
        picture = self._screen.keep(name=f"after_denial_{reaction}")
        for request in denied:
            if request.reaction in ("loops", "exits"):
                continue
            request.reaction, request.reaction_why = reaction, why
            request.reaction_us = self._context.phase_clock.now_us()
            request.reaction_screenshot, request.reaction_ui_dump = picture.screenshot, picture.ui_dump
            self._context.writer.append(request)
