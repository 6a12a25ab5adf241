"""Every step a scenario can take: one tagged struct a step.

The docstring says what it does, the fields are its arguments with their bounds and defaults. Reading, the JSON Schema
and the messages follow from them (``fields.py``, ``schema.py``); what carries a step out is registered in
``harness/capture/engine/steps`` with ``@carries_out``.
"""

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from harness.capture.scenario.model import INLINE, Condition, DialogPolicy, Point, Step, Target, Text, kind_of

AtMost = Annotated[float, Meta(ge=0, le=3600)]
"""How long a step waits at most, in seconds."""
AnyTime = Annotated[float, Meta(ge=0, le=7 * 86_400)]
PermissionName = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z][A-Za-z0-9_.]{0,199}\Z",
        description="a permission such as CAMERA or android.permission.CAMERA",
    ),
]
Steps = tuple[Step, ...]
Control = Annotated[Target, INLINE]
Asked = Annotated[Condition, INLINE]


class Launch(Step, frozen=True, kw_only=True, tag="launch"):
    """Start the app as its icon does, stopped until the hooks are in."""

    needs_app: ClassVar[bool] = False


class AwaitConsent(Step, frozen=True, kw_only=True, tag="await_consent"):
    """Look until the app shows its privacy dialog, at most so long after its launch; no error if it shows none."""

    # Cold starts of hooked apps take up to 20 s.
    at_most_s: AtMost = 30.0


class Relaunch(Step, frozen=True, kw_only=True, tag="relaunch"):
    """End the app and start it again."""

    needs_app: ClassVar[bool] = False


class Wait(Step, frozen=True, kw_only=True, tag="wait"):
    """Wait."""

    short: ClassVar[str] = "seconds"
    needs_app: ClassVar[bool] = False

    seconds: AnyTime


class Settle(Step, frozen=True, kw_only=True, tag="settle"):
    """Wait until the app has done nothing for quiet_s."""

    quiet_s: Annotated[float, Meta(ge=0, le=600)]
    at_most_s: AtMost


class Tap(Step, frozen=True, kw_only=True, tag="tap"):
    """Touch a control."""

    short: ClassVar[str] = "text"
    touches: ClassVar[bool] = True

    at_most_s: AtMost | None = None
    optional: bool = False
    target: Control


class LongPress(Step, frozen=True, kw_only=True, tag="long_press"):
    """Hold a control."""

    short: ClassVar[str] = "text"
    touches: ClassVar[bool] = True

    seconds: Annotated[float, Meta(ge=0.5, le=10)] = 1.0
    at_most_s: AtMost | None = None
    optional: bool = False
    target: Control


class Type(Step, frozen=True, kw_only=True, tag="type"):
    """Type into a field, or into the one that has the focus."""

    short: ClassVar[str] = "value"
    touches: ClassVar[bool] = True

    value: Text
    into: Target | None = None
    at_most_s: AtMost | None = None
    optional: bool = False


class Clear(Step, frozen=True, kw_only=True, tag="clear"):
    """Empty a field."""

    short: ClassVar[str] = "into"
    touches: ClassVar[bool] = True

    into: Target | None = None
    at_most_s: AtMost | None = None
    optional: bool = False


class Swipe(Step, frozen=True, kw_only=True, tag="swipe"):
    """Drag a finger: over the screen in a direction, or from one point to another."""

    short: ClassVar[str] = "direction"
    touches: ClassVar[bool] = True

    direction: Literal["up", "down", "left", "right"] | None = None
    start: Point | None = msgspec.field(default=None, name="from")
    to: Point | None = None
    seconds: Annotated[float, Meta(ge=0.05, le=10)] = 0.3

    @classmethod
    def wrong(cls, given: frozenset[str], /) -> str:
        """A direction, or both ends."""
        either = ("direction" in given) != ({"from", "to"} <= given)
        return "" if either else "swipe needs either a direction, or both 'from' and 'to'."


class Scroll(Step, frozen=True, kw_only=True, tag="scroll"):
    """Scroll until a control is on the screen."""

    short: ClassVar[str] = "text"
    touches: ClassVar[bool] = True

    direction: Literal["down", "up"] = "down"
    times: Annotated[int, Meta(ge=1, le=100)] = 10
    optional: bool = False
    target: Control


class Press(Step, frozen=True, kw_only=True, tag="press"):
    """Press a key by its Android name."""

    short: ClassVar[str] = "key"
    touches: ClassVar[bool] = True

    key: Annotated[str, Meta(pattern=r"^[A-Z0-9_]{1,30}\Z", description="a key such as BACK or ENTER")]


class HideKeyboard(Step, frozen=True, kw_only=True, tag="hide_keyboard"):
    """Put the keyboard away, if it is shown."""

    touches: ClassVar[bool] = True


class Consent(Step, frozen=True, kw_only=True, tag="consent"):
    """Decide in the privacy dialog; onward bounds the taps that lead to it."""

    short: ClassVar[str] = "choice"
    touches: ClassVar[bool] = True

    choice: Literal["accept", "refuse"]
    onward: Annotated[int, Meta(ge=0, le=20)] = 4
    at_most_s: AtMost | None = None


class Permission(Step, frozen=True, kw_only=True, tag="permission"):
    """Answer one permission dialog, whatever the policy says."""

    short: ClassVar[str] = "answer"
    touches: ClassVar[bool] = True

    answer: Literal["grant", "deny", "policy"]
    at_most_s: AtMost | None = None
    optional: bool = False


