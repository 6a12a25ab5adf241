"""The user's decision in the privacy dialog: what is asked is recorded, what decides is tapped."""

from harness.capture.engine.context import Context, NotOffered, StepFailed
from harness.capture.engine.hands import Hands
from harness.capture.scenario.model import BEFORE
from harness.capture.screen.consent import Consent, detect
from harness.capture.screen.controls import Node
from harness.capture.screen.looking import Look, Picture, Screen
from harness.catalog.consent import label
from harness.catalog.consent import vocabulary as consent_words
from harness.evidence.rows import ConsentScreen

_LABEL = 60
_NEXT_S, _NEXT_LOOKS = 3.0, 4
"""For what comes after a tap: seconds, and looks on a device that shows itself slowly."""


class Deciding:
    """Looks at privacy dialogs and decides in them."""

    def __init__(self, context: Context, screen: Screen, hands: Hands) -> None:
        """Nothing is touched until :meth:`decide`."""
        self._context = context
        self._screen = screen
        self._hands = hands

    def seen(self, look: Look | None = None, picture: Picture | None = None) -> None:
        """Record what the screen asks now, without touching it."""
        look = look or self._screen.look()
        if look.tree is not None:
            self._record(detect(look.tree, self._context.package), "seen", 0, picture or self._screen.keep(look))

    def asks(self, look: Look) -> bool:
        """Whether a look shows a privacy dialog, or a box of agreement."""
        return self._read(look).kind in ("dialog", "box")

    def decide(self, choice: str, onward: int, at_most_s: float, looks: int = 1) -> None:
        """Accept or refuse; up to ``onward`` taps on controls that only go on lead to the dialog.

        ``at_most_s`` and ``looks`` bound the wait for it (see ``Hands.control``). The taps lie before consent, but in a
        phase of their own: the app is no longer untouched then. Raises :class:`StepFailed`.
        """
        last = Consent("none")
        for taps in range(onward + 1):
            patience = (at_most_s, looks) if not taps else (_NEXT_S, _NEXT_LOOKS)
            found = self._hands.control(lambda look: _chosen(self._read(look), choice), *patience)
            if found is not None:
                node, look = found
                self._act(self._read(look), choice, node, look, taps)
                return
            look = self._screen.look()
            last = self._read(look)
            further = _onward(look, self._context.package) if last.kind == "none" and taps < onward else None
            if further is None:
                break
            said = further.text or further.description
            self._hands.tap(further, look, aside=(f"{BEFORE}_onward", f"tap {said}"[:60]))
        picture = self._screen.keep(name="consent")
        self._record(last, "seen", 0, picture)
        if choice == "accept" and last.kind == "box" and last.pre_ticked:
            self._hands.act(lambda: None)  # the app has ticked it itself: agreeing takes nothing more
            return
        if choice == "refuse" and last.kind in ("dialog", "box"):
            raise NotOffered(_why_not(last.kind, choice, self._context.phase_clock.current))
        if not self._context.activity.alive():
            raise self._hands.missing(f"to {choice}")
        if last.kind == "none":
            raise NotOffered(
                f"no privacy dialog with a control to {choice} came on screen: the app asks for no consent, "
                "or in words that are not known"
            )
        raise StepFailed(_why_not(last.kind, choice, self._context.phase_clock.current))

    def _act(self, asked: Consent, choice: str, node: Node, look: Look, taps: int) -> None:
        picture = self._screen.keep(look, "consent")
        self._record(asked, choice, taps, picture)
        box = asked.box
        if choice == "accept" and box is not None and not box.checked and box is not node:
            self._hands.tap(box, look)
            again = self._hands.control(lambda seen: _chosen(self._read(seen), choice), _NEXT_S, _NEXT_LOOKS)
            if again is None:
                raise StepFailed("the control to accept went away when the box was ticked")
            node, look = again
        self._hands.tap(node, look)
        if choice == "refuse":
            self._context.expected_end = "the user refused"

    def _read(self, look: Look) -> Consent:
        return detect(look.tree, self._context.package) if look.tree is not None else Consent("not_readable")

    def _record(self, asked: Consent, act: str, onward: int, picture: Picture) -> None:
        context = self._context
        context.writer.append(
            ConsentScreen(
                time_us=context.phase_clock.now_us(), phase=context.phase_clock.current, branch=context.branch, act=act,
                kind=asked.kind, accept=_said(asked.accept), refuse=_said(asked.refuse), box=_said(asked.box),
                pre_ticked=asked.pre_ticked, policy_links=[_said(node) for node in asked.policy_links],
                policy_in_text=asked.policy_in_text, weight=asked.weight, reasons=list(asked.reasons), onward=onward,
                screenshot=picture.screenshot, ui_dump=picture.ui_dump,
            )
        )  # fmt: skip


def _said(node: Node | None) -> str:
    return "" if node is None else (node.text or node.description or node.resource_id)[:_LABEL]


def _chosen(asked: Consent, choice: str) -> Node | None:
    if choice == "refuse":
        # Where nothing else refuses, a box that the app ticked can be unticked.
        return asked.refuse or (asked.box if asked.pre_ticked else None)
    # Agreement by a box alone: ticking it is agreeing; one that the app ticked needs nothing more than to go on.
    return asked.accept or (asked.box if asked.kind == "box" and not asked.pre_ticked else None)


def _onward(look: Look, package: str) -> Node | None:
    """The control of a screen without a privacy dialog that leads on: 下一步, 跳过, Next."""
    words = consent_words()
    shown = [node for node in look.nodes if node.package in ("", package) and node.clickable and not node.checkable]
    found = [node for node in shown if words.onward.fullmatch(label(node.text or node.description))]
    return max(found, key=lambda node: node.bounds[3], default=None)


def _why_not(kind: str, choice: str, phase: str) -> str:
    if kind == "not_readable":
        return f"the screen in the phase {phase} is drawn by the app itself, so no privacy dialog can be read on it"
    if kind == "dialog":
        return f"the privacy dialog in the phase {phase} has no control to {choice}"
    if kind == "box":
        return f"the phase {phase} asks for consent by a box to tick, without a control to {choice}"
    return f"the phase {phase} shows no control to {choice}"
