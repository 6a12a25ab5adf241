"""Makes shells: whole classes, and the members that a double lacks.

What a double does stands: a shell never takes the place of a method that a double further up has (it would swallow
what is given to it), hands on to its parent's constructor whatever that takes, and what is abstract in the API has a
body, for the doubles do not have it. What is returned is neutral: nothing, zero, an empty array or collection; the
object itself where setters of a builder return it; a new object from a class's own factory.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping

from .classes import Compiled, Member, Pool, field, merged, method, parameters, pool_of, result, written
from .signatures import ABSTRACT, ENUM, FINAL, INTERFACE, PRIVATE, PROTECTED, PUBLIC, STATIC, Api, Field, Method

COUNTER = ("harness/runtime/Shells", "called", "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V")
"""Whom each shell tells that it was called."""
MARK = "Shell"
"""The attribute of a method that a double has as a shell; of a class that is one altogether, all are."""
_SUPER = 0x20
_LOAD = {"Z": 21, "B": 21, "C": 21, "S": 21, "I": 21, "J": 22, "F": 23, "D": 24}
_ZERO = {"V": b"", "Z": b"\x03\xac", "B": b"\x03\xac", "C": b"\x03\xac", "S": b"\x03\xac", "I": b"\x03\xac",
         "J": b"\x09\xad", "F": b"\x0b\xae", "D": b"\x0e\xaf"}  # fmt: skip
_ARRAY = {"Z": 4, "C": 5, "F": 6, "D": 7, "B": 8, "S": 9, "I": 10, "J": 11}
_PUSHED = {"J": b"\x09", "F": b"\x0b", "D": b"\x0e"}
_EMPTY = {"java/util/List": "java/util/ArrayList", "java/util/Collection": "java/util/ArrayList",
          "java/util/ArrayList": "java/util/ArrayList", "java/lang/Iterable": "java/util/ArrayList",
          "java/util/Set": "java/util/HashSet", "java/util/Map": "java/util/HashMap"}  # fmt: skip
_OTHER = re.compile(
    r"(get|find|focus|keyboard|require|parent|next|prev|clone|copy|create|obtain|open|to|sub|read|from|of|peek|search|"
    r"union|intersect|derive|look|resolve|select|child|first|last|main|root|duplicate|slice|split)([A-Z]|$)"
)
"""Methods that return an object of their own class, but another one."""
_FACTORY = re.compile(r"(get|getInstance|getDefault|from|of|obtain|make|create|valueOf|new\w*|open|build)([A-Z]|$)")
_SHOWN = re.compile(r"android/(widget|graphics|animation|view/animation)/.*|android/view/View(Group)?")
_LOOKS = re.compile(r"set(?!On)[A-Z].*|on(Draw|Measure|Layout|SizeChanged).*|draw[A-Z]?.*|invalidate.*")
"""What only changes how something looks is not counted: nothing is drawn in the app's process, by no double either."""
_OBJECT = frozenset({("toString", "()Ljava/lang/String;"), ("hashCode", "()I"), ("equals", "(Ljava/lang/Object;)Z"),
                     ("finalize", "()V"), ("clone", "()Ljava/lang/Object;")})  # fmt: skip


_THROWN = frozenset(
    f"java/{each}"
    for each in ("lang/Exception", "lang/RuntimeException", "lang/Error", "lang/IllegalStateException",
                 "lang/IllegalArgumentException", "lang/SecurityException", "lang/UnsupportedOperationException",
                 "io/IOException")
)  # fmt: skip
_TOLD = ["()V", "(Ljava/lang/String;)V", "(Ljava/lang/String;Ljava/lang/Throwable;)V", "(Ljava/lang/Throwable;)V"]
"""The constructors of the JDK's exceptions: what happened is handed on."""


