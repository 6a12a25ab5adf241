"""Which rules are broken in how many apps can be read from an index, and from nothing else (until 0006)."""

from harness.campaign.store.database import migrate
from harness.campaign.store.home import Campaign

QUERY = (
    "SELECT rule, COUNT(DISTINCT app_id) FROM findings WHERE verdict = 'VIOLATION' AND severity <> 'info' GROUP BY rule"
)


def test_behaviours_are_counted_in_an_index(campaign: Campaign) -> None:
    migrate(campaign.engine, "0002")
    with campaign.engine.connect() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {QUERY}")]
    assert any("USING COVERING INDEX ix_findings_verdict_severity_rule_app_id (verdict=?" in step for step in plan), (
        plan
    )
