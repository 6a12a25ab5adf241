"""What all rows share, and where each kind of them is kept.

A kind declares itself once, with :func:`kept`; whoever reads, writes or lists the files of rows asks :func:`kind_of`
and :func:`kinds`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

import msgspec

SCHEMA = 1


class Row(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Base of every row. ``extra`` keeps the fields this version does not know, so that they survive a round trip."""

    v: int = SCHEMA
    extra: dict[str, Any] = {}

    def bounded(self) -> Self:
        """Return the row as it is read: without what no program has, and an app may have made up to fill memory."""
        return self

    def among(self, earlier: Sequence[Self]) -> list[Self]:  # noqa: ARG002
        """Return which rows of this one's key count now, after ``earlier``: the last alone."""
        return [self]


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Kind(Generic[R]):
    """Where the rows of one class are kept, and how; see :func:`kept`. ``fields`` are the names this version knows."""

    cls: type[R]
    file: str
    time: str
    key: tuple[str, ...]
    whole: bool
    fields: frozenset[str]

    def key_of(self, row: R) -> tuple[Any, ...]:
        """Return what rows that are of the same thing share."""
        return tuple(getattr(row, name) for name in self.key)

    def time_us(self, row: R) -> int:
        """Return when a row was, in microseconds; 0 for one that does not say."""
        return int(getattr(row, self.time)) if self.time else 0


_KINDS: dict[type[Row], Kind[Any]] = {}


def kept(
    file: str, *, time: str = "time_us", key: tuple[str, ...] = (), whole: bool = False
) -> Callable[[type[R]], type[R]]:
    """Declare in which file of a bundle the rows of a class are kept: one line of JSON each, in order.

    ``time`` is the field that says when a row was (empty: none does). Where there is a ``key``, rows that agree in
    these fields are of the same thing, and the last of them counts. ``whole``: the file is one list, kept in memory by
    its key (:meth:`Row.among` says which rows count) and written as a whole, also when it is empty.
    """

    def declare(cls: type[R]) -> type[R]:
        fields = frozenset(field.encode_name for field in msgspec.structs.fields(cls))
        if not {*key, *filter(None, [time])} <= fields or (whole and not key):
            raise TypeError(f"{cls.__name__} is kept by fields that it does not have")
        if any(kind.file == file for kind in _KINDS.values()):
            raise TypeError(f"{file} holds rows of another kind than {cls.__name__}")
        _KINDS[cls] = Kind(cls, file, time, key, whole, fields)
        return cls

    return declare


def kind_of(cls: type[R]) -> Kind[R]:
    """Return where the rows of a class are kept. Raises ``TypeError`` for a class that is kept nowhere."""
    try:
        return _KINDS[cls]
    except KeyError:
        raise TypeError(f"{cls.__name__} does not say in which file it is kept") from None


def kinds() -> list[Kind[Any]]:
    """Return all kinds of rows, by their files."""
    return sorted(_KINDS.values(), key=lambda kind: kind.file)


def file_of(cls: type[Row]) -> str:
    """Return the file of a bundle that holds the rows of a class."""
    return kind_of(cls).file


def encode_row(row: Row) -> bytes:
    """Return the row as one line of JSON (without the line end), unknown fields merged back in."""
    if not row.extra:
        return msgspec.json.encode(row)
    raw = msgspec.to_builtins(row)
    raw.pop("extra", None)
    return msgspec.json.encode({**row.extra, **raw})


def row_from(cls: type[R], raw: Any) -> R:
    """Make a row of what a line of JSON holds; fields this version does not know are kept in ``extra``.

    Raises ``msgspec.ValidationError`` (bad shape).
    """
    if not isinstance(raw, dict):
        raise msgspec.ValidationError("a row must be a JSON object")
    known = kind_of(cls).fields
    extra = {name: raw.pop(name) for name in [name for name in raw if name not in known]}
    row = msgspec.convert(raw, cls)
    if extra:
        row.extra = {**row.extra, **extra}
    return row


def decode_row(cls: type[R], line: bytes | str) -> R:
    """Read one row; see :func:`row_from`. Raises ``msgspec.DecodeError`` besides (not JSON)."""
    return row_from(cls, msgspec.json.decode(line))
