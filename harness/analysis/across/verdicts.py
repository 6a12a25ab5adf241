"""Findings of several runs: what each rule says of the same thing, and what speaks against its silence."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from harness.analysis.across import steady
from harness.analysis.across.eyes import Doubt, Eyes, doubt
from harness.analysis.across.seen import Key, Seen, Table
from harness.analysis.model import Actor, Assessment
from harness.analysis.model_findings import Finding, Verdict

Said = Verdict | Literal["-"]
"""A verdict; ``-`` where a run was not judged by that rule."""


class FindingRow(msgspec.Struct, kw_only=True):
    """One thing that a rule has against the app in any of the runs, and what it says of it in each, in their order.

    A run in which the rule found something else, and not this, is UNDETERMINED: a rule says PASS of the whole alone.
    """

    rule: str
    category: str
    actor: str
    recipient: str
    verdicts: list[Said]

    @property
    def alike(self) -> bool:
        """Whether all runs say the same."""
        return len(set(self.verdicts)) == 1

    @property
    def new(self) -> bool:
        """Whether it is a violation in the last run and in none before it."""
        return self.verdicts[-1] == "VIOLATION" and "VIOLATION" not in self.verdicts[:-1]


def side_by_side(runs: Sequence[Assessment]) -> list[FindingRow]:
    """Return what rules found in any run, what is not alike first."""
    tables = [{_key(row, {}): row.verdict for row in reversed(run.findings) if row.adverse} for run in runs]
    rows = []
    for key in sorted({key for one in tables for key in one}):
        verdicts = [one.get(key) or _silent(run, key[0]) for one, run in zip(tables, runs, strict=True)]
        rows.append(FindingRow(rule=key[0], category=key[1], actor=key[2], recipient=key[3], verdicts=verdicts))
    return sorted(rows, key=lambda row: (row.alike, row.rule, row.category, row.actor, row.recipient))


def findings(found: Assessment) -> Table:
    """What rules have against the app, by rule, kind of data, actor and host: rows for a comparison of two versions."""
    actors = [*(row.actor for row in found.collected), *(row.actor for row in found.disclosures)]
    known = {actor.id: actor for actor in actors}
    table: Table = {}
    for row in found.findings:
        if not row.adverse:
            continue
        made = Seen(category=row.category, actor=known.get(row.actor), rule=row.rule, text=row.text)
        seen = table.setdefault(_key(row, known), made)
        seen.add("verdict", row.verdict)
        seen.add("phase", *row.phases)
        seen.hosts.update(filter(None, [row.recipient]))
    return table


def why_silent(run: Eyes, rule: str) -> list[Doubt]:
    """Return what speaks against it that a rule does not find something in a run."""
    mine = [row for row in run.side.found.findings if row.rule == rule]
    if any(row.verdict == "PASS" for row in mine):
        return []
    because = [reason for row in mine if row.verdict == "UNDETERMINED" for reason in row.because]
    if not because:
        return blinding(run)
    other = list(dict.fromkeys(reason.key for reason in because if reason.cause != "blind_spot"))
    spots = {
        reason.key: Doubt(key=reason.key, names=reason.names) for reason in because if reason.cause == "blind_spot"
    }
    return [*spots.values(), *([Doubt(key="rule_open", count=1, names=[rule, *other])] if other else [])]


def blinding(run: Eyes) -> list[Doubt]:
    """Return all blind spots of a run that may hide a finding."""
    return [doubt(spot) for spot in run.spots if spot.blinds or spot.rules]


def reopened(run: Eyes, other: Eyes) -> list[Doubt]:
    """Return the rules that the other run decided, and this one did not for a reason that is no blind spot."""
    decided = {row.rule for row in other.side.found.findings if row.verdict != "UNDETERMINED"}
    open_ = [
        row.rule
        for row in run.side.found.findings
        if row.rule in decided and any(reason.cause != "blind_spot" for reason in row.because)
    ]
    judged = bool(run.side.found.findings)
    return [Doubt(key="rule_open", count=len(open_), names=open_[:8])] if open_ or not judged else []


def _key(row: Finding, known: dict[str, Actor]) -> Key:
    """Whose code has no name in a version, has another one in the next."""
    actor = known.get(row.actor)
    who = "unknown" if actor is not None and actor.kind == "unknown" else row.actor
    return (row.rule, row.category, who, steady.host(row.recipient), row.detail)


def _silent(run: Assessment, rule: str) -> Said:
    mine = {row.verdict for row in run.findings if row.rule == rule}
    return "PASS" if mine == {"PASS"} else "UNDETERMINED" if mine else "-"
