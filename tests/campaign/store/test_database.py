"""A database is opened, read and written as one thing at a time."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from harness.campaign.store.database import migrate, open_database, reading, up_to_date, url_of, writing
from harness.campaign.store.errors import StoreError
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not up_to_date(engine)
    with pytest.raises(StoreError, match="newer harness"):
        migrate(engine)


def test_sqlite_writes_ahead_and_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    with writing(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        connection.execute(text("INSERT INTO campaign (id, name) VALUES (1, 'x')"))
        with reading(engine) as other:
            assert other.execute(text("SELECT count(*) FROM campaign")).scalar() == 0


def test_a_transaction_that_raises_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(StoreError, match="does not do it"), writing(engine) as connection:
        connection.execute(text("INSERT INTO campaign (id, name) VALUES (1, 'x')"))
        connection.execute(text("INSERT INTO campaign (id, name) VALUES (1, 'y')"))
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM campaign")).scalar() == 0


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "postgresql+nobody://x/y"])
def test_a_url_that_cannot_be_is_one_sentence(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_database(url)
    assert "\n" not in str(caught.value)


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(StoreError) as caught:
        migrate(open_database("postgresql://127.0.0.1:1/x"))
    assert "\n" not in str(caught.value)


def test_without_a_url_the_database_is_a_file_of_the_campaign(tmp_path: Path) -> None:
    assert url_of(tmp_path) == f"sqlite:///{tmp_path}/campaign.db"
    assert url_of(tmp_path, "postgresql://x/y") == "postgresql://x/y"


@pytest.mark.parametrize("url", BOTH[1:], indirect=True)
def test_a_line_that_is_cut_is_told_within_a_minute_unless_its_url_says_otherwise(url: str) -> None:
    for more, wanted in (("", ("60000", "10")), ("&tcp_user_timeout=5000&connect_timeout=3", ("5000", "3"))):
        engine = open_database(url + more)
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            said = driver.info.get_parameters()
        engine.dispose()
        assert (said["tcp_user_timeout"], said["connect_timeout"]) == wanted
