"""A step as a file says it: the other way round from ``reader.py``."""

from typing import Any

import msgspec

from harness.capture.scenario.fields import fields
from harness.capture.scenario.model import Condition, Point, Step, Target


def written(step: Step) -> dict[str, Any]:
    """Return a step as it stands in a scenario file, such as ``{launch: {}}`` or ``{tap: {text: OK}}``.

    Reading it gives it back.
    """
    given = _given(step)
    short = step.short
    if set(given) == {short} and not isinstance(given[short], dict):
        return {step.kind: given[short]}
    return {step.kind: given}


def _given(part: msgspec.Struct) -> dict[str, Any]:
    """Return the arguments that are not left at their defaults; those written out among the others as such."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(type(part))}
    found: dict[str, Any] = {}
    for field in fields(type(part)):
        value = getattr(part, field.name)
        if value == defaults[field.name] or value is None:
            continue
        if field.inline:
            found |= _given(value)
        else:
            found[field.key] = _value(value)
    return found


def _value(value: Any) -> Any:
    if isinstance(value, Step):
        return written(value)
    if isinstance(value, Point):
        return [
            f"{100 * each:g}%" if share else round(each)
            for each, share in zip((value.x, value.y), value.shares, strict=True)
        ]
    if isinstance(value, Target | Condition):
        return _given(value)
    if isinstance(value, tuple):
        listed = [_value(each) for each in value]
        return listed[0] if len(value) == 1 and isinstance(value[0], str) else listed
    return value


def said(step: Step) -> str:
    """Return how a cause names a step that no file has said, as ``reader.py`` names one that a file has."""
    words = [step.kind]
    values = [(field, getattr(step, field.name)) for field in fields(type(step))]
    words += [value.shown for _, value in values if isinstance(value, Target | Condition)]
    words += [str(value) for field, value in values if field.required and isinstance(value, str | float | int)]
    return " ".join(words)[:120]
