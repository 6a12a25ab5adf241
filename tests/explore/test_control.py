"""What a person asks for becomes a step; nobody waits for ever."""

import threading
import time
from pathlib import Path

from harness.capture.scenario.steps import Background, Consent
from harness.explore.control import Control
from tests.explore.screens.bench import equipped


def test_wishes_come_in_order_with_their_phases() -> None:
    control = Control()
    pending = [control.consent("accept"), control.background(), control.mark("menu", "the first time")]
    found = [control.wish(0) for _ in range(3)]
    assert [(wish.step, wish.phase) for wish in found if wish] == [
        (Consent(choice="accept"), "consented_idle"), (Background(), ""), (None, "menu"),
    ]  # fmt: skip
    assert found[2] is not None and found[2].note == "the first time"
    assert control.wish(0) is None and not pending[0].wait(0)
    control.quit()
    assert control.over and control.wish(0) is None


def test_after_the_end_nothing_is_done_and_who_waits_is_told() -> None:
    control = Control()
    waits = control.background()
    control.quit()
    control.end()
    assert waits.wait(0) and waits.failed == "the session is over"
    late = control.background()
    assert late.wait(0) and late.failed == "the session is over"


def test_without_hands_questions_are_answered_all_the_same() -> None:
    heard: list[tuple[str, float]] = []
    control = Control(lambda question, at_most_s: heard.append((question, at_most_s)), hands=False)
    assert control.over and control.background().failed
    control.answer("for an earlier question")
    threading.Timer(0.02, control.answer, ("883201",)).start()
    assert control.ask("The code?", 60.0) == "883201"
    assert heard == [("The code?", 60.0)]
    assert control.ask("The code?", 0.01) is None
    control.quit()
    assert control.ask("The code?", 5.0) is None


def test_a_session_for_some_seconds_ends_by_itself() -> None:
    control = Control(for_s=0.05)
    begun = time.monotonic()
    while not control.over and time.monotonic() - begun < 60:
        control.wish(60.0)
    assert control.over and time.monotonic() - begun < 30, "a wait for a wish ends with it"


def test_ctrl_c_ends_a_session_that_has_no_other_end() -> None:
    control = Control()
    assert not control.interrupted() and not control.over
    control.ends_by_interrupt = True
    assert control.interrupted() and control.over


def test_acts_in_the_processes_do_not_wait_for_the_steps(tmp_path: Path) -> None:
    early = Control().unpin()
    assert early.wait(0) and early.failed == "the app is not started yet"
    control, bench = equipped()
    acts = [control.switch(["imei"], on=False), control.load(tmp_path / "a.js"), control.unpin()]
    bad = control.switch(["nonsense"], on=True)
    assert all(act.wait(60) for act in (*acts, bad)) and control.wish(0) is None
    assert [act.said for act in acts] == [
        "1 hooks are off", "a.js is loaded into com.x", "certificate pinning is taken out of com.x",
    ]  # fmt: skip
    assert bad.failed == "there is no group of hooks and no access point nonsense"
    assert control.bench is bench
    control.end()
    late = control.unpin()
    assert late.wait(0) and late.failed == "the session is over" and control.bench is None
