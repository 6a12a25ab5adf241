"""``docs/assessment.md`` says what an assessment holds: every field of every part, and nothing else."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from harness.analysis import model, model_findings, model_static
from harness.analysis.decode import ENCODINGS, view
from harness.analysis.facts import blind_spots, channels
from harness.analysis.model_coverage import Coverage
from harness.analysis.show import explain
from tests.table import every

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
    model.Permissions,
    model.Asked,
    model.Batch,
    model.Repeat,
    model.Restored,
    model.Compulsory,
    model.ConsentFacts,
    model.WayTo,
    model.PhaseSpan,
    model.Finding,
    model_findings.Fact,
    model_findings.Said,
    model_findings.Because,
    model_findings.Evidence,
    model_static.StaticFacts,
    model_static.PermissionUse,
    model_static.ExportedPart,
    model_static.SdkRow,
]


def section(title: str) -> str:
    found = re.search(rf"^#+ {title}\n(.*?)(?=^#|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def test_every_field_has_its_line() -> None:
    every(PARTS, check_fields, name=lambda part: part.__name__)


def check_fields(part: type[msgspec.Struct]) -> None:
    table = section(part.__name__).split("\n\n`path` mixes")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [f.encode_name for f in msgspec.structs.fields(part)]


def test_every_struct_of_the_model_is_described() -> None:
    named = (*vars(model).values(), *vars(model_findings).values(), *vars(model_static).values())
    structs = {item for item in named if isinstance(item, type) and issubclass(item, msgspec.Struct)}
    assert structs - {msgspec.Struct, Coverage} == set(PARTS)


def test_every_field_of_coverage_has_its_line() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section("Coverage"), re.MULTILINE)
    assert rows == [field.encode_name for field in msgspec.structs.fields(Coverage)]


def test_the_table_of_blind_spots_is_the_code_s() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| .+ \|$", section("Blind spots"), re.MULTILINE)
    ways = {f"channel_{state}_KEY" for state in ("open", "used")}
    told = [kind for kind in blind_spots.TABLE if not kind.key.startswith("channel_")]
    assert [name for name, _, _ in rows] == [*(kind.key for kind in told), *sorted(ways)]
    for kind, (_, blinds, word) in zip(told, rows, strict=False):
        named = set(get_args(blind_spots.Conclusion)) if blinds == "all" else set(re.findall(r"`(\w+)`", blinds))
        assert named == set(kind.blinds), kind.key
        assert word == (f"`{kind.word}`" if kind.word else "-"), kind.key
    of_ways = [kind for kind in blind_spots.TABLE if kind.key.startswith("channel_")]
    assert {re.sub(r"_(open|used)_\w+", r"_\1_KEY", kind.key) for kind in of_ways} == ways
    assert all(kind.blinds == ("none_seen",) and kind.word == kind.key for kind in of_ways)


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
