"""Parts of a JSON document that are read by attribute, and written again as they were.

A part knows which fields it does not say (an older program, or a stranger, left them out) and those that this version
does not know. Both are kept beside the fields, so that no key of a document can be taken for them.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec


class Part(msgspec.Struct, kw_only=True, dict=True):
    """Base of every part. One that is made by naming its fields says all of them, also those that have their default.

    In a class with ``omit_defaults`` a field that has its default is one that is not said.
    """

    @property
    def extra(self) -> Mapping[str, Any]:
        """The fields that this version does not know."""
        found: Mapping[str, Any] = self.__dict__.get("extra", {})
        return found

    def says(self, name: str) -> bool:
        """Whether the part says a field, and does not merely have its default."""
        return name not in self.__dict__.get("absent", ())


P = TypeVar("P", bound=Part)


def read_part(cls: type[P], raw: Any) -> P:
    """Make a part of a document that was read. Raises ``msgspec.ValidationError``, which names the place."""
    made = msgspec.convert(raw, cls)
    _remember(made, raw)
    return made


def part_of(cls: type[P], said: Mapping[str, Any]) -> P:
    """Make a part of what a program says of itself: not checked, and what it holds is not copied."""
    made = cls(**{name: value for name, value in said.items() if name in cls.__struct_fields__})
    _remember(made, said)
    return made


def plain(part: Part) -> dict[str, Any]:
    """Return a part as plain dictionaries and lists: what it says, and what this version does not know."""
    return dict(_plain(part, msgspec.to_builtins(part)))


def changed(part: P, **fields: Any) -> P:
    """Return a copy that says other things in some fields."""
    made = msgspec.structs.replace(part, **fields)
    made.__dict__.update(part.__dict__)
    made.__dict__["absent"] = frozenset(part.__dict__.get("absent", ())) - fields.keys()
    return made


def _remember(value: Any, raw: Any) -> None:
    if isinstance(value, Part):
        known = frozenset(value.__struct_fields__)
        value.__dict__["extra"] = {name: each for name, each in raw.items() if name not in known}
        if not value.__struct_config__.omit_defaults:
            value.__dict__["absent"] = known - raw.keys()
        for name in known & raw.keys():
            _remember(getattr(value, name), raw[name])
    elif isinstance(value, list):
        for one, its in zip(value, raw, strict=True):
            _remember(one, its)
    elif isinstance(value, dict):
        for name, one in value.items():
            _remember(one, raw[name])


def _plain(value: Any, made: Any) -> Any:
    """Return ``made``, which msgspec made of ``value``, as it was said."""
    if isinstance(value, Part):
        said = {name: _plain(getattr(value, name), each) for name, each in made.items() if value.says(name)}
        return {**said, **value.extra}
    if isinstance(value, list):
        return [_plain(one, its) for one, its in zip(value, made, strict=True)]
    if isinstance(value, dict):
        return {name: _plain(one, made[name]) for name, one in value.items()}
    return made
