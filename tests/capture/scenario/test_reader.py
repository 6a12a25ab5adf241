"""Steps as they are written and what is read from them."""

import pytest

from harness.capture.scenario import STEPS, ScenarioError, Step, parse_scenario
from harness.capture.scenario.model import Condition, Point, Target
from harness.capture.scenario.steps import (
    Assert,
    Clear,
    Kill,
    LongPress,
    Press,
    Repeat,
    RunIf,
    Screenshot,
    SetClock,
    Swipe,
    Tap,
    Type,
    Wait,
)
from tests.capture.scenario.test_parse import one, step


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tap: OK", Tap(target=Target(text=("OK",)), shown="tap OK")),
        ("tap: [同意, OK]", Tap(target=Target(text=("同意", "OK")), shown="tap 同意/OK")),
        ("tap: {text: yes}", Tap(target=Target(text=("yes",)), shown="tap yes")),
        (
            "tap: {id: agree, optional: true}",
            Tap(target=Target(id="agree"), optional=True, shown="tap #agree"),
        ),
        (
            "tap: {at: [50%, 1200]}",
            Tap(target=Target(at=Point(0.5, 1200, (True, False))), shown="tap at 50%,1200"),
        ),
        (
            "long_press: {contains: 收}",
            LongPress(target=Target(contains=("收",)), seconds=1.0, shown="long_press …收…"),
        ),
        (
            "type: {value: a, into: {description: b}, at_most_s: 2s}",
            Type(value="a", into=Target(description=("b",)), at_most_s=2.0, shown="type b a"),
        ),
        ("clear: {id: field}", Clear(into=Target(id="field"), shown="clear #field")),
        ("clear", Clear(shown="clear")),
        ("wait: 90s", Wait(seconds=90.0, shown="wait 90s")),
        ("wait: 10min", Wait(seconds=600.0, shown="wait 10min")),
        ("set_clock: {forward: 48h}", SetClock(forward=172_800.0, shown="set_clock 48h")),
        (
            "assert: {app: exited, at_most_s: 3}",
            Assert(condition=Condition(app="exited"), at_most_s=3.0, shown="assert app exited"),
        ),
        ("swipe: up", Swipe(direction="up", shown="swipe")),
        (
            "swipe: {from: [1, 2], to: [3, 50%]}",
            Swipe(start=Point(1, 2), to=Point(3, 0.5, (False, True)), shown="swipe"),
        ),
        ("press: BACK", Press(key="BACK", shown="press BACK")),
        ("kill: force_stop", Kill(how="force_stop", shown="kill")),
        ("kill", Kill(how="system", shown="kill")),
        ("screenshot", Screenshot(name="", shown="screenshot")),
        (
            "run_if: {visible: {id: a}, steps: [wait: 1], else: [kill]}",
            RunIf(
                condition=Condition(visible=Target(id="a")),
                steps=(Wait(seconds=1.0, shown="wait 1"),),
                otherwise=(Kill(shown="kill"),),
                shown="run_if visible #a",
            ),
        ),
        ("repeat: {times: 2, steps: [kill]}", Repeat(times=2, steps=(Kill(shown="kill"),), shown="repeat 2")),
    ],
)
def test_steps_are_read(text: str, wanted: Step) -> None:
    assert step(text) == wanted


def test_a_key_with_a_line_end_is_none() -> None:
    with pytest.raises(ScenarioError, match="key must be a key such as BACK"):
        one('press: "BACK\\n"')


def test_nothing_touches_the_app_before_consent() -> None:
    for text in (
        "tap: OK",
        "press: BACK",
        "run_if: {app: alive, steps: [tap: OK]}",
        "run_if: {app: alive, steps: [wait: 1], else: [tap: OK]}",
        "repeat: {times: 2, steps: [swipe: up]}",
    ):
        script = f"schema: 1\nphases:\n  - name: before_consent\n    steps:\n      - launch\n      - {text}\n"
        with pytest.raises(ScenarioError, match=r"s\.yaml:6:.*must not touch the app"):
            parse_scenario(script, "s.yaml")
        assert parse_scenario(script.replace("before_consent", "foreground"), "s.yaml").phases
    assert all(STEPS[kind].touches for kind in ("tap", "type", "consent", "permission", "explore", "find", "press"))
