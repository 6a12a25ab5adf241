"""HAR 1.2 as a JSON Schema, from the facts of the specification (softwareishard.com/blog/har-12-spec)."""

from typing import Any

TEXT, NUMBER, SIZE = {"type": "string"}, {"type": "number"}, {"type": "integer", "minimum": -1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
URL = {"type": "string", "pattern": r"^(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$"}


def holds(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these members; others must begin with ``_``."""
    known = {**required, **(optional or {}), "comment": TEXT}
    return {
        "type": "object", "required": list(required), "properties": known, "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }  # fmt: skip


def several(item: dict[str, Any]) -> dict[str, Any]:
    """A list of such."""
    return {"type": "array", "items": item}


PAIR = holds({"name": TEXT, "value": TEXT})
COOKIE = holds({"name": TEXT, "value": TEXT})
BOTH = {
    "httpVersion": TEXT,
    "cookies": several(COOKIE),
    "headers": several(PAIR),
    "headersSize": SIZE,
    "bodySize": SIZE,
}
POSTED = holds({"mimeType": TEXT}, {"text": TEXT, "params": several(holds({"name": TEXT}, {"value": TEXT}))})
CONTENT = holds({"size": SIZE, "mimeType": TEXT}, {"text": TEXT, "encoding": TEXT, "compression": SIZE})
POSTED["properties"]["encoding"] = TEXT  # Reqable's and PCAPdroid's: HAR 1.2 has no way to say bytes
TIMINGS = holds({"send": NUMBER, "wait": NUMBER, "receive": NUMBER}, {"blocked": NUMBER, "dns": NUMBER})
ENTRY = holds(
    {
        "startedDateTime": MOMENT, "time": {"type": "number", "minimum": 0},
        "request": holds({"method": TEXT, "url": URL, "queryString": several(PAIR), **BOTH}, {"postData": POSTED}),
        "response": holds(
            {"status": {"type": "integer"}, "statusText": TEXT, "content": CONTENT, "redirectURL": TEXT, **BOTH}
        ),
        "cache": holds({}), "timings": TIMINGS,
    },
    {"serverIPAddress": {"type": "string", "pattern": r"^[0-9A-Fa-f.:]+$"}, "connection": TEXT, "pageref": TEXT},
)  # fmt: skip
HAR: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **holds({"log": holds({"version": {"const": "1.2"}, "creator": holds({"name": TEXT, "version": TEXT}),
                           "entries": several(ENTRY)})}),
}  # fmt: skip
