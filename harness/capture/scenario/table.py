"""The step table: every step a scenario can take, what it needs, and in a sentence what it does."""

from dataclasses import dataclass, field

from harness.capture.scenario.kinds import Choice, Control, Count, Flag, Kind, Matching, Seconds, Steps, Text, Where
from harness.capture.scenario.model import POLICIES

_AT_MOST: dict[str, Kind] = {"at_most_s": Seconds(0, 3600)}
_OPTIONAL: dict[str, Kind] = {"optional": Flag()}
_FILE = Matching(r"[^\0]{1,500}\.apk", "the path of an APK")


@dataclass(frozen=True)
class Spec:
    """One kind of step.

    ``short`` is the argument that a step written as ``kind: value`` means. ``target`` says whether the step names a
    control (``required`` or not at all); ``condition`` that it asks something. ``touches``: it acts on the screen of
    the app, which nothing may do before the user has decided.
    """

    what: str
    required: dict[str, Kind] = field(default_factory=dict)
    optional: dict[str, Kind] = field(default_factory=dict)
    short: str = ""
    target: str = ""
    condition: bool = False
    touches: bool = False


STEPS: dict[str, Spec] = {
    "launch": Spec("Start the app as its icon does, stopped until the hooks are in."),
    "await_consent": Spec(
        "Look until the app shows its privacy dialog, at most so long after its launch; no error if it shows none.",
        optional=_AT_MOST,
    ),
    "relaunch": Spec("End the app and start it again."),
    "wait": Spec("Wait.", {"seconds": Seconds()}, short="seconds"),
    "settle": Spec(
        "Wait until the app has done nothing for quiet_s.",
        {"quiet_s": Seconds(0, 600), "at_most_s": Seconds(0, 3600)},
    ),
    "tap": Spec("Touch a control.", optional={**_AT_MOST, **_OPTIONAL}, short="text", target="required", touches=True),
    "long_press": Spec(
        "Hold a control.", optional={"seconds": Seconds(0.5, 10), **_AT_MOST, **_OPTIONAL}, short="text",
        target="required", touches=True,
    ),
    "type": Spec(
        "Type into a field, or into the one that has the focus.",
        {"value": Text()}, {"into": Control(), **_AT_MOST, **_OPTIONAL}, short="value", touches=True,
    ),
    "clear": Spec("Empty a field.", optional={"into": Control(), **_AT_MOST, **_OPTIONAL}, short="into", touches=True),
    "swipe": Spec(
        "Drag a finger: over the screen in a direction, or from one point to another.",
        optional={
            "direction": Choice(("up", "down", "left", "right")), "from": Where(), "to": Where(),
            "seconds": Seconds(0.05, 10),
        },
        short="direction", touches=True,
    ),
    "scroll": Spec(
        "Scroll until a control is on the screen.",
        optional={"direction": Choice(("down", "up")), "times": Count(1, 100), **_OPTIONAL},
        short="text", target="required", touches=True,
    ),
    "press": Spec(
        "Press a key by its Android name.", {"key": Matching(r"[A-Z0-9_]{1,30}", "a key such as BACK or ENTER")},
        short="key", touches=True,
    ),
    "hide_keyboard": Spec("Put the keyboard away, if it is shown.", touches=True),
    "consent": Spec(
        "Decide in the privacy dialog; onward bounds the taps that lead to it.",
        {"choice": Choice(("accept", "refuse"))}, {"onward": Count(0, 20), **_AT_MOST}, short="choice", touches=True,
    ),
    "permission": Spec(
        "Answer one permission dialog, whatever the policy says.",
        {"answer": Choice(("grant", "deny", "policy"))}, {**_AT_MOST, **_OPTIONAL}, short="answer", touches=True,
    ),
    "policy": Spec(
        "Answer permission dialogs this way from here on.", {"answer": Choice(POLICIES[1:])}, short="answer"
    ),
    "find": Spec(
        "Look for a place in the app by tapping from where it is, at most so many taps away, and note the way to it.",
        {"what": Choice(("policy", "account_cancel", "withdraw"))},
        {"at_most_taps": Count(1, 8), "at_most_s": Seconds(1, 3600), "tap": Flag(), **_OPTIONAL},
        short="what", touches=True,
    ),
    "background": Spec("Press HOME: the app goes to the background."),
    "foreground": Spec("Bring the app back to the front."),
    "screen_off": Spec("Turn the screen off."),
    "screen_on": Spec("Turn the screen on."),
    "kill": Spec(
        "End the app's processes: as the system does for memory, or by force-stop.",
        optional={"how": Choice(("system", "force_stop"))}, short="how",
    ),
    "clear_data": Spec("Forget the app's data and permissions, as after a new installation."),
    "set_clock": Spec(
        "Move the device's clock forward; the run puts it back at its end.", {"forward": Seconds(60, 366 * 86_400)},
        short="forward",
    ),
    "deep_link": Spec(
        "Open an address with the app.",
        {"uri": Matching(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]{1,1000}", "an address such as myapp://path")}, short="uri",
    ),
    "explore": Spec(
        "Use the app for a time, tapping what it shows; the same seed takes the same way. "
        "monkey: random events instead.",
        {"seconds": Seconds(1, 86_400)}, {"seed": Count(0, 2**31 - 1), "driver": Choice(("tree", "monkey"))},
        short="seconds", touches=True,
    ),
    "screenshot": Spec(
        "Keep a picture and the view tree.",
        optional={"name": Matching(r"[a-z0-9_]{1,40}", "lower-case letters, digits and _")}, short="name",
    ),
    "assert": Spec("Fail the phase unless something is true.", optional=_AT_MOST, condition=True),
    "run_if": Spec(
        "Take steps if something is true.", {"steps": Steps()}, {"else": Steps(), **_AT_MOST}, condition=True
    ),
    "repeat": Spec("Take steps several times.", {"times": Count(1, 1000), "steps": Steps()}),
    "install": Spec("Install another version of the app over this one.", {"apk": _FILE}, short="apk"),
    "expect_exit": Spec(
        "Fail the phase unless the app ends by itself.", {"at_most_s": Seconds(0, 3600)}, short="at_most_s"
    ),
}  # fmt: skip
