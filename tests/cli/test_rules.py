"""``harness rules``: the list, one rule, files of one's own."""

import json
from pathlib import Path

from tests.cli.test_cli import say
from tests.rules.test_catalogue import OWN


def test_the_list_by_lens_and_language() -> None:
    code, out, _ = say("rules", "list", "--lens", "play")
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == ["PLAY-DS", "PLAY-PD", "PLAY-ID"]
    code, out, _ = say("rules", "list", "--lens", "eu,play", "--json")
    assert code == 0 and len(json.loads(out)) == 10
    assert "征得用户同意前" in say("rules", "list", "--lang", "zh")[1]
    code, out, err = say("rules", "list", "--lens", "uk")
    assert code == 2 and not out and "There is no lens 'uk'" in err


def test_one_rule_with_its_limits_and_whose_they_are() -> None:
    code, out, _ = say("rules", "show", "CAC191-4-4")
    assert code == 0 and "limit       calls = 3 (ours, no law's)" in out and "国信办秘字〔2019〕191号" in out
    assert "text        memory" in say("rules", "show", "PIPL-15")[1]
    assert json.loads(say("rules", "show", "PIPL-15", "--json")[1])["rule"]["id"] == "PIPL-15"
    code, _, err = say("rules", "show", "CAC191-9-9")
    assert code == 2 and "Did you mean CAC191-" in err


def test_files_are_checked(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(OWN, "utf-8")
    bad.write_text(OWN.replace("high", "grave"), "utf-8")
    code, _, err = say("rules", "check", str(good))
    assert code == 0 and "is good: 1 rules" in err
    code, _, err = say("rules", "check", str(good), str(bad))
    assert code == 2 and "bad.yaml:10:5: Invalid enum value 'grave'" in err
    code, out, _ = say("rules", "check", str(bad), "--json")
    assert code == 2 and json.loads(out)[0]["good"] is False


def test_the_schema() -> None:
    code, out, _ = say("rules", "schema")
    assert code == 0 and json.loads(out)["$schema"].endswith("2020-12/schema")
