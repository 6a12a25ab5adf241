"""Which phase a moment lies in, and where the user stood then."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from harness.evidence.rows import Phase

_REFUSED = ("refused", "after_refus", "withdrawn")
_AFTER = ("consented", "after_consent", "accepted", "agreed")
_BEFORE = ("before_consent",)
_ATTACHED = "attached"
_DECISIONS = {"consent accept": "after", "consent refuse": "refused"}


class Moment(NamedTuple):
    """A phase's name and the user's standing in it: ``before``, ``refused``, ``after`` or ``unknown``."""

    phase: str
    consent: str


_NOWHERE = Moment("", "unknown")


class PhaseTimes:
    """The phases of one run, in device time."""

    def __init__(self, phases: Sequence[Phase]) -> None:
        """What began a phase decides, if it was the user's decision; else its name.

        A phase whose name does not speak of consent inherits what came before it; without any it is unknown.
        """
        ordered = sorted(phases, key=lambda phase: phase.start_us)
        self._starts = [phase.start_us for phase in ordered]
        named = _BEFORE + _REFUSED + _AFTER
        asked = any(phase.name.startswith(named) or phase.begun_by in _DECISIONS for phase in ordered)
        state, dialog = ("before" if asked else "unknown"), False
        self._moments: list[Moment] = []
        for phase in ordered:
            if phase.begun_by in _DECISIONS:
                state = _DECISIONS[phase.begun_by]
            elif phase.name == _ATTACHED:
                state = "unknown"  # whoever attached has not seen what was decided before
            elif phase.name.startswith(_REFUSED):
                state = "refused"
            elif phase.name.startswith(_AFTER):
                state = "after"
            elif phase.name.startswith(_BEFORE):
                dialog, state = True, "before"
            elif dialog and state == "before":
                # The dialog was left without a phase that says how: the branch does.
                state = {"refuse": "refused", "accept": "after"}.get(phase.branch, state)
            self._moments.append(Moment(phase.name, state))
        self.told = (*self._starts, *self._moments)
        """What tells these phases from others."""
        self._consents = {moment.phase: moment.consent for moment in self._moments}

    def at(self, time_us: int) -> Moment:
        """Return the phase at a device time; a time before the first boundary belongs to the first phase."""
        if not self._moments:
            return _NOWHERE
        return self._moments[max(0, bisect_right(self._starts, time_us) - 1)]

    def named(self, phase: str, time_us: int) -> Moment:
        """Return the phase a row names, or that of its time when it names none."""
        if phase in self._consents:
            return Moment(phase, self._consents[phase])
        return Moment(phase, "unknown") if phase else self.at(time_us)
