"""By which rules an assessment is judged."""

from pathlib import Path

import pytest

from harness.catalog._load import CatalogError
from harness.jobs.judge import Judging
from harness.jobs.source import Request
from harness.rules.catalogue import RuleError
from harness.rules.testing import clean, read


def test_the_lens_and_the_app_s_type_of_the_request() -> None:
    found = clean(app_type="")
    found.collected.append(read("phone_number", "foreground"))
    judging = Judging.of(Request(source=Path("x"), rules=["cn"], app_type="10"))
    rows = {row.rule: row for row in judging.judge(found)}
    assert judging.app_type == "dating" and not {row.source for row in rows.values()} & {"EU", "PLAY"}
    assert rows["SEED-PHONE"].verdict == "PASS", "its type needs it"


def test_a_slip_is_told_before_anything_is_read() -> None:
    with pytest.raises(RuleError, match="no lens"):
        Judging.of(Request(source=Path("x"), rules=["de"]))
    with pytest.raises(CatalogError, match="no app type"):
        Judging.of(Request(source=Path("x"), app_type="banking"))
