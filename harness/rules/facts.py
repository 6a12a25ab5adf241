"""What findings speak of: one thing that an app did is one fact, however many rules it is against.

    for fact in facts_of(assessment.findings):
        print(fact.verdict, fact.first.text.en, fact.rules)

A fact is what one actor did with one category of data towards one recipient; else a permission that was asked for,
declared or asked for again, or a thing that a screen or a policy has or lacks. Its id stays the same from run to run,
and whatever rules were asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.analysis.model import Assessment
from harness.analysis.model_findings import Evidence, Fact, Finding
from harness.rules.case import held
from harness.rules.fingerprint import digest
from harness.rules.result import Hit

_ASKED = "asked"
_DIALOGS: dict[str, str] = {
    "before_consent": _ASKED,
    "purpose": _ASKED,
    "unprompted": _ASKED,
    "unneeded": _ASKED,
    "restricted": _ASKED,
    "batch": _ASKED,
    "compelled": "denied",
    "asked_again": "denied",
}
"""Sentences about permission dialogs, by the first part of their key: what happened there."""
_DECLARED = frozenset({"unneeded.declared", "restricted.declared"})
_APART = frozenset({"linked", "handed", "idle_purposes", "overbroad"})
"""Sentences about a category that tell of no deed with it alone."""
_ORDER = {"VIOLATION": 0, "SUSPECTED": 1}


def fact_of(hit: Hit) -> str:
    """Return the id of the fact that a hit speaks of."""
    head = hit.key.partition(".")[0]
    if hit.category and head not in _APART:
        return _id("deed", hit.category, hit.actor.id if hit.actor else "", hit.recipient.host if hit.recipient else "")
    if hit.key in _DECLARED:
        return _id("declared", hit.detail)
    if head in _DIALOGS and hit.detail:
        return _id(_DIALOGS[head], hit.detail)
    return _id(head, hit.category, hit.actor.id if hit.actor else "", hit.detail or hit.key)


def fact_of_rest(rule: str) -> str:
    """Return the id of what stands for all that a rule found besides."""
    return _id("more", rule)


def _id(*parts: str) -> str:
    return f"a{digest(parts)}"


@dataclass(frozen=True, slots=True)
class Together:
    """A fact with all the findings that speak of it, the gravest first."""

    id: str
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The gravest finding: its sentence is the fact's."""
        return self.findings[0]

    @property
    def verdict(self) -> str:
        """The gravest verdict."""
        return self.first.verdict

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it is against, or may be."""
        return tuple(dict.fromkeys(row.rule for row in self.findings))

    @property
    def evidence(self) -> Evidence:
        """Where to look, as far as any of the findings says it."""
        return joined(row.evidence for row in self.findings)


def joined(rows: Iterable[Evidence]) -> Evidence:
    """Return where several say to look, each place once, the first of each kind."""
    kept = list(rows)
    return Evidence(
        **{name: held([place for row in kept for place in getattr(row, name)]) for name in Evidence.__struct_fields__}
    )


def facts_of(findings: Iterable[Finding]) -> list[Together]:
    """Return what speaks against the app, each thing once: violations first, else as the findings stand."""
    rows: dict[str, list[Finding]] = {}
    for row in findings:
        if row.adverse:
            rows.setdefault(row.fact or row.id, []).append(row)
    made = [Together(name, tuple(sorted(group, key=_gravity))) for name, group in rows.items()]
    return sorted(made, key=lambda fact: _gravity(fact.first))


def _gravity(row: Finding) -> int:
    return _ORDER.get(row.verdict, len(_ORDER))


def counts(facts: Iterable[Together]) -> dict[str, int]:
    """Return how many facts there are of each adverse verdict."""
    rows = [fact.verdict for fact in facts]
    return {verdict: rows.count(verdict) for verdict in _ORDER}


def put(found: Assessment, findings: Sequence[Finding]) -> None:
    """Put findings into an assessment, and the facts that they speak of."""
    found.findings = list(findings)
    found.facts = [
        Fact(
            id=fact.id,
            verdict=fact.first.verdict,
            category=fact.first.category,
            actor=fact.first.actor,
            recipient=fact.first.recipient,
            findings=[row.id for row in fact.findings],
            rules=list(fact.rules),
        )
        for fact in facts_of(findings)
    ]
