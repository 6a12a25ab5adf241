"""What the machine-readable formats of findings share: names of their files, and texts bounded and made visible."""

from harness.analysis.model import Actor
from harness.analysis.model_findings import Finding, Said
from harness.report.model import ReportView
from harness.report.safe import clip

MOST = 4000
"""Characters of one text: an app may name a thing in ten megabytes."""


def told(text: Said | None, lang: str) -> str:
    """Return a sentence in one language, bounded and visible; empty where there is none."""
    return "" if text is None else plain(text.zh if lang == "zh" else text.en)


def plain(text: str) -> str:
    """Return a text of an app as one bounded line, the cut counted."""
    cut = clip(text, MOST)
    return f"{cut.text}\u2026 (+{cut.more:,})" if cut.more else cut.text


def body(found: Finding, lang: str) -> list[str]:
    """Return what a finding says: its sentence, what to change, and what would settle it."""
    lines = [told(found.text, lang), told(found.fix, lang)]
    lines += [f"{told(row.text, lang)} {told(row.close, lang)}" for row in found.because]
    return [line for line in dict.fromkeys(lines) if line]


def actors(view: ReportView) -> dict[str, Actor]:
    """Return those who acted, by the ids of disclosures and their own: one with a line of its code goes first."""
    seen = [(item.id, item.actor) for row in view.rows for item in row.disclosures]
    known: dict[str, Actor] = dict(seen)
    others = [*(row.actor for row in view.kept), *(row.actor for row in view.tried)]
    for actor in (*(actor for _, actor in seen), *others):
        if actor.id not in known or not known[actor.id].frame:
            known[actor.id] = actor
    return known


def actor_of(found: Finding, known: dict[str, Actor]) -> Actor | None:
    """Return who a finding is about, as its evidence has it."""
    mine = [known[name] for name in (*found.evidence.disclosures, found.actor) if name in known]
    return next((actor for actor in mine if actor.id == found.actor), None)
