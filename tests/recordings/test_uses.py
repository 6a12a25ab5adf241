"""What is made of a real run's bundle, and stays true of it: reports, exports, comparisons."""

import json
from pathlib import Path

import msgspec
from typer.testing import CliRunner

from harness.analysis.model import Assessment
from harness.cli.main import app
from harness.evidence.bundle import PERSONA
from harness.jobs.assess import assess_source
from harness.jobs.source import Request
from harness.jobs.told import Silent
from tests.recordings import bundle


def found(source: Path, persona: Path | None = None) -> Assessment:
    return assess_source(Request(source=source, persona=persona), Silent()).found


def left(assessment: Assessment) -> set[tuple[str, ...]]:
    """What left, to whom, in what disguise: what traffic alone can show."""
    return {
        (row.value_id, row.host, row.where, row.form, *row.path)
        for row in assessment.sightings
        if row.direction == "request"
    }


def say(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_exports_have_the_same_findings(tmp_path: Path) -> None:
    """A form with a picture in it, as HAR and as mitmproxy's flows."""
    source, persona = bundle("facelift-full"), bundle("facelift-full") / PERSONA
    say("export", str(source), "--har", str(tmp_path / "a.har"), "--flows", str(tmp_path / "a.mitm"))
    told = left(found(source))
    assert told
    for file in ("a.har", "a.mitm"):
        assert left(found(tmp_path / file, persona)) == told


def test_a_report_has_no_picture_and_misses_none() -> None:
    page = say("report", str(bundle("lantern-refuse")))
    assert "com.pushbay.core" in page and "api.pushbay.example" in page and "data:image/png" not in page
    whole = msgspec.json.decode(say("report", str(bundle("lantern-refuse")), "--format", "json"))
    assert whole["summary"]["disclosures_before_consent"] == 1


def test_what_the_user_s_answer_changed() -> None:
    said = json.loads(say("compare", str(bundle("lantern-accept")), str(bundle("lantern-refuse")), "--json"))
    runs = {row["category"]: row["runs"] for row in said["disclosed"]}
    after = ("call_log", "contacts", "location_precise", "phone_number", "sms")
    consented = {name: ["yes", "no"] for name in after}
    assert runs == {"imei": ["yes", "yes"], **consented}
