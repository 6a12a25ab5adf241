"""A real recording, made by others: the analysis must find exactly what is known to be inside."""

from pathlib import Path

import pytest
import yaml

from harness.analysis.assessment import assess
from harness.analysis.recording import recording_from_har
from harness.values.file import load_values

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT.parent / "shared" / "recordings" / "facebook-branch-bugsnag-android11"

pytestmark = pytest.mark.skipif(not PLACE.is_dir(), reason="shared/recordings is not beside the checkout")


def test_exactly_the_known_sightings_and_recipients() -> None:
    found = assess(recording_from_har(PLACE / "first-run.har"), load_values(PLACE / "truth.yaml"))
    truth = yaml.safe_load((PLACE / "truth.yaml").read_text("utf-8"))
    want = {
        (item["category"], item["value"], index, where)
        for item in truth["values"]
        for index, places in item["entries"].items()
        for where in places
    }
    got = {(row.category, found.values[row.value_id], row.index, row.where) for row in found.sightings}
    assert got == want
    assert all(row.direction == "request" and row.form == "plain" and not row.weak for row in found.sightings)
    assert all(row.path for row in found.sightings)

    parties = {row.recipient.host: row.recipient for row in found.disclosures}
    assert set(parties) == set(truth["recipients"])
    for host, facts in truth["recipients"].items():
        assert parties[host].party == ("first" if facts["first_party"] else "third")


def test_a_foreign_recording_never_says_nothing_was_found() -> None:
    found = assess(recording_from_har(PLACE / "first-run.har"))
    assert found.summary.verdict == "undetermined" and "no_values" in found.summary.reasons
