"""Findings by whose rules they are: how many facts speak against the app under each lens, and which is shown first."""

from collections.abc import Sequence
from dataclasses import dataclass

from harness.analysis.model_findings import Finding
from harness.rules.facts import Together, counts
from harness.rules.model import LENSES

ALL = "all"


@dataclass(frozen=True, slots=True)
class Board:
    """One lens: facts, the findings that say so and the rules that they are of, and what rules say besides.

    ``violated`` and ``suspected`` are facts, each counted once, however many rules it is against.
    """

    lens: str
    rules: int
    violated: int
    violations: int
    violated_rules: int
    suspected: int
    suspicions: int
    undetermined: int
    passed: int


def lenses_of(fact: Together) -> tuple[str, ...]:
    """Return by whose rules something speaks against the app."""
    return tuple(dict.fromkeys(lens for row in fact.findings for lens in row.lenses))


def under(fact: Together, lens: str) -> Together | None:
    """Return what one lens says of a fact, ``None`` where it says nothing."""
    mine = tuple(row for row in fact.findings if lens in row.lenses)
    return Together(fact.id, mine) if mine else None


def boards(findings: Sequence[Finding], found: Sequence[Together]) -> list[Board]:
    """Return all lenses together, then each that a rule is of, in the catalogue's order."""
    used = [lens for lens in LENSES if any(lens in row.lenses for row in findings)]
    made = [_board(ALL, findings, found)]
    for lens in used:
        mine = [fact for whole in found if (fact := under(whole, lens)) is not None]
        made.append(_board(lens, [row for row in findings if lens in row.lenses], mine))
    return made


def shown_first(lang: str, made: Sequence[Board]) -> str:
    """Return the lens that a page of this language opens with.

    A reader of Chinese works by the Chinese rules, under which an app is ordered to change; whoever reads English may
    be under any, and sees them all together.
    """
    return "cn" if lang == "zh" and any(row.lens == "cn" for row in made) else ALL


def _board(lens: str, findings: Sequence[Finding], found: Sequence[Together]) -> Board:
    def of(verdict: str) -> list[Finding]:
        return [row for row in findings if row.verdict == verdict]

    def rules(verdict: str) -> int:
        return len({row.rule for row in of(verdict)})

    return Board(
        lens=lens,
        rules=len({row.rule for row in findings}),
        violated=counts(found)["VIOLATION"],
        violations=len(of("VIOLATION")),
        violated_rules=rules("VIOLATION"),
        suspected=counts(found)["SUSPECTED"],
        suspicions=len(of("SUSPECTED")),
        undetermined=rules("UNDETERMINED"),
        passed=rules("PASS"),
    )
