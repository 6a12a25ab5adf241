"""Doubles of the framework's and of libraries' classes, generated from the catalogue, and a program that calls them.

A double has the methods that the catalogue's points name and nothing else: enough to find out whether each of them can
be hooked on ART, and whether a call by interpreted or compiled code is then seen with its value. Where the catalogue
says only ``all`` overloads, it gets one without arguments and one with two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.catalog.points import Point, load_points

#: Packages that the rig has for real.
_REAL = re.compile(r"(java|javax|dalvik|sun|libcore|org\.xml|org\.w3c)\.")
_PRIMITIVES = {"boolean": "false", "byte": "(byte) 1", "char": "'c'", "short": "(short) 1", "int": "1", "long": "1L"}
_PRIMITIVES |= {"float": "1f", "double": "1.0"}
_SIGNATURES = {
    "Z": "boolean",
    "B": "byte",
    "C": "char",
    "S": "short",
    "I": "int",
    "J": "long",
    "F": "float",
    "D": "double",
}
_ANY = ((), ("java.lang.String", "int"))
#: ``android.os.Process`` is the rig's; what ends the process is not called here.
_NOT_MADE = ("android.os.Process",)
#: Kinds whose calls become a row of their own whatever is passed to them.
CALLED = ("method", "constructor", "listener", "permission")
MAIN = "generated.Calls"


@dataclass
class Double:
    """What one class must have."""

    methods: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    constructors: set[tuple[str, ...]] = field(default_factory=set)


@dataclass(frozen=True)
class Call:
    """A call of one overload: the text that it gives is to be seen as the result."""

    point: str
    owner: str
    method: str
    types: tuple[str, ...]

    @property
    def result(self) -> str:
        """What the double's method gives back."""
        return f"{self.owner}.{self.method}/{len(self.types)}"


def calls(points: Iterable[Point] | None = None) -> list[Call]:
    """Every call that the program makes: the overloads of points that are not narrowed to some arguments."""
    return [
        Call(point.id, _owner(point), point.method, types)
        for point in (load_points() if points is None else points)
        if _made(point) and point.kind in CALLED and not point.match and not point.skip_callers
        for types in _overloads(point)
    ]


def framework() -> dict[str, bytes]:
    """The Java sources of all doubles, by path."""
    doubles: dict[str, Double] = {}
    for point in load_points():
        if _made(point):
            _add(doubles, point)
    mentioned = {name for double in doubles.values() for types in _all(double) for name in map(_element, types)}
    for name in mentioned:
        if not _REAL.match(name) and name not in _PRIMITIVES:
            doubles.setdefault(name, Double())
    return {f"{name.replace('.', '/')}.java": _source(name, double).encode() for name, double in doubles.items()}


def program() -> dict[str, bytes]:
    """The Java source of the program: ``all`` makes every call and answers how many have thrown."""
    made = calls()
    parts = [made[at : at + 50] for at in range(0, len(made), 50)]  # a method of Java has at most 64 KiB
    methods = "\n".join(
        f"    private static void part{number}() {{\n{''.join(map(_call, part))}    }}\n"
        for number, part in enumerate(parts)
    )
    run = " ".join(f"part{number}();" for number in range(len(parts)))
    text = f"""package generated;

import java.io.BufferedReader;
import java.io.InputStreamReader;

/** Calls every double once a command. */
public final class Calls {{
    private static int thrown;

    public static void main(String[] args) throws Exception {{
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {{
            thrown = 0;
            {run}
            System.out.println(thrown);
        }}
    }}

{methods}}}
"""
    return {f"{MAIN.replace('.', '/')}.java": text.encode()}


def _made(point: Point) -> bool:
    """Whether the point names a class that has to be made."""
    name = _owner(point)
    return bool(name) and not _REAL.match(name) and name not in _NOT_MADE and point.kind not in ("manifest",)


def _owner(point: Point) -> str:
    return point.hook_class[0] if point.hook_class else point.class_


def _overloads(point: Point) -> tuple[tuple[str, ...], ...]:
    return _ANY if point.overloads == "all" else tuple(tuple(map(_java, types)) for types in point.overloads)


def _java(name: str) -> str:
    """A type as Java writes it: the catalogue has arrays as class files have them."""
    depth = len(name) - len(name.lstrip("["))
    if depth:
        name = name[depth:]
        name = _SIGNATURES[name] if name in _SIGNATURES else name.removeprefix("L").removesuffix(";")
    return name + "[]" * depth


def _element(name: str) -> str:
    return name.replace("[]", "")


def _all(double: Double) -> Iterable[tuple[str, ...]]:
    return [types for many in (*double.methods.values(), double.constructors) for types in many]


def _add(doubles: dict[str, Double], point: Point) -> None:
    double = doubles.setdefault(_owner(point), Double())
    if point.kind == "field":
        double.fields.update(point.match or (point.method,))
    elif point.kind == "constructor":
        double.constructors.update(_overloads(point))
    else:
        double.methods.setdefault(point.method, set()).update(_overloads(point))
    for callback in point.callbacks:
        if not _REAL.match(callback.interface):
            told = doubles.setdefault(callback.interface, Double())
            told.methods.setdefault(callback.method, set()).add(())


def _source(name: str, double: Double) -> str:
    """A top-level class, also where ``$`` is in the name: to the runtime it is the same."""
    package, _, simple = name.rpartition(".")
    lines = [f'    public static final String {one} = "{name}.{one}";\n' for one in sorted(double.fields)]
    made = sorted({(), *double.constructors})
    lines += [f"\n    public {simple}({_parameters(types)}) {{}}\n" for types in made]
    for method, overloads in sorted(double.methods.items()):
        for types in sorted(overloads):
            result = Call("", name, method, types).result
            lines.append(f'\n    public Object {method}({_parameters(types)}) {{\n        return "{result}";\n    }}\n')
    return f"package {package};\n\n/** Generated. */\npublic class {simple} {{\n{''.join(lines)}}}\n"


def _parameters(types: tuple[str, ...]) -> str:
    return ", ".join(f"{name} a{number}" for number, name in enumerate(types))


def _call(call: Call) -> str:
    values = ", ".join(_PRIMITIVES.get(name, f"({name}) null") for name in call.types)
    made = f"new {call.owner}({values})" if call.method == "<init>" else f"new {call.owner}().{call.method}({values})"
    return (
        f"        try {{\n            {made};\n        }} catch (Throwable e) {{\n            thrown++;\n        }}\n"
    )
