"""The fields of what a scenario file describes, as their types declare them."""

from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from harness.capture.scenario.model import INLINE, Condition, Step, Target


@dataclass(frozen=True)
class Field:
    """One field. ``key`` is what the file calls it; ``type`` has its bounds, and is without ``None``."""

    name: str
    key: str
    type: Any
    required: bool
    inline: bool

    @property
    def base(self) -> Any:
        """Its type without its bounds."""
        return base_of(self.type)

    @property
    def keys(self) -> tuple[str, ...]:
        """What stands in the file for it."""
        return tuple(inner.key for inner in fields(self.base)) if self.inline else (self.key,)


@cache
def fields(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the fields that a file may give, those that are written out among the others last."""
    hints = get_type_hints(kind, include_extras=True)
    found = [
        Field(field.name, field.encode_name, kept, field.required, INLINE in getattr(kept, "__metadata__", ()))
        for field in msgspec.structs.fields(kind)
        if field.name not in Step.__struct_fields__
        for kept in [_given(hints[field.name])]
    ]
    return tuple(sorted(found, key=lambda field: field.inline))


def _given(hint: Any) -> Any:
    """A type without the ``None`` that stands for an argument that is not given."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    return hint


def base_of(type_: Any) -> Any:
    """Return a type without its bounds: ``float``, ``Literal``, ``tuple``, ``Target`` and so on."""
    plain = get_args(type_)[0] if get_origin(type_) is Annotated else type_
    return get_origin(plain) or plain


def bounds(type_: Any) -> msgspec.Meta:
    """Return the bounds of a type."""
    metas = (each for each in getattr(type_, "__metadata__", ()) if isinstance(each, msgspec.Meta))
    return next(metas, msgspec.Meta())


def words(type_: Any) -> tuple[str, ...]:
    """Return what a choice is between."""
    return get_args(type_) if get_origin(type_) is Literal else ()


def item_of(type_: Any) -> Any:
    """Return the type of a list's items."""
    plain = get_args(type_)[0] if get_origin(type_) is Annotated else type_
    return get_args(plain)[0]


TARGET_KEYS: tuple[str, ...] = tuple(field.key for field in fields(Target))
"""What names a control."""
CONDITION_KEYS: tuple[str, ...] = tuple(field.key for field in fields(Condition))
"""What can be asked; exactly one of them at a time."""
