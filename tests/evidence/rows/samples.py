"""Rows of every kind with every field said, made from the types themselves."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from harness.evidence.rows import Kind, Row, Value

_NUMBERS = st.integers(-(2**63), 2**63 - 1)
_TEXT = st.text(max_size=8)
_VALUES = st.recursive(
    st.builds(Value, type=_TEXT, text=st.none() | _TEXT, data=st.none() | st.binary(max_size=8), size=_NUMBERS),
    lambda inner: st.builds(Value, type=_TEXT, fields=st.dictionaries(_TEXT, inner), items=st.lists(inner)),
    max_leaves=4,
)
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT, int: _NUMBERS, bool: st.booleans(), float: st.floats(allow_nan=False, allow_infinity=False),
    str | None: st.none() | _TEXT, list[str]: st.lists(_TEXT, max_size=3),
    dict[str, Any]: st.dictionaries(_TEXT, _TEXT | st.dictionaries(_TEXT, _NUMBERS, max_size=2), max_size=2),
    dict[str, str]: st.dictionaries(_TEXT, _TEXT, max_size=3),
    Value: _VALUES, Value | None: st.none() | _VALUES, list[Value]: st.lists(_VALUES, max_size=2),
}  # fmt: skip


def rows_of(kind: Kind[Any]) -> st.SearchStrategy[Row]:
    """Any row of a kind; a field of a type that no row had before fails here by name."""
    said = {
        field.name: _BY_TYPE[field.type]
        for field in msgspec.structs.fields(kind.cls)
        if field.name not in ("v", "extra")
    }
    return st.builds(kind.cls, **said)
