"""The process that analyses, from outside."""

from typing import Any

import pytest

from harness.explore import process
from harness.explore.beside.messages import Ask, Begin
from harness.explore.beside.process import Process
from harness.explore.follow import Known


def test_one_that_dies_is_over_and_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_COMMAND", "import os; os.kill(os.getpid(), 9)")
    heard: list[Any] = []
    beside = Process(Begin(None, [], Known()), heard.append)
    assert beside.pid > 0 and beside.over.wait(60)
    assert beside.end() == -9 and heard == []
    with pytest.raises(OSError):
        beside.ask(Ask(1, "observation", (0,)))