class Grant(Step, frozen=True, kw_only=True, tag="grant"):
    """Grant the app a permission, as the settings do."""

    short: ClassVar[str] = "name"
    needs_app: ClassVar[bool] = False

    name: PermissionName


class Revoke(Step, frozen=True, kw_only=True, tag="revoke"):
    """Take a permission from the app, as the settings do; the system ends the app then."""

    short: ClassVar[str] = "name"
    needs_app: ClassVar[bool] = False

    name: PermissionName


class Ask(Step, frozen=True, kw_only=True, tag="ask"):
    """Ask the person in front of the run, and wait for an answer, which can be typed into a field; fail without."""

    short: ClassVar[str] = "question"
    needs_app: ClassVar[bool] = False

    question: Text
    # The time to find a telephone and type what it shows.
    at_most_s: AtMost = 300.0
    into: Target | None = None
    optional: bool = False


class SetPolicy(Step, frozen=True, kw_only=True, tag="policy"):
    """Answer permission dialogs this way from here on."""

    short: ClassVar[str] = "answer"

    answer: DialogPolicy


class Find(Step, frozen=True, kw_only=True, tag="find"):
    """Look for a place in the app by tapping from where it is, at most so many taps away, and note the way to it."""

    short: ClassVar[str] = "what"
    touches: ClassVar[bool] = True

    what: Literal["policy", "account_cancel", "withdraw"]
    at_most_taps: Annotated[int, Meta(ge=1, le=8)] = 5
    at_most_s: Annotated[float, Meta(ge=1, le=3600)] = 60.0
    tap: bool = False
    optional: bool = False


class Background(Step, frozen=True, kw_only=True, tag="background"):
    """Press HOME: the app goes to the background."""


class Foreground(Step, frozen=True, kw_only=True, tag="foreground"):
    """Bring the app back to the front."""


class ScreenOff(Step, frozen=True, kw_only=True, tag="screen_off"):
    """Turn the screen off."""


class ScreenOn(Step, frozen=True, kw_only=True, tag="screen_on"):
    """Turn the screen on."""

    needs_app: ClassVar[bool] = False


class Kill(Step, frozen=True, kw_only=True, tag="kill"):
    """End the app's processes: as the system does for memory, or by force-stop."""

    short: ClassVar[str] = "how"
    needs_app: ClassVar[bool] = False

    how: Literal["system", "force_stop"] = "system"


class ClearData(Step, frozen=True, kw_only=True, tag="clear_data"):
    """Forget the app's data and permissions, as after a new installation."""

    needs_app: ClassVar[bool] = False


class SetClock(Step, frozen=True, kw_only=True, tag="set_clock"):
    """Move the device's clock forward; the run puts it back at its end."""

    short: ClassVar[str] = "forward"
    needs_app: ClassVar[bool] = False

    forward: Annotated[float, Meta(ge=60, le=366 * 86_400)]


class DeepLink(Step, frozen=True, kw_only=True, tag="deep_link"):
    """Open an address with the app."""

    short: ClassVar[str] = "uri"
    needs_app: ClassVar[bool] = False

    uri: Annotated[
        str,
        Meta(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]{1,1000}\Z", description="an address such as myapp://path"),
    ]


class Explore(Step, frozen=True, kw_only=True, tag="explore"):
    """Use the app for a time, tapping what it shows; the same seed takes the same way. monkey: random events
    instead."""

    short: ClassVar[str] = "seconds"
    touches: ClassVar[bool] = True

    seconds: Annotated[float, Meta(ge=1, le=86_400)]
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 1
    driver: Literal["tree", "monkey"] = "tree"


class Screenshot(Step, frozen=True, kw_only=True, tag="screenshot"):
    """Keep a picture and the view tree."""

    short: ClassVar[str] = "name"

    name: Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,40}\Z", description="lower-case letters, digits and _")] = ""


class Assert(Step, frozen=True, kw_only=True, tag="assert"):
    """Fail the phase unless something is true."""

    at_most_s: AtMost = 0.0
    condition: Asked


class RunIf(Step, frozen=True, kw_only=True, tag="run_if"):
    """Take steps if something is true."""

    steps: Steps
    otherwise: Steps = msgspec.field(default=(), name="else")
    at_most_s: AtMost = 0.0
    condition: Asked


class Repeat(Step, frozen=True, kw_only=True, tag="repeat"):
    """Take steps several times."""

    times: Annotated[int, Meta(ge=1, le=1000)]
    steps: Steps


class Install(Step, frozen=True, kw_only=True, tag="install"):
    """Install another version of the app over this one."""

    short: ClassVar[str] = "apk"
    needs_app: ClassVar[bool] = False

    apk: Annotated[str, Meta(pattern=r"^[^\0]{1,500}\.apk\Z", description="the path of an APK")]


class ExpectExit(Step, frozen=True, kw_only=True, tag="expect_exit"):
    """Fail the phase unless the app ends by itself."""

    short: ClassVar[str] = "at_most_s"

    at_most_s: AtMost


STEPS: dict[str, type[Step]] = {
    kind_of(each): each
    for each in list(globals().values())
    if isinstance(each, type) and issubclass(each, Step) and each is not Step
}
"""Every kind of step by its name in a file, in the order in which they stand above."""
