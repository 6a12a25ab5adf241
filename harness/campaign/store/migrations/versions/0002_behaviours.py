"""How many apps break which rule is counted in an index alone: bulletins of a million findings need no other row."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NEW, _OLD = "ix_findings_verdict_severity_rule_app_id", "ix_findings_rule_verdict"


def upgrade() -> None:
    """Change the tables."""
    op.create_index(_NEW, "findings", ["verdict", "severity", "rule", "app_id"])
    op.drop_index(_OLD, "findings")


def downgrade() -> None:
    """Change them back."""
    op.create_index(_OLD, "findings", ["rule", "verdict"])
    op.drop_index(_NEW, "findings")
