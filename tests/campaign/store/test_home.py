"""A campaign is begun once in a place, and found there again."""

from pathlib import Path

import pytest
from sqlalchemy import text

from harness.campaign.store.database import migrate
from harness.campaign.store.errors import CampaignError, StoreError
from harness.campaign.store.home import create, open_campaign, reopen
from harness.campaign.store.settings import Settings


def test_a_campaign_is_found_again_with_its_settings(tmp_path: Path) -> None:
    settings = Settings(branches=("accept",), budget=60, rules=("cn",))
    made = create(tmp_path / "new" / "one", "Spring", settings)
    found = open_campaign(tmp_path / "new" / "one")
    assert (found.name, found.settings, found.url) == ("Spring", settings, made.url)
    assert reopen(found.home, found.url).settings == settings


def test_there_is_one_in_a_place(tmp_path: Path) -> None:
    create(tmp_path, "one", Settings())
    with pytest.raises(CampaignError, match="already"):
        create(tmp_path, "two", Settings())


def test_without_any_it_is_said_how_to_begin_one(tmp_path: Path) -> None:
    with pytest.raises(CampaignError, match="harness campaign init"):
        open_campaign(tmp_path)
    assert not list(tmp_path.iterdir()), "looking makes nothing"
    with pytest.raises(CampaignError, match="holds no campaign"):
        open_campaign(tmp_path, f"sqlite:///{tmp_path / 'x.db'}")


def test_a_worker_of_another_version_is_refused(tmp_path: Path) -> None:
    made = create(tmp_path, "one", Settings())
    migrate(made.engine, "base")
    with pytest.raises(StoreError, match="one version on all machines"):
        reopen(tmp_path, made.url)


def test_settings_that_are_broken_are_told(tmp_path: Path) -> None:
    made = create(tmp_path, "one", Settings())
    with made.engine.begin() as connection:
        connection.execute(text('UPDATE campaign SET settings = \'{"budget": "x"}\''))
    with pytest.raises(CampaignError, match="settings cannot be read"):
        open_campaign(tmp_path)
