"""What the session does for Python, and what it refuses."""

from pathlib import Path

import pytest

from harness.capture.agent.script import AgentError
from harness.explore.console.answers import Answers
from harness.explore.control import Control
from harness.explore.replay import Replay
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.bench import Noting
from tests.explore.screens.test_acting import Noted


def read() -> Stream:
    stream = Stream(Replay(lantern().recording()))
    stream.start()
    assert stream.join(30)
    return stream


def test_what_was_found_is_given_as_it_stands() -> None:
    with read() as stream:
        answers = Answers(stream, None, [("imei", "1")])
        assert answers.give("disclosures", (), {})[0].recipient.host == "api.pushbay.example"
        assert len(answers.give("sightings", (), {})) == len(stream.state.sightings)
        assert [row.phase for row in answers.give("phases", (), {})] and answers.give("findings", (), {}) == []
        assert answers.give("values", (), {}) == {"imei": "1"}
        assert answers.give("search", ("x@example.org", "email"), {}) == "email.asked1"
        with pytest.raises(AgentError, match=r"^this is a finished recording: nothing runs$"):
            answers.give("act", ("background",), {})
        answers.interrupt()


def test_acts_are_those_of_the_control_and_no_other_is_one() -> None:
    control = Noted()
    with read() as stream:
        answers = Answers(stream, control, [])
        answers.give("act", ("mark", "menu", "why"), {})
        assert (control.wishes[0].phase, control.wishes[0].note) == ("menu", "why")
        for act in ("quit", "end", "_wish", "answer"):
            with pytest.raises(AgentError, match=f"^there is no act {act}$"):
                answers.give("act", (act,), {})
        with pytest.raises(AgentError, match="there is no act do"):
            answers.give("bench", ("do",), {})
        assert answers.give("screen", (), {}) == ""
        with pytest.raises(AgentError, match="not started yet"):
            answers.give("js", ("1", 0), {})
        failing = Answers(stream, Noted("there is no such control"), [])
        with pytest.raises(AgentError, match=r"^there is no such control$"):
            failing.give("act", ("tap", "x"), {})


def test_the_bench_does_what_is_done_in_the_processes(tmp_path: Path) -> None:
    control, bench = Control(), Noting()
    control.equipped(bench)
    with read() as stream:
        answers = Answers(stream, control, [])
        assert answers.give("bench", ("switch", ["imei"]), {"on": False}) == "1 hooks are off"
        assert answers.give("bench", ("load", tmp_path / "a.js"), {}) == "a.js is loaded into com.x"
        assert answers.give("processes", (), {}) == {11: "com.x", 12: "com.x:push"}
        assert answers.give("js", ("1", 12), {})[0] == [
            "printed", "(its own calls, not recorded as the app's: tm.getImei)",
        ]  # fmt: skip
        answers.interrupt()
        with pytest.raises(AgentError, match="interrupted"):
            answers.give("js", ("while(1){}", 0), {})
        assert bench.done[-1] == ("evaluate", ("while(1){}", 0)) and ("interrupt", None) in bench.done
