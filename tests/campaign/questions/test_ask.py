"""SQL over a campaign, and over nothing else."""

from pathlib import Path

import pytest

from harness.campaign.questions.ask import ask, export, tables, views
from harness.campaign.store.claims import claim
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import finish
from harness.errors import HarnessError
from tests.campaign import kit
from tests.campaign.conftest import BOTH
from tests.table import every


def filled(campaign: Campaign) -> Campaign:
    for package in ("com.a", "com.b"):
        (job,) = kit.app_with_jobs(campaign.engine, 1, package)
        held = claim(campaign.engine, job, "d", campaign.settings)
        assert held and finish(campaign.engine, held, kit.outcome(collected=[kit.read(), kit.read("oaid", "after")]))
    return campaign


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_which_sdks_took_imei_before_consent_in_how_many_apps(campaign: Campaign) -> None:
    filled(campaign)
    names, rows = ask(campaign, "SELECT sdk, apps FROM sdks_before_consent WHERE category = 'imei'")
    assert (names, rows) == (["sdk", "apps"], [("Push", 2)])


@pytest.mark.slow
def test_every_view_answers(campaign: Campaign) -> None:
    filled(campaign)
    assert len(views()) == 6
    for view in views():
        names, rows = ask(campaign, f"FROM {view}")
        assert names and rows, view


def test_an_export_is_parquet_that_can_be_asked_again(campaign: Campaign, tmp_path: Path) -> None:
    counts = export(filled(campaign), tmp_path / "out")
    assert (counts["apps"], counts["collected"]) == (2, 4)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{table.name}.parquet" for table in tables()}
    assert ask(campaign, "SELECT count(*) FROM jobs", tmp_path / "out")[1] == [(2,)]
    assert "campaign" not in counts, "settings are nobody else's"
    with pytest.raises(CampaignError, match="no export"):
        ask(campaign, "SELECT 1", tmp_path)


OUT_OF_REACH = (
    ["SELECT * FROM read_text('/etc/passwd')", "COPY apps TO '/tmp/x.csv'", "INSTALL httpfs", "SELEKT 1",
     "SET enable_external_access = true", "SELECT * FROM nowhere"],
)  # fmt: skip


def test_what_cannot_be_asked_is_one_sentence_and_reaches_no_other_file(campaign: Campaign) -> None:
    def check(question: str) -> None:
        with pytest.raises(HarnessError, match="DuckDB says") as caught:
            ask(campaign, question)
        assert "\n" not in str(caught.value)

    every(OUT_OF_REACH, check)
