import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.analysis.facts.sealed import seal_facts
from harness.evidence import rows as every
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Kind, Row, decode_row, encode_row, file_of, kind_of, kinds
from harness.evidence.rows.row import kept
from harness.evidence.run_record import RunRecord
from harness.evidence.seal import Verification
from harness.evidence.writer import BundleWriter
from tests.evidence.rows.samples import rows_of
from tests.examples import examples

EACH = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.cls.__name__)
ROOT = Path(__file__).parents[3]


@EACH
@given(data=st.data())
@examples(20)
def test_every_field_and_what_is_not_known_survive(kind: Kind[Any], data: st.DataObject) -> None:
    row = data.draw(rows_of(kind))
    assert decode_row(kind.cls, encode_row(row)) == row
    line = json.dumps({**json.loads(encode_row(row)), "new_field": {"deep": [1]}})
    read = decode_row(kind.cls, line)
    assert read.extra == {"new_field": {"deep": [1]}}
    assert json.loads(encode_row(read)) == json.loads(line)


def test_every_kind_is_kept_in_a_file_of_its_own() -> None:
    classes = {each for each in vars(every).values() if isinstance(each, type) and issubclass(each, Row)} - {Row}
    assert {kind.cls for kind in kinds()} == classes == set(Row.__subclasses__())
    assert len({kind.file for kind in kinds()}) == len(kinds())


@EACH
def test_the_documentation_names_every_file_and_its_row(kind: Kind[Any]) -> None:
    assert f"\n| `{kind.file}` | `{kind.cls.__name__}` | " in (ROOT / "docs" / "bundle.md").read_text("utf-8")


@EACH
def test_something_rests_on_every_kind(kind: Kind[Any]) -> None:
    found = seal_facts(Verification(state="sealed", files=1, changed=[kind.file]))
    assert found is not None and found.broken[0].conclusions


@EACH
def test_what_is_appended_is_read(kind: Kind[Any], tmp_path: Path) -> None:
    needed = {field.name: "x" for field in msgspec.structs.fields(kind.cls) if field.required}
    kinds_of = {field.name: field.type for field in msgspec.structs.fields(kind.cls)}
    row = kind.cls(
        **{name: {int: 7, bool: True, dict[str, Any]: {"x": {}}}.get(kinds_of[name], "x") for name in needed}
    )
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        writer.append(row)
        writer.seal("complete")
    bundle = Bundle(tmp_path / "b")
    assert list(bundle.rows(kind.cls)) == [row]
    assert list(bundle.rows(kind.cls)) == [row], "and again from the start"
    there = {kind.file, *(each.file for each in kinds() if each.whole), "run.json"}
    assert set(bundle.manifest()) == there, "a file begins with its first row, but for those written as a whole"
    (tmp_path / "b" / kind.file).write_bytes(b"{}\n")
    assert list(bundle.rows(kind.cls)) == []
    assert bundle.dropped == {kind.file: 1}


def test_a_row_that_says_no_file_is_not_written() -> None:
    class Stray(msgspec.Struct):
        pass

    with pytest.raises(TypeError, match="Stray does not say in which file"):
        kind_of(Stray)  # type: ignore[type-var]
    with pytest.raises(TypeError, match=r"phases\.jsonl holds rows of another kind"):
        kept("phases.jsonl")(every.Place)
    with pytest.raises(TypeError, match="fields that it does not have"):
        kept("new.jsonl", time="when_us")(every.Place)
    with pytest.raises(TypeError, match="fields that it does not have"):
        kept("new.jsonl", key=("nothing",))(every.Place)
    assert file_of(every.Place) == "places.jsonl"


def test_when_a_row_was() -> None:
    phase = every.Phase(name="p", start_us=5, end_us=9, cause="tap")
    assert kind_of(every.Phase).time_us(phase) == 5
    assert kind_of(every.Place).time_us(every.Place(time_us=7, phase="p", what="policy", found=True)) == 7
    assert kind_of(every.Gap).time_us(every.Gap(kind="ungated", from_us=3)) == 0
