"""How long a run has to go: its own waits."""

from harness.capture.scenario import parse_scenario
from harness.capture.scenario.lasting import counted_down, to_go, waits_s

TEXT = """
schema: 1
name: x
phases:
  - name: before
    steps: [launch, {wait: 90}]
  - name: use
    steps:
      - repeat: {times: 3, steps: [{wait: 2}, screen_off]}
      - explore: {seconds: 4}
      - run_if: {visible: {text: x}, steps: [{wait: 100}]}
  - name: end
    steps: [background]
"""


def test_what_is_left() -> None:
    script = parse_scenario(TEXT, "x").script("main")
    assert [waits_s(phase.steps) for phase in script] == [90, 10, 0]
    assert to_go(script, 0) == "1 of 3, at least 1 min 40 s to go"
    assert to_go(script, 1) == "2 of 3, at least 10 s to go"
    assert to_go(script, 2) == "3 of 3"
    assert to_go(script, 3) == "", "a phase of a person's"


def test_what_is_left_is_counted_down() -> None:
    said = "phase a (1 of 3, at least 1 min 40 s to go)"
    assert counted_down(said, 0.9) == said
    assert counted_down(said, 41) == "phase a (1 of 3, at least 59 s to go)"
    assert counted_down(said, 500) == "phase a (1 of 3, at least 0 s to go)"
    assert counted_down("hooking the app", 5) == "hooking the app"
