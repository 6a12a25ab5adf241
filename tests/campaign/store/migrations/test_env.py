"""Tables are made by migrations, on both databases, and are what the code says they are."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from harness.campaign.store.database import migrate, open_database, up_to_date
from harness.campaign.store.tables import metadata
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_migrations_make_the_tables_that_the_code_knows_and_take_them_away(url: str) -> None:
    engine = open_database(url)
    migrate(engine)
    assert up_to_date(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    migrate(engine)  # nothing to do
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine)
    assert set(metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()
