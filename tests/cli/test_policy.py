import json
from pathlib import Path

from typer.testing import CliRunner

from harness.cli.main import app
from harness.errors import BAD_INPUT, DONE, INCOMPLETE
from tests.policy.accuracy import CORPUS

run = CliRunner()


def test_show_prints_each_claim_under_its_sentence() -> None:
    done = run.invoke(app, ["policy", "show", str(CORPUS / "zh-classic.txt"), "--lang", "zh"])
    assert done.exit_code == DONE
    assert "我们不会收集您的通讯录、短信和通话记录。" in done.stdout
    assert "声明不收集" in done.stdout


def test_json_is_the_policy() -> None:
    done = run.invoke(app, ["policy", "show", str(CORPUS / "en-ads.txt"), "--json"])
    policy = json.loads(done.stdout)
    assert policy["format"] == "txt" and policy["claims"] and policy["sentences"]


def test_places_of_sentences_are_places_in_the_text() -> None:
    name = str(CORPUS / "zh-classic.txt")
    text = run.invoke(app, ["policy", "show", name, "--text"]).stdout
    policy = json.loads(run.invoke(app, ["policy", "show", name, "--json"]).stdout)
    assert policy["sentences"]
    assert all(text[row["start"] : row["end"]] == row["text"] for row in policy["sentences"])


def test_a_file_without_text_is_undetermined(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<html><body></body></html>")
    done = run.invoke(app, ["policy", "show", str(tmp_path / "empty.html")])
    assert done.exit_code == INCOMPLETE
    assert "there is no text in it" in done.stdout.lower()


def test_a_wrong_file_is_one_sentence(tmp_path: Path) -> None:
    done = run.invoke(app, ["policy", "show", str(tmp_path / "none.html")])
    assert done.exit_code == BAD_INPUT
    assert "Traceback" not in done.output
