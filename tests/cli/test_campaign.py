"""``harness campaign`` as a user calls it, as far as nothing is run."""

import json
from pathlib import Path

import pytest

from harness.app.samples import sample
from tests.cli.test_cli import say
from tests.table import every


@pytest.fixture
def home(tmp_path: Path) -> str:
    assert say("campaign", "init", str(tmp_path / "spring"), "--branch", "all")[0] == 0
    return str(tmp_path / "spring")


def test_a_campaign_is_begun_filled_and_looked_at(home: str, tmp_path: Path) -> None:
    code, _, err = say("campaign", "add", str(sample("polite")), "--store", "A", "--in", home)
    assert code == 0 and "1 new apps, 1 new versions, 0 known; 3 jobs" in err
    table = tmp_path / "list.csv"
    table.write_text("package\norg.nowhere\n")
    code, _, err = say("campaign", "add", str(table), "--in", home)
    assert code == 3 and "list.csv:2: there is no file of org.nowhere" in err
    code, _, err = say("campaign", "complain", "--app", "org.quietnotes.polite", "--text", "it asked", "--in", home)
    assert code == 0 and "complaint 1, which came 1 times" in err
    code, out, _ = say("campaign", "status", "--json", "--in", home)
    assert code == 0 and json.loads(out)["jobs"] == {"planned": 3, "running": 0, "done": 0, "failed": 0}
    assert say("campaign", "status", "--in", home)[1] == "3 planned, 0 running, 0 done, 0 failed\n"


def test_apps_go_to_the_object_store_when_they_are_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what every machine of a team has in its environment."""
    home, objects = str(tmp_path / "spring"), tmp_path / "objects"
    monkeypatch.setenv("HARNESS_CAMPAIGN", home)
    assert say("campaign", "init", "--objects", f"file://{objects}")[0] == 0
    assert say("campaign", "add", str(sample("polite")))[0] == 0
    assert say("campaign", "status", "--in", home)[1].startswith("1 planned")
    (kept,) = (path for path in objects.rglob("*.apk"))
    assert kept.parents[1].name == "apks" and kept.read_bytes() == sample("polite").read_bytes()


def test_what_cannot_be_is_one_sentence(home: str) -> None:
    def check(case: tuple[tuple[str, ...], str]) -> None:
        words, said = case
        code, out, err = say(*(word.replace("{home}", home) for word in words))
        assert code in (2, 3) and out == "" and said in err
        assert "Traceback" not in err

    every(
        [
            (("campaign", "status", "--in", "/nowhere"), "harness campaign init begins one"),
            (("campaign", "status", "--db", "mysql://x/y"), "SQLite or PostgreSQL"),
            (("campaign", "init", "{home}"), "already"),
            (("campaign", "init", "{home}/2", "--network", "wild"), "network"),
            (("campaign", "init", "{home}/2", "--branch", "nonsense"), "nonsense"),
            (("campaign", "init", "{home}/2", "--objects", "nobody://x"), "object store nobody://x"),
            (("campaign", "run", "--device", "a*3", "--in", "{home}"), "only the sandbox"),
            (
                ("campaign", "run", "--device", "a", "--scheduler", "tcp://x", "--in", "{home}"),
                "--scheduler or --device",
            ),
            (("campaign", "release", "nobody", "--in", "{home}"), "knows no device"),
            (("campaign", "complain", "--in", "{home}"), "which app it is"),
        ],
        check,
    )
