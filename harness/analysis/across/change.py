"""One thing in the old version and in the new one: new, gone, changed, or only not seen any more."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from harness.analysis.across import steady
from harness.analysis.across.eyes import Doubt, State
from harness.analysis.across.seen import Aspects, Seen
from harness.analysis.model import Actor, Recipient
from harness.analysis.model_findings import Said

Kind = Literal["new", "gone", "not_seen", "changed", "varies", "same"]
"""``gone`` is said only where the newer run could have seen it; else it is ``not_seen`` (any more), and why that says
nothing. ``varies``: it also differs between runs of the old version."""
KINDS: tuple[Kind, ...] = ("new", "changed", "not_seen", "gone", "varies", "same")
"""The order in which they are shown."""
WITHOUT_CONSENT = frozenset({"before", "refused"})


class Aspect(msgspec.Struct, kw_only=True):
    """Something about it that is not as it was: what came (``added``) and what is not seen any more (``removed``).

    ``name``: ``actor``, ``host``, ``phase``, ``consent``, ``disguise``, ``value`` (which ones, by their names in the
    persona), ``count`` (roughly), ``data``, ``country``, ``outcome``, ``trigger``, ``purpose`` or ``verdict``.
    """

    name: str
    added: list[str]
    removed: list[str]


class Change(msgspec.Struct, kw_only=True):
    """One row of a comparison of two versions.

    Which of ``rule``, ``category``, ``recipient``, ``actor``, ``point`` and ``permission`` are given says what it is
    about. ``rule`` found something (``text``), with these ``verdicts``. A permission is ``declared`` or was asked for
    in a ``dialog``. ``hosts`` are all that received, ``places`` their URLs without queries and ids, ``actors`` who read
    or sent it, ``data`` the kinds of data of a recipient or an actor. What is new is described as it is now, what is
    gone as it was.
    ``worse``: it happens without consent, and did not before. ``aspects`` are what changed, ``varying`` the names of
    those that differ between runs of the old version. ``doubts``: why "not seen any more" is undetermined, or, of what
    is new, why the old run may have missed it.
    """

    kind: Kind
    before: State
    after: State
    category: str = ""
    recipient: Recipient | None = None
    actor: Actor | None = None
    point: str = ""
    permission: str = ""
    how: str = ""
    rule: str = ""
    text: Said | None = None
    verdicts: list[str] = []
    hosts: list[str] = []
    places: list[str] = []
    actors: list[Actor] = []
    consents: list[str] = []
    phases: list[str] = []
    disguises: list[str] = []
    data: list[str] = []
    worse: bool = False
    aspects: list[Aspect] = []
    varying: list[str] = []
    doubts: list[Doubt] = []

    @property
    def differs(self) -> bool:
        """Whether the versions are not known to be alike in it."""
        return self.kind not in ("same", "varies")

    @property
    def discloses(self) -> bool:
        """Whether something leaves that did not, or without the consent with which it did."""
        return self.kind == "new" or self.worse

    @property
    def violates(self) -> bool:
        """Whether a rule finds a violation that it did not."""
        came = [word for each in self.aspects if each.name == "verdict" for word in each.added]
        return bool(self.rule) and "VIOLATION" in (self.verdicts if self.kind == "new" else came)


def changed(
    before: Sequence[Seen | None],
    after: Seen | None,
    states: tuple[State, State],
    missed: Sequence[Doubt],
    unseen: Sequence[Doubt],
) -> Change:
    """Compare what runs of the old version show of one thing with what the new one shows.

    ``before`` begins with the run that is compared, further ones say what varies by itself. ``missed`` are reasons for
    which the old version may have had it unseen, ``unseen`` those for which the new one may.
    """
    there = [each for each in before if each is not None]
    varies = bool(there) and len(there) < len(before)
    shown = after or there[0]
    if not there:
        return _change("new", states, shown, doubts=missed, worse=_without(shown.aspects))
    aspects, varying = _aspects(there, after) if after else ([], [])
    if after is None:
        kind: Kind = "varies" if varies else "not_seen" if unseen else "gone"
        return _change(kind, states, shown, doubts=unseen if kind == "not_seen" else ())
    removed = any(aspect.removed for aspect in aspects)
    came = {word for aspect in aspects if aspect.name == "consent" for word in aspect.added}
    kind = "changed" if aspects else "varies" if varies else "same"
    return _change(
        kind, states, shown, aspects=aspects, varying=varying, doubts=unseen if removed else (),
        worse=bool(came & WITHOUT_CONSENT),
    )  # fmt: skip


def _without(aspects: Aspects) -> bool:
    return bool(aspects.get("consent", set()) & WITHOUT_CONSENT)


def _change(
    kind: Kind,
    states: tuple[State, State],
    shown: Seen,
    *,
    aspects: Sequence[Aspect] = (),
    varying: Sequence[str] = (),
    doubts: Sequence[Doubt] = (),
    worse: bool = False,
) -> Change:
    said = shown.aspects
    return Change(
        kind=kind,
        before=states[0],
        after=states[1],
        category=shown.category,
        recipient=shown.recipient,
        actor=shown.actor,
        point=shown.point,
        permission=shown.permission,
        rule=shown.rule,
        text=shown.text,
        verdicts=sorted(said.get("verdict", ())),
        hosts=sorted(shown.hosts),
        places=sorted(filter(None, shown.places)),
        actors=[shown.actors[key] for key in sorted(shown.actors)],
        consents=sorted(said.get("consent", ())),
        phases=sorted(said.get("phase", ())),
        disguises=sorted(said.get("disguise", ())),
        data=sorted(said.get("data", ())),
        worse=worse,
        aspects=list(aspects),
        varying=list(varying),
        doubts=list(doubts),
    )


def _aspects(before: Sequence[Seen], after: Seen) -> tuple[list[Aspect], list[str]]:
    """Return what changed, and the names of what differs between the old runs by itself."""
    found, varying = [], []
    for name in dict.fromkeys(name for each in (*before, after) for name in each.aspects):
        sides = [each.aspects.get(name, set()) for each in before]
        ever, always = set[str]().union(*sides), set.intersection(*sides)
        now = after.aspects.get(name, set())
        added, removed = sorted(now - ever), sorted(always - now)
        if added or removed:
            found.append(Aspect(name=name, added=added, removed=removed))
        if ever != always:
            varying.append(name)
    counts = [each.count for each in before]
    if not steady.counts_alike(counts, after.count):
        classes = sorted({steady.count_class(count) for count in counts})
        found.append(Aspect(name="count", added=[steady.count_class(after.count)], removed=classes))
    return found, varying
