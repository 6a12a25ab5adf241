"""The access points: ways an app can obtain personal data, or hide it on its way out.

The shipped catalogue is ``hooks/catalog/*.yaml``; users add files of the same form. ``docs/hooks.md`` describes it.
"""

import inspect
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from harness.catalog import signature
from harness.catalog._load import CatalogError, load_text, load_yaml
from harness.catalog.categories import categories
from harness.files.names import or_meant, shown

_NOT_PERSONAL = ("control.", "channel.")
"""How categories begin that are no personal data."""
Kind = Literal[
    "method",
    "constructor",
    "settings",
    "provider",
    "listener",
    "crypto",
    "exit",
    "native",
    "file",
    "property",
    "exec",
    "tls",
    "field",
    "intent",
    "service",
    "binder",
    "receiver",
    "permission",
    "bridge",
    "reflection",
    "manifest",
]
_TYPES = "types.yaml"


class Callback(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The interface (or class) whose method delivers a value later.

    A method that only hands on another object which is told (``Task.addOnSuccessListener``) ``passes_on``.
    """

    interface: str
    method: str
    passes_on: bool = False


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"class_": "class"}):
    """One access point.

    ``hook_class`` lists the classes to hook, best first, when ``class`` itself is abstract. ``overloads`` is ``all`` or
    lists of argument types. ``match`` narrows by one argument: settings keys, URI prefixes. ``group`` names calls that
    delegate to each other, so that one call of the app is one observation. Calls whose direct caller starts with one of
    ``skip_callers`` are counted, not recorded. ``yields_until_api`` is the last API level at which an ordinary app
    still gets the real value. ``verified`` lists what confirmed the point (``from memory``: nothing did).

    A point in native code has no class: ``symbols`` describes its functions (see ``harness.catalog.signature``), which
    ``modules`` export. A ``file`` point has only ``match``, globs of paths; an ``exec`` point without class and symbols
    only ``match``, starts of command lines.
    """

    id: str
    class_: str = ""
    method: str = ""
    kind: Kind = "method"
    category: str | None = None
    hook_class: tuple[str, ...] = ()
    overloads: Literal["all"] | tuple[tuple[str, ...], ...] = "all"
    match: tuple[str, ...] = ()
    match_arg: int = -1
    group: str = ""
    skip_callers: tuple[str, ...] = ()
    callback: Callback | tuple[Callback, ...] = ()
    modules: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    permission: tuple[str, ...] = ()
    min_api: int | None = None
    max_api: int | None = None
    yields_until_api: int | None = None
    hidden: bool = False
    library: bool = False
    notes: str = ""
    verified: tuple[str, ...] = ()

    @property
    def callbacks(self) -> tuple[Callback, ...]:
        """Every callback, also where only one is given."""
        return (self.callback,) if isinstance(self.callback, Callback) else self.callback


class TypeSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"class_": "class"}):
    """What of a class's objects is recorded: ``text`` a getter of the whole, ``fields`` its parts."""

    class_: str
    text: str | None = None
    fields: dict[str, str] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    points: tuple[Point, ...]


class _Types(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    types: tuple[TypeSpec, ...]


@cache
def data_dir() -> Path:
    """Return the directory that holds ``catalog/`` and the built agent, in a wheel or in a source checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_data" / "hooks"
    return installed if installed.is_dir() else package.parent / "hooks"


def agent_file() -> Path:
    """Return the compiled agent."""
    name = data_dir() / "agent" / "agent.js"
    return name if name.is_file() else data_dir() / "agent" / "dist" / "agent.js"


def load_points(files: Iterable[Path] | None = None) -> list[Point]:
    """Read access points: from ``files``, or the shipped catalogue.

    Raises ``CatalogError`` (one sentence with file and line) for a bad file or an id used twice.
    """
    if files is None:
        return list(_shipped())
    return _read([Path(file) for file in files])


def with_own(files: Iterable[Path]) -> list[Point]:
    """Read the shipped catalogue and ``files`` of own points, which come after it.

    Raises ``CatalogError`` as ``load_points`` does, and for a method that a shipped point already records whole: the
    call would otherwise be one point's at random, and lose its category.
    """
    shipped = list(_shipped())
    whole = {(point.class_, point.method): point.id for point in shipped if point.class_ and not point.match}
    ids = {point.id for point in shipped}
    points = shipped
    for file in map(Path, files):
        for number, point in enumerate(_parse(file)):
            known = whole.get((point.class_, point.method))
            if point.id in ids:
                raise CatalogError(f"{file}:{_line(file, number)}: the id {point.id} is already used")
            if known is not None and not point.match:
                raise CatalogError(
                    f"{file}:{_line(file, number)}: {point.id}: this method is already hooked as {known}"
                )
            ids.add(point.id)
            points.append(point)
    return points


def further(file: Path, known: Iterable[Point]) -> list[Point]:
    """Read a file of points for processes that run already with the points that are ``known``.

    Raises ``CatalogError`` as ``with_own`` does; for a kind that is no method or constructor of Java's; and for a
    method that any known point hooks: a method is hooked once.
    """
    known = list(known)
    ids = {point.id for point in known}
    hooked = {(name, point.method): point.id for point in known for name in (point.class_, *point.hook_class) if name}
    points = _parse(file)
    for number, point in enumerate(points):
        others = [hooked[key] for name in (point.class_, *point.hook_class) if (key := (name, point.method)) in hooked]
        problem = ""
        if point.kind not in ("method", "constructor") or point.symbols:
            problem = f"{point.kind} points cannot be added to an app that runs: start it with --hooks"
        elif point.id in ids:
            problem = f"the id {point.id} is already used"
        elif others:
            problem = f"this method is already hooked as {others[0]}"
        if problem:
            raise CatalogError(f"{file}:{_line(file, number)}: {point.id}: {problem}")
        ids.add(point.id)
        hooked |= {(name, point.method): point.id for name in (point.class_, *point.hook_class) if name}
    return list(points)


def own_points(points: Iterable[Point]) -> dict[str, str]:
    """Return the kinds of those points that are not of the shipped catalogue, by id."""
    shipped = {point.id for point in _shipped()}
    return {point.id: point.kind for point in points if point.id not in shipped}


@cache
def _shipped() -> tuple[Point, ...]:
    folder = data_dir() / "catalog"
    files = sorted(path for path in folder.glob("*.yaml") if path.name != _TYPES)
    if not files:
        raise CatalogError(f"{folder}: no catalogue of access points here")
    return tuple(_read(files))


@cache
def load_types() -> tuple[TypeSpec, ...]:
    """Read the table of classes whose objects are recorded with their parts."""
    path = data_dir() / "catalog" / _TYPES
    try:
        return msgspec.convert(load_yaml(path), _Types).types
    except msgspec.ValidationError as error:
        raise CatalogError(f"{path}: {error}") from error


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of access points (the long form)."""
    described: dict[str, Any] = _dedented(msgspec.json.schema(_File))
    return described


def _dedented(part: Any) -> Any:
    """Return a schema with its descriptions as Python >= 3.13 keeps docstrings: without their indentation."""
    if isinstance(part, dict):
        return {
            key: inspect.cleandoc(value) if key == "description" and isinstance(value, str) else _dedented(value)
            for key, value in part.items()
        }
    return [_dedented(item) for item in part] if isinstance(part, list | tuple) else part


def _read(files: list[Path]) -> list[Point]:
    points: list[Point] = []
    seen: dict[str, Path] = {}
    for path in files:
        for number, point in enumerate(_parse(path)):
            if point.id in seen:
                raise CatalogError(
                    f"{path}:{_line(path, number)}: the id {point.id} is already used in {seen[point.id]}"
                )
            seen[point.id] = path
            points.append(point)
    return points


def _parse(path: Path) -> tuple[Point, ...]:
    raw = load_yaml(path)
    if isinstance(raw, list):  # the short form: a list of points or of Class.method texts
        raw = {"version": 1, "points": raw}
    if isinstance(raw, dict) and isinstance(raw.get("points"), list):
        raw["points"] = [_short(item) if isinstance(item, str) else item for item in raw["points"]]
    try:
        points = msgspec.convert(raw, _File).points
    except msgspec.ValidationError as error:
        number = _index(str(error))
        line = f":{_line(path, number)}" if number is not None else ""
        raise CatalogError(f"{path}{line}: {error}") from error
    for number, point in enumerate(points):
        problem = _problem(point)
        if problem:
            raise CatalogError(f"{path}:{_line(path, number)}: {point.id or 'a point'}: {problem}")
    return points


def _short(text: str) -> dict[str, str]:
    """``com.example.Crypto.sign`` as a point."""
    owner, _, method = text.rpartition(".")
    return {"id": text, "class": owner, "method": method}


def _problem(point: Point) -> str:
    if not point.id:
        return "the id must not be empty"
    if (
        point.category is not None
        and not point.category.startswith(_NOT_PERSONAL)
        and point.category not in categories()
    ):
        hint = or_meant(point.category, categories(), " (`harness categories` lists them)", most=2, cutoff=0.7)
        return f"there is no category {shown(point.category[:60])}{hint}"
    if point.symbols or point.kind in ("native", "property", "file") or (point.kind == "exec" and not point.class_):
        return _native_problem(point)
    if point.modules:
        return "modules belong to symbols"
    if not point.class_ or not point.method:
        return "id, class and method must not be empty"
    if (point.kind == "constructor") != (point.method == "<init>"):
        return "a constructor is kind: constructor with method: <init>"
    if point.kind == "listener" and not point.callbacks:
        return "a listener needs callback: {interface, method}"
    if point.kind == "settings" and not point.match:
        return "a settings point needs match: [keys]"
    if point.kind == "binder" and not point.match:
        return "a binder point needs match: [interfaces, or interface.method]"
    return ""


def _native_problem(point: Point) -> str:
    if point.class_ or point.method or point.hook_class or point.overloads != "all" or point.callbacks:
        return "a point in native code has no class, method, hook_class, overloads or callback"
    if point.kind in ("native", "property", "crypto") and not (point.symbols and point.modules):
        return f"a {point.kind} point in native code needs symbols: [signatures] and modules: [libraries]"
    if point.kind not in ("native", "property", "crypto", "exec", "file"):
        return f"a {point.kind} point has no symbols"
    if point.kind == "file" and point.symbols:
        return "a file point has only match: the agent knows the functions that open files"
    if point.kind == "file" and not all(path.removeprefix("!").startswith("/") for path in point.match or ("",)):
        return "a file point needs match: [globs of absolute paths]"
    if point.kind == "exec" and not point.match and not point.symbols:
        return "an exec point without class and symbols needs match: [starts of command lines]"
    try:
        for text in point.symbols:
            signature.parse(text)
    except ValueError as error:
        return str(error)
    return ""


def _index(message: str) -> int | None:
    _, found, rest = message.partition("$.points[")
    number = rest.partition("]")[0]
    return int(number) if found and number.isdigit() else None


def _line(path: Path, number: int) -> int:
    """Return the line at which the point with this number starts (read again: only errors need it)."""
    root = yaml.compose(load_text(path), Loader=yaml.SafeLoader)
    items = root
    if isinstance(root, yaml.MappingNode):
        items = next(value for key, value in root.value if key.value == "points")
    return items.value[number].start_mark.line + 1 if isinstance(items, yaml.SequenceNode) else 1
