"""The JSON Schema of scenario files, made from the types of steps, phases and limits. ``scenarios/schema.json`` is its
output.

``msgspec`` describes the types; what is written in YAML may be shorter, and every word may be a variable: that is
added here.
"""

from typing import Any

import msgspec

from harness.capture.scenario.fields import fields
from harness.capture.scenario.model import CODES, POLICIES, Condition, Limits, PhaseScript, Point, Step, Target
from harness.capture.scenario.steps import STEPS
from harness.capture.scenario.values import DURATION

Schema = dict[str, Any]

_NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}
_REFERENCE: Schema = {"type": "string", "pattern": r"^\$\{[a-z][a-z0-9_.]*\}$"}
_DURATION: Schema = {"type": "string", "pattern": f"^{DURATION}$"}


def json_schema() -> Schema:
    """Return the schema."""
    described = _Described()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of harness",
        "type": "object",
        "properties": {
            "schema": {"const": 1},
            "name": {"type": "string", "pattern": "^[\\w.-]{1,60}$"},
            "title": _object({"zh": {"type": "string"}, "en": {"type": "string"}}, []) | {"minProperties": 1},
            "permissions": {"enum": list(POLICIES)},
            "variables": {
                "type": "object",
                "propertyNames": _NAME,
                "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
            },
            "limits": described.object(Limits),
            "default": _NAME,
            "phases": {"$ref": "#/$defs/phases"},
            "branches": {
                "type": "object",
                "propertyNames": _NAME,
                "additionalProperties": {"$ref": "#/$defs/phases"},
                "minProperties": 1,
            },
        },
        "required": ["schema"],
        "anyOf": [{"required": ["phases"]}, {"required": ["branches"]}],
        "additionalProperties": False,
        "$defs": {
            "phases": {"type": "array", "items": {"anyOf": [described.phase(), _include()]}, "minItems": 1},
            "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}, "minItems": 1},
            "step": {"anyOf": [{"enum": _bare()}, *(described.step(name) for name in STEPS)]},
            "target": {"anyOf": [described.texts(), described.object(Target, minProperties=1)]},
        },
    }


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": required} if required else made


def _include() -> Schema:
    return _object({"include": {"type": "string"}, "branch": _NAME}, ["include"])


def _bare() -> list[str]:
    """Steps that need no arguments are a word of their own."""
    return [name for name, kind in STEPS.items() if _needs_none(kind)]


def _needs_none(kind: type[Step]) -> bool:
    return not any(field.required for field in fields(kind)) and not kind.wrong(frozenset())


class _Described:
    """What ``msgspec`` says of the types, as it is written in YAML."""

    def __init__(self) -> None:
        types = [*STEPS.values(), Step, PhaseScript, Limits, Target, Condition]
        _, self._types = msgspec.json.schema_components(types, ref_template="{name}")

    def texts(self) -> Schema:
        """The schema of one text or several."""
        return self._written(self._types[Target.__name__]["properties"]["text"])

    def object(self, kind: type[msgspec.Struct], **more: Any) -> Schema:
        """The schema of a mapping with a struct's fields; those of a field that is written out stand among them."""
        said: Schema = self._types[kind.__name__]["properties"]
        properties: Schema = {}
        required: list[str] = []
        for field in fields(kind):
            if field.inline:
                properties |= self.object(field.base)["properties"]
            else:
                properties[field.key] = self._written(said[field.key])
                required += [field.key] if field.required else []
        return {**_object(properties, required), **more}

    def phase(self) -> Schema:
        """The schema of a phase."""
        made = self.object(PhaseScript)
        asks = self.object(Condition, minProperties=1, maxProperties=1)
        made["properties"] |= {"name": _NAME, "covers": {"enum": list(CODES.values())}, "when": asks}
        return made

    def step(self, name: str) -> Schema:
        """The schema of a step with its arguments, or with the one that its short form means."""
        kind = STEPS[name]
        whole = self.object(kind)
        arguments = [whole]
        if kind.short:
            short = {key: value for key, value in whole["properties"][kind.short].items() if key != "default"}
            arguments.append(short)
        if _needs_none(kind):
            arguments.append({"type": "null"})
        what = " ".join(self._types[kind.__name__]["description"].split())
        return {"title": name, "description": what, **_object({name: {"anyOf": arguments}}, [name])}

    def _written(self, said: Schema) -> Schema:
        """What may stand in YAML for a value that ``msgspec`` describes."""
        default = {"default": said["default"]} if said.get("default") not in (None, (), "") else {}
        said = {key: value for key, value in said.items() if key not in ("default", "description")}
        if "anyOf" in said:  # a type or None, which stands for what is not given
            (said,) = (each for each in said["anyOf"] if each != {"type": "null"})
            return self._written(said)
        return self._as_written(said) | default

    def _as_written(self, said: Schema) -> Schema:
        match said:
            case {"$ref": Target.__name__}:
                return {"$ref": "#/$defs/target"}
            case {"$ref": Point.__name__}:
                return _point()
            case {"type": "number"}:
                return {"anyOf": [said, _DURATION, _REFERENCE]}
            case {"type": "integer"}:
                return {"anyOf": [said, _REFERENCE]}
            case {"type": "string", "pattern": str(pattern)}:
                return {"anyOf": [{"type": "string", "pattern": pattern.replace(r"\Z", "$")}, _REFERENCE]}
            case {"type": "string"}:
                return {**said, "type": ["string", "number", "boolean"]}
            case {"type": "array", "items": {"$ref": Step.__name__}}:
                return {"$ref": "#/$defs/steps"}
            case {"type": "array", "items": items}:
                one = self._written(items)
                return {"anyOf": [one, {**said, "items": one}]}
            case _:
                return said


def _point() -> Schema:
    one = {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 99_999},
            {"type": "string", "pattern": r"^\d{1,3}(\.\d+)?%$"},
        ]
    }
    return {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