class World:
    """All classes of Android that there will be: the doubles as they were compiled, and the API's."""

    def __init__(self, doubles: Mapping[str, Compiled], api: Mapping[str, Api]) -> None:
        self.doubles, self.api = doubles, api
        self.nested: dict[str, list[str]] = {}
        for name in sorted(api):
            self.nested.setdefault(name.rpartition("$")[0], []).append(name)
        self._inherited: dict[str, dict[tuple[str, str], bool]] = {}

    def above(self, name: str) -> Iterator[str]:
        """The classes above one, nearest first, as far as they are Android's."""
        seen = {name}
        while True:
            name = self.doubles[name].above if name in self.doubles else self.api[name].above
            if name in seen or (name not in self.doubles and name not in self.api):
                return
            seen.add(name)
            yield name

    def _methods(self, name: str) -> tuple[Member | Method, ...]:
        """What a class declares: a double's own before the API's."""
        own = self.doubles[name].methods if name in self.doubles else ()
        known = {(each.name, each.shape) for each in own}
        more = self.api[name].methods if name in self.api else ()
        return (*own, *(each for each in more if (each.name, each.shape) not in known))

    def inherited(self, name: str) -> dict[tuple[str, str], bool]:
        """The methods of the classes above, and whether a double has them."""
        parent = next(iter(self.above(name)), None)
        if parent is None:
            return {}
        if parent not in self._inherited:
            found = dict(self.inherited(parent))
            real = {(m.name, m.shape) for m in self.doubles[parent].methods} if parent in self.doubles else set()
            for each in self._methods(parent):
                if not each.flags & (PRIVATE | STATIC) and each.name[0] != "<":
                    key = (each.name, each.shape)
                    found[key] = found.get(key, False) or key in real
            self._inherited[parent] = found
        return self._inherited[parent]

    def constructors(self, name: str) -> list[str]:
        """The shapes of a class's constructors that others may call; a shell always has one without arguments."""
        if name in _THROWN:
            return _TOLD
        api = self.api[name].methods if name in self.api else ()
        shapes = {m.shape for m in api if m.name == "<init>"}
        if name not in self.doubles:
            return sorted(shapes | {"()V"})
        return sorted(
            shapes.union(m.shape for m in self.doubles[name].methods if m.name == "<init>" and not m.flags & PRIVATE)
        )

    def owed(self, name: str) -> dict[tuple[str, str], str]:
        """The abstract methods of all interfaces of a class and of those above it, and who wants them."""
        waiting, seen, found = [name, *self.above(name)], set[str](), dict[tuple[str, str], str]()
        while waiting:
            each = waiting.pop()
            if each in seen:
                continue
            seen.add(each)
            if each in self.api:
                waiting += self.api[each].interfaces
            if each in self.doubles:
                waiting += self.doubles[each].interfaces
            flags = (
                self.doubles[each].flags if each in self.doubles else self.api[each].flags if each in self.api else 0
            )
            if flags & INTERFACE:
                own = self.doubles[each].methods if each in self.doubles else self.api[each].methods
                found |= {(m.name, m.shape): each for m in own if m.flags & ABSTRACT and not m.flags & STATIC}
        return found


