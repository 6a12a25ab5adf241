"""Reads Android's API signature files (``current.txt``) into the one-line facts that shells are made from.

``python -m harness.sandbox.runtime.shells.signatures FILE...`` writes ``api.txt.xz`` beside this module. The file that
is committed was made from ``api/current.txt`` of Debian's source package android-platform-frameworks-base (Android 10:
``apt-get source --download-only``), and, for what Android has removed and old apps name (``org.apache.http``), from
the ``android.jar`` that ``samples/build.py`` takes out of a wheel. Kept are facts alone: names, descriptors as the JVM
writes them (JVM specification, 4.3), access flags, constants. What the JDK has itself is left out.
"""

from __future__ import annotations

import lzma
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from .classes import read as compiled

API = Path(__file__).parent / "api.txt.xz"
PACKAGES = ("android.", "dalvik.", "org.apache.http.", "org.xmlpull.", "javax.microedition.")
"""What is Android's own: all else that an API names comes with the JDK, or as a double."""
REMOVED = "org/apache/http/"
"""What Android took out of its API, and has for old apps."""

PUBLIC, PRIVATE, PROTECTED, STATIC, FINAL = 0x1, 0x2, 0x4, 0x8, 0x10
INTERFACE, ABSTRACT, ANNOTATION, ENUM = 0x200, 0x400, 0x2000, 0x4000
_DEFAULT = 0x10000
"""A method of an interface that has a body, while it is read."""
_FLAGS = {"public": PUBLIC, "protected": PROTECTED, "private": PRIVATE, "static": STATIC, "final": FINAL,
          "abstract": ABSTRACT, "default": _DEFAULT}  # fmt: skip
_WORDS = {*_FLAGS, "synchronized", "native", "deprecated", "transient", "volatile", "strictfp"}
_KINDS = {"class": 0, "interface": INTERFACE | ABSTRACT, "enum": ENUM | FINAL,
          "@interface": INTERFACE | ABSTRACT | ANNOTATION}  # fmt: skip
_PRIMITIVES = {"void": "V", "boolean": "Z", "byte": "B", "char": "C", "short": "S", "int": "I", "long": "J",
               "float": "F", "double": "D"}  # fmt: skip
_ANNOTATION = re.compile(
    r"@(?!interface\b)[\w.]+(\((?:[^()\"']|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\([^()]*\))*\))?\s*"
)
_MEMBER = re.compile(r"(ctor|method|field|enum_constant) (.*);(?: // 0x[0-9a-f]+.*)?", re.DOTALL)
_CLASS = re.compile(r"(.*?)(?<![\w.@])(class|interface|enum|@interface) (.*) \{")
_SPECIAL = {"(1.0/0.0)": "inf", "(-1.0/0.0)": "-inf", "(0.0/0.0)": "nan",
            "(1.0f/0.0f)": "inf", "(-1.0f/0.0f)": "-inf", "(0.0f/0.0f)": "nan"}  # fmt: skip


class Field(NamedTuple):
    """A field; ``value`` is its constant, None where it has none."""

    flags: int
    name: str
    shape: str
    value: str | int | float | None = None


class Method(NamedTuple):
    """A method or, named ``<init>``, a constructor; ``throws`` names exceptions."""

    flags: int
    name: str
    shape: str
    throws: tuple[str, ...] = ()


class Api(NamedTuple):
    """A class of the API: names have slashes, as in class files."""

    flags: int
    name: str
    above: str
    interfaces: tuple[str, ...]
    fields: tuple[Field, ...]
    methods: tuple[Method, ...]


class SignatureError(ValueError):
    """A line that is no signature; the text has the line."""


def read(texts: Iterable[str]) -> dict[str, Api]:
    """Read signature files; what several have is taken from the first. Raises :class:`SignatureError`."""
    found: dict[str, Api] = {}
    for text in texts:
        heads = [(line, members) for package, line, members in _classes(text) if package.startswith(PACKAGES)]
        known, generic = _names(text)
        for line, members in heads:
            api = _Reader(known, generic).of(line, members)
            found.setdefault(api.name, api)
    return found


