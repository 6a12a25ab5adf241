"""Reads TypeScript typings of Android's API (npm ``@nativescript/types-android``): classes, methods, argument types."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

_OPEN = re.compile(
    r"^\s*(?:declare|export) (?:declare )?(module|class|abstract class|interface) ([\w.$]+)(?:<.*?>)?(.*)\{$"
)
_METHOD = re.compile(r"^\s*(?:public|protected) (?:static )?(?:abstract )?([\w$]+)\((.*)\)(?::.*)?;$")
_SINCE = re.compile(r"@since (\d+)")
_PARENT = re.compile(r"(?:extends|implements) ([\w.$]+)")
_NUMBERS = {"byte", "short", "int", "long", "float", "double"}
_TEXTS = {"java.lang.String", "java.lang.CharSequence", "char"}
_LETTERS = {
    "B": "number",
    "S": "number",
    "I": "number",
    "J": "number",
    "F": "number",
    "D": "number",
    "C": "string",
    "Z": "boolean",
}


@dataclass
class Class:
    """One class: for each method its overloads, as argument types and the API level it came with (21: no later)."""

    parents: list[str] = field(default_factory=list)
    methods: dict[str, list[tuple[tuple[str, ...], int]]] = field(default_factory=lambda: defaultdict(list))


def read(path: Path) -> dict[str, Class]:
    """Read one file of typings; names are as ``java.lang.Class.getName`` writes them, but with dots for dollars."""
    classes: dict[str, Class] = {}
    around: list[str | None] = []
    since = 21
    for line in path.read_text(encoding="utf-8").splitlines():
        opened = _OPEN.match(line)
        if opened:
            kind, name, rest = opened.groups()
            around.append(name)
            if kind != "module":
                found = classes.setdefault(".".join(part for part in around if part), Class())
                found.parents += _PARENT.findall(rest)
        elif line.rstrip().endswith("{"):
            around.append(None)
        elif line.strip().startswith("}"):
            around.pop()
        elif (level := _SINCE.search(line)) is not None:
            since = int(level.group(1))
            continue
        elif (method := _METHOD.match(line)) is not None:
            owner = classes.get(".".join(part for part in around if part))
            if owner is not None:
                owner.methods[method.group(1)].append((_arguments(method.group(2)), since))
        if "*/" not in line and not line.strip().startswith("*"):
            since = 21
    return classes


def overloads(classes: dict[str, Class], name: str, method: str) -> list[tuple[tuple[str, ...], int]]:
    """Return the overloads of a method of a class (its own name without dollars) or of what it inherits from."""
    found: list[tuple[tuple[str, ...], int]] = []
    waiting, seen = [name.replace("$", ".")], set()
    while waiting:
        known = classes.get(waiting.pop())
        if known is None or id(known) in seen:
            continue
        seen.add(id(known))
        found += known.methods.get("constructor" if method == "<init>" else method, [])
        waiting += [] if method == "<init>" else known.parents
    return found


def typed(java: str) -> str:
    """Return a Java type as the typings can tell it: all numbers are one, and so are all texts."""
    if java.startswith("["):
        inner = java[1:]
        return f"[{typed(inner[1:-1]) if inner.startswith('L') else _LETTERS.get(inner) or typed(inner)}"
    if java in _NUMBERS:
        return "number"
    if java in _TEXTS:
        return "string"
    return "any" if java == "java.lang.Object" else java.replace("$", ".")


def _arguments(text: str) -> tuple[str, ...]:
    depth, parts = 0, [""]
    for c in text:
        depth += {"<": 1, ">": -1}.get(c, 0)
        if c == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    return tuple(_plain(part.split(":", 1)[1]) for part in parts if ":" in part)


def _plain(text: str) -> str:
    text = text.replace("| null", "").strip()
    if text.startswith("androidNative.Array<"):
        return "[" + _plain(text[len("androidNative.Array<") : -1])
    return text.partition("<")[0]