class Maker:
    """Makes one class."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name = world, name
        self._api = world.api[name]
        self._old = world.doubles.get(name)
        self._pool = pool_of(self._old) if self._old else Pool()
        self._mark = MARK if self._old else ""
        self._inherited = world.inherited(name)

    def make(self) -> bytes:
        """The class file: a shell, or the double with what it lacked."""
        if self._old:
            return self._merge(self._old)
        api, kind = self._api, self._api.flags & INTERFACE
        fields = [self._field(each) for each in api.fields]
        methods = self._methods(set())
        flags = api.flags & ~(STATIC | PROTECTED | FINAL) | PUBLIC | (0 if kind else _SUPER)
        if api.flags & ENUM:
            more, values = self._enum()
            methods += more
            fields.append(values)
        return written(
            self._pool, flags, api.name, api.above, api.interfaces, fields, methods, _inside(self._world, api)
        )

    def _merge(self, old: Compiled) -> bytes:
        has = {each.name for each in old.fields}
        fields = [self._field(each) for each in self._api.fields if each.name not in has and not each.flags & ENUM]
        interfaces = [each for each in self._api.interfaces if each not in old.interfaces and each in self._world.api]
        methods = self._methods({(each.name, each.shape) for each in old.methods})
        return merged(old, self._pool, interfaces, fields, methods)

    def _field(self, each: Field) -> bytes:
        flags = each.flags
        if each.value is None and not (each.flags & ENUM or self._api.flags & INTERFACE):
            flags &= ~FINAL
        if self._api.flags & INTERFACE:
            flags |= PUBLIC | STATIC | FINAL
        return field(self._pool, flags, each.name, each.shape, each.value if each.flags & STATIC else None)

    def _methods(self, has: set[tuple[str, str]]) -> list[bytes]:
        found = []
        for each in self._api.methods:
            key = (each.name, each.shape)
            if key in has or key in _OBJECT or (each.name == "values" and self._api.flags & ENUM):
                continue
            has.add(key)
            if each.name == "<init>":
                found.append(self._constructor(each))
            elif self._api.flags & INTERFACE and not each.flags & STATIC:
                found.append(self._of_interface(each))
            elif each.flags & STATIC or key not in self._inherited:
                found.append(self._shell(each))
        if self._api.flags & (INTERFACE | ENUM):
            return found
        if self._old is None and ("<init>", "()V") not in has:
            found.append(self._constructor(Method(PROTECTED, "<init>", "()V")))
        for name, shape in self._world.owed(self._name):
            if (name, shape) not in has and (name, shape) not in self._inherited and (name, shape) not in _OBJECT:
                has.add((name, shape))
                found.append(self._shell(Method(PUBLIC, name, shape)))
        return found

    def _of_interface(self, each: Method) -> bytes:
        """An interface that is a double has its abstract methods already: what is added has a body."""
        if each.flags & ABSTRACT and self._old is None:
            return method(self._pool, each.flags, each.name, each.shape, None, 0, each.throws)
        return self._shell(each)

    def _told(self, name: str, shape: str) -> bytes:
        if result(shape) == "V" and _SHOWN.fullmatch(self._name) and _LOOKS.fullmatch(name):
            return b""
        pool = self._pool
        texts = [self._name, name, shape]
        pushed = b"".join(b"\x13" + struct.pack(">H", pool.string(each)) for each in texts)
        return pushed + b"\xb8" + struct.pack(">H", pool.member(10, *COUNTER))

    def _shell(self, each: Method) -> bytes:
        flags = each.flags & ~(ABSTRACT | FINAL)
        if not flags & STATIC and (above := self._narrowed(each)) is not None:
            code = self._handed_on(each, above)
        else:
            code = self._told(each.name, each.shape) + self._neutral(each)
        stack = 4 + 2 * len(parameters(each.shape))
        return method(self._pool, flags, each.name, each.shape, code, stack, each.throws, self._mark)

    def _narrowed(self, each: Method) -> str | None:
        """The shape of a double's method that this one only returns a narrower type than."""
        front = each.shape[: each.shape.index(")") + 1]
        if result(each.shape)[0] != "L":
            return None
        shapes = [shape for (name, shape), real in self._inherited.items()
                  if real and name == each.name and shape.startswith(front) and result(shape)[0] == "L"]  # fmt: skip
        return shapes[0] if shapes else None

    def _handed_on(self, each: Method, above: str) -> bytes:
        parent = next(iter(self._world.above(self._name)))
        code = b"\x2a" + _loads(parameters(each.shape))
        code += b"\xb7" + struct.pack(">H", self._pool.member(10, parent, each.name, above))
        return code + b"\xc0" + struct.pack(">H", self._pool.class_(result(each.shape)[1:-1])) + b"\xb0"

    def _neutral(self, each: Method) -> bytes:
        back = result(each.shape)
        if back == "V":
            return b"\xb1"
        if back in _ZERO:
            return _ZERO[back]
        if back[0] == "[":
            inner = back[1:]
            if inner in _ARRAY:
                return b"\x03\xbc" + bytes([_ARRAY[inner]]) + b"\xb0"
            name = inner[1:-1] if inner[0] == "L" else inner
            return b"\x03\xbd" + struct.pack(">H", self._pool.class_(name)) + b"\xb0"
        class_ = back[1:-1]
        if class_ == self._name:
            if not each.flags & STATIC and (class_.endswith("Builder") or not _OTHER.match(each.name)):
                return b"\x2a\xb0"
            if each.flags & STATIC and _FACTORY.match(each.name) and self._can_be_made():
                return self._new(class_)
        return self._new(_EMPTY[class_]) if class_ in _EMPTY else b"\x01\xb0"

    def _can_be_made(self) -> bool:
        if self._api.flags & (ABSTRACT | INTERFACE | ENUM):
            return False
        own = self._old
        return own is None or any((m.name, m.shape) == ("<init>", "()V") for m in own.methods)

    def _new(self, class_: str) -> bytes:
        made = struct.pack(">H", self._pool.class_(class_))
        call = struct.pack(">H", self._pool.member(10, class_, "<init>", "()V"))
        return b"\xbb" + made + b"\x59\xb7" + call + b"\xb0"

    def _constructor(self, each: Method) -> bytes:
        if self._old:  # through one of its own, which sets its fields up
            above = self._name
            shapes = [m.shape for m in self._old.methods if m.name == "<init>"]
        else:
            above = self._api.above
            shapes = self._world.constructors(above)
        shape = _fitting(parameters(each.shape), shapes)
        given, places, at = parameters(each.shape), list[tuple[str, int]](), 1
        for one in given:
            places.append((one, at))
            at += 2 if one in "JD" else 1
        code = b"\x2a"
        for wanted in parameters(shape):
            found = next((place for place in places if place[0] == wanted), None)
            if found:
                places.remove(found)
                code += bytes([_LOAD.get(wanted, 25), found[1]])
            else:
                code += _PUSHED.get(wanted, b"\x03" if wanted in "ZBCSI" else b"\x01")
        code += b"\xb7" + struct.pack(">H", self._pool.member(10, above, "<init>", shape))
        code += b"\xb1"
        stack = 4 + 2 * len(parameters(shape))
        return method(self._pool, each.flags & ~FINAL, "<init>", each.shape, code, stack, each.throws, self._mark)

    def _enum(self) -> tuple[list[bytes], bytes]:
        """What a compiler adds to an enumeration: its objects, ``values`` and ``valueOf``."""
        pool, name = self._pool, self._name
        type_, array = f"L{name};", f"[L{name};"
        kinds = [each.name for each in self._api.fields if each.flags & ENUM]
        own = struct.pack(">H", pool.class_(name))
        start = struct.pack(">H", pool.member(10, name, "<init>", "(Ljava/lang/String;I)V"))
        kept = struct.pack(">H", pool.member(9, name, "$VALUES", array))
        code = b"\x11" + struct.pack(">H", len(kinds)) + b"\xbd" + own
        for at, each in enumerate(kinds):
            number = b"\x11" + struct.pack(">H", at)
            code += b"\x59" + number + b"\xbb" + own + b"\x59\x13" + struct.pack(">H", pool.string(each)) + number
            code += b"\xb7" + start + b"\x59\xb3" + struct.pack(">H", pool.member(9, name, each, type_)) + b"\x53"
        code += b"\xb3" + kept + b"\xb1"
        enum = "java/lang/Enum"
        up = (
            b"\x2a\x2b\x1c\xb7" + struct.pack(">H", pool.member(10, enum, "<init>", "(Ljava/lang/String;I)V")) + b"\xb1"
        )
        copied = b"\xb2" + kept + b"\xb6" + struct.pack(">H", pool.member(10, array, "clone", "()Ljava/lang/Object;"))
        copied += b"\xc0" + struct.pack(">H", pool.class_(array)) + b"\xb0"
        by_name = "(Ljava/lang/Class;Ljava/lang/String;)Ljava/lang/Enum;"
        named = b"\x13" + own + b"\x2a\xb8" + struct.pack(">H", pool.member(10, enum, "valueOf", by_name))
        named += b"\xc0" + own + b"\xb0"
        methods = [
            method(pool, STATIC, "<clinit>", "()V", code, 8),
            method(pool, PRIVATE, "<init>", "(Ljava/lang/String;I)V", up, 3),
            method(pool, PUBLIC | STATIC, "values", f"(){array}", copied, 1),
        ]
        if not any(each.name == "valueOf" for each in self._api.methods):
            methods.append(method(pool, PUBLIC | STATIC, "valueOf", f"(Ljava/lang/String;){type_}", named, 2))
        return methods, field(pool, PRIVATE | STATIC | FINAL, "$VALUES", array)


