"""``harness campaign``: orders, numbers, questions and pages, as a user calls them."""

import json
from pathlib import Path

import pytest

from harness.campaign.store.claims import claim
from harness.campaign.store.home import create
from harness.campaign.store.results import Outcome, finish
from harness.campaign.store.settings import Settings
from harness.evidence.bundle import Bundle
from harness.evidence.seal import verified
from tests.campaign import kit
from tests.cli.test_cli import say
from tests.jobs.test_compare import bundle, phone


@pytest.fixture
def home(tmp_path: Path) -> str:
    campaign = create(tmp_path, "Spring", Settings(branches=("accept",)))
    (job,) = kit.app_with_jobs(campaign.engine, 1)
    path = bundle(campaign.bundles / "1", 1, (2.5, phone("a.shop.example")))
    held = claim(campaign.engine, job, "d", campaign.settings)
    manifest = verified(Bundle(path)).manifest
    assert held
    assert finish(campaign.engine, held, Outcome(outcome="complete", bundle="bundles/1", manifest=manifest,
                                                 found=kit.assessment()))  # fmt: skip
    campaign.engine.dispose()
    return str(tmp_path)


@pytest.mark.slow
def test_orders_are_issued_listed_and_moved(home: str) -> None:
    assert say("campaign", "order", "com.shop", "--deadline", "soon", "--in", home)[0] == 2
    code, _, err = say("campaign", "order", "--all", "--deadline", "2026-12-24", "--in", home)
    assert code == 0 and "order 1: " in err and "until 2026-12-24" in err
    code, out, _ = say("campaign", "order", "--in", home)
    assert code == 0 and out.split() == ["1", "ordered", "2026-12-24", "com.shop", "dossiers/0001-com.shop"]
    assert say("campaign", "state", "1", "published", "--note", "in the paper", "--in", home)[0] == 0
    assert json.loads(say("campaign", "order", "--json", "--in", home)[1])[0]["state"] == "published"
    code, _, err = say("campaign", "state", "1", "closed", "--in", home)
    assert code == 2 and "Order 1 is published: it can become" in err
    code, _, err = say("campaign", "recheck", "9", "x.apk", "--device", "sandbox", "--in", home)
    assert code == 2 and "There is no order 9" in err


@pytest.mark.slow
def test_numbers_questions_and_the_bulletin(home: str, tmp_path: Path) -> None:
    assert "Apps taken in: 1, of them assessed: 1" in say("campaign", "report", "--in", home)[1]
    assert json.loads(say("campaign", "report", "--json", "--in", home)[1])["verdicts"] == {"VIOLATION": 1}
    assert "责令" in say("campaign", "report", "--lang", "zh", "--in", home)[1]
    assert "sdks_before_consent" in say("campaign", "sql", "--in", home)[1]
    code, out, _ = say("campaign", "sql", "SELECT sdk, apps FROM sdks_before_consent", "--json", "--in", home)
    assert code == 0 and json.loads(out) == [{"sdk": "Push", "apps": 1}]
    assert "Push" in say("campaign", "sql", "SELECT sdk FROM sdks_before_consent", "--in", home)[1]
    assert say("campaign", "sql", "SELEKT", "--in", home)[0] == 3
    out_file = tmp_path / "b.html"
    assert say("campaign", "bulletin", "--lang", "zh", "--out", str(out_file), "--in", home)[0] == 0
    assert "同意之前" in out_file.read_text("utf-8")
    assert say("campaign", "export", "--out", str(tmp_path / "parquet"), "--in", home)[0] == 0
    assert (tmp_path / "parquet" / "results.parquet").is_file()
    assert say("campaign", "report", "--lang", "fr", "--in", home)[0] == 2
