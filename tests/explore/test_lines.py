"""Lines for a terminal: nothing of an app's texts is obeyed, and what tells is a word."""

from harness.analysis.model import Actor
from harness.explore.events import Disclosed, Observed, Said
from harness.explore.lines import Lines
from tests.explore.told import told

APP = Actor(id="app", kind="app", name="com.a")


def test_every_kind_of_event_but_hidden_calls_has_a_line() -> None:
    _, events = told()
    lines = Lines(everything=True)
    assert all(lines.of(event) is not None for event in events)
    few = [line for event in events if (line := Lines().of(event)) is not None]
    assert 10 < len(few) < len(events)
    (left,) = [str(Lines().of(event)) for event in events if isinstance(event, Disclosed) and event.number == 1]
    assert "LEFT" in left and "imei (digest:md5) to api.pushbay.example" in left and "BEFORE CONSENT" in left


def test_what_an_app_says_is_not_obeyed() -> None:
    row = Observed(
        time_us=1, number=0, id="1:1", pid=1, process="p", thread="t", point="a.b", category="imei", phase="x",
        actor=APP,
        text="\x1b]0;owned\x07 [bold]x[/bold]\nnext " + "y" * 999,
    )  # fmt: skip
    line = str(Lines().of(row))
    assert "\x1b" not in line and "\n" not in line and "\x07" not in line
    assert "[bold]x[/bold]" in line and len(line) < 250


def test_a_time_that_no_calendar_has_is_left_empty() -> None:
    for time_us in (0, -(2**62), 2**62):
        line = Lines(everything=True).of(Said(time_us=time_us, text="hello"))
        assert line is not None and line.plain.startswith(" " * 13)