def _loads(shapes: list[str]) -> bytes:
    code, at = b"", 1
    for each in shapes:
        code += bytes([_LOAD.get(each, 25), at])
        at += 2 if each in "JD" else 1
    return code


def _fitting(given: list[str], offered: list[str]) -> str:
    """The constructor of the parent's that takes the most of what is given and little else."""

    def badness(shape: str) -> tuple[int, int, str]:
        left, taken = list(given), 0
        wanted = parameters(shape)
        for each in wanted:
            if each in left:
                left.remove(each)
                taken += 1
        return (len(wanted) - taken, -taken, shape)

    return min(offered, key=badness)


def _inside(world: World, api: Api) -> list[tuple[str, str, int]]:
    """The nested classes that a class is one of, or has, with their outer ones and flags."""
    found, name = [], api.name
    while (outer := name.rpartition("$")[0]) in world.api:
        found.append((name, outer, world.api[name].flags))
        name = outer
    found += [(each, api.name, world.api[each].flags) for each in world.nested.get(api.name, ())]
    return found


def make(doubles: Mapping[str, bytes], api: Mapping[str, Api]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The doubles with what they lack of the API, and shells of all other classes; by the class's name."""
    from .classes import read

    world = World({(each := read(data)).name: each for data in doubles.values()}, api)
    made = {name: Maker(world, name).make() for name in sorted(api)}
    return (
        {name: made.get(name) or each.data for name, each in world.doubles.items()},
        {name: data for name, data in made.items() if name not in world.doubles},
    )
