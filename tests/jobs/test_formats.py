"""Several formats of one report, each where it belongs."""

import json
from pathlib import Path

import pytest

from harness.jobs.assess import assess_source
from harness.jobs.formats import BINARY, FORMATS, FormatError, How, formats, name_of, places, rendered
from harness.jobs.source import Request
from harness.jobs.told import Silent
from tests.evidence.bundles import sealed


def test_which() -> None:
    assert formats("html, sarif,html") == ["html", "sarif"]
    for said in ("rtf", "", "html,\x1b"):
        with pytest.raises(FormatError, match="html, json, sarif, csv, junit, xlsx, pdf, notice, notice-docx"):
            formats(said)


def test_where(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert places(["csv"], None, "x") == [None]
    assert places(["csv"], file, "x") == [file]
    assert places(["csv"], tmp_path, "x") == [tmp_path / "x.findings.csv"]
    assert places(["html", "junit"], tmp_path / "new", "x") == [
        tmp_path / "new" / "x.report.html",
        tmp_path / "new" / "x.junit.xml",
    ]
    for said in BINARY:
        with pytest.raises(FormatError, match="no text"):
            places([said], None, "x")
    with pytest.raises(FormatError, match="stdout holds one"):
        places(["csv", "html"], None, "x")
    with pytest.raises(FormatError, match="need a directory"):
        places(["csv", "html"], file, "x")
    assert name_of(tmp_path) == tmp_path.name and name_of(Path("-")) == "recording"


@pytest.mark.slow
def test_all_at_once(tmp_path: Path) -> None:
    done = assess_source(Request(source=sealed(tmp_path / "bundle"), rules=["cn"]), Silent())
    assert done.found.findings
    for redact in (False, True):
        all_of = dict(zip(FORMATS, rendered(done, list(FORMATS), How("zh", redact, "bundle")), strict=True))
        assert {name for name, result in all_of.items() if isinstance(result, bytes)} == BINARY
        made = {name: result for name, result in all_of.items() if isinstance(result, str)}
        assert made["html"].startswith("<!DOCTYPE html>") and made["junit"].startswith("<?xml")
        assert made["notice"].startswith("<!DOCTYPE html>")
        assert json.loads(made["sarif"])["runs"][0]["tool"]["driver"]["rules"]
        assert made["csv"].count("CAC191-3-1") >= 1
        values = json.loads(made["json"])["values"]
        assert not redact or all(value is None for value in values.values())
