"""Writes the Java sources of the doubles that ``doubles/*.yaml`` describes; ``docs/sandbox-doubles.md`` has the form.

``python -m harness.sandbox.runtime.generate DIRECTORY`` writes them for reading; the build gives them to the compiler.
A class that ``src`` has by hand is never generated: that is an error, so that no description goes unused.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from harness.catalog.points import load_points
from harness.files.read import parse_yaml

HERE = Path(__file__).parent
SOURCES = HERE / "src"
DESCRIPTIONS = HERE / "doubles"

_IMPORTED = ("java.io.*", "java.util.*")
_ALSO_KNOWN = (
    "java.util.concurrent.Executor",
    "java.net.InetAddress", "java.net.URL", "java.net.URLConnection", "java.net.UnknownHostException",
)  # fmt: skip
_MODIFIERS = "(?:public|protected|private|package|static|final|abstract|synchronized|default) "
_MEMBER = re.compile(
    rf"(?P<modifiers>(?:{_MODIFIERS})*)(?P<generic><[^(]+> )?(?:(?P<type>[\w.$<>?,\[\] ]+) )?(?P<name>\w+)"
    r"(?P<signature>\((?P<parameters>.*?)\)(?P<throws> throws [\w., ]+)?)?"
)
_BODY = re.compile(r"(?:(?P<guard>guarded|needs\([\w.|]+\)) )?(?P<verb>state|=|do|throw)(?: (?P<rest>.*))?", re.DOTALL)
_STATE = re.compile(r"(?P<path>[\w.]+)(?: or (?P<fallback>.+))?")
_READERS = {
    "String": ("Sys.string({path}{permissions})", "Sys.string({path}, {fallback}{permissions})"),
    "int": ("Sys.integer({path}, 0{permissions})", "Sys.integer({path}, {fallback}{permissions})"),
    "long": ("(long) Sys.number({path}, 0{permissions})", "(long) Sys.number({path}, {fallback}{permissions})"),
    "float": ("(float) Sys.number({path}, 0{permissions})", "(float) Sys.number({path}, {fallback}{permissions})"),
    "double": ("Sys.number({path}, 0{permissions})", "Sys.number({path}, {fallback}{permissions})"),
    "boolean": ("Sys.truth({path}, false{permissions})", "Sys.truth({path}, {fallback}{permissions})"),
    "byte[]": ("Sys.bytes({path}{permissions})", ""),
}  # fmt: skip


class DescriptionError(ValueError):
    """A description that says nothing compilable; the text names file, class and member."""


class Described(msgspec.Struct, forbid_unknown_fields=True):
    """One class. ``is_`` is its kind, modifiers and parents; ``has`` its members; ``inside`` its nested classes."""

    doc: str
    is_: str = msgspec.field(name="is", default="class")
    has: dict[str, str | None] = {}
    inside: dict[str, Described] = {}


def descriptions(folder: Path = DESCRIPTIONS) -> list[Path]:
    """Every file of descriptions, by name."""
    return sorted(folder.glob("*.yaml"))


def read(files: list[Path]) -> dict[str, Described]:
    """All described classes by their full names. Raises :class:`DescriptionError`."""
    found: dict[str, Described] = {}
    for path in files:
        raw = parse_yaml(path.read_text("utf-8"), path.name)
        for name, item in raw.items():
            if name in found:
                raise DescriptionError(f"{path.name}: {name} is described twice")
            try:
                found[name] = msgspec.convert(item, Described)
            except msgspec.ValidationError as error:
                raise DescriptionError(f"{path.name}: {name}: {error}") from None
    return found


class Writer:
    """Writes classes; knows what simple names mean and which permissions the catalogue gives a method."""

    def __init__(self, known: list[str]) -> None:
        """``known`` lists the full names of all classes that descriptions may mention."""
        self._packages: dict[str, list[str]] = {}
        for name in [*_ALSO_KNOWN, *known]:
            self._packages.setdefault(name.rpartition(".")[2], []).append(name)
        self._permissions: dict[str, tuple[str, ...]] = {}
        for point in load_points():
            self._permissions.setdefault(f"{point.class_.replace('$', '.')}.{point.method}", point.permission)

    def source(self, name: str, described: Described) -> str:
        """The Java source of one class."""
        package, _, simple = name.rpartition(".")
        body = self._class(name, simple, described, "")
        words = set(re.findall(r"(?<![.\w\"])[A-Z]\w*", body)) - _declared(simple, described)
        imports = [*_IMPORTED]
        for word in words:
            candidates = self._packages.get(word, [])
            if len(candidates) > 1 and f"{package}.{word}" not in candidates:
                raise DescriptionError(f"{name}: {word} may be any of {', '.join(candidates)}; write it in full")
            imports += [item for item in candidates[:1] if f"{package}.{word}" not in candidates]
        lines = "".join(f"import {item};\n" for item in sorted(imports))
        return f"package {package};\n\n{lines}\n{body}"

    def _class(self, full: str, simple: str, described: Described, indent: str) -> str:
        before, kind, after = re.fullmatch(r"(.*?)\b(class|interface)\b(.*)", described.is_).groups()  # type: ignore[union-attr]
        visible = "" if re.search(r"\b(protected|private|package)\b", before) else "public "
        static = "static " if indent and kind == "class" and "inner " not in before else ""
        head = f"{visible}{static}{before.replace('package ', '').replace('inner ', '')}{kind} {simple}{after}"
        members = [
            self._member(full, simple, kind == "interface", key, value, indent + "    ")
            for key, value in described.has.items()
        ]
        members += [
            self._class(f"{full}.{name}", name, item, indent + "    ") for name, item in described.inside.items()
        ]
        text = "\n".join(members)
        return f"{indent}/** {described.doc} */\n{indent}{head} {{\n{text}{indent}}}\n"

    def _member(self, owner: str, simple: str, interface: bool, key: str, value: str | None, indent: str) -> str:
        found = _MEMBER.fullmatch(key)
        if found is None or (found["type"] is None and found["name"] != simple):
            raise DescriptionError(f"{owner}: cannot read the member '{key}'")
        modifiers = found["modifiers"]
        if interface and found["signature"] is not None and value is None and "default " not in found["modifiers"]:
            return f"{indent}{key};\n"
        if not re.search(r"\b(public|protected|private|package)\b", modifiers):
            modifiers = f"public {modifiers}"
        modifiers = modifiers.replace("package ", "")
        result = f"{found['type']} " if found["type"] else ""
        head = f"{indent}{modifiers}{found['generic'] or ''}{result}{found['name']}"
        if found["signature"] is None:
            return f"{head}{f' {value}' if value else ''};\n"
        if value == "abstract":
            head = f"{indent}{modifiers}abstract {found['generic'] or ''}{result}{found['name']}"
            return f"{head}{found['signature']};\n"
        try:
            body = self._body(f"{owner}.{found['name']}", found["type"] or "void", value)
        except DescriptionError as error:
            raise DescriptionError(f"{owner}: {key}: {error}") from None
        inner = "".join(f"{indent}    {line}\n" for line in body)
        return f"{head}{found['signature']} {{\n{inner}{indent}}}\n"

    def _body(self, method: str, result: str, value: str | None) -> list[str]:
        if value is None:
            if result != "void":
                raise DescriptionError("a method that returns something needs a body")
            return []
        found = _BODY.fullmatch(value.strip())
        if found is None:
            raise DescriptionError(f"cannot read the body '{value}'")
        verb, rest, permissions = found["verb"], (found["rest"] or "").strip(), self._guard(method, found["guard"])
        lines = []
        if verb == "state":
            lines.append(f"return {_read(result, rest, permissions)};")
            return lines
        if permissions:
            names = ", ".join(f'"{item}"' for item in permissions)
            lines.append(f'Sys.requireAny("{method.rpartition(".")[2]}", {names});')
        if verb == "=":
            lines.append(f"{'' if result == 'void' else 'return '}{rest};")
        elif verb == "throw":
            lines.append(f"throw {rest};")
        else:
            lines += rest.splitlines()
        return lines

    def _guard(self, method: str, guard: str | None) -> tuple[str, ...]:
        if guard is None:
            return ()
        if guard != "guarded":
            return tuple(item if "." in item else f"android.permission.{item}" for item in guard[6:-1].split("|"))
        if not self._permissions.get(method):
            raise DescriptionError(f"the catalogue names no permission for {method}")
        return self._permissions[method]


def _declared(simple: str, described: Described) -> set[str]:
    return {simple}.union(*(_declared(name, item) for name, item in described.inside.items()))


def _read(result: str, text: str, permissions: tuple[str, ...]) -> str:
    found = _STATE.fullmatch(text)
    readers = _READERS.get("String" if result == "CharSequence" else result)
    if found is None or readers is None:
        raise DescriptionError(f"cannot read a {result} from '{text}'")
    named = "".join(f', "{item}"' for item in permissions)
    if found["fallback"] is None:
        return readers[0].format(path=f'"{found["path"]}"', permissions=named)
    if result in ("String", "CharSequence"):
        return f'Sys.text("{found["path"]}", {found["fallback"]}{named})'
    return readers[1].format(path=f'"{found["path"]}"', fallback=found["fallback"], permissions=named)


def generate(files: list[Path] | None = None, by_hand: Path = SOURCES, known: Iterable[str] = ()) -> dict[str, bytes]:
    """The Java files of the described classes, by path; ``known`` names more classes that may be mentioned.

    Raises :class:`DescriptionError`.
    """
    described = read(descriptions() if files is None else files)
    names = [".".join(path.relative_to(by_hand).with_suffix("").parts) for path in sorted(by_hand.rglob("*.java"))]
    if twice := sorted(set(names) & set(described)):
        raise DescriptionError(f"{twice[0]} is written by hand and described")
    if by_hand != SOURCES:
        names += [".".join(path.relative_to(SOURCES).with_suffix("").parts) for path in sorted(SOURCES.rglob("*.java"))]
    writer = Writer([*names, *known, *described])
    return {f"{name.replace('.', '/')}.java": writer.source(name, item).encode() for name, item in described.items()}


def main(target: Path) -> None:
    """Write the files below ``target``."""
    for name, text in generate().items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
