"""Single values: what each type takes, and what is said of the rest."""

import pytest

from harness.capture.scenario import ScenarioError
from tests.capture.scenario.test_parse import one, step


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("5", 5),
        ("0.5", 0.5),
        ("500ms", 0.5),
        ("2 s", 2),
        ("1.5min", 90),
        ("48h", 172_800),
        ("2d", 172_800),
    ],
)
def test_times(written: str, seconds: float) -> None:
    assert step(f"wait: {written}").seconds == seconds  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("wait: yes", "seconds must be a time such as 5, 500ms, 10min or 48h, not 'yes'"),
        ("wait: 1e2", "seconds must be a time such as 5, 500ms, 10min or 48h, not '1e2'"),  # no number in YAML 1.1
        ("wait: .nan", "seconds must be between 0 and 604800 seconds, not nan"),
        ("wait: .inf", "seconds must be between 0 and 604800 seconds, not inf"),
        (f"wait: {'9' * 400}", "seconds must be between 0 and 604800 seconds"),
        ("wait: 2020-01-01", "seconds must be a time"),
        ("wait: [1]", "seconds must be a time in seconds"),
        ("settle: {quiet_s: 700, at_most_s: 3}", "quiet_s must be between 0 and 600 seconds, not 700"),
        ("repeat: {times: 2.0, steps: [kill]}", "times must be a whole number between 1 and 1000"),
        ("repeat: {times: yes, steps: [kill]}", "times must be a whole number between 1 and 1000"),
        (f"repeat: {{times: {'9' * 400}, steps: [kill]}}", "times must be a whole number between 1 and 1000"),
        ("tap: {text: a, optional: 1}", "optional must be true or false"),
        ("tap: []", "text must be a text or a list of up to 20 texts"),
        (f"tap: [{', '.join('a' * 21)}]", "text must be a text or a list of up to 20 texts"),
        ("tap: [[a]]", "text must be a text"),
        ("tap: ''", "text is empty"),
        (f"type: {'a' * 2001}", "value has more than 2000 characters"),
        ("type: {value: a, into: {}}", "into must name a control by text, contains, description, id, at"),
        ("type: {value: a, into: {txet: b}}", "into does not know 'txet'; it takes text"),
        ("screenshot: Home", "name must be lower-case letters, digits and _, not 'Home'"),
        ("find: {what: policy, at_most_taps: 9}", "at_most_taps must be a whole number between 1 and 8"),
        ("kill: softly", "how must be one of system, force_stop, not 'softly'"),
        ("tap: {at: [1]}", r"at must be a point such as \[540, 1200\]"),
        ("tap: {at: [[1], 2]}", "at must be a point"),
        ("assert: {set: X}", "set must be the name of a variable, not 'X'"),
    ],
)
def test_what_is_wrong_is_said_by_the_type(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        one(text)
