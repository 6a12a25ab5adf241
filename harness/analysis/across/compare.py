"""Two, three or more assessments side by side: what each branch disclosed and read, and what only some did."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from harness.analysis.facts.blind_spots import BlindSpot, doubts, of_assessment
from harness.analysis.model import Assessment

State = Literal["yes", "no", "unknown", "refused"]
"""Whether a run shows it. ``unknown``: it does not, but could not see everything either. ``refused``: it was asked for,
and the system refused it each time.
"""


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
    """The runs, and every row any of them has: disclosures first, then what was only read."""

    schema: int = 1
    runs: list[Run]
    disclosed: list[Difference]
    collected: list[Difference]


_Key = tuple[str, str, str]


def compare(runs: Sequence[tuple[str, Assessment]]) -> Comparison:
    """Compare assessments; each comes with the name it is shown by."""
    heads = [_head(name, found) for name, found in runs]
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
    blind = [of_assessment(found) for _, found in runs]
    return Comparison(runs=heads, disclosed=_rows(sent, heads, blind), collected=_rows(read, heads, blind, refused))


def _head(name: str, found: Assessment) -> Run:
    apk: Any = found.bundle.get("apk")
    seal = found.coverage.seal
    return Run(
        name=name,
        scenario=str(found.bundle.get("scenario", "")),
        branch=str(found.bundle.get("branch", "")),
        apk=str(apk.get("sha256", "")) if isinstance(apk, dict) else "",
        complete=found.coverage.complete,
        blind=list(found.summary.reasons),
        unhooked=list(found.coverage.hooks.unhooked or ()),
        broken=[row.name for row in seal.broken] if seal else [],
        void=bool(seal and seal.void),
    )


def _rows(
    tables: list[dict[_Key, set[str]]], heads: list[Run], blind: list[list[BlindSpot]],
    refused: Sequence[dict[_Key, set[str]]] = (),
) -> list[Difference]:  # fmt: skip
    """``refused`` holds, for what was read, where it was only asked for."""
    tried = list(refused) or [{} for _ in tables]
    rows = []
    for key in sorted({key for table in (*tables, *tried) for key in table}):
        states: list[State] = []
        phases = []
        for table, asked, head, spots in zip(tables, tried, heads, blind, strict=True):
            unseen = doubts(spots, "none_seen", key[0]) or (bool(refused) and _unhooked(spots, key[0]))
            missing: State = "unknown" if unseen else "no"
            shown: State = "yes" if key in table else "refused" if key in asked else missing
            states.append(missing if head.void else shown)
            phases.append(sorted(table.get(key, set()) or asked.get(key, set())))
        rows.append(Difference(category=key[0], actor=key[1], recipient=key[2], runs=states, phases=phases))
    return sorted(rows, key=lambda row: (row.alike, row.category, row.actor, row.recipient))


def _unhooked(spots: Sequence[BlindSpot], category: str) -> bool:
    """Whether a blind spot says of this kind of data by name that reads of it were not seen."""
    return any("reads" in spot.blinds and category in spot.categories for spot in spots)
