"""What an app asked about privacy, as its screens showed it, and how far its policy is."""

from collections.abc import Sequence

import msgspec

from harness.evidence.records import ConsentScreen, Place


class Way(msgspec.Struct, kw_only=True):
    """A place that was looked for. ``taps`` is ``None`` when it was not found; ``certain`` says that no shorter way
    (or, when not found, no way at all within the bounds) was left untried."""

    what: str
    taps: int | None
    way: list[str]
    certain: bool
    length: int
    evidence: list[str]


class ConsentFacts(msgspec.Struct, kw_only=True):
    """``asked`` before anything was touched; ``onward`` are taps that led to the dialog. ``policy_taps`` counts from
    the dialog: 1 for a link in it, ``None`` when it has none that can be told from its texts (``policy_in_text``)."""

    asked: bool
    readable: bool
    kind: str
    onward: int
    accept: str
    refuse: str
    refusal_offered: bool
    pre_ticked: bool
    policy_taps: int | None
    policy_in_text: bool
    reasons: list[str]
    evidence: list[str]
    ways: list[Way]


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


def _way(row: Place) -> Way:
    return Way(
        what=row.what, taps=row.taps if row.found else None, way=list(row.way), certain=row.exhaustive,
        length=row.length, evidence=[name for name in (row.screenshot, row.ui_dump) if name],
    )  # fmt: skip
