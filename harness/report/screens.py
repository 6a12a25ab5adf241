"""The screenshots that were taken nearest to what was found, and those that findings name."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from harness.evidence.rows import AppScreen, ConsentScreen, Incident, PermissionRequest, Phase, StepTaken
from harness.report.model import BundleLike, Picture
from harness.rules.facts import Together

_MOST = 40
"""Pictures that are read; most facts share one."""
_OF_ONE = 3
"""Pictures that one fact names itself (its dialogs) and that are shown."""


class Shot(NamedTuple):
    """When a screenshot was taken, in which phase, and its file in the bundle."""

    time_us: int
    phase: str
    name: str


def pictures_of(bundle: BundleLike, facts: Iterable[Together]) -> tuple[Picture, ...]:
    """Return the pictures that :func:`shown_with` finds for these facts."""
    taken = sorted(shots(bundle))
    by_name = {shot.name: shot for shot in reversed(taken)}
    wanted: dict[str, None] = {}
    for fact in facts:
        named = [name for name in fact.evidence.screens if name.endswith(".png")][:_OF_ONE]
        near = _near(taken, fact)
        wanted.update(dict.fromkeys(named or ([near.name] if near else [])))
    return tuple(_picture(bundle, by_name.get(name, Shot(0, "", name))) for name in list(wanted)[:_MOST])


def shown_with(fact: Together, pictures: Sequence[Picture]) -> list[Picture]:
    """Return the pictures that a fact names, else the one that was taken nearest to it."""
    named = set(fact.evidence.screens)
    mine = [row for row in pictures if row.name in named][:_OF_ONE]
    timed = sorted(Shot(row.time_us, row.phase, row.name) for row in pictures if row.time_us)
    near = None if mine else _near(timed, fact)
    return mine or [row for row in pictures if near is not None and row.name == near.name]


def begun(fact: Together) -> int:
    """Return when it happened first, 0 where no row has a time."""
    return min((row.first for row in fact.findings if row.first > 0), default=0)


def nearest(shots: Sequence[Shot], time_us: int) -> Shot | None:
    """Return the shot taken nearest to a moment, the later of two as near; ``shots`` are in the order of time."""
    if not time_us or not shots:
        return None
    at = bisect_left(shots, Shot(time_us, "", ""))
    around = shots[max(0, at - 1) : at + 1]
    return min(around, key=lambda shot: (abs(shot.time_us - time_us), -shot.time_us))


def _near(shots: Sequence[Shot], fact: Together) -> Shot | None:
    """Return the shot nearest to a fact, of the phase that it was first in where that has any."""
    return nearest([shot for shot in shots if shot.phase == fact.first.phase] or shots, begun(fact))


def shots(bundle: BundleLike) -> Iterable[Shot]:
    """Yield every screenshot that a row of the bundle names, in no order; some more than once."""
    for phase in bundle.rows(Phase):
        if phase.screenshot:
            yield Shot(phase.end_us, phase.name, phase.screenshot)
    taken: list[ConsentScreen | AppScreen | Incident | StepTaken] = [*bundle.rows(ConsentScreen)]
    taken += [*bundle.rows(AppScreen), *bundle.rows(Incident), *bundle.rows(StepTaken)]
    for row in taken:
        if row.screenshot:
            yield Shot(row.time_us, row.phase, row.screenshot)
    for asked in bundle.rows(PermissionRequest):
        for time_us, name in (
            (asked.before_us, asked.before_screenshot),
            (asked.time_us, asked.screenshot),
            (asked.reaction_us, asked.reaction_screenshot),
        ):
            if name:
                yield Shot(time_us, asked.phase, name)


def _picture(bundle: BundleLike, shot: Shot) -> Picture:
    try:
        data = bundle.read_bytes(shot.name)
    except (OSError, ValueError):
        data = None
    return Picture(shot.name, shot.time_us, shot.phase, data)
