"""What changes in step with the persona: two personas' runs of one scenario."""

from collections.abc import Sequence
from pathlib import Path

from harness.analysis.across.differential import FORM
from harness.analysis.assessment import Knowledge, assess_prepared, prepare
from harness.analysis.model import Assessment
from harness.jobs.assess import tool, without_values
from harness.jobs.source import open_source
from harness.jobs.told import Told


def find_differences(
    first: Path, second: Path, noise: Sequence[Path], told: Told, *, redact: bool = False
) -> Assessment:
    """Assess ``first`` against ``second``, and keep what depends on the persona and was not recognised.

    ``redact`` leaves out the contents that differ, and all values that are known.
    Raises ``DifferenceError`` when the recordings are not of one scenario with two personas.
    """
    knowledge = Knowledge(against=open_source(second, told), noise=[open_source(path, told) for path in noise])
    recording = open_source(first, told)
    ready = prepare(recording)
    found = assess_prepared(recording, ready, tool=tool(), knowledge=knowledge)
    found.sightings = [row for row in found.sightings if row.form == FORM]
    found.disclosures = [row for row in found.disclosures if row.form == FORM]
    kept = {row.value_id for row in found.sightings}
    found.values = {key: value for key, value in found.values.items() if key in kept}
    return without_values(found, ready) if redact else found
