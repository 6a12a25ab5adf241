"""What an evaluator hands back: what speaks against the app, and what is left open."""

from dataclasses import dataclass, field
from typing import Literal

from harness.analysis.model import Actor, Recipient
from harness.analysis.model_findings import Cause, Evidence, Said, Strength
from harness.rules.case import Deed

Words = dict[str, str | int | float | Said]
"""What a sentence names besides category, actor, phase, count and recipient; a :class:`Said` in its own language."""


@dataclass
class Hit:
    """Something that speaks against the app.

    ``key`` names its sentence (``said.KEY``) and what to change (``fix.KEY``); ``detail`` tells hits of one category,
    actor and recipient apart.
    """

    key: str
    verdict: Literal["VIOLATION", "SUSPECTED"]
    strength: Strength
    category: str = ""
    actor: Actor | None = None
    recipient: Recipient | None = None
    detail: str = ""
    phases: list[str] = field(default_factory=list)
    count: int = 0
    first: int = 0
    last: int = 0
    evidence: Evidence = field(default_factory=Evidence)
    values: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Open:
    """Why nothing can be said; ``key`` names its sentences (``because.CAUSE.KEY``, ``close.CAUSE.KEY``)."""

    cause: Cause
    key: str
    names: tuple[str, ...] = ()


@dataclass
class Result:
    """Both."""

    hits: list[Hit] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)


def hit(key: str, verdict: Literal["VIOLATION", "SUSPECTED"], deed: Deed, **values: str | int | float | Said) -> Hit:
    """Return what a deed is to a rule."""
    return Hit(
        key=f"{key}.{'sent' if deed.left else 'read'}",
        verdict=verdict,
        strength=deed.strength,
        category=deed.category,
        actor=deed.actor,
        recipient=deed.recipient,
        phases=deed.phases,
        count=deed.count,
        first=deed.first,
        last=deed.last,
        evidence=deed.evidence(),
        values=dict(values),
    )
