"""The table of access points: how a test app calls each one, and what must be observed of the call.

``samples/probe/calls/*.yaml``, from which the probe app is made as well, has one file a calling SDK: the class that
calls, its actor, helper code, and one row a point: ``id: [call, value]`` or ``id: [call, value, args]``, or a mapping
with the same names. ``call`` is Java with the activity ``c``. ``elsewhere`` lists the points that are not called, with
the reason. ``observed.py`` explains values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
FILES = HERE.parents[2] / "samples" / "probe" / "calls"


@dataclass(frozen=True)
class Row:
    """One point: the call, and what is observed. ``cell`` is what is read from a cursor, ``arrives`` comes later."""

    point: str
    caller: str
    actor: str
    call: str
    value: Any
    args: dict[int, Any] = field(default_factory=dict)
    cell: Any = None
    arrives: dict[int, Any] | None = None

    @property
    def method(self) -> str:
        """The Java method that makes the call."""
        return re.sub(r"\W", "_", self.point)

    @property
    def frame(self) -> str:
        """How a line of the stack begins that is the call's."""
        return f"{self.caller}.{self.method}("


@dataclass(frozen=True)
class Sheet:
    """One file of the table."""

    caller: str
    rows: tuple[Row, ...]
    imports: tuple[str, ...]
    code: str
    elsewhere: dict[str, str]
    providers: dict[str, dict[str, dict[str, str]]]


def _row(sheet: dict[str, Any], point: str, raw: Any) -> Row:
    facts: dict[str, Any] = (
        dict(zip(("call", "value", "args"), raw, strict=False)) if isinstance(raw, list) else dict(raw)
    )
    if "query" in facts:
        uri, column = facts["query"], facts["column"]
        authority, _, path = uri.removeprefix("content://").partition("/")
        cell = facts.get("cell") or sheet["providers"][authority][path][column]
        facts = {"call": f'read(c, "{uri}", "{column}")', "args": {0: uri}, "cell": {"column": column, "value": cell}}
        facts["value"] = "type android.database.Cursor"
    return Row(point=point, caller=sheet["class"], actor=sheet["actor"], **facts)


@cache
def sheets() -> tuple[Sheet, ...]:
    """All files of the table."""
    found = []
    for path in sorted(FILES.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text("utf-8"))
        rows = tuple(_row(raw, point, facts) for point, facts in raw["rows"].items())
        found.append(
            Sheet(
                raw["class"], rows, tuple(raw.get("imports", ())), raw.get("code", ""), raw.get("elsewhere", {}),
                raw.get("providers", {}),
            )
        )  # fmt: skip
    return tuple(found)


def rows() -> list[Row]:
    """All rows."""
    return [row for sheet in sheets() for row in sheet.rows]


def elsewhere() -> dict[str, str]:
    """Why some points cannot exist in the sandbox."""
    return {point: reason for sheet in sheets() for point, reason in sheet.elsewhere.items()}
