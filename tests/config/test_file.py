"""Configuration files: which one holds, and what is wrong with it."""

from pathlib import Path

import pytest

from harness.config.file import ConfigError, find, line_of, read
from harness.files.read import ReadError


def test_the_nearest_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text('lang = "zh"\n')
    repository = tmp_path / "repository"
    deep = repository / "a" / "b"
    deep.mkdir(parents=True)
    assert find(tmp_path) == tmp_path / "harness.toml"
    assert find(deep) is None, "outside a repository only the directory itself is looked at"
    (repository / ".git").mkdir()
    assert find(deep) is None, "what lies above the repository is somebody else's"
    shared = repository / "pyproject.toml"
    shared.write_text('[tool.harness]\nlang = "zh"\n')
    assert find(deep) == shared
    (deep.parent / "pyproject.toml").write_text("[project]\nname = 'harness-tests'\n[tool.ruff]\n")
    assert find(deep) == shared, "one without our table is passed by"
    (repository / "harness.toml").write_text("")
    assert find(deep) == repository / "harness.toml"


def test_the_broken_file_of_others_is_no_concern_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[project\nname = harness\n")
    assert find(tmp_path) is None
    file.write_text("[tool.harness]\nlang = \n")
    assert find(tmp_path) == file
    with pytest.raises(ConfigError, match=r"pyproject\.toml:2: it is not TOML: Invalid value\.$"):
        read(file)


def test_a_key_with_a_thousand_parts_costs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("a." * 100_000 + "harness = 1\n")
    assert find(tmp_path) is None, "it is not ours"
    file.write_text('description = """' + "Words. " * 200 + '"""\n[tool.harness]\nlang = "en"\n')
    assert find(tmp_path) == file and read(file).values == {"lang": "en"}


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "harness.toml"
    file.write_text(
        'values = "privacy/values.yaml"\ntrackers = ["a.json", "/b.json"]\nout="../x"\n'
        'scenario = "consent"\ndevice = "a.b:5555"\n'
    )
    found = read(file)
    assert found.values == {
        "values": f"{tmp_path}/privacy/values.yaml", "trackers": [f"{tmp_path}/a.json", "/b.json"],
        "out": str(tmp_path.parent / "x"), "scenario": "consent", "device": "a.b:5555",
    }  # fmt: skip
    assert found.lines == {"values": 1, "trackers": 2, "out": 3, "scenario": 4, "device": 5}
    file.write_text('rules = ["cn,eu", "own.yaml, play"]')
    assert read(file).values == {"rules": ["cn,eu", f"{tmp_path}/own.yaml,play"]}
    file.write_text('scenario = "own/flow.yaml"')
    assert read(file).values == {"scenario": f"{tmp_path}/own/flow.yaml"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# a\nvaleus = 'x'\n", ":2: there is no setting 'valeus'; did you mean values?"),
        ("fail_on = 'difference'\n", ":1: there is no setting 'fail_on'; did you mean fail-on?"),
        ("[tool.harness]\nlang = 'en'\n", "without [tool.harness]"),
        ("zzz = 1\n", ":1: there is no setting 'zzz'; there are values, persona,"),
        ("lang = 'en'\nnetwork = 'off'\n", ":2: network: invalid enum value 'off': it may be live or sinkhole."),
        ("fail-on = 'all'\n", ":1: fail-on: invalid enum value 'all': it may be difference or new-disclosure or"),
        ("jobs = '3'\n", ":1: jobs: expected `int`, got `str`."),
        ("jobs = true\n", ":1: jobs: expected `int`, got `bool`."),
        ("jobs = -1\n", ":1: jobs: expected `int` >= 0."),
        ("values = ''\n", ":1: values: expected `str` of length >= 1."),
        ("trackers = [1]\n", ":1: trackers: expected `str`, got `int`."),
        ("lang = 'en'\nlang = 'zh'\n", ":2: it is not TOML: Cannot overwrite a value."),
        ('"\\u001b[31m" = 1\n', r"there is no setting '\\x1b[31m'"),
        ("a = " + "[" * 5000, "it is not TOML: it is too deep."),
        ("lang = 'en'\n" + "a." * 60_000 + "a = 1\n", ":2: it is not TOML: it is too deep."),
        ("[" + '"a" . ' * 200 + "b]\n", ":1: it is not TOML: it is too deep."),
        ("jobs = " + "1" * 5000, "it is not TOML: Exceeds the limit"),
        ("jobs = 1979-05-27", ":1: jobs: expected `int`, got `date`."),
        ("jobs = nan", ":1: jobs: expected `int`, got `float`."),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "harness.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read(file)
    assert said in str(caught.value) and "\x1b" not in str(caught.value) and "\n" not in str(caught.value)


def test_no_table_no_file_and_a_huge_one(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.ruff]\n")
    with pytest.raises(ConfigError, match=r"there is no table \[tool\.harness\]"):
        read(file)
    file.write_text("[tool]\nharness = 3\n")
    with pytest.raises(ConfigError, match=r"tool\.harness must be a table"):
        read(file)
    with pytest.raises(ReadError, match="No such file"):
        read(tmp_path / "none.toml")
    (tmp_path / "harness.toml").write_bytes(b"#" * (256 << 10) + b"\n")
    with pytest.raises(ReadError, match="larger than 256 KiB"):
        read(tmp_path / "harness.toml")


def test_a_fifo_is_passed_by(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "harness.toml")
    assert find(tmp_path) is None


def test_lines_of_keys_however_they_are_written() -> None:
    where = ("tool", "harness")
    assert line_of('[tool.harness]\n# lang = 1\nx = """\nlang = 2\n"""\nlang = "en"\n', where, "lang") == 6
    assert line_of('[tool]\nharness.lang = "en"\n', where, "lang") == 2
    assert line_of('[tool.harness]\n"lang" = "en"\n', where, "lang") == 2
    assert line_of("[tool.harness]\n[tool.harness.extra]\n", where, "extra") == 2
    assert line_of('[tool.other]\nlang = 1\n[tool.harness]\nlang = "en"\n', where, "lang") == 4
    assert line_of('[tool]\nharness = {lang = "en"}\n', where, "lang") == 0, "in one line with others it is not told"
