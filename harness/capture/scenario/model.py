"""What a scenario is, once its file has been read."""

from typing import Annotated, Any, ClassVar, Literal, get_args

import msgspec
from msgspec import Meta

from harness.capture.scenario.problems import ScenarioError

Policy = Literal["granted_at_install", "grant_all", "deny_all", "deny_then_grant", "grant_necessary", "leave"]
"""How permission dialogs are answered; ``granted_at_install`` leaves none, ``leave`` leaves them on the screen."""
DialogPolicy = Literal["grant_all", "deny_all", "deny_then_grant", "grant_necessary", "leave"]
"""The policies that can begin in the middle of a run."""
POLICIES: tuple[str, ...] = get_args(Policy)

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

Text = Annotated[str, Meta(min_length=1, max_length=2000)]
"""A text as it is written (``1`` and ``yes`` are texts as well)."""
Texts = Annotated[tuple[Text, ...], Meta(min_length=1, max_length=20)]
"""One text, or several in order of preference."""
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z", description="the name of a variable")]
INLINE = Meta(extra={"inline": True})
"""Marks a field whose own fields stand in the file among the others."""


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


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A control: with one of these texts or descriptions, in order of preference; with a text or description that
    contains one of these; with a resource id that is or ends in this; or whatever is at a point."""

    text: Texts = ()
    contains: Texts = ()
    description: Texts = ()
    id: Text = ""
    at: Point | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """What its text or description is, in order of preference."""
        return (*self.text, *self.description)

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


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is true or not: a control on the screen, or none there; whether the app runs; whether a variable
    has a value. Exactly one is asked."""

    visible: Target | None = None
    not_visible: Target | None = None
    app: Literal["alive", "exited"] | None = None
    set: Name | None = None

    @property
    def shown(self) -> str:
        """How people read it."""
        asked = {name: getattr(self, name) for name in self.__struct_fields__}
        return " ".join(
            f"{name} {value.shown if isinstance(value, Target) else value}" for name, value in asked.items() if value
        )


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all steps have. A kind of step is a subclass with a tag, in ``steps.py``; its docstring says what it does,
    its fields are its arguments."""

    short: ClassVar[str] = ""
    """The argument that a step written as ``kind: value`` means."""
    touches: ClassVar[bool] = False
    """Whether it acts on the screen of the app, which nothing may do before the user has decided."""
    needs_app: ClassVar[bool] = True
    """Whether a phase can begin with it only while the app runs."""

    shown: str = ""
    """How a cause names the step: as it was written, so that no persona's value stands in it."""

    @property
    def kind(self) -> str:
        """What it is called in a file."""
        return kind_of(type(self))

    @classmethod
    def wrong(cls, _given: frozenset[str], /) -> str:
        """Return what is wrong with giving these arguments together; empty when nothing is."""
        return ""


def kind_of(step: type[Step]) -> str:
    """Return what a kind of step is called in a file."""
    return str(step.__struct_config__.tag)


class PhaseScript(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One phase. It begins when its first step acts (a tap: when the finger goes down).

    ``optional``: when it cannot begin, the run is complete all the same and says so. ``at_most_s`` bounds it; without
    one the scenario's limits do.
    """

    name: Name
    code: str = msgspec.field(default="", name="covers")
    policy: DialogPolicy | None = msgspec.field(default=None, name="permissions")
    at_most_s: Annotated[float, Meta(ge=1, le=86_400)] | None = None
    when: Condition | None = None
    optional: bool = False
    steps: tuple[Step, ...]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds in seconds of a phase and of a branch, and on the steps one branch may take (repetitions counted)."""

    phase_s: Annotated[float, Meta(ge=1, le=86_400)] = 1800.0
    total_s: Annotated[float, Meta(ge=1, le=7 * 86_400)] = 14_400.0
    steps: Annotated[int, Meta(ge=1, le=1_000_000)] = 5000


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
