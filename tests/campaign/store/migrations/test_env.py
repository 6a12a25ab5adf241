"""Tables are made by migrations, on both databases, and are what the code says they are."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import String, Text, inspect

from harness.campaign.store.database import migrate, open_database, up_to_date
from harness.campaign.store.tables import Words, metadata
from tests.campaign.conftest import BOTH


def unlike(context: Any, column: Any, known: Any, found_type: Any, type_: Any) -> bool | None:
    """Whether a column's type is another one; alembic does not look into types of one's own."""
    if not isinstance(type_, Words):
        return None
    dialect = context.dialect
    wanted = Text() if type_.length is None else String(type_.length)
    return bool(found_type.compile(dialect) != wanted.compile(dialect))


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_migrations_make_the_tables_that_the_code_knows_and_take_them_away(url: str) -> None:
    engine = open_database(url)
    migrate(engine)
    assert up_to_date(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": unlike})
        assert compare_metadata(context, metadata) == []
    migrate(engine)  # nothing to do
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine)
    assert set(metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()
