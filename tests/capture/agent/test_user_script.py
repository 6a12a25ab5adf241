"""What is said of a script that does not load, and of one whose process is gone."""

from collections.abc import Callable
from typing import Any

import frida
import pytest

from harness.capture.agent.script import AgentError
from harness.capture.agent.user_script import UserScript


class Session:
    """Answers a load as it is told to."""

    pid = 7

    def __init__(self, answer: dict[str, Any] | None = None, refuses: Exception | None = None) -> None:
        self.answer, self.refuses = answer, refuses
        self.heard: Callable[[dict[str, Any], None], None] = lambda *_: None
        self.unloaded = False

    def create_script(self, text: str, name: str) -> "Session":
        if self.refuses is not None:
            raise self.refuses
        return self

    def on(self, signal: str, heard: Callable[[dict[str, Any], None], None]) -> None:
        self.heard = heard

    def set_log_handler(self, heard: Callable[[str, str], None]) -> None:
        pass

    def load(self) -> None:
        self.heard({"type": "send", "payload": self.answer}, None)

    def unload(self) -> None:
        self.unloaded = True


def script(said: list[tuple[int, str]] | None = None) -> UserScript:
    return UserScript("mine.js", "1", lambda pid, line: (said if said is not None else []).append((pid, line)))


def test_what_it_sends_later_is_heard_even_if_it_looks_like_the_first_word() -> None:
    said: list[tuple[int, str]] = []
    session = Session({"t": "loaded"})
    script(said).load(session)
    session.heard({"type": "send", "payload": {"t": "loaded"}}, None)
    session.heard({"type": "error", "description": "Error: x", "lineNumber": 3}, None)
    assert said == [(7, 'mine.js: {"t":"loaded"}'), (7, "mine.js:3: Error: x")] and not session.unloaded


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"text": "Error: could not parse 'user.js' line 4: bad"}, "mine.js:4: bad"),
        ({"text": "TypeError: x", "stack": "TypeError: x\n at f (user.js:9:1)\n at g (user.js:2:1)"},
         "mine.js:9: TypeError: x"),
        ({"text": "thrown"}, "mine.js: thrown"),
    ],
)  # fmt: skip
def test_the_sentence_has_file_and_line(answer: dict[str, Any], sentence: str) -> None:
    session = Session({"t": "not_loaded", **answer})
    with pytest.raises(AgentError) as found:
        script().load(session)
    assert str(found.value) == sentence and session.unloaded


def test_a_process_that_is_gone_is_a_sentence() -> None:
    with pytest.raises(AgentError, match=r"^mine.js cannot be loaded into process 7: it does not run \(any more\)"):
        script().load(Session(refuses=frida.ProcessNotFoundError("unable to find process")))
