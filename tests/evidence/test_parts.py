"""Parts of a document: read by attribute, written again as they were."""

import json
from typing import Any

import msgspec
import pytest

from harness.evidence.parts import Part, changed, part_of, plain, read_part


class Leaf(Part, kw_only=True):
    name: str = ""
    count: int = 0


class Sparse(Part, kw_only=True, omit_defaults=True):
    name: str | None = None
    leaf: Leaf | None = None
    leaves: list[Leaf] = msgspec.field(default_factory=list)
    by_name: dict[str, Leaf] = msgspec.field(default_factory=dict)
    either: bool | dict[str, Leaf] = False


WHOLE: dict[str, Any] = {
    "name": "x", "leaf": {"name": "a", "count": 0, "new": [1]},
    "leaves": [{"count": 1}, {"name": "", "deep": {"k": 1}}], "by_name": {"p": {"name": "b"}, "q": {}},
    "either": {"tcp": {"count": 2, "extra": 3, "absent": 4}}, "later": {"z": 9},
}  # fmt: skip


def test_what_was_not_said_is_not_written_and_what_is_not_known_is() -> None:
    made = read_part(Sparse, WHOLE)
    assert plain(made) == WHOLE
    assert json.loads(msgspec.json.encode(plain(made))) == WHOLE
    assert list(plain(made)) == ["name", "leaf", "leaves", "by_name", "either", "later"], "what is not known comes last"
    assert made.leaf is not None and made.leaf.extra == {"new": [1]}
    assert (made.leaves[0].says("count"), made.leaves[0].says("name")) == (True, False)
    assert isinstance(made.either, dict) and made.either["tcp"].extra == {"extra": 3, "absent": 4}, (
        "keys like any other"
    )


def test_one_that_is_made_here_says_all_its_fields() -> None:
    assert plain(Leaf()) == {"name": "", "count": 0}
    assert plain(Sparse(leaf=Leaf(count=2))) == {"leaf": {"name": "", "count": 2}}
    assert Leaf().says("name")


def test_a_copy_says_what_was_changed_and_keeps_the_rest() -> None:
    before = read_part(Leaf, {"new": 1})
    after = changed(before, count=3)
    assert plain(after) == {"count": 3, "new": 1}
    assert plain(before) == {"new": 1}


def test_what_a_program_says_of_itself_is_not_copied() -> None:
    still: dict[str, Leaf] = {}
    made = part_of(Sparse, {"by_name": still, "later": 1})
    still["p"] = Leaf(name="came later")
    assert plain(made) == {"by_name": {"p": {"name": "came later", "count": 0}}, "later": 1}


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ([], "object"), ({"name": 1}, r"\$\.name"), ({"leaf": []}, r"\$\.leaf"),
        ({"leaf": {"count": "1"}}, r"leaf\.count"),
        ({"leaves": {}}, r"\$\.leaves"), ({"leaves": [1]}, r"\$\.leaves\[0\]"), ({"by_name": {"x": None}}, "by_name"),
    ],
)  # fmt: skip
def test_what_is_of_another_kind_is_refused_with_its_place(raw: Any, place: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=place):
        read_part(Sparse, raw)
