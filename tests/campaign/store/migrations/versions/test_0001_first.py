"""What was kept by the first version is there in every later one."""

import pytest
from sqlalchemy import text

from harness.campaign.store.database import migrate, open_database, reading, writing
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_rows_of_the_first_version_survive_all_that_follow(url: str) -> None:
    engine = open_database(url)
    migrate(engine, "0001")
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO apps (id, package, signer) VALUES (7, 'com.shop', 's')"))
        connection.execute(text("INSERT INTO builds (id, app_id, content) VALUES (8, 7, 'c')"))
        connection.execute(text("INSERT INTO jobs (id, build_id, branch, device_class) VALUES (9, 8, 'accept', 'any')"))
    migrate(engine)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT state, token, repetition FROM jobs")).one() == ("planned", 0, 1)
    engine.dispose()
