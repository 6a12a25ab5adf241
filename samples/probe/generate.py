"""The part of the probe app that is made from the catalogue of access points: who calls which of them, and how.

``calls/*.yaml`` has the calls that a test of the agent makes, too; ``own.yaml`` those that only the probe makes.
``harness/catalog/probe.yaml`` has the points of the catalogue that are in neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from harness.catalog.points import Point, load_points
from harness.sandbox.runtime import generate

HERE = Path(__file__).resolve().parent
CALLS = HERE / "calls"
OWN = HERE / "own.yaml"
LIBRARIES = HERE / "libraries.yaml"
INDEX = "org/harness/probe/Calls.java"

_IMPORTS = ("android.app.*", "android.content.*", "android.net.Uri", "org.harness.probe.Made", "org.harness.probe.Read")
_ONLY_ACTIVITIES = (
    "getWindowManager", "getWindow", "requestPermissions", "shouldShowRequestPermissionRationale",
    "onRequestPermissionsResult", "finish", "finishAffinity", "getComponentName", "startActivityForResult",
)  # fmt: skip
"""What an activity has and another context has not."""
_SCREEN = frozenset(
    {"perm.dispatchResult", "dialog.show", "perm.androidx.activitycompat", "perm.support.activitycompat"}
)
"""Points whose calls want an activity, although their text does not say so."""
_ELSEWHERE = frozenset({"lib.load"})
"""Points whose calls throw what another method than the point's makes of its answer."""
_LAST = ("app.finish", "app.finishAffinity")
"""What ends the screen that calls it."""


@dataclass(frozen=True)
class Call:
    """One call of one point. ``java`` is the expression with the context ``c``.

    ``judged``: what the expression gives is what the point gave. ``screen``: it needs an activity. ``gives``:
    ``value``, ``nothing``, ``either`` (not known here) or ``cell``, one of a provider's.
    """

    point: str
    way: str
    caller: str
    java: str
    gives: str
    judged: bool
    screen: bool

    @property
    def method(self) -> str:
        """The Java method that makes the call."""
        return re.sub(r"\W", "_", f"{self.point}_{self.way}" if self.way else self.point)


@dataclass(frozen=True)
class Sheet:
    """One class that calls."""

    caller: str
    imports: tuple[str, ...]
    code: str
    calls: tuple[Call, ...]


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return every class that calls."""
    points = {point.id: point for point in load_points()}
    return tuple(sheet for sheet in _sheets(points) if sheet.calls)


def _sheets(points: dict[str, Point]) -> Iterator[Sheet]:
    for path in [*sorted(CALLS.glob("*.yaml")), OWN]:
        raw = yaml.safe_load(path.read_text("utf-8"))
        code = _contexts(raw.get("code", ""))
        calls = (_call(raw, code, name, row, points) for name, row in raw["rows"].items())
        yield Sheet(raw["class"], tuple(raw.get("imports", ())), code, tuple(calls))


def _contexts(java: str) -> str:
    """Return code that takes any context where it took an activity."""
    java = re.sub(r"\bActivity c\b", "Context c", java)
    java = re.sub(r"\battach\(c\)", "attach((Activity) c)", java)
    return re.sub(rf"\bc\.({'|'.join(_ONLY_ACTIVITIES)})\(", r"((Activity) c).\1(", java)


def _call(raw: dict[str, Any], code: str, name: str, row: Any, points: dict[str, Point]) -> Call:
    point, _, way = name.partition("@")
    java, expected = _said(row)
    java = re.sub(r"\bc\b", "((Activity) c)", java) if point in _SCREEN else _contexts(java)
    method = points[point].method if point in points else ""
    outer = outermost(java)
    judged = outer == method or (outer.startswith("get") and points[point].kind == "settings")
    if isinstance(row, dict) and "query" in row:
        gives, judged = "cell", True
    elif outer == "<init>" or expected == "void" or re.search(rf"static void {re.escape(outer)}\(", code):
        gives = "nothing"
    else:
        gives = "either" if isinstance(expected, str) and expected.startswith("throws ") else "value"
    screen = "((Activity) c)" in java or any(
        "((Activity) c)" in body and re.search(rf"\b{helper}\(", java) for helper, body in helpers(code)
    )  # fmt: skip
    return Call(point, way, raw["class"], java, gives, judged, screen)


def _said(row: Any) -> tuple[str, Any]:
    if isinstance(row, str):
        return row, ""
    if isinstance(row, list):
        return row[0], row[1] if len(row) > 1 else ""
    if "query" in row:
        return f'Read.cell(c, "{row["query"]}", "{row["column"]}")', ""
    return row["call"], row.get("value", "")


def outermost(java: str) -> str:
    """Return the method that an expression calls last, whose value is the expression's: ``<init>`` of a constructor."""
    depth = 0
    for at in range(len(java) - 1, -1, -1):
        if java[at] in ")}":
            depth += 1
        elif java[at] in "({":
            depth -= 1
            if depth == 0 and java[at] == "(":
                head = java[:at]
                if re.search(r"(^|[^\w.])new [\w.$]+(<>)?$", head):
                    return "<init>"
                found = re.search(r"(\w+)$", head)
                return found[1] if found else ""
    return ""


