"""docs/regression.md: its examples are what the program reads and prints."""

import re
from pathlib import Path

import pytest
import yaml

from harness.regress.expected import read_expected
from tests.cli.test_cli import say
from tests.regress.kit import IMEI, PHONE, expect, har

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "regression.md").read_text("utf-8")


def block(begins: str) -> str:
    """The code block whose content begins so, without its indent."""
    found = re.search(rf"^( *)```\w*\n(\1{re.escape(begins)}.*?)^\1```", PAGE, re.MULTILINE | re.DOTALL)
    assert found, begins
    return re.sub(rf"^{found[1]}", "", found[2], flags=re.MULTILINE)


def test_the_file_is_one(tmp_path: Path) -> None:
    path = tmp_path / "x.har.expected.yaml"
    path.write_text(block("schema: 1"))
    said = read_expected(path).content
    assert len(said.never_leaves) == 3 and said.coverage.exchanges == 20


def test_the_workflow_is_short_and_runs_the_command() -> None:
    text = block("name: privacy")
    steps = yaml.safe_load(text)["jobs"]["recordings"]["steps"]
    assert len(text.splitlines()) <= 15 and steps[-1]["run"].startswith("harness regress recordings --github")


def test_from_a_recording_to_a_red_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recordings").mkdir()
    recording = har(Path("recordings/checkout.har"), ("api.shop.example", {"tel": PHONE}))
    code, _, _ = say("regress", "recordings", "--update", "--values", "recordings/values.yaml")
    assert code == 0
    file = Path("recordings/checkout.har.expected.yaml")
    expect(recording, file.read_text() + "never_leaves: [imei]\n")
    assert say("regress", "recordings")[0] == 0
    har(recording, ("api.shop.example", {"tel": PHONE}), ("px.ads.example", {"d": IMEI}))
    code, out, _ = say("regress", "recordings")
    assert code == 1 and "imei never leaves  recordings/checkout.har.expected.yaml:" in out
    assert "request 1: POST https://px.ads.example/c, by unknown" in out and "in body: json:/d" in out
    assert say("regress", "recordings", "--update")[0] == 1, "what must never leave is a person's word"
