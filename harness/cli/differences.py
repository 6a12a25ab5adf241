"""What two personas' runs do not have in common, as text and as JSON."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from harness.analysis.across.differential import FORM
from harness.analysis.assessment import Knowledge, assess_prepared, prepare
from harness.analysis.model import Assessment, Sighting
from harness.analysis.show.explain import plain
from harness.cli.assess import open_source, tool, without_values


def find_differences(first: Path, second: Path, noise: Sequence[Path], *, redact: bool = False) -> Assessment:
    """Assess ``first`` against ``second``, and keep what depends on the persona and was not recognised.

    ``redact`` leaves out the contents that differ, and all values that are known.
    Raises ``DifferenceError`` when the recordings are not of one scenario with two personas.
    """
    knowledge = Knowledge(against=open_source(second), noise=[open_source(path) for path in noise])
    recording = open_source(first)
    ready = prepare(recording)
    found = assess_prepared(recording, ready, tool=tool(), knowledge=knowledge)
    found.sightings = [row for row in found.sightings if row.form == FORM]
    found.disclosures = [row for row in found.disclosures if row.form == FORM]
    kept = {row.value_id for row in found.sightings}
    found.values = {key: value for key, value in found.values.items() if key in kept}
    return without_values(found, ready) if redact else found


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
