"""What two personas' runs do not have in common, as text and as JSON."""

from typing import Any

import msgspec

from harness.analysis.model import Assessment, Sighting
from harness.analysis.show.explain import plain


def differences_as_json(found: Assessment) -> str:
    """Return the differences with the field names of ``assessment.json``."""
    rows = {
        "schema": found.schema,
        "tool": found.tool,
        "bundle": found.bundle,
        "sightings": found.sightings,
        "disclosures": found.disclosures,
        "values": found.values,
    }
    return msgspec.json.format(msgspec.json.encode(rows, order="sorted"), indent=1).decode() + "\n"


def differences_as_text(found: Assessment) -> str:
    """Return one line for each place that depends on the persona, equal contents of a place once."""
    lines: dict[tuple[str, ...], tuple[int, Sighting]] = {}
    for row in found.sightings:
        key = (row.host, row.url, row.where, *row.path, row.value_id)
        lines[key] = (lines.get(key, (0, row))[0] + 1, row)
    if not lines:
        return "Nothing but what was recognised depends on the persona.\n"
    return "".join(
        f"{row.confidence:6}  {plain(row.category)}  {plain(row.url)}  {plain(' > '.join((row.where, *row.path)))}  "
        f"{_content(found.values.get(row.value_id, ''))}  {count}x\n"
        for count, row in lines.values()
    )


def _content(value: Any) -> str:
    return "(redacted)" if value is None else plain(value)
