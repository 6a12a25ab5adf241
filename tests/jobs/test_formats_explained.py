"""Whatever id of a finding or a fact a format prints, ``--explain`` takes, down to rows of the bundle."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from harness.jobs.assess import Assessed, assess_source, explain_source
from harness.jobs.factory import Made, write
from harness.jobs.formats import BINARY, FORMATS, How, rendered
from harness.jobs.source import Request
from harness.jobs.told import Silent
from harness.report.pdf import PdfError
from harness.rules.testing import OTHER, PUSH, clean, complete, send

pytestmark = pytest.mark.slow  # a page, a PDF, a workbook and a Word file are made
_ID = re.compile(r"\b[fa][0-9a-f]{12}\b")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    found = send(send(clean(), "imei", "before_consent", PUSH, OTHER), "oaid", "foreground", PUSH, OTHER, scheme="http")
    return write(complete(found), tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def request_of(made: Made) -> Request:
    return Request(source=made.bundle, policies=made.policies, countries=made.countries)


@pytest.fixture(scope="module")
def done(request_of: Request) -> Assessed:
    return assess_source(request_of, Silent())


def text_of(result: str | bytes, tmp_path: Path) -> str:
    """What a format says: of a zip its parts, of a PDF its text."""
    if isinstance(result, str):
        return result
    if zipfile.is_zipfile(io.BytesIO(result)):
        with zipfile.ZipFile(io.BytesIO(result)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils")
    (tmp_path / "x.pdf").write_bytes(result)
    done = subprocess.run(["pdftotext", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize("name", FORMATS)
def test_every_id_of_a_format_is_one_that_can_be_followed(name: str, done: Assessed, tmp_path: Path) -> None:
    try:
        (result,) = rendered(done, [name], How("en", False, "bundle"))
    except PdfError as error:
        pytest.skip(str(error))
    assert isinstance(result, bytes) is (name in BINARY)
    printed = set(_ID.findall(text_of(result, tmp_path)))
    known = {row.id for row in done.found.findings} | {row.id for row in done.found.facts}
    assert printed <= known, name
    grave = {row.id for row in done.found.facts if row.verdict == "VIOLATION"}
    # Each thing that was violated can be followed from each format, by its own id or by a finding's of it.
    for fact in grave:
        ids = {fact, *next(row.findings for row in done.found.facts if row.id == fact)}
        assert printed & ids, (name, fact)


def test_ids_lead_to_rows(done: Assessed, request_of: Request) -> None:
    fact = next(row for row in done.found.facts if row.category == "imei")
    for name in (fact.id, fact.findings[0]):
        said = explain_source(request_of, Silent(), name, json=False).decode()
        assert "imei" in said and "observations.jsonl" in said and "flows.mitm" in said
    assert (
        json.loads(explain_source(request_of, Silent(), fact.findings[0], json=True))["finding"]["id"]
        == fact.findings[0]
    )
