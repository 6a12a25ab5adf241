"""What two personas' runs do not have in common, as text and as JSON."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from harness.analysis.assessment import Knowledge, assess
from harness.analysis.differential import FORM
from harness.analysis.explain import plain
from harness.analysis.model import Assessment, Sighting
from harness.cli.assess import open_source, tool


def find_differences(first: Path, second: Path, noise: Sequence[Path]) -> Assessment:
    """Assess ``first`` against ``second``, and keep what depends on the persona and was not recognised.

    Raises ``DifferenceError`` when the recordings are not of one scenario with two personas.
    """
    knowledge = Knowledge(against=open_source(second), noise=[open_source(path) for path in noise])
    found = assess(open_source(first), tool=tool(), knowledge=knowledge)
    found.sightings = [row for row in found.sightings if row.form == FORM]
    found.disclosures = [row for row in found.disclosures if row.form == FORM]
    kept = {row.value_id for row in found.sightings}
    found.values = {key: value for key, value in found.values.items() if key in kept}
    return found


def differences_as_json(found: Assessment, *, redact: bool) -> str:
    """Return the differences with the field names of ``assessment.json``."""
    rows = {
        "schema": found.schema,
        "tool": found.tool,
        "bundle": found.bundle,
        "sightings": found.sightings,
        "disclosures": found.disclosures,
        "values": dict.fromkeys(found.values) if redact else found.values,
    }
    return msgspec.json.format(msgspec.json.encode(rows, order="sorted"), indent=1).decode() + "\n"


def differences_as_text(found: Assessment, *, redact: bool) -> str:
    """Return one line for each place that depends on the persona, equal contents of a place once."""
    lines: dict[tuple[str, ...], tuple[int, Sighting]] = {}
    for row in found.sightings:
        key = (row.host, row.url, row.where, *row.path, row.value_id)
        lines[key] = (lines.get(key, (0, row))[0] + 1, row)
    if not lines:
        return "Nothing but what was recognised depends on the persona.\n"
    return "".join(
        f"{row.confidence:6}  {plain(row.category)}  {plain(row.url)}  {plain(' > '.join((row.where, *row.path)))}  "
        f"{'(redacted)' if redact else plain(found.values.get(row.value_id, ''))}  {count}x\n"
        for count, row in lines.values()
    )