def helpers(code: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the body of each static method of helping code."""
    for found in re.finditer(r"^(?:static|  static)?\s*static [\w.<>\[\], ?]+ (\w+)\(.*?\n}", f"\n{code}", re.M | re.S):
        yield found[1], found[0]


def sources() -> dict[str, bytes]:
    """Return every Java file that is made, by path."""
    doubles = [name.removesuffix(".java").replace("/", ".") for name in generate.generate()]
    libraries = generate.generate([LIBRARIES], HERE / "src", doubles)
    made = {name: _stand_in(text.decode()).encode() for name, text in libraries.items()}
    made |= {f"{sheet.caller.replace('.', '/')}.java": java_class(sheet).encode() for sheet in sheets()}
    made[INDEX] = index(sheets()).encode()
    return made


def _stand_in(java: str) -> str:
    """Return a library's class whose values are constants: the sandbox's are asked of a system that phones lack."""
    java = re.sub(r'Sys\.(?:string|text)\("([\w.]+)"[^)]*\)', r'"stand-in for \1"', java)
    java = re.sub(r'Sys\.number\("[\w.]+"[^)]*\)', "31.25", java)
    return re.sub(r"^import harness\.runtime\.Sys;\n", "", java, flags=re.M)


def java_class(sheet: Sheet, imports: Sequence[str] = _IMPORTS) -> str:
    """Return the Java of one class that calls."""
    package, _, name = sheet.caller.rpartition(".")
    lines = "".join(f"import {item};\n" for item in dict.fromkeys((*imports, *sheet.imports)))
    methods = "\n".join(
        f"    public static Object {call.method}(Context c) throws Throwable {{\n        {_body(call)}\n    }}\n"
        for call in sheet.calls
    )
    code = "".join(f"    {line}\n" if line else "\n" for line in sheet.code.splitlines())
    head = f"package {package};\n\n{lines}\n/** Calls access points. */\n"
    return f"{head}public final class {name} {{\n{code}\n{methods}}}\n"


def _body(call: Call) -> str:
    match call.gives:
        case "nothing":
            return f"{call.java};\n        return null;"
        case "either":
            return f"return Made.of(() -> {call.java});"
        case _:
            return f"return {call.java};"


def index(sheets: Sequence[Sheet]) -> str:
    """Return the calls, a line each: point, way, class, method, the point's method, what is known of it as letters."""
    points = {point.id: point for point in load_points()}
    order = [call for sheet in sheets for call in sheet.calls if call.point not in _LAST]
    order += [call for sheet in sheets for call in sheet.calls if call.point in _LAST]
    lines = []
    for call in order:
        letters = "".join(
            letter
            for letter, true in (
                ("j", call.judged), ("s", call.screen), ("n", call.gives == "nothing"), ("c", call.gives == "cell"),
                ("u", call.point in _ELSEWHERE),
            )
            if true
        )  # fmt: skip
        known = points[call.point].method or "-"
        lines.append(f'"{call.point}|{call.way}|{call.caller}|{call.method}|{known}|{letters}"')
    rows = ",\n        ".join(lines)
    doc = "/** The calls of the catalogue's access points, in the order in which they are made. */"
    body = f"    static final String[] ALL = {{\n        {rows}\n    }};\n\n    private Calls() {{}}\n"
    return f"package org.harness.probe;\n\n{doc}\nfinal class Calls {{\n{body}}}\n"