def _classes(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """Each class with its package and members, as lines without annotations."""
    package, head, members = "", "", list[str]()
    for raw in text.splitlines():
        line = _ANNOTATION.sub("", raw).strip()
        if raw.startswith("package "):
            package = raw.split()[1]
        elif raw.startswith("  }"):
            yield f"{package}.", f"{package} {head}", members
            head, members = "", []
        elif raw.startswith("    "):
            members.append(line)
        elif raw.startswith("  ") and line:
            head = line


def _names(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Names of classes with dots to those with slashes and dollars, and what stands in the brackets of generic ones."""
    known, generic = {}, {}
    for _, line, _ in _classes(text):
        package, _, head = line.partition(" ")
        found = _CLASS.fullmatch(head)
        if found is None:
            raise SignatureError(line)
        name = re.split(r"[ <]", found[3])[0]
        known[f"{package}.{name}"] = f"{package.replace('.', '/')}/{name.replace('.', '$')}"
        if found[3][len(name) :].startswith("<"):
            generic[f"{package}.{name}"] = _bracketed(found[3][len(name) :])[0]
    return known, generic


def _bracketed(text: str) -> tuple[str, str]:
    """Split ``<...> rest``; what stands between the brackets, and the rest."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "<") - (letter == ">")
        if not depth:
            return text[1:at], text[at + 1 :].strip()
    raise SignatureError(text)


def _split(text: str) -> list[str]:
    """Split at commas that stand in no brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "<") - (letter == ">")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


class _Reader:
    """Reads one class; knows what its letters stand for."""

    def __init__(self, known: dict[str, str], generic: dict[str, str]) -> None:
        self._known, self._generic = known, generic
        self._letters: dict[str, str] = {}

    def of(self, line: str, members: list[str]) -> Api:
        package, _, head = line.partition(" ")
        found = _CLASS.fullmatch(head)
        if found is None:
            raise SignatureError(line)
        words = found[1].split()
        flags = _flags(words) | _KINDS[found[2]]
        name = re.split(r"[ <]", found[3])[0]
        full, rest = f"{package}.{name}", found[3][len(name) :].strip()
        if rest.startswith("<"):
            rest = _bracketed(rest)[1]
        parts = full.split(".")
        for end in range(1, len(parts) + 1):
            if (of := ".".join(parts[:end])) in self._generic:
                self._learn(self._generic[of])
        above, interfaces = "java.lang.Enum" if flags & ENUM else "java.lang.Object", list[str]()
        for word, many in re.findall(r"(extends|implements) (.*?)(?= implements |$)", rest):
            types = _spaced(many)
            if word == "extends" and not flags & INTERFACE:
                above = types[0]
            else:
                interfaces += types
        fields, methods = list[Field](), list[Method]()
        outer = "" if "." not in name or flags & (STATIC | INTERFACE | ENUM) else full.rpartition(".")[0]
        for member in members:
            self._member(member, fields, methods, outer)
        if flags & INTERFACE:
            methods = [m if m.flags & (_DEFAULT | STATIC) else m._replace(flags=m.flags | ABSTRACT) for m in methods]
        methods = [m._replace(flags=m.flags & ~_DEFAULT) for m in methods]
        return Api(
            flags, self._known[full], self.shape(above)[1:-1], tuple(self.shape(each)[1:-1] for each in interfaces),
            tuple(fields), tuple(methods),
        )  # fmt: skip

    def _learn(self, text: str) -> None:
        pairs = [re.split(r"\s+extends\s+", each, maxsplit=1) for each in _split(text)]
        for each in pairs:
            self._letters[each[0]] = each[1].split(" & ")[0] if len(each) > 1 else "java.lang.Object"

    def _member(self, text: str, fields: list[Field], methods: list[Method], outer: str) -> None:
        found = _MEMBER.fullmatch(text)
        if found is None:
            raise SignatureError(text)
        kind, rest = found[1], found[2]
        words = list[str]()
        while (word := rest.split(" ", 1)[0]) in _WORDS:
            words.append(word)
            rest = rest.split(" ", 1)[1]
        flags = _flags(words)
        if kind in ("field", "enum_constant"):
            declared, _, value = rest.partition(" = ")
            type_, _, name = declared.rpartition(" ")
            shape = self.shape(type_)
            fields.append(Field(flags | (ENUM if kind == "enum_constant" else 0), name, shape, _value(value, shape)))
            return
        before = dict(self._letters)
        if rest.startswith("<"):
            inside, rest = _bracketed(rest)
            self._learn(inside)
        head, _, tail = rest.partition("(")
        thrown = re.search(r"\) throws (.*)", tail)
        throws = tuple(self.shape(each)[1:-1] for each in _split(thrown[1])) if thrown else ()
        parameters = [self.shape(re.sub(r"\.\.\.$", "[]", each)) for each in _split(tail[: tail.rindex(")")])]
        if kind == "ctor":
            own = [self.shape(outer)] if outer else []
            methods.append(Method(flags, "<init>", f"({''.join([*own, *parameters])})V", throws))
        else:
            type_, _, name = head.rpartition(" ")
            methods.append(Method(flags, name, f"({''.join(parameters)}){self.shape(type_)}", throws))
        self._letters = before

    def shape(self, text: str) -> str:
        """Return a type's descriptor, erased."""
        text = re.sub(r"<.*>", "", text).strip()
        depth = text.count("[]")
        plain = text.replace("[]", "").strip()
        seen = set[str]()
        while plain in self._letters and plain not in seen:
            seen.add(plain)
            plain = re.sub(r"<.*>", "", self._letters[plain]).strip()
        return "[" * depth + (_PRIMITIVES.get(plain) or f"L{self._class(plain)};")

    def _class(self, name: str) -> str:
        if name in self._known:
            return self._known[name]
        if "." not in name:
            return f"java/lang/{name}"
        parts = name.split(".")
        first = next((at for at, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
        return "/".join([*parts[:first], "$".join(parts[first:])])


def _spaced(text: str) -> list[str]:
    """Split at blanks that stand in no brackets."""
    return [each.replace(" ", "") for each in _split(re.sub(r" (?![^<]*>)", ",", text))]


def _flags(words: Iterable[str]) -> int:
    flags = 0
    for word in words:
        flags |= _FLAGS.get(word, 0)
    return flags


def _value(text: str, shape: str) -> str | int | float | None:
    """A constant of Java's: as an integer for whole types, letters and truth, else as it is."""
    if not text or text == "null":
        return None
    if shape == "Ljava/lang/String;":
        return str(msgspec.json.decode(re.sub(r"\\'", "'", text)))
    if text[0] == "'":
        inner = text[1:-1]
        return ord(str(msgspec.json.decode(f'"{inner}"'))) if inner not in ('"', "\\'") else ord(inner[-1])
    if text in ("true", "false"):
        return int(text == "true")
    if shape in ("F", "D"):
        return float(_SPECIAL.get(text) or text.rstrip("fFdD"))
    return int(text.rstrip("Ll"), 0)


def write(found: dict[str, Api]) -> bytes:
    """The facts as lines, packed; equal facts give equal bytes."""
    lines = [msgspec.json.encode(api) for _, api in sorted(found.items())]
    return lzma.compress(b"\n".join(lines), preset=9)


def load(path: Path = API) -> dict[str, Api]:
    """The facts that are kept, by the class's name."""
    rows = lzma.decompress(path.read_bytes()).split(b"\n")
    return {api.name: api for api in (msgspec.json.decode(row, type=Api) for row in rows)}


def read_jar(path: Path) -> dict[str, Api]:
    """The facts of compiled classes that Android has removed from its API, and old apps name."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith(REMOVED) and name.endswith(".class"):
                known = compiled(archive.read(name))
                flags = known.flags & (PUBLIC | FINAL | INTERFACE | ABSTRACT)
                seen = PUBLIC | PROTECTED
                found[known.name] = Api(
                    flags, known.name, known.above, known.interfaces,
                    tuple(Field(*each) for each in known.fields if each.flags & seen),
                    tuple(Method(*each) for each in known.methods if each.flags & seen and each.name != "<clinit>"),
                )  # fmt: skip
    return found


def main(names: list[str]) -> None:
    """Read signature files, and jars of what is in them no more, into the file beside this module."""
    paths = [Path(name) for name in names]
    found = read(path.read_text("utf-8") for path in paths if path.suffix == ".txt")
    for path in paths:
        if path.suffix == ".jar":
            found = read_jar(path) | found
    API.write_bytes(write(found))


if __name__ == "__main__":
    main(sys.argv[1:])
