"""Findings as facts: what many rules say of one thing is one thing, however many rules say it.

Findings are about one fact when they are about the same data, actor and recipient and rest on a common row, a reading
or a disclosure say; or, where no row shows it (the manifest, a policy), about the same detail.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.analysis.model_findings import Evidence, Finding, Said
from harness.rules.engine import REST

WEIGHT = {"VIOLATION": 0, "SUSPECTED": 1}
ROWS = ("disclosures", "collected", "sightings", "observations", "requests", "channels", "screens", "claims")
"""The lists of a finding's evidence that name rows or files; ``gaps`` are none."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that speaks against the app. ``findings`` are those that say so, the gravest first."""

    findings: tuple[Finding, ...]

    @property
    def id(self) -> str:
        """Where it is cited: by its gravest finding, whose id stays from run to run."""
        return self.findings[0].id

    @property
    def verdict(self) -> str:
        """The gravest that a rule says of it."""
        return self.findings[0].verdict

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it is against."""
        return tuple(dict.fromkeys(row.rule for row in self.findings))

    @property
    def lenses(self) -> tuple[str, ...]:
        """By whose rules it is."""
        return tuple(dict.fromkeys(lens for row in self.findings for lens in row.lenses))

    @property
    def fixes(self) -> tuple[Said, ...]:
        """What to change, each sentence once."""
        fixes = {row.fix.en: row.fix for row in self.findings if row.fix is not None}
        return tuple(fixes.values())

    @property
    def first(self) -> int:
        """When it happened first, 0 where no row has a time."""
        return min((row.first for row in self.findings if row.first > 0), default=0)

    def evidence(self, name: str) -> tuple[str, ...]:
        """Return the ids of one kind of :data:`ROWS`, of all its findings."""
        return tuple(dict.fromkeys(key for row in self.findings for key in getattr(row.evidence, name)))

    def under(self, lens: str) -> "Fact | None":
        """Return what one lens says of it, ``None`` where it says nothing."""
        mine = tuple(row for row in self.findings if lens in row.lenses)
        return Fact(mine) if mine else None


def facts(findings: Sequence[Finding]) -> list[Fact]:
    """Return what speaks against the app, each fact once: the gravest first, in the findings' order.

    Findings that say only how many more of a rule there are (``engine.REST``) are none.
    """
    groups: list[list[Finding]] = []
    at: dict[tuple[str, ...], int] = {}
    joined: list[int] = []
    for row in findings:
        if not row.adverse or row.detail == REST:
            continue
        tokens = list(_tokens(row))
        known = sorted({_root(joined, at[token]) for token in tokens if token in at})
        if known:
            home, *others = known
            for other in others:
                joined[other] = home
                groups[home] += groups[other]
                groups[other] = []
        else:
            home = len(groups)
            groups.append([])
            joined.append(home)
        groups[home].append(row)
        at.update(dict.fromkeys(tokens, home))
    order = {id(row): number for number, row in enumerate(findings)}
    made = [
        Fact(tuple(sorted(group, key=lambda row: (WEIGHT[row.verdict], order[id(row)])))) for group in groups if group
    ]
    return sorted(made, key=lambda fact: (WEIGHT[fact.verdict], order[id(fact.findings[0])]))


def count(found: Sequence[Fact], verdict: str) -> int:
    """Return how many facts are of this verdict."""
    return sum(fact.verdict == verdict for fact in found)


def _root(joined: Sequence[int], at: int) -> int:
    while joined[at] != at:
        at = joined[at]
    return at


def _tokens(row: Finding) -> Iterable[tuple[str, ...]]:
    """What a finding has in common with others of its fact: any one of these is enough."""
    about = (row.category, row.actor, row.recipient, "" if row.category else row.detail or row.text.en)
    rows = [(name, key) for name in ROWS for key in _held(row.evidence, name)]
    if not rows:
        yield (*about, "", "")
    for name, key in rows:
        yield (*about, name, key)


def _held(evidence: Evidence, name: str) -> list[str]:
    held: list[str] = getattr(evidence, name)
    return held
