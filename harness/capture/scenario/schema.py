"""The JSON Schema of scenario files, made from the step table. ``scenarios/schema.json`` is its output."""

from harness.capture.scenario.kinds import CONDITIONS, TARGET, Choice, Schema, Seconds, target_schema
from harness.capture.scenario.model import CODES, POLICIES
from harness.capture.scenario.parse import LIMITS
from harness.capture.scenario.table import STEPS, Spec

_NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}


def json_schema() -> Schema:
    """Return the schema."""
    phases = {"type": "array", "items": {"anyOf": [_phase(), _include()]}, "minItems": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of harness",
        "type": "object",
        "properties": {
            "schema": {"const": 1},
            "name": {"type": "string", "pattern": "^[\\w.-]{1,60}$"},
            "title": _object({"zh": {"type": "string"}, "en": {"type": "string"}}, ["zh", "en"]),
            "permissions": Choice(POLICIES).schema(),
            "variables": {
                "type": "object",
                "propertyNames": _NAME,
                "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
            },
            "limits": _object({name: kind.schema() for name, kind in LIMITS.items()}),
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
            "phases": phases,
            "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}, "minItems": 1},
            "step": {"anyOf": [*_bare(), *(_step(kind, spec) for kind, spec in STEPS.items())]},
            "target": target_schema(),
        },
    }


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": required} if required else made


def _phase() -> Schema:
    return _object(
        {
            "name": _NAME,
            "covers": {"enum": list(CODES.values())},
            "permissions": Choice(POLICIES[1:]).schema(),
            "at_most_s": Seconds(1, 86_400).schema(),
            "when": {
                **_object({name: kind.schema() for name, kind in CONDITIONS.items()}),
                "minProperties": 1,
                "maxProperties": 1,
            },
            "optional": {"type": "boolean"},
            "steps": {"$ref": "#/$defs/steps"},
        },
        ["name", "steps"],
    )


def _include() -> Schema:
    return _object({"include": {"type": "string"}, "branch": _NAME}, ["include"])


def _bare() -> list[Schema]:
    """Steps that need no arguments are a word of their own."""
    return [
        {
            "enum": [
                kind
                for kind, spec in STEPS.items()
                if not spec.required and spec.target != "required" and not spec.condition and kind != "swipe"
            ]
        }
    ]


def _step(kind: str, spec: Spec) -> Schema:
    properties = {name: each.schema() for name, each in (*spec.required.items(), *spec.optional.items())}
    if spec.target:
        properties |= {name: each.schema() for name, each in TARGET.items()}
    if spec.condition:
        properties |= {name: each.schema() for name, each in CONDITIONS.items()}
    arguments = [_object(properties, list(spec.required) or None)]
    if spec.short in properties:
        arguments.append(properties[spec.short])
    if not spec.required and spec.target != "required" and not spec.condition and kind != "swipe":
        arguments.append({"type": "null"})
    return {"title": kind, "description": spec.what, **_object({kind: {"anyOf": arguments}}, [kind])}
