"""``docs/assessment.md`` says what an assessment holds: every field of every part, and nothing else."""

import re
from pathlib import Path

import msgspec
import pytest

from harness.analysis import model
from harness.analysis.decode import ENCODINGS, view
from harness.analysis.facts import channels
from harness.analysis.facts.coverage import Seen, coverage
from harness.analysis.recording import Recording
from harness.analysis.show import explain

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "assessment.md").read_text("utf-8")
PARTS = [
    model.Assessment,
    model.Summary,
    model.Sighting,
    model.Disclosure,
    model.Actor,
    model.Candidate,
    model.Recipient,
    model.Collected,
    model.Channel,
    model.Handed,
    model.RandomValue,
]


def section(title: str) -> str:
    found = re.search(rf"^#+ {title}\n(.*?)(?=^#|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_has_its_line(part: type[msgspec.Struct]) -> None:
    table = section(part.__name__).split("\n\n`path` mixes")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [f.encode_name for f in msgspec.structs.fields(part)]


def test_every_struct_of_the_model_is_described() -> None:
    structs = {item for item in vars(model).values() if isinstance(item, type) and issubclass(item, msgspec.Struct)}
    assert structs - {msgspec.Struct} == set(PARTS)


def test_coverage_and_its_blind_spots() -> None:
    text = section("Coverage")
    for key in coverage(Recording(meta={}, exchanges=()), Seen(cut="x")):
        assert f"`{key}`" in text, key
    source = (Path(model.__file__).parent / "facts" / "coverage.py").read_text("utf-8")
    for name in re.findall(r'^        \("(\w+)", ', source, re.MULTILINE):
        assert f"`{name}`" in section("Summary"), name


def test_the_table_of_channels_is_the_code_s() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section("Channels"), re.MULTILINE)
    assert rows == [way.key for way in channels.TABLE]
    source = Path(str(channels.__file__)).read_text("utf-8")
    words = {*re.findall(r'State\("\w+", "(\w+)"', source)}
    told = next(line for line in section("Channel").splitlines() if line.startswith("| `why`"))
    assert words == set(re.findall(r"`(\w+)`", told)) - {"why"}


def test_bounds() -> None:
    text = section("Coverage")
    assert f"depth {view.MAX_DEPTH};" in text and f"a view of {view.MAX_VIEW >> 20} MB" in text
    assert f"{view.MAX_BYTES >> 20} MB in all" in text and f"{view.MAX_VIEWS // 1000} 000 views" in text
    assert f"{view.MAX_RATIO} bytes out" in text and f"first {view.RATIO_FREE >> 10} KB" in text
    assert f"{view.MAX_SECONDS:.0f} seconds" in text


def test_explanations() -> None:
    text = section("Explaining a sighting")
    for part in (explain.Explanation, explain.ExplainedStep):
        for field in msgspec.structs.fields(part):
            assert f"`{field.encode_name}`" in text, field.encode_name


@pytest.mark.parametrize("name", sorted({name for one in ENCODINGS for name in one.elements or (one.name,)}))
def test_every_element_that_an_encoding_gives_a_path_is_named(name: str) -> None:
    rows = [line for line in section("Sighting").splitlines() if line.startswith("| `")]
    assert any(re.search(rf"`{re.escape(name)}[`:]", row) for row in rows), name
