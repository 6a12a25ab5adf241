"""What an app asked about privacy, as its screens showed it, and how far its policy is."""

from collections.abc import Sequence

from harness.analysis.model import ConsentFacts, WayTo
from harness.evidence.rows import ConsentScreen, Place


def consent_facts(screens: Sequence[ConsentScreen], places: Sequence[Place]) -> ConsentFacts | None:
    """Return the facts, ``None`` for a run that looked at no screen."""
    if not screens and not places:
        return None
    first = next((row for row in screens if row.act == "seen"), None)
    real = [row for row in screens if row.kind in ("dialog", "box")]
    best = next(iter(real), first)
    rows = [row for row in (first, best) if row is not None]
    files = dict.fromkeys(name for row in rows for name in (row.screenshot, row.ui_dump) if name)
    return ConsentFacts(
        asked=first is not None and first.kind in ("dialog", "box"),
        readable=first is None or first.kind != "not_readable",
        kind=best.kind if best else "none",
        onward=min((row.onward for row in real), default=0),
        accept=best.accept if best else "",
        refuse=best.refuse if best else "",
        refusal_offered=bool(best and best.refuse),
        pre_ticked=any(row.pre_ticked for row in real),
        policy_taps=1 if any(row.policy_links for row in real) else None,
        policy_in_text=any(row.policy_in_text for row in real),
        reasons=list(best.reasons) if best else [],
        evidence=list(files),
        ways=[_way(row) for row in places],
    )


def _way(row: Place) -> WayTo:
    return WayTo(
        what=row.what, taps=row.taps if row.found else None, way=list(row.way), certain=row.exhaustive,
        length=row.length, evidence=[name for name in (row.screenshot, row.ui_dump) if name],
    )  # fmt: skip
