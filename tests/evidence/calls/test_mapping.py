"""The mapping file: what it may say, where an error stands, and that its schema says the same."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from harness.catalog import call_logs
from harness.evidence.calls.mapping import found, has, json_schema, read_mapping, shipped
from harness.files.read import ReadError

SHIPPED = sorted(Path(call_logs.__file__).parent.glob("*.yaml"))


def test_keys_are_paths_and_the_first_there_is_counts() -> None:
    record = {"a": {"b": [{"c": 1}]}, "a.x": 2, "e": None}
    assert found(record, "a.b.0.c") == 1 and found(record, "a.x") == 2
    assert found(record, ["z", "a.b.1", "a.b.0"]) == {"c": 1}
    assert found(record, "e.f") is None and not has(record, "e.f") and has(record, "e") and found(record, []) is None


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_fits_the_schema(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text()), json.loads(json.dumps(json_schema())))


def test_the_shipped_ones() -> None:
    assert len(shipped()) == len(SHIPPED) == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("time: ts\n", "m.yaml:1:1: a mapping needs method"),
        ("method: m\nclss: c\n", "m.yaml:2:1: "),
        ("method: m\ntime_unit: minutes\n", "m.yaml:2:1: the unit is s, ms, us, ns, iso, auto"),
        ("method: [m, 1]\n", "m.yaml:1:"),
        ("method: m\nmethod: n\n", "m.yaml:2:1: the key 'method' occurs twice"),
        ("method: [", "m.yaml:2:1: it is not YAML"),
        ("", "m.yaml:1:1: the file is empty"),
    ],
)
def test_errors_say_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(text)
    with pytest.raises(ReadError, match=r"^m\.yaml:") as caught:
        read_mapping(Path("m.yaml"))
    assert str(caught.value).startswith(says)
