"""Rules from YAML: what comes with harness, users' files, lenses; an error has its place."""

import collections
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from harness.files.read import ReadError
from harness.rules.catalogue import RuleError, chosen, json_schema, rule_named, shipped, with_own

OWN = """version: 1
sources: {HOUSE: {title: Our own}}
rules:
  - id: HOUSE-1
    source: HOUSE
    clause: "1"
    zh: 同意前不读取
    en: Nothing before consent
    decidable: fully
    severity: high
    status: ours
    evaluator: before_consent
    phases: [P1_preconsent]
    needs: [reads, phases]
"""
ANY = "evaluator: any_of\n    parameters: {rules: "


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(text, "utf-8")
    return path


def test_all_rules_of_the_reference_are_there() -> None:
    counts = collections.Counter(rule.source for rule in shipped().rules.values())
    assert counts["CAC-191"] == 31 and counts["MIIT-164"] == 10 and counts["MIIT-337"] == 8
    decided = collections.Counter(rule.decidable for rule in shipped().rules.values() if rule.source == "CAC-191")
    assert decided == {"fully": 11, "partly": 17, "no": 3}
    ours = {"GT-2019", "OURS", "GBT45574", "CAMPAIGN-2025"}
    assert sum(n for source, n in counts.items() if source not in ours) == 104
    assert {rule.status for rule in shipped().rules.values() if rule.source in ("GBT45574", "CAMPAIGN-2025")} == {
        "summary"
    }


def test_lenses() -> None:
    sources = {lens: {rule.source for rule in chosen([lens])[1]} for lens in ("eu", "play", "masvs", "us")}
    assert sources == {"eu": {"EU"}, "play": {"PLAY"}, "masvs": {"OWASP"}, "us": {"CCPA"}}
    assert len(chosen(["eu,play"])[1]) == len(chosen(["eu", "play"])[1]) == 10
    assert chosen([])[1] == chosen(["all"])[1] == list(shipped().rules.values())
    with pytest.raises(RuleError, match=r"no lens 'uk': give cn, eu"):
        chosen(["uk"])


def test_a_file_of_one_s_own(tmp_path: Path) -> None:
    path = written(tmp_path, OWN)
    assert [rule.id for rule in chosen([str(path)])[1]] == ["HOUSE-1"]
    both = {rule.id for rule in chosen(["play", str(path)])[1]}
    assert {"HOUSE-1", "PLAY-DS"} <= both and "CAC191-1-1" not in both
    assert with_own([path]).rules["HOUSE-1"].lenses == ("own",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("evaluator: before_consent", "evaluator: before_consen", "12:5: there is no evaluator .*before_cons"),
        ("severity: high", "severity: grave", "10:5: Invalid enum value"),
        ("id: HOUSE-1", "id: CAC191-3-1", "4:5: there is a rule CAC191-3-1 already"),
        ("source: HOUSE\n", "source: HOME\n", "5:5: there is no source 'HOME'; did you mean HOUSE"),
        ("status: ours", "status: ours\n    colour: red", "12:5: .*unknown field"),
        ("    needs: [reads, phases]\n", "", "4:5: .*'needs'"),
        ("phases: [P1_preconsent]", "categories: [imie]", "13:18: there is no category 'imie'"),
        ("decidable: fully", "decidable: 'no'", "4:5: .*'human'"),
        ("evaluator: before_consent", "evaluator: policy_near", "needs the number 'taps'"),
        ("evaluator: before_consent", "evaluator: any_of", "any_of needs 'rules'"),
        ("evaluator: before_consent", f"{ANY}[PIPL-7]}}", "there is no rule 'PIPL-7'"),
        ("evaluator: before_consent", f"{ANY}[HOUSE-1]}}", "made of HOUSE-1 in turn"),
        ("evaluator: before_consent", f"{ANY}PIPL-6}}", "must be a list of words"),
        ("evaluator: before_consent", "evaluator: way_there", "way_there needs 'kinds'"),
        ("evaluator: before_consent", "evaluator: face", "4:5: face needs 'categories'"),
        ("evaluator: before_consent", "evaluator: storage", "storage needs the list 'permissions'"),
        ("evaluator: before_consent", "evaluator: background\n    ours: {leats_s: 3}", "13:12: .*'leats_s'"),
    ],
)  # fmt: skip
def test_an_error_has_its_line_and_column(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in OWN
    with pytest.raises(ReadError, match=rf"own\.yaml:.*{said}"):
        with_own([written(tmp_path, OWN.replace(old, new))])


def test_a_rule_by_its_name() -> None:
    assert rule_named("PIPL-16").source == "PIPL"
    with pytest.raises(RuleError, match="Did you mean PIPL-"):
        rule_named("PIPL-18")


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = msgspec.json.decode(msgspec.json.encode(json_schema()))
    for text in (OWN, (Path(__file__).parents[2] / "harness/rules/catalog/cac191.yaml").read_text("utf-8")):
        jsonschema.validate(yaml.safe_load(text), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "rules": [{"id": "x"}]}, schema)
