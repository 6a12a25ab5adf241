"""``harness regress`` as a user calls it."""

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import say
from tests.regress.kit import GOOD, expect, shop


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    expect(shop(tmp_path / "x.har"), GOOD)
    return tmp_path


def test_green_and_red(suite: Path) -> None:
    code, out, err = say("regress", str(suite))
    assert (code, err) == (0, "") and "1 recording: 1 as expected" in out
    expect(shop(suite / "y.har"), GOOD.replace("[imei]", "[phone_number]"))
    code, out, _ = say("regress", str(suite), "--jobs", "1")
    assert code == 1 and "request 0: POST https://api.shop.example/c" in out and "json:/tel" in out
    code, out, _ = say("regress", str(suite), "--json")
    assert code == 1 and [row["state"] for row in json.loads(out)] == ["as_expected", "differs"]


def test_what_nothing_is_expected_of_is_told(suite: Path) -> None:
    shop(suite / "z.har")
    code, _, err = say("regress", str(suite))
    assert code == 0 and "nothing is expected of" in err and "z.har.expected.yaml" in err
    (suite / "x.har.expected.yaml").unlink()
    code, _, err = say("regress", str(suite))
    assert code == 2 and "No recording has a file of expectations" in err


def test_schema_and_bad_words(tmp_path: Path) -> None:
    code, out, _ = say("regress", "--schema")
    assert code == 0 and json.loads(out)["title"]
    assert say("regress")[0] == 2 and say("regress", str(tmp_path / "none"))[0] == 2


@pytest.mark.slow
def test_update_writes_shows_and_judges(suite: Path) -> None:
    shop(suite / "z.har")
    code, _, err = say("regress", str(suite), "--update")
    assert code == 2 and "Nothing was looked for in" in err
    code, out, err = say("regress", str(suite), "--update", "--values", str(suite / "values.yaml"))
    assert code == 0 and "+- {data: phone_number, to: api.shop.example, form: plain}" in err
    assert "2 recordings: 2 as expected" in out
    assert say("regress", str(suite), "--values", str(suite / "values.yaml"))[0] == 0


def test_for_machines(suite: Path) -> None:
    expect(shop(suite / "y.har"), GOOD.replace("[imei]", "[phone_number]"))
    report = suite / "out.xml"
    code, out, _ = say("regress", str(suite), "--junit", str(report), "--github")
    assert code == 1 and 'failures="1"' in report.read_text()
    assert out.startswith("::error file=") and out.count("\n") == 1
    assert say("regress", str(suite), "--json", "--github")[0] == 2
