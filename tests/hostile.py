"""Evidence in which every text is hostile: made by the types of the structs, so that a field added later is in it.

``filled(Assessment)`` is an assessment, ``filled(Phase)`` a row; numbers are small, words that the types fix (a
literal) are the first of them, lists and dicts hold one thing. No text of it may act in anything that a person opens.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar

import msgspec

SENTINEL = "PWNED"
"""What a browser's title becomes if anything of it runs."""
RUN = "document.title='PW'+'NED'"
PIECES = (
    f"=cmd|' /C calc'!A0<script>{RUN}</script>",
    f'"\'><img src=x onerror="{RUN}"><svg onload={RUN}>',
    f"javascript:{RUN}",
    "]]>--><!--&lt;&#x202e;",
    "[go](https://evil.example) [bold red]markup[/] [@click=app.quit]x[/]",
    "{0} {{7*7}} {% raw %} ${jndi:x} %s",
    "\x1b[31m\x1b]0;title\x07\x1b[2J\x9b1m",
    "\u202e\u2066\u200b\ufeff\u2028",
    "\x00\x08\x0b\x7f\ufffe\uffff",
    "../../../etc/passwd\\..\\C:",
    "\r\n::error::x\ty",
    "a" + "\u0301" * 40,
)
EVIL = "".join(PIECES)
UNPAIRED = "\ud800\udfff"
"""No text in UTF-8 holds it, a string of Python does: names out of a header or an APK."""
STARTS = ("", "+1+1", "-1-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "\uff1d1+1", " =1+1")
"""What a spreadsheet may take for a formula's beginning, besides ``=``."""
T = TypeVar("T")


def filled(kind: type[T], text: str = EVIL, /, **given: Any) -> T:
    """Return one of a struct or dataclass with ``text`` in every field that can hold one, but for what is ``given``."""
    return _Filler(text).made(kind, given, 0)  # type: ignore[no-any-return]


def texts_of(value: object) -> list[str]:
    """Return every text within something, keys too."""
    match value:
        case str():
            return [value]
        case Mapping():
            return [text for pair in value.items() for part in pair for text in texts_of(part)]
        case Sequence() if not isinstance(value, bytes | bytearray):
            return [text for part in value for text in texts_of(part)]
        case msgspec.Struct():
            return [text for name in value.__struct_fields__ for text in texts_of(getattr(value, name))]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return [text for part in dataclasses.fields(value) for text in texts_of(getattr(value, part.name))]
        case _:
            return []


class _Filler:
    def __init__(self, text: str) -> None:
        self._text = text
        self._inside: list[type] = []

    def made(self, kind: type, given: Mapping[str, Any], depth: int) -> Any:
        hints = typing.get_type_hints(kind, include_extras=False)
        names = (
            kind.__struct_fields__ if issubclass(kind, msgspec.Struct) else [f.name for f in dataclasses.fields(kind)]
        )
        self._inside.append(kind)
        fields = {name: given[name] if name in given else self._of(hints[name], depth + 1) for name in names}
        self._inside.pop()
        return kind(**fields)

    def _of(self, kind: Any, depth: int) -> Any:
        origin, args = typing.get_origin(kind), typing.get_args(kind)
        match kind, origin:
            case _, typing.Literal:
                return args[0]
            case _, (typing.Union | types.UnionType):
                return self._of(self._choice(args), depth)
            case _, (typing.ClassVar | typing.Final):
                raise AssertionError(kind)
        if kind is Any or kind is object:
            return {self._text: [self._text, {self._text: self._text}]}
        if isinstance(kind, type) and origin is None:
            return self._plain(kind, depth)
        if origin in (list, Sequence, tuple, set, frozenset) or (origin is not None and issubclass(origin, Sequence)):
            return self._items(origin, args, depth)
        if origin is not None and issubclass(origin, Mapping):
            key, value = args
            if self._again(value):
                return {}
            return {self._of(key, depth + 1): self._of(value, depth + 1)}
        raise AssertionError(f"no hostile {kind}")

    def _choice(self, args: tuple[Any, ...]) -> Any:
        """The part of a union that holds most: a struct or a list before a text, a text before nothing."""
        ours = [arg for arg in args if arg not in (type(None), msgspec.UnsetType)]
        nested = [arg for arg in ours if typing.get_origin(arg) is not None or msgspec.inspect.is_struct_type(arg)]
        free = [arg for arg in nested if typing.get_origin(arg) is not Literal and arg not in self._inside]
        return (free or [arg for arg in ours if arg is str] or ours)[0]

    def _again(self, kind: Any) -> bool:
        """Whether a struct holds its own kind deep enough by now."""
        return self._inside.count(kind) > 1

    def _items(self, origin: Any, args: tuple[Any, ...], depth: int) -> Any:
        if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
            return tuple(self._of(arg, depth + 1) for arg in args)
        made = [] if self._again(args[0]) else [self._of(args[0], depth + 1)]
        return made if origin in (list, Sequence) else origin(made)

    def _plain(self, kind: type, depth: int) -> Any:
        if kind is str:
            return self._text
        if kind is bytes:
            return self._text.encode("utf-8", "surrogatepass")
        if kind is bool:
            return True
        if kind in (int, float):
            return kind(7)
        if issubclass(kind, str):  # an enumeration
            return next(iter(kind))  # type: ignore[call-overload]
        if kind in (list, tuple):
            return kind([self._text])
        if kind is dict:
            return {self._text: self._text}
        return self.made(kind, {}, depth)
