"""The file of rules and the program of docs/rules.md do what the page says, as they stand there."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text("utf-8")


def test_the_page_s_rule_is_tried_by_the_page_s_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rule, program = (re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL) for kind in ("yaml", "python"))
    assert rule is not None and program is not None
    (tmp_path / "mine.yaml").write_text(rule[1], "utf-8")
    exec(compile(program[1], "docs/rules.md", "exec"), {})  # noqa: S102
    assert (tmp_path / "cases" / "imei" / "run" / "run.json").is_file()
