"""Two, three or more assessments side by side: what each branch disclosed and read, and what only some did."""

from collections.abc import Sequence
from typing import Any

import msgspec

from harness.analysis.across.eyes import Eyes, Side, State
from harness.analysis.across.verdicts import FindingRow, side_by_side
from harness.analysis.model import Assessment


class Run(msgspec.Struct, kw_only=True):
    """One of the compared runs. ``blind`` are the reasons why "no" cannot be said of it.

    ``unhooked`` are kinds of data of which no read could have been seen in it.
    ``broken`` are the files that are not as they were sealed; ``void``: the seal itself is worth nothing, nor is "yes".
    """

    name: str
    scenario: str
    branch: str
    apk: str
    complete: bool
    blind: list[str]
    unhooked: list[str] = []
    broken: list[str] = []
    void: bool = False
    package: str = ""
    label: str = ""
    version: str = ""
    persona: str = ""
    started: str = ""
    network: str = ""

    @property
    def partial(self) -> bool:
        """Whether the run did not come to its end, or the recording of its traffic ends early."""
        return not self.complete or "recording_cut" in self.blind


class Difference(msgspec.Struct, kw_only=True):
    """One kind of data and where it went (``recipient`` is empty for what was read and not seen leaving).

    ``runs`` says for each run in order whether it shows it; ``phases`` in which phases.
    """

    category: str
    actor: str
    recipient: str
    runs: list[State]
    phases: list[list[str]]

    @property
    def alike(self) -> bool:
        """Whether all runs say the same."""
        return len(set(self.runs)) == 1

    @property
    def new(self) -> bool:
        """Whether the last run shows it and none before it is known to have: what a new version brought."""
        return self.runs[-1] == "yes" and "yes" not in self.runs[:-1]


class Comparison(msgspec.Struct, kw_only=True):
    """The runs, and every row any of them has: disclosures first, then what was only read, then
    what rules found."""

    schema: int = 1
    runs: list[Run]
    disclosed: list[Difference]
    collected: list[Difference]
    findings: list[FindingRow] = []


_Key = tuple[str, str, str]


def compare(runs: Sequence[tuple[str, Assessment]]) -> Comparison:
    """Compare assessments; each comes with the name it is shown by."""
    eyes = [Eyes(Side(name, found)) for name, found in runs]
    sent: list[dict[_Key, set[str]]] = []
    read: list[dict[_Key, set[str]]] = []
    refused: list[dict[_Key, set[str]]] = []
    for _, found in runs:
        left: dict[_Key, set[str]] = {}
        for row in found.disclosures:
            left.setdefault((row.category, row.actor.id, row.recipient.host), set()).add(row.phase)
        kept: dict[_Key, set[str]] = {}
        tried: dict[_Key, set[str]] = {}
        for item in found.collected:
            key = (item.category, item.actor.id, "")
            if item.obtained:
                kept.setdefault(key, set()).add(item.phase)
            elif item.refused:
                tried.setdefault(key, set()).add(item.phase)
        sent.append(left)
        read.append(kept)
        refused.append(tried)
    return Comparison(
        runs=[head(each.side) for each in eyes],
        disclosed=_rows(sent, eyes),
        collected=_rows(read, eyes, refused),
        findings=side_by_side([found for _, found in runs]),
    )


def head(side: Side) -> Run:
    """Return what is told of a run itself."""
    found = side.found
    said: Any = found.bundle.get("apk")
    apk = said if isinstance(said, dict) else {}
    seal = found.coverage.seal
    own = {name: str(found.bundle.get(name) or "") for name in ("scenario", "branch", "persona", "started", "network")}
    return Run(
        name=side.name,
        apk=str(apk.get("sha256", "")),
        complete=found.coverage.complete,
        blind=list(found.summary.reasons),
        unhooked=list(found.coverage.hooks.unhooked or ()),
        broken=[row.name for row in seal.broken] if seal else [],
        void=bool(seal and seal.void),
        package=str(apk.get("package") or found.bundle.get("package") or ""),
        label=str(apk.get("label") or ""),
        version=str(apk.get("version_name") or ""),
        **own,
    )


def _rows(
    tables: list[dict[_Key, set[str]]], eyes: list[Eyes], refused: list[dict[_Key, set[str]]] | None = None
) -> list[Difference]:
    """Return the rows of all tables; ``refused`` (of reads only) is what was only asked for."""
    tried = refused or [{} for _ in tables]
    rows = []
    for key in sorted({key for table in (*tables, *tried) for key in table}):
        states: list[State] = []
        phases = []
        for table, asked, each in zip(tables, tried, eyes, strict=True):
            unseen = each.blind("none_seen", key[0]) or (refused is not None and each.without_hooks(key[0]))
            states.append(each.state(shown=key in table, refused=key in asked, unseen=unseen))
            phases.append(sorted(table.get(key, set()) or asked.get(key, set())))
        rows.append(Difference(category=key[0], actor=key[1], recipient=key[2], runs=states, phases=phases))
    return sorted(rows, key=lambda row: (row.alike, row.category, row.actor, row.recipient))
