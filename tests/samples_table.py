"""The table of what rules must find in the sample apps (``e2e/findings.yaml``), and findings as it writes them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from harness.rules.catalogue import shipped

FINDINGS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "e2e" / "findings.yaml").read_text("utf-8"))
_ADVERSE = ("VIOLATION", "SUSPECTED")


def listed(column: Any) -> tuple[set[str], set[str]]:
    """What a column of the table says that there must be, and what there may be besides."""
    exact: set[str] = set()
    may: set[str] = set()
    for row in [column] if isinstance(column, str) else column:
        match row:
            case str():
                exact.add(row)
            case {"may": more}:
                may |= set(more)
            case list():
                inner = listed(row)
                exact, may = exact | inner[0], may | inner[1]
    return exact, may - exact


def own(findings: Iterable[Mapping[str, Any]]) -> set[str]:
    """Findings against an app of rules that are not made of others, as the table writes them."""
    rules = shipped().rules
    mine = [row for row in findings if row["verdict"] in _ADVERSE and rules[row["rule"]].evaluator != "any_of"]
    return {f"{row['rule']} {row['verdict']} {row['category'] or row['detail']}".strip() for row in mine}


def wrong(column: Any, findings: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Where the findings of a run are not those of the table; empty where they are."""
    (exact, may), got = listed(column), own(findings)
    missing, more = sorted(exact - got), sorted(got - exact - may)
    return {name: rows for name, rows in (("missing", missing), ("not in the table", more)) if rows}
