"""What a person can have a running session do: a key, a word for the palette, and the control that is called."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from harness.capture.engine.person import Pending
from harness.explore.control import Control

Wants = Literal["", "line", "phase", "value", "control"]
"""What an act asks for first: nothing, a line of text, a phase's name, a value of the persona, a control's text."""


class Act(NamedTuple):
    """One act. ``take`` is given the answer to ``question``; it returns at once."""

    name: str
    key: str
    says: str
    take: Callable[[Control, str], Pending]
    wants: Wants = ""
    question: str = ""


_PHASE = re.compile(r"[^a-z0-9_]+")


def phase_name(text: str) -> str:
    """Return what a person typed as a phase's name: lower-case letters, digits and ``_``, empty when none is left."""
    return _PHASE.sub("_", text.lower()).strip("_")[:60]


def _mark(control: Control, text: str) -> Pending:
    name, _, note = text.partition(":")
    return control.mark(phase_name(name) or "marked", note.strip())


ACTS: tuple[Act, ...] = (
    Act("mark", "m", "Begin a phase here", _mark, "phase", "Name of the phase (NAME: NOTE)"),
    Act("accept", "a", "Accept in the privacy dialog", lambda control, _: control.consent("accept")),
    Act("refuse", "r", "Refuse in the privacy dialog", lambda control, _: control.consent("refuse")),
    Act("tap", "T", "Touch a control", lambda control, text: control.tap(text), "control", "Which control (its text)"),
    Act(
        "type", "t", "Type a value of the persona into the focused field",
        lambda control, value: control.type(value), "value", "Which value",
    ),
    Act("write", "w", "Type into the focused field", lambda control, text: control.type(text), "line", "The text"),
    Act("grant", "g", "Grant in the permission dialog", lambda control, _: control.permission("grant")),
    Act("deny", "d", "Deny in the permission dialog", lambda control, _: control.permission("deny")),
    Act("screenshot", "p", "Keep a picture and the view tree", lambda control, _: control.screenshot()),
    Act("background", "b", "Press HOME", lambda control, _: control.background()),
    Act("foreground", "o", "Bring the app to the front", lambda control, _: control.foreground()),
    Act("relaunch", "R", "End the app and start it again", lambda control, _: control.relaunch()),
    Act("kill", "K", "End the app by force", lambda control, _: control.kill()),
    Act("clear", "X", "Forget the app's data and permissions", lambda control, _: control.clear()),
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}
