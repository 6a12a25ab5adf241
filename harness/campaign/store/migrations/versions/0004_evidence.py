"""A row of evidence belongs to a result, and with it to the result's app: nobody looks for it by its app, and that this
app is there need not be looked up for each row of a run."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("findings", "disclosures", "collected")


def upgrade() -> None:
    """Change the tables."""
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_index(f"ix_{table}_app_id")
            batch.drop_constraint(f"fk_{table}_app_id", type_="foreignkey")


def downgrade() -> None:
    """Change them back."""
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.create_foreign_key(f"fk_{table}_app_id", "apps", ["app_id"], ["id"])
            batch.create_index(f"ix_{table}_app_id", ["app_id"])
