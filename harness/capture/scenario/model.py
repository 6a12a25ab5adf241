"""What a scenario is, once its file has been read."""

from typing import Any

import msgspec

from harness.capture.scenario.marks import ScenarioError

POLICIES = ("granted_at_install", "grant_all", "deny_all", "deny_then_grant", "grant_necessary", "leave")
"""How permission dialogs are answered; ``granted_at_install`` leaves none, ``leave`` leaves them on the screen."""

CODES = {
    "install": "P0_install",
    "before_consent": "P1_preconsent",
    "refused": "P2_decline",
    "consented_idle": "P3_consented_idle",
    "foreground": "P4_foreground",
    "background": "P5_background",
    "permission_denied": "P6_permission_denied",
    "relaunch": "P7_relaunch_after_denial",
    "account_cancel": "P8_account_cancel",
    "withdrawn": "P9_withdraw",
    "upgraded": "P10_upgrade",
}
"""The assessment practice's phase that a phase's name means, by the longest name it begins with."""

BEFORE = "before_consent"


def code_of(name: str) -> str:
    """Return the practice's code of a phase by its name, empty when the name means none."""
    known = [prefix for prefix in CODES if name == prefix or name.startswith(f"{prefix}_")]
    return CODES[max(known, key=len)] if known else ""


class Point(msgspec.Struct, frozen=True):
    """A place on the screen; a coordinate is in pixels, or a share of the screen's width or height (``shares``)."""

    x: float
    y: float
    shares: tuple[bool, bool] = (False, False)

    def on(self, width: int, height: int) -> tuple[int, int]:
        """Return pixels on a screen of this size."""
        x = self.x * width if self.shares[0] else self.x
        y = self.y * height if self.shares[1] else self.y
        return round(min(max(x, 0), width - 1)), round(min(max(y, 0), height - 1))


class Target(msgspec.Struct, frozen=True):
    """A control: whose text or description is one of ``texts`` (in order of preference), contains one of
    ``contains``, whose resource id is or ends in ``id``, or whatever is ``at`` a point."""

    texts: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    id: str = ""
    at: Point | None = None

    @property
    def shown(self) -> str:
        """How people call it."""
        if self.at is not None:
            x, y = (
                f"{round(v * 100)}%" if s else f"{v:g}"
                for v, s in zip((self.at.x, self.at.y), self.at.shares, strict=True)
            )
            return f"at {x},{y}"
        return "/".join(
            (*self.texts[:2], *(f"…{text}…" for text in self.contains[:2]), *([f"#{self.id}"] if self.id else []))
        )


class Condition(msgspec.Struct, frozen=True):
    """One thing that is true or not. ``kind``: ``visible``, ``not_visible`` (a target), ``app`` (``alive`` or
    ``exited``), ``set`` (a variable that has a value)."""

    kind: str
    target: Target | None = None
    word: str = ""

    @property
    def shown(self) -> str:
        """How people read it."""
        return f"{self.kind} {self.target.shown if self.target else self.word}"


class Step(msgspec.Struct, frozen=True):
    """One step: its kind, its arguments (read and checked), how it is shown, and where it is written."""

    kind: str
    args: dict[str, Any]
    shown: str = ""
    place: str = ""

    def number(self, name: str, default: float = 0.0) -> float:
        """Return a numeric argument."""
        return float(self.args.get(name, default))

    def text(self, name: str) -> str:
        """Return a text argument; ``${persona.…}`` in it is not filled in yet."""
        return str(self.args.get(name, ""))

    @property
    def target(self) -> Target | None:
        """The control it is about."""
        found = self.args.get("target")
        return found if isinstance(found, Target) else None


class PhaseScript(msgspec.Struct, frozen=True):
    """One phase. It begins when its first step acts (a tap: when the finger goes down).

    ``optional``: when it cannot begin, the run is complete all the same and says so. ``at_most_s`` bounds it.
    """

    name: str
    steps: tuple[Step, ...]
    code: str = ""
    policy: str | None = None
    at_most_s: float = 0.0
    when: Condition | None = None
    optional: bool = False


class Limits(msgspec.Struct, frozen=True):
    """Bounds in seconds of a phase and of a branch, and on the steps one branch may take (repetitions counted)."""

    phase_s: float = 1800.0
    total_s: float = 14_400.0
    steps: int = 5000


class Scenario(msgspec.Struct, frozen=True):
    """A script of phases. Every branch begins with the common ``phases``, from the same clean device state.

    ``default`` is the branch that runs when none is named, or ``all``. ``variables`` are the values in force.
    """

    name: str
    phases: tuple[PhaseScript, ...]
    branches: dict[str, tuple[PhaseScript, ...]]
    title: dict[str, str] = {}
    permissions: str = "grant_all"
    default: str = ""
    variables: dict[str, Any] = {}
    needs: tuple[str, ...] = ()
    limits: Limits = Limits()

    @property
    def grant_all(self) -> bool:
        """Whether every permission is granted when the app is installed."""
        return self.permissions == "granted_at_install"

    def script(self, branch: str) -> tuple[PhaseScript, ...]:
        """Return all phases of one branch. Raises :class:`ScenarioError` for a branch the scenario lacks."""
        if branch not in self.branches:
            known = ", ".join(sorted(self.branches)) or "none"
            raise ScenarioError(f"The scenario {self.name} has no branch {branch!r}; its branches are: {known}.")
        return (*self.phases, *self.branches[branch])

    def chosen(self, branch: str | None) -> list[str]:
        """Return the branches that ``--branch`` means: one, or all. Raises :class:`ScenarioError`."""
        name = branch or self.default or ("accept" if "accept" in self.branches else sorted(self.branches)[0])
        if name == "all":
            return list(self.branches)
        self.script(name)
        return [name]
