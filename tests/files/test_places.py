"""Typed YAML whose errors say where."""

import msgspec
import pytest

from harness.files.places import PlaceError, read_placed


class Row(msgspec.Struct, forbid_unknown_fields=True):
    data: str
    count: int = 0


class File(msgspec.Struct, forbid_unknown_fields=True):
    rows: list[str | Row] = []


def test_what_is_read_and_where_it_stands() -> None:
    placed = read_placed("rows:\n  - one\n  - {data: two, count: 3}\n", "f.yaml", File)
    assert placed.content.rows == ["one", Row("two", 3)]
    assert placed.at("$.rows[1].count") == (3, 17) and placed.at("$.rows[1].none.there") == (3, 5)
    assert str(placed.error("$.rows[0]", "bad")) == "f.yaml:2:5: bad."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rows:\n  - {data: x, cuont: 3}", "f.yaml:2:15: Object contains unknown field `cuont`"),
        ("rows:\n  - {data: x, count: many}", "f.yaml:2:15: Expected `int`, got `str`"),
        ("rows: []\nrows: [x]", "f.yaml:2:1: the key 'rows' occurs twice"),
        ("rows: [", "f.yaml:2:1: it is not YAML"),
        ("", "f.yaml:1:1: the file is empty"),
        ("rows: [2020-99-99]", "f.yaml:1:8: this cannot be read"),
        ("? [a]\n: b", "f.yaml:1:3: a key must be a word"),
        ("rows: " + "[" * 50 + "]" * 50, "too large or too deep"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(PlaceError) as caught:
        read_placed(text, "f.yaml", File)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_aliases_cannot_make_it_endless() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(PlaceError, match="too large"):
        read_placed("\n".join(rows), "f.yaml", File)
