"""Where the user stood, phase by phase."""

from collections.abc import Sequence

from harness.evidence.records import Phase
from harness.report.model import Consent

_BEFORE = ("install", "launch", "before_consent", "ignored")
_REFUSED = ("refused", "after_refus")
_AFTER = ("consented", "after_consent", "accepted", "agreed")


def consents(phases: Sequence[Phase], branch: str) -> list[Consent]:
    """Return the user's standing in each phase.

    Names that speak for themselves decide. Any other phase inherits what came before it; the first one after the
    consent dialog follows the branch taken. A run whose phases never mention consent is UNKNOWN throughout: an app
    that was never asked about is not accused.
    """
    asked = any(phase.name.startswith(("before_consent", *_REFUSED, *_AFTER)) for phase in phases)
    out: list[Consent] = []
    state = Consent.BEFORE if asked else Consent.UNKNOWN
    dialog = False
    last_branch: str | None = None
    for phase in phases:
        taken = phase.branch or branch
        if taken != last_branch:
            state, dialog, last_branch = (Consent.BEFORE if asked else Consent.UNKNOWN), False, taken
        if phase.name.startswith(_REFUSED):
            state = Consent.REFUSED
        elif phase.name.startswith(_AFTER):
            state = Consent.AFTER
        elif phase.name.startswith(_BEFORE):
            dialog = dialog or phase.name.startswith("before_consent")
        elif dialog and state is Consent.BEFORE:
            state = _taken(taken)
        out.append(state)
    return out


def standing(word: str) -> Consent:
    """Return the standing an assessment's ``consent`` names; anything not known is UNKNOWN."""
    if word in {"before", "before_consent"}:
        return Consent.BEFORE
    if word in {"refused", "refusal", "after_refusal"}:
        return Consent.REFUSED
    if word in {"after", "after_consent"}:
        return Consent.AFTER
    return Consent.UNKNOWN


def _taken(branch: str) -> Consent:
    if branch.startswith("refuse"):
        return Consent.REFUSED
    if branch.startswith("ignore"):
        return Consent.BEFORE
    return Consent.AFTER
