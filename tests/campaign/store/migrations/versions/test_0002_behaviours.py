"""Which rules are broken in how many apps is read from an index, and from nothing else."""

from sqlalchemy import Engine, event

from harness.campaign.store.home import Campaign
from harness.campaign.store.statistics import statistics


def test_behaviours_are_counted_in_an_index(campaign: Campaign) -> None:
    said: list[str] = []

    def heard(_connection: object, _cursor: object, words: str, *_more: object) -> None:
        said.append(words)

    engine: Engine = campaign.engine
    event.listen(engine, "before_cursor_execute", heard)
    statistics(campaign)
    event.remove(engine, "before_cursor_execute", heard)
    (query,) = [words for words in said if "FROM findings" in words]
    with engine.connect() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("VIOLATION", "info"))]
    assert any("USING COVERING INDEX ix_findings_verdict_severity_rule_app_id (verdict=?" in step for step in plan), (
        plan
    )
