"""Files of expectations as people write them."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from harness.files.read import ReadError
from harness.regress.expected import NeverLeaves, json_schema, read_expected
from tests.regress.kit import GOOD


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.har.expected.yaml"
    path.write_text(text)
    return path


def test_a_good_one_is_read_and_passes_its_schema(tmp_path: Path) -> None:
    said = read_expected(
        written(tmp_path, GOOD + "rules: [cn]\nfindings: [CAC191-3-1, {rule: TC260-*, verdict: PASS}]\n")
    ).content
    assert said.values == "values.yaml" and said.coverage.exchanges == 2
    assert read_expected(written(tmp_path, "never_leaves: [{data: imei, before: consent}]")).content.never_leaves == [
        NeverLeaves(data="imei", before="consent")
    ]
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.validate(yaml.safe_load(GOOD), json_schema())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("leaves: [{dat: imei}]", ":1:11: Object contains unknown field `dat`"),
        ("leaves:\n", "Expected `array`, got `null`"),
        ("never_leaves: [{data: imei, before: launch}]", ":1:29: Invalid enum value 'launch'"),
        ("verdict: clean", "Invalid enum value 'clean'"),
        (
            "verdict: none_seen\ncoverage:\n  allow: [no_observation]",
            ":3:11: there is no blind spot 'no_observation'; did you mean",
        ),
        ("verdict: none_seen\ncoverage: {allow: ['*']}", "there is no blind spot"),
        ("findings: [CAC191-3-11]", ":1:12: there is no rule 'CAC191-3-11' among those that judge; did you mean"),
        ("rules: [eu]\nfindings: [CAC191-3-1]", "among those that judge"),
        ("rules: [chn]\nfindings: []", "There is no lens 'chn'"),
        ("findings: [{rule: CAC191-3-1, verdict: BAD}]", "Invalid enum value 'BAD'"),
        ("values: v.yaml", "nothing is expected"),
        ("leaves: ['']", "$.leaves[0]"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ReadError) as caught:
        read_expected(path)
    assert str(caught.value).startswith(str(path)) and said in str(caught.value)
