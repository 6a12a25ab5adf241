"""What rules found, put together for a reader: each sentence, and each reason, with all the rules that it is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from harness.analysis.model_findings import Because, Finding, Said
from harness.rules.facts import counts as of_facts
from harness.rules.facts import facts_of

VERDICTS = ("VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS")


@dataclass(frozen=True, slots=True)
class Adverse:
    """One sentence against the app. ``findings`` are those that say it, the gravest rule first."""

    verdict: str
    severity: str
    text: Said
    fix: Said | None
    findings: tuple[Finding, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it is against."""
        return tuple(dict.fromkeys(row.rule for row in self.findings))


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One reason for which rules are undetermined, and what would settle it; ``cause`` and ``key`` are its own."""

    text: Said
    close: Said
    rules: tuple[str, ...]
    cause: str = ""
    key: str = ""


def counts(findings: Sequence[Finding]) -> tuple[tuple[str, int], ...]:
    """Return how many things speak against the app, each once whatever rules it is against, and how many rules are
    undetermined or passed."""
    facts = of_facts(facts_of(findings))
    rules = {verdict: len({row.rule for row in findings if row.verdict == verdict}) for verdict in VERDICTS[2:]}
    return tuple({**facts, **rules}.items())


def adverse(findings: Sequence[Finding]) -> list[Adverse]:
    """Return what is said against the app, as the findings stand, each sentence once. What the sentences of one fact
    are: ``adverse(fact.findings)``, of a fact of ``harness.rules.facts.facts_of``."""
    rows: dict[tuple[str, str], list[Finding]] = {}
    for row in findings:
        if row.adverse:
            rows.setdefault((row.verdict, row.text.en), []).append(row)
    return [
        Adverse(verdict, group[0].severity, group[0].text, group[0].fix, tuple(group))
        for (verdict, _), group in rows.items()
    ]


def unsettled(findings: Sequence[Finding]) -> list[Unsettled]:
    """Return why rules are undetermined, each reason once, the one that most rules wait for first."""
    rows: dict[tuple[str, str], tuple[Because, list[str]]] = {}
    for row in findings:
        for reason in row.because:
            rows.setdefault((reason.text.en, reason.close.en), (reason, []))[1].append(row.rule)
    made = [
        Unsettled(reason.text, reason.close, tuple(dict.fromkeys(rules)), reason.cause, reason.key)
        for reason, rules in rows.values()
    ]
    return sorted(made, key=lambda row: -len(row.rules))
