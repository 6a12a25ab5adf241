"""What the types of fields say."""

from typing import Annotated, Literal

from msgspec import Meta

from harness.capture.scenario.fields import CONDITION_KEYS, TARGET_KEYS, base_of, bounds, fields, item_of, words
from harness.capture.scenario.model import Step, Target, Text, Texts
from harness.capture.scenario.steps import RunIf, Tap


def test_a_step_s_fields_are_what_a_file_may_say() -> None:
    assert [(field.name, field.key, field.required, field.inline) for field in fields(RunIf)] == [
        ("steps", "steps", True, False),
        ("otherwise", "else", False, False),
        ("at_most_s", "at_most_s", False, False),
        ("condition", "condition", True, True),
    ]
    assert fields(RunIf)[-1].keys == CONDITION_KEYS == ("visible", "not_visible", "app", "set")
    assert fields(Tap)[-1].keys == TARGET_KEYS == ("text", "contains", "description", "id", "at")


def test_none_stands_for_what_is_not_given() -> None:
    (field,) = (field for field in fields(Tap) if field.name == "at_most_s")
    assert (field.base, field.required) == (float, False)
    assert (bounds(field.type).ge, bounds(field.type).le) == (0, 3600)


def test_types_are_taken_apart() -> None:
    assert (base_of(Target), base_of(Text), base_of(Texts), base_of(Literal["a"])) == (Target, str, tuple, Literal)
    assert (item_of(Texts), item_of(tuple[Step, ...])) == (Text, Step)
    assert words(Literal["b", "a"]) == ("b", "a") and words(str) == ()
    assert bounds(float) == Meta() and bounds(Annotated[int, Meta(ge=1)]) == Meta(ge=1)
