"""What alembic runs: the connection is ours (see ``database.py``), and nothing is configured by a file."""

from alembic import context

from harness.campaign.store.tables import metadata

connection = context.config.attributes["connection"]
# SQLite changes a table by copying it.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
