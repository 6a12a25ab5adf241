"""Annotations of GitHub Actions."""

from pathlib import Path

import msgspec
import pytest

from harness.regress.github import annotations
from harness.regress.outcome import Outcome
from tests.regress.test_terminal import FOUND


def test_what_is_red_is_an_error_at_its_line() -> None:
    error, warning = annotations(FOUND)
    head, _, text = error.removeprefix("::").partition("::")
    assert head == "error file=x.har.expected.yaml,line=3,title=differs%3A imei never leaves"
    assert "%0Arequest 4: https://a.example/" in text and "\n" not in error and "\x1b" not in error
    assert warning == "::warning file=x.har.expected.yaml::w"


def test_what_comes_from_outside_makes_no_command_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = Outcome(
        recording="", expected=str(tmp_path / "a,b:100%.yaml"), state="bad_input", problem="x\n::set-output::", line=7
    )
    (line,) = annotations(found)
    assert line == "::error file=a%2Cb%3A100%25.yaml,line=7,title=bad_input::x%0A::set-output::"
    assert not list(annotations(msgspec.structs.replace(FOUND, checks=FOUND.checks[1:], warnings=[])))
